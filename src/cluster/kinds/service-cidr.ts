import type { ServiceCIDR } from '../../model/resources/service-cidr.ts';
import { conditionsOf, metadataOf, type RawReader } from './raw.ts';

/** A networking.k8s.io/v1 ServiceCIDR. */
export function serviceCIDROf(raw: RawReader): ServiceCIDR {
  return {
    metadata: metadataOf(raw),
    spec: { cidrs: raw.object('spec').texts('cidrs') },
    status: { conditions: conditionsOf(raw.object('status')) },
  };
}
