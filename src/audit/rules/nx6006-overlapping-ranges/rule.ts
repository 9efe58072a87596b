import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { type Gap, gapsOf, knownItems } from '../../../model/listing.ts';
import { describeRef, type ObjectRef, refTo, sameRef } from '../../../model/object-ref.ts';
import { type Node, nodeIPs } from '../../../model/resources/node.ts';
import { type Cidr, cidrContains, parseCidr } from '../../../model/values/cidr.ts';
import { familyOf } from '../../../model/values/ip.ts';
import { perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { nodeAgents } from '../../facts/node-agents.ts';
import { isVirtualNode } from '../../facts/node-state.ts';
import { holdsPodAddress, podsOn } from '../../facts/pods-by.ts';
import { indexRanges, type OwnedRange } from '../../facts/range-index.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** What a range or an address is for. */
interface Owner {
  readonly object: ObjectRef;
  readonly role: 'pod CIDR' | 'Service range' | 'address';
  readonly text: string;
  readonly field: string;
}

const ranges = perCluster((cluster) => {
  const nodes = cluster.list('Node');
  const services = cluster.list('ServiceCIDR');
  const owned = [
    ...knownItems(nodes).flatMap((node) => [...podRanges(node), ...addresses(node)]),
    ...knownItems(services).flatMap(({ metadata, spec }) =>
      spec.cidrs.flatMap((text, index) =>
        ownedRange({ object: refTo('ServiceCIDR', metadata), role: 'Service range', text, field: `spec.cidrs[${index}]` }),
      ),
    ),
  ];
  const gaps = [...gapsOf(nodes), ...gapsOf(services).filter((gap) => gap.reason !== 'not-served')];
  return { overlapping: indexRanges(owned), gaps };
});

export default defineRule({
  code: 'NX6006',
  title: 'Overlapping address ranges',
  severity: 'error',
  proof: 'certain',
  subject: 'Node',
  reads: ['Node', 'ServiceCIDR', 'Pod', 'DaemonSet', 'ConfigMap'],
  wholeKinds: ['Node', 'ServiceCIDR', 'DaemonSet'],
  causes: [],
  check(node, cluster) {
    const { overlapping, gaps } = ranges(cluster);
    const clashes = (own: readonly OwnedRange<Owner>[], roles: readonly Owner['role'][]) =>
      own.flatMap((one) =>
        overlapping(one.range)
          .filter(({ owner }) => roles.includes(owner.role) && !sameRef(owner.object, one.owner.object))
          .map((other) => ({ own: one.owner, other: other.owner })),
      );
    const ofPods = clashes(podRanges(node), ['pod CIDR', 'Service range', 'address']);
    const used = ofPods.length === 0 ? true : usesPodCIDRs(node, cluster);
    const found = [...(used === true ? ofPods : []), ...clashes(addresses(node), ['Service range'])];
    const unread = [...gaps, ...(typeof used === 'boolean' ? [] : used)];
    const missing = unread.length === 0 ? [] : unjudged(unread);
    const [first] = found;
    if (first === undefined) return missing;
    return [
      {
        args: {
          node: node.metadata.name,
          clashes: enumerate([
            ...new Set(found.map(({ own, other }) => `its ${describe(own)} with the ${describe(other)} of ${describeRef(other.object)}`)),
          ]),
          ownPods: found.some(({ own }) => own.role === 'pod CIDR'),
        },
        evidence: [show(first.own), show(first.other), ...found.slice(1).flatMap(({ own, other }) => [show(own), show(other)])],
      },
      ...missing,
    ];
  },
  message: ({ clashes }) => `address ranges overlap: ${clashes}`,
  remedy: ({ node, ownPods }) =>
    ownPods
      ? `Take ranges that are apart. A node keeps its pod CIDR for life: drain and delete node ${node}, and let it join again.`
      : 'Take a range of Services that holds no address of a node.',
});

function podRanges(node: Node): readonly OwnedRange<Owner>[] {
  const object = refTo('Node', node.metadata);
  return node.spec.podCIDRs.flatMap((text, index) => ownedRange({ object, role: 'pod CIDR', text, field: `spec.podCIDRs[${index}]` }));
}

/** A virtual node reports the address of the pod that plays it. */
function addresses(node: Node): readonly OwnedRange<Owner>[] {
  if (isVirtualNode(node)) return [];
  const object = refTo('Node', node.metadata);
  return nodeIPs(node).flatMap((one) =>
    ownedRange({ object, role: 'address', text: one.address, field: `status.addresses[${node.status.addresses.indexOf(one)}].address` }),
  );
}

function ownedRange(owner: Owner): readonly OwnedRange<Owner>[] {
  const family = familyOf(owner.text);
  const range: Cidr | undefined = parseCidr(family === undefined ? owner.text : `${owner.text}/${family === 'IPv4' ? 32 : 128}`);
  return range === undefined ? [] : [{ range, owner }];
}

/**
 * Whether the node's pod CIDRs mean anything: not where the plugin keeps ranges of its own, nor where pods have addresses and none of
 * them lies in one.
 */
function usesPodCIDRs(node: Node, cluster: ClusterIndex): boolean | readonly Gap[] {
  const { plugin } = nodeAgents(cluster);
  if (plugin.state === 'seen' && plugin.podAddressing === 'own') return false;
  const pods = podsOn(node.metadata.name, cluster);
  const held = knownItems(pods)
    .filter(holdsPodAddress)
    .flatMap(({ status }) => status.podIPs);
  if (held.some(({ ip }) => node.spec.podCIDRs.some((cidr) => cidrContains(cidr, ip)))) return true;
  const gaps = [...gapsOf(pods), ...(plugin.state === 'unknown' ? plugin.gaps : [])];
  return gaps.length === 0 ? held.length === 0 : gaps;
}

function describe({ role, text }: Owner): string {
  return `${role} ${text}`;
}

function show({ object, field, text, role }: Owner): Evidence {
  return { object, field, value: text, says: `${role} of ${describeRef(object)}` };
}
