import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Gap, Lookup } from '../../../model/listing.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { describeRef, refTo, sameRef } from '../../../model/object-ref.ts';
import { isNodeReady, type Node } from '../../../model/resources/node.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { isVirtualNode } from '../../facts/node-state.ts';
import { holdersOf, holdsPodAddress } from '../../facts/pods-by.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX6007',
  title: 'Pod address used twice',
  severity: 'error',
  proof: 'certain',
  subject: 'Pod',
  reads: ['Pod', 'Node'],
  causes: [],
  check(pod, cluster) {
    if (!holdsPodAddress(pod)) return [];
    const self = refTo('Pod', pod.metadata);
    const shared = pod.status.podIPs.map(({ ip }, index) => {
      const listing = holdersOf(ip, cluster);
      const others = knownItems(listing).filter((other) => !sameRef(refTo('Pod', other.metadata), self));
      return { ip, field: `status.podIPs[${index}].ip`, others, gaps: gapsOf(listing) };
    });
    const candidates = shared.filter(({ others }) => others.length > 0);
    const own = candidates.length === 0 ? 'no' : isAlive(pod, cluster);
    const judged = candidates.map((one) => ({ ...one, others: one.others.map((other) => ({ other, alive: isAlive(other, cluster) })) }));
    const gaps = [
      ...shared.flatMap((one) => one.gaps),
      ...(typeof own === 'string' ? [] : own),
      ...(own === 'no' ? [] : judged.flatMap(({ others }) => others.flatMap(({ alive }) => (typeof alive === 'string' ? [] : alive)))),
    ];
    const missing = gaps.length === 0 ? [] : unjudged(gaps);
    if (own !== 'yes') return missing;
    const hits = judged.flatMap(({ ip, field, others }) => {
      const live = others.filter(({ alive }) => alive === 'yes').map(({ other }) => other);
      if (live.length === 0) return [];
      const shown = live.map((other) => ({ object: refTo('Pod', other.metadata), field: 'status.podIPs', says: `has ${ip}, too` }));
      return [
        {
          args: {
            address: ip,
            others: enumerate(live.map((other) => describeRef(refTo('Pod', other.metadata)))),
            node: pod.spec.nodeName ?? null,
          },
          evidence: [{ object: self, field, value: ip, says: 'the address of this pod' }, ...shown] as const,
        },
      ];
    });
    return [...hits, ...missing];
  },
  message: ({ address, others }) => `${address} is also the address of ${others}: what is sent to it reaches one of them`,
  remedy: ({ node }) =>
    `Delete one of the pods, so that it gets another address, and look for the cause in the network plugin${node === null ? '' : ` on ${node}`} (ranges that overlap, lost state of its address management).`,
});

/** Whether a pod is on a node that says so. One on a lost node may be gone, and its address free again; a virtual one has its own network. */
function isAlive({ spec }: Pod, cluster: ClusterIndex): 'yes' | 'no' | readonly Gap[] {
  const node: Lookup<Node> = spec.nodeName === undefined ? { state: 'absent' } : cluster.get('Node', spec.nodeName);
  if (node.state === 'unknown') return node.gaps;
  return node.state === 'found' && isNodeReady(node.item) === true && !isVirtualNode(node.item) ? 'yes' : 'no';
}
