import { refTo } from '../../../model/object-ref.ts';
import { formatSelector } from '../../../model/values/label-selector.ts';
import { type PolicyPeer, podsOfPeer, rulesOf } from '../../facts/policies.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface PeerArgs extends Readonly<Record<string, string>> {
  readonly namespace: string;
  readonly name: string;
  readonly direction: string;
  readonly whole: string;
  readonly pods: string;
}

export default defineRule({
  code: 'NX5006',
  title: 'Entries that add up where both may be meant',
  severity: 'warning',
  proof: 'likely',
  subject: 'NetworkPolicy',
  reads: ['Namespace', 'Pod', 'Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet'],
  wholeKinds: ['Namespace', 'Pod'],
  causes: ['NX5003', 'NX5004'],
  check(policy, cluster) {
    const { namespace = '', name } = policy.metadata;
    return rulesOf(policy).flatMap(({ direction, peers }) =>
      peers.flatMap((pods, at): readonly (Hit<PeerArgs> | Unjudged)[] => {
        const namespaces = peers[at - 1] ?? peers[at + 1];
        if (!isPodsAlone(pods) || namespaces === undefined || !isNamespacesAlone(namespaces)) return [];
        const own = podsOfPeer(pods, namespace, cluster);
        if (own.pods.length > 0 || own.isExpected) return [];
        const both = podsOfPeer({ ...pods, namespaceSelector: namespaces.namespaceSelector ?? [] }, namespace, cluster);
        if (both.pods.length === 0 || own.gaps.length > 0) return own.gaps.length > 0 ? unjudged(own.gaps) : [];
        // Told once for the two of them, at the entry that opens more.
        const object = refTo('NetworkPolicy', policy.metadata);
        const whole = formatSelector(namespaces.namespaceSelector ?? []);
        const evidence = [
          {
            object,
            field: namespaces.field,
            value: whole,
            says: whole === '' ? 'every pod of every namespace' : 'every pod of these namespaces',
          },
          { object, field: pods.field, value: formatSelector(pods.podSelector ?? []), says: `these pods of namespace ${namespace}` },
        ] as const;
        return [{ args: { namespace, name, direction, whole, pods: formatSelector(pods.podSelector ?? []) }, evidence }];
      }),
    );
  },
  message: ({ namespace, direction, whole, pods }) =>
    `an ${direction} rule is for every pod of ${whole === '' ? 'every namespace' : `namespaces with ${whole}`}, and besides for pods with ${pods} of ${namespace}: entries add up; ${namespace} has no such pods, and those namespaces do: pods with ${pods} of those are probably meant`,
  remedy: ({ namespace, name }) =>
    `If both are to hold, write podSelector into the entry with namespaceSelector, without a dash of its own, in NetworkPolicy ${namespace}/${name}.`,
});

function isPodsAlone({ podSelector = [], namespaceSelector, cidr }: PolicyPeer): boolean {
  return podSelector.length > 0 && namespaceSelector === undefined && cidr === undefined;
}

function isNamespacesAlone({ podSelector, namespaceSelector }: PolicyPeer): boolean {
  return podSelector === undefined && namespaceSelector !== undefined;
}
