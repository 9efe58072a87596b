import { refTo } from '../../../model/object-ref.ts';
import { formatSelector } from '../../../model/values/label-selector.ts';
import { peersWithoutPods } from '../../facts/peers-without-pods.ts';
import { defineRule, type Hit, type Unjudged } from '../../rule.ts';

interface PeerArgs extends Readonly<Record<string, string>> {
  readonly namespace: string;
  readonly name: string;
  readonly selector: string;
  readonly where: string;
  readonly direction: string;
  /** Its field: what is said of another entry is another matter. */
  readonly entry: string;
}

export default defineRule({
  code: 'NX5003',
  title: 'No pod has the labels of a peer',
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
      if (elsewhere.length > 0) return [];
      const { namespace = '', name } = policy.metadata;
      const selector = formatSelector(peer.podSelector ?? []);
      const where =
        peer.namespaceSelector === undefined ? `namespace ${namespace}` : `namespaces with ${formatSelector(peer.namespaceSelector)}`;
      const object = refTo('NetworkPolicy', policy.metadata);
      const shown = { object, field: `${peer.field}.podSelector`, value: selector, says: 'no pod there has these labels' };
      return [{ args: { namespace, name, selector, where, direction: peer.direction, entry: peer.field }, evidence: [shown] as const }];
    });
  },
  message: ({ selector, where, direction }) =>
    `an entry of its ${direction} rules is for pods with ${selector} in ${where === '' ? 'every namespace' : where}, where none has these labels, nor a workload that would make one: it allows nothing`,
  remedy: ({ namespace, name, selector }) =>
    `Compare ${selector} with the labels of the pods that are meant, and correct the entry in NetworkPolicy ${namespace}/${name}.`,
});
