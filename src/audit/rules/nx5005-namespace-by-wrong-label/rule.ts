import { gapsOf } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { formatSelector } from '../../../model/values/label-selector.ts';
import { misnamedNamespace } from '../../facts/misnamed-namespace.ts';
import { namespacesOf, rulesOf } from '../../facts/policies.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface PeerArgs extends Readonly<Record<string, string>> {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly meant: string;
  /** Its field: what is said of another entry is another matter. */
  readonly entry: string;
}

export default defineRule({
  code: 'NX5005',
  title: 'Namespace asked for by a label that no namespace has',
  severity: 'warning',
  proof: 'likely',
  subject: 'NetworkPolicy',
  reads: ['Namespace'],
  wholeKinds: ['Namespace'],
  causes: [],
  check(policy, cluster) {
    const { namespace = '', name } = policy.metadata;
    const peers = rulesOf(policy).flatMap((rule) => rule.peers);
    return peers.flatMap(({ namespaceSelector = [], field }): readonly (Hit<PeerArgs> | Unjudged)[] => {
      if (namespaceSelector.length === 0) return [];
      const namespaces = namespacesOf(namespaceSelector, cluster);
      if (namespaces.state !== 'complete') return unjudged(gapsOf(namespaces));
      const found = namespaces.items.length > 0 ? undefined : misnamedNamespace(namespaceSelector, cluster);
      if (found === undefined) return [];
      const value = formatSelector(namespaceSelector);
      const object = refTo('NetworkPolicy', policy.metadata);
      const shown = { object, field: `${field}.namespaceSelector`, value, says: `no namespace has a label ${found.key}` };
      return [{ args: { namespace, name, key: found.key, meant: found.name, entry: field }, evidence: [shown] }];
    });
  },
  message: ({ key, meant }) =>
    `an entry asks for namespaces with ${key}=${meant}, and no namespace has a label ${key}: namespace ${meant} is probably meant, whose label is kubernetes.io/metadata.name=${meant}`,
  remedy: ({ namespace, name, key }) =>
    `Write kubernetes.io/metadata.name instead of ${key} in NetworkPolicy ${namespace}/${name}, or label the namespace.`,
});
