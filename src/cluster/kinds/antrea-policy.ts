import type { Concern, OtherPolicy } from '../../model/resources/other-policy.ts';
import { labelSelectorOf } from './label-selector.ts';
import { MalformedObject, metadataOf, type RawReader } from './raw.ts';
import { readable } from './readable.ts';

/**
 * A crd.antrea.io/v1beta1 NetworkPolicy (of its namespace) or ClusterNetworkPolicy. What it applies to stands once, or in each rule.
 * Source: antrea.io/docs, "Antrea Network Policy CRDs" (2.4).
 */
export function antreaPolicyOf(raw: RawReader): OtherPolicy {
  const metadata = metadataOf(raw);
  const spec = raw.object('spec');
  const isOwn = metadata.namespace !== undefined;
  const directions = { ingress: spec.objects('ingress').length > 0, egress: spec.objects('egress').length > 0 };
  const inRules = (['ingress', 'egress'] as const).flatMap((direction) =>
    spec.objects(direction).flatMap((rule) => appliedTo(rule, { ingress: direction === 'ingress', egress: direction === 'egress' }, isOwn)),
  );
  return { metadata, concerns: [...appliedTo(spec, directions, isOwn), ...inRules] };
}

const SELECTORS = ['podSelector', 'namespaceSelector', 'nodeSelector'];

function appliedTo(raw: RawReader, directions: Pick<Concern, 'ingress' | 'egress'>, isOwn: boolean): readonly Concern[] {
  return raw.objects('appliedTo').map((target) => {
    const nodes = target.has('nodeSelector');
    const other = target.keys().find((key) => !SELECTORS.includes(key));
    const labels = readable(() => {
      if (other !== undefined) throw new MalformedObject(`${target.path}.${other}: what it stands for is not read`);
      return labelSelectorOf(target.object(nodes ? 'nodeSelector' : 'podSelector'));
    });
    return {
      field: target.path,
      of: nodes ? 'nodes' : 'pods',
      namespaces: isOwn ? 'own' : readable(() => labelSelectorOf(target.object('namespaceSelector'))),
      labels,
      ...directions,
      inMesh: false,
    };
  });
}
