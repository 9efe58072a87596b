import type { Lookup } from '../../model/listing.ts';
import type { PodAddress, PodHostPort, PodNetwork } from '../../model/pod-report.ts';
import { type Node, nodeIPs, zoneOf } from '../../model/resources/node.ts';
import { isPodFinished, type Pod, servingContainers } from '../../model/resources/pod.ts';
import { cidrContains } from '../../model/values/cidr.ts';
import { parseIp, rangeOf } from '../../model/values/ip.ts';

/** The pod's network namespace: its addresses, where they come from, and the node that it is on. */
export function networkOf(pod: Pod, node: Lookup<Node>): PodNetwork {
  const { hostNetwork, nodeName } = pod.spec;
  const zone = node.state === 'found' ? zoneOf(node.item.metadata.labels) : undefined;
  return {
    hostNetwork,
    addresses: pod.status.podIPs.flatMap(({ ip }) => addressOf(ip, hostNetwork, node)),
    live: !isPodFinished(pod),
    ...(nodeName === undefined ? {} : { node: nodeName, nodeIPs: addressesOf(node) }),
    ...(zone === undefined ? {} : { zone }),
  };
}

function addressOf(ip: string, hostNetwork: boolean, node: Lookup<Node>): readonly PodAddress[] {
  const parsed = parseIp(ip);
  if (parsed === undefined) return [];
  const base = { address: parsed.text, family: parsed.family };
  if (hostNetwork) return [{ ...base, from: 'node' }];
  if (node.state !== 'found') return [{ ...base, from: 'unknown' }];
  const podCIDR = node.item.spec.podCIDRs.find((range) => cidrContains(range, ip));
  return [podCIDR === undefined ? { ...base, from: 'outside' } : { ...base, from: 'podCIDR', podCIDR }];
}

function addressesOf(node: Lookup<Node>): readonly string[] | 'unknown' {
  return node.state === 'found' ? nodeIPs(node.item).map(({ address }) => address) : 'unknown';
}

/**
 * The ports of the node that lead to the pod. In the node's own network every declared port is one; else only hostPorts, which the network
 * plugin opens. Source: containernetworking/plugins plugins/meta/portmap; kubernetes pkg/kubelet/container/helpers.go, MakePortMappings.
 */
export function hostPortsOf(pod: Pod, node: Lookup<Node>): readonly PodHostPort[] {
  const { hostNetwork, initContainers } = pod.spec;
  return servingContainers(pod).flatMap((container) =>
    container.ports.flatMap(({ containerPort, protocol, hostPort, hostIP }): readonly PodHostPort[] => {
      const base = { protocol, container: container.name, containerPort };
      if (hostNetwork) {
        const says = "in the node's own network: the process decides on which of its addresses it listens";
        return [{ via: 'hostNetwork', port: containerPort, ...base, addresses: addressesOf(node), says }];
      }
      if (hostPort === undefined) return [];
      const sidecar = initContainers.includes(container) ? '; of a sidecar: not every version of kubelet opens it' : '';
      const { addresses, says } = whereOpen(hostIP, node);
      return [{ via: 'hostPort', port: hostPort, ...base, addresses, says: `${says}${sidecar}` }];
    }),
  );
}

function whereOpen(hostIP: string | undefined, node: Lookup<Node>): Pick<PodHostPort, 'addresses' | 'says'> {
  const range = hostIP === undefined ? 'unspecified' : rangeOf(hostIP);
  if (hostIP === undefined || range === 'unspecified') return { addresses: addressesOf(node), says: 'on every address of the node' };
  if (range === 'loopback') return { addresses: [hostIP], says: 'on the node itself only: hostIP is its loopback' };
  return { addresses: [hostIP], says: 'on this address only (hostIP)' };
}
