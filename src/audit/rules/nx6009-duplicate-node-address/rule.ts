import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isNodeReady, type Node, nodeIPs } from '../../../model/resources/node.ts';
import { parseIp } from '../../../model/values/ip.ts';
import { groupBy, perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { isVirtualNode } from '../../facts/node-state.ts';
import { defineRule, unjudged } from '../../rule.ts';

const holders = perCluster((cluster) => {
  const nodes = cluster.list('Node');
  return { gaps: gapsOf(nodes), byAddress: groupBy(knownItems(nodes), (node) => internalIPs(node).map(({ canonical }) => canonical)) };
});

export default defineRule({
  code: 'NX6009',
  title: 'Node address used twice',
  severity: 'error',
  proof: 'certain',
  subject: 'Node',
  reads: ['Node'],
  wholeKinds: ['Node'],
  causes: [],
  check(node, cluster) {
    const { gaps, byAddress } = holders(cluster);
    const hits = internalIPs(node).flatMap(({ canonical, field }) => {
      const others = (byAddress.get(canonical) ?? []).filter((other) => other.metadata.name !== node.metadata.name);
      if (others.length === 0) return [];
      const shown = others.map((other) => ({
        object: refTo('Node', other.metadata),
        field: 'status.addresses',
        says: `has ${canonical}, too`,
      }));
      return [
        {
          args: {
            address: canonical,
            others: enumerate(others.map(({ metadata }) => metadata.name)),
            leftOver: [node, ...others].find((one) => isNodeReady(one) !== true)?.metadata.name ?? null,
          },
          evidence: [
            { object: refTo('Node', node.metadata), field, value: canonical, says: 'the InternalIP of this node' },
            ...shown,
          ] as const,
        },
      ];
    });
    return [...hits, ...(gaps.length === 0 ? [] : unjudged(gaps))];
  },
  message: ({ address, others }) => `InternalIP ${address} is also that of ${others}: what is sent to it reaches one of them`,
  remedy: ({ leftOver }) =>
    leftOver === null
      ? 'Give each machine an address of its own, and each kubelet the one that it is to report (--node-ip).'
      : `If ${leftOver}, which is not ready, is left over from a machine that is gone: kubectl delete node ${leftOver}.`,
});

/** Addresses of virtual nodes are left out: several of those may share one. */
function internalIPs(node: Node): readonly { readonly canonical: string; readonly field: string }[] {
  if (isVirtualNode(node)) return [];
  return nodeIPs(node)
    .filter(({ type }) => type === 'InternalIP')
    .map((one) => ({
      canonical: parseIp(one.address)?.text ?? one.address,
      field: `status.addresses[${node.status.addresses.indexOf(one)}].address`,
    }));
}
