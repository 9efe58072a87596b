import type { Concern, OtherPolicy } from '../../model/resources/other-policy.ts';
import type { LabelSelector } from '../../model/values/label-selector.ts';
import { labelSelectorOf } from './label-selector.ts';
import { MalformedObject, metadataOf, type RawReader } from './raw.ts';
import { readable } from './readable.ts';

/**
 * A cilium.io/v2 CiliumNetworkPolicy (of its namespace) or CiliumClusterwideNetworkPolicy. A direction without rules is not touched.
 * Source: docs.cilium.io, "Layer 3 Policies" and "Policy Enforcement Modes" (1.18).
 */
export function ciliumPolicyOf(raw: RawReader): OtherPolicy {
  const metadata = metadataOf(raw);
  const specs = [...(raw.has('spec') ? [raw.object('spec')] : []), ...raw.objects('specs')];
  return { metadata, concerns: specs.flatMap((spec) => concernsOf(spec, metadata.namespace === undefined ? [] : 'own')) };
}

function concernsOf(spec: RawReader, namespaces: Concern['namespaces']): readonly Concern[] {
  const ingress = spec.has('ingress') || spec.has('ingressDeny');
  const egress = spec.has('egress') || spec.has('egressDeny');
  return (['endpointSelector', 'nodeSelector'] as const)
    .filter((key) => spec.has(key))
    .map((key) => ({
      field: `${spec.path}.${key}`,
      of: key === 'nodeSelector' ? 'nodes' : 'pods',
      namespaces,
      labels: readable(() => selectorOf(spec.object(key))),
      ingress,
      egress,
      inMesh: false,
    }));
}

/** Keys may name where a label comes from, and some labels are Cilium's own. */
function selectorOf(raw: RawReader): LabelSelector {
  return labelSelectorOf(raw).map((term) => {
    const key = term.key.replace(/^(k8s|any):/, '');
    if (/^[a-z]+:/.test(key) || /^io\.(cilium|kubernetes\.pod)\./.test(key)) {
      throw new MalformedObject(`${raw.path}: ${term.key} is a label of Cilium's own`);
    }
    return { ...term, key };
  });
}
