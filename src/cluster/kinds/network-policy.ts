import type { NetworkPolicy } from '../../model/resources/network-policy.ts';
import { labelSelectorOf } from './label-selector.ts';
import { metadataOf, type RawReader } from './raw.ts';

const DIRECTIONS = ['Ingress', 'Egress'] as const;

/**
 * A networking.k8s.io/v1 NetworkPolicy; without `policyTypes` it is for Ingress, and for Egress where it has an egress rule.
 * Source: kubernetes pkg/apis/networking/v1/defaults.go, SetDefaults_NetworkPolicy (1.36).
 */
export function networkPolicyOf(raw: RawReader): NetworkPolicy {
  const spec = raw.object('spec');
  const said = spec.texts('policyTypes');
  const defaults = spec.objects('egress').length > 0 ? DIRECTIONS : (['Ingress'] as const);
  return {
    metadata: metadataOf(raw),
    spec: {
      podSelector: labelSelectorOf(spec.object('podSelector')),
      policyTypes: said.length === 0 ? defaults : DIRECTIONS.filter((one) => said.includes(one)),
    },
  };
}
