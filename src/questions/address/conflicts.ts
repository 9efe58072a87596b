import type {
  AddressAllocation,
  AddressConflict,
  AddressOwner,
  ClusterIPOwner,
  ExternalIPOwner,
  LoadBalancerOwner,
  NodeOwner,
  PodOwner,
} from '../../model/address-report.ts';
import { describeRef, type ObjectRef, sameRef } from '../../model/object-ref.ts';

type External = ExternalIPOwner | LoadBalancerOwner;

/**
 * Owners that exclude one another. A pod with hostNetwork and its node, or a pod and an endpoint, do not; nor do two Services behind one
 * load balancer address on different ports.
 */
export function conflictsOf(owners: readonly AddressOwner[], allocation: AddressAllocation | undefined): readonly AddressConflict[] {
  const nodes = owners.filter((one) => one.role === 'node');
  const pods = owners.filter((one) => one.role === 'pod').filter((one) => one.live && !one.terminating);
  const ownPods = pods.filter((one) => !one.hostNetwork);
  const virtual = owners.filter((one) => one.role === 'clusterIP');
  const externals = owners.filter(isTaken);
  return [
    ...several(ownPods, 'have the same pod address: packets reach only one of them'),
    ...several(nodes, 'have the same node address'),
    ...several(virtual, 'have the same Cluster IP'),
    ...pairs(ownPods, nodes, 'a pod has the address of a node'),
    ...hostNetworkElsewhere(pods, nodes),
    ...pairs(virtual, [...nodes, ...ownPods], 'on the ports of the Service, every node takes packets that are meant for the other'),
    ...virtualAndExternal(virtual, externals),
    ...pairs(
      externals.filter((one) => one.role === 'externalIP'),
      nodes,
      "an externalIP is the address of a node: every node takes packets to the Service's ports there, whatever that node itself runs",
    ),
    ...pairs(externals, ownPods, "every node takes packets to the Service's ports there: they do not reach the pod"),
    ...samePorts(externals),
    ...inServiceRange(owners, [...nodes, ...ownPods]),
    ...overlaps(owners),
    ...wrongReference(virtual, allocation),
  ];
}

/** Addresses to which kube-proxy takes the packets. An Ingress reports an address and takes nothing. */
function isTaken(owner: AddressOwner): owner is External {
  return owner.role === 'externalIP' || (owner.role === 'loadBalancer' && owner.ipMode === 'VIP' && owner.object.kind === 'Service');
}

function several(owners: readonly AddressOwner[], says: string): readonly AddressConflict[] {
  const [first, second, ...more] = distinct(owners.map((one) => one.object));
  if (first === undefined || second === undefined) return [];
  const between = [first, second, ...more] as const;
  return [{ between, says: `${between.map(describeRef).join(' and ')} ${says}` }];
}

function pairs(left: readonly AddressOwner[], right: readonly AddressOwner[], says: string): readonly AddressConflict[] {
  return distinct(left.map((one) => one.object)).flatMap((a) =>
    distinct(right.map((one) => one.object)).map((b) => ({
      between: [a, b] as const,
      says: `${describeRef(a)} and ${describeRef(b)}: ${says}`,
    })),
  );
}

function hostNetworkElsewhere(pods: readonly PodOwner[], nodes: readonly NodeOwner[]): readonly AddressConflict[] {
  const shared = pods.filter((pod) => pod.hostNetwork && pod.node !== undefined);
  return nodes.flatMap((node) =>
    pairs(
      shared.filter((pod) => pod.node !== node.object.name),
      [node],
      'the pod has hostNetwork, and yet the address of a node that it is not on',
    ),
  );
}

function virtualAndExternal(virtual: readonly ClusterIPOwner[], externals: readonly External[]): readonly AddressConflict[] {
  return virtual.flatMap((one) =>
    pairs(
      [one],
      externals.filter((other) => !sameRef(other.object, one.object)),
      'the second takes an address that is the Cluster IP of the first',
    ),
  );
}

function samePorts(externals: readonly External[]): readonly AddressConflict[] {
  return externals.flatMap((a, index) =>
    externals.slice(index + 1).flatMap((b) => {
      const shared = a.ports.find((one) => b.ports.some((other) => other.port === one.port && other.protocol === one.protocol));
      if (shared === undefined || sameRef(a.object, b.object)) return [];
      return pairs([a], [b], `both take packets to port ${shared.port}/${shared.protocol}`);
    }),
  );
}

function inServiceRange(owners: readonly AddressOwner[], holders: readonly (NodeOwner | PodOwner)[]): readonly AddressConflict[] {
  const ranges = owners.filter((one) => one.role === 'serviceCIDR').filter((one) => one.ready && one.usable);
  return pairs(ranges, holders, 'the address may be given to a Service, and would then no longer reach its owner');
}

/** Ranges that hold the address and ought not to overlap: pod CIDRs of two nodes, or a pod CIDR and a ServiceCIDR. */
function overlaps(owners: readonly AddressOwner[]): readonly AddressConflict[] {
  const podCIDRs = owners.filter((one) => one.role === 'podCIDR');
  const serviceCIDRs = owners.filter((one) => one.role === 'serviceCIDR');
  return [
    ...several(podCIDRs, 'have pod CIDRs that overlap'),
    ...pairs(serviceCIDRs, podCIDRs, 'the range of Cluster IPs and the pod CIDR of the node overlap'),
  ];
}

function wrongReference(virtual: readonly ClusterIPOwner[], allocation: AddressAllocation | undefined): readonly AddressConflict[] {
  if (allocation?.agrees !== false) return [];
  return virtual.map(({ object }) => ({
    between: [object, allocation.object],
    says: `${describeRef(object)} has the Cluster IP, but ${describeRef(allocation.object)} is ${allocation.says}`,
  }));
}

function distinct(refs: readonly ObjectRef[]): readonly ObjectRef[] {
  return refs.filter((ref, index) => refs.findIndex((one) => sameRef(one, ref)) === index);
}
