import type { APIService } from '../../model/resources/api-service.ts';
import { conditionsOf, metadataOf, present, type RawReader } from './raw.ts';
import { serviceReferenceOf } from './service-reference.ts';

/** An apiregistration.k8s.io/v1 APIService. */
export function apiServiceOf(raw: RawReader): APIService {
  return {
    metadata: metadataOf(raw),
    spec: present({ service: serviceReferenceOf(raw.object('spec')) }),
    status: { conditions: conditionsOf(raw.object('status')) },
  };
}
