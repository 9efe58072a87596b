import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { formatSelector } from '../../../model/values/label-selector.ts';
import { misnamedNamespace } from '../../facts/misnamed-namespace.ts';
import { namespacesOf, rulesOf } from '../../facts/policies.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface PeerArgs extends Readonly<Record<string, string>> {
  readonly namespace: string;
  readonly name: string;
  readonly selector: string;
  readonly direction: string;
  /** Its field: what is said of another entry is another matter. */
  readonly entry: string;
}

export default defineRule({
  code: 'NX5002',
  title: 'No namespace has the labels of a peer',
  severity: 'warning',
  proof: 'certain',
  subject: 'NetworkPolicy',
  reads: ['Namespace'],
  wholeKinds: ['Namespace'],
  causes: [],
  check(policy, cluster) {
    const { namespace = '', name } = policy.metadata;
    const peers = rulesOf(policy).flatMap((rule) => rule.peers);
    return peers.flatMap(({ namespaceSelector, direction, field }): readonly (Hit<PeerArgs> | Unjudged)[] => {
      if (namespaceSelector === undefined || namespaceSelector.length === 0) return [];
      const namespaces = namespacesOf(namespaceSelector, cluster);
      if (knownItems(namespaces).length > 0) return [];
      if (namespaces.state !== 'complete') return unjudged(gapsOf(namespaces));
      if (misnamedNamespace(namespaceSelector, cluster) !== undefined) return [];
      const selector = formatSelector(namespaceSelector);
      const shown = {
        object: refTo('NetworkPolicy', policy.metadata),
        field: `${field}.namespaceSelector`,
        value: selector,
        says: 'no namespace has these labels',
      };
      return [{ args: { namespace, name, selector, direction, entry: field }, evidence: [shown] }];
    });
  },
  message: ({ selector, direction }) =>
    `an entry of its ${direction} rules is for namespaces with ${selector}, and none has these labels: it allows nothing`,
  remedy: ({ namespace, name, selector }) =>
    `Give the namespaces the labels ${selector} (kubectl get namespaces --show-labels), or correct the entry in NetworkPolicy ${namespace}/${name}.`,
});
