import { refTo } from '../../../model/object-ref.ts';
import { formatSelector } from '../../../model/values/label-selector.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { peersWithoutPods } from '../../facts/peers-without-pods.ts';
import { defineRule, type Hit, type Unjudged } from '../../rule.ts';

interface PeerArgs extends Readonly<Record<string, string>> {
  readonly namespace: string;
  readonly name: string;
  readonly selector: string;
  readonly elsewhere: string;
  readonly direction: string;
  /** Its field: what is said of another entry is another matter. */
  readonly entry: string;
}

export default defineRule({
  code: 'NX5004',
  title: 'Pods of a peer are in another namespace',
  severity: 'warning',
  proof: 'likely',
  subject: 'NetworkPolicy',
  reads: ['Namespace', 'Pod', 'Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet'],
  wholeKinds: ['Namespace', 'Pod'],
  causes: [],
  check(policy, cluster) {
    return peersWithoutPods(policy, cluster).flatMap((one): readonly (Hit<PeerArgs> | Unjudged)[] => {
      if ('unjudged' in one) return [one];
      const { peer, elsewhere } = one;
      if (elsewhere.length === 0) return [];
      const { namespace = '', name } = policy.metadata;
      const selector = formatSelector(peer.podSelector ?? []);
      const object = refTo('NetworkPolicy', policy.metadata);
      const says = `without a namespaceSelector it is for namespace ${namespace} alone`;
      const shown = { object, field: `${peer.field}.podSelector`, value: selector, says };
      return [
        {
          args: { namespace, name, selector, elsewhere: enumerate(elsewhere.toSorted()), direction: peer.direction, entry: peer.field },
          evidence: [shown] as const,
        },
      ];
    });
  },
  message: ({ namespace, selector, elsewhere, direction }) =>
    `an entry of its ${direction} rules is for pods with ${selector} of its own namespace, and ${namespace} has none; there are some in ${elsewhere}`,
  remedy: ({ namespace, name }) =>
    `If those are meant, add to the same entry of NetworkPolicy ${namespace}/${name} a namespaceSelector with kubernetes.io/metadata.name.`,
});
