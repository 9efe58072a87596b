import type { OpenPort } from '../../model/node-report.ts';
import { sameIp } from '../../model/values/ip.ts';
import { nodePortAddressesOf } from '../service/index.ts';
import { settle } from './claims.ts';
import type { OpenPortsInput } from './input.ts';
import { podClaims } from './pod-claims.ts';
import { serviceClaims } from './service-claims.ts';

/**
 * Every port that the API shows to be open on the node's addresses, and who answers a new connection there: NodePorts, health check node
 * ports, externalIPs and load balancer addresses that are the node's own, hostPorts, and what hostNetwork pods declare. Of two that claim
 * one port, kube-proxy and the network plugin come before a process of the node; between those two nobody can tell.
 * Programs of the node that are no pods (kubelet, SSH) are not in the API.
 */
export function openPortsOf(input: OpenPortsInput): readonly OpenPort[] {
  const { node, proxy } = input;
  const addresses = nodePortAddressesOf(node, proxy);
  const claims = [
    ...serviceClaims(input, addresses),
    ...podClaims(
      input,
      addresses.map(({ address }) => address),
    ),
  ];
  const order = (address: string) => addresses.findIndex((one) => sameIp(one.address, address));
  return settle(claims).sort((a, b) => a.port - b.port || compare(a.protocol, b.protocol) || order(a.address) - order(b.address));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
