import type { OpenPort } from '../../model/node-report.ts';
import { refTo } from '../../model/object-ref.ts';
import { type Node, nodeIPs } from '../../model/resources/node.ts';
import { clusterIPsOf, type Service } from '../../model/resources/service.ts';
import { familyOf } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import { addressRoles, isLocalLoadBalancer, type NodePortAddress, serviceVerdict, whySkipped } from '../service/index.ts';
import type { Claim } from './claims.ts';
import { isOnly, type OpenPortsInput } from './input.ts';
import { fateOf, ownerOf, viewOf } from './service-fate.ts';

/** A port that a Service opens on an address of the node. */
interface Opening {
  readonly via: OpenPort['via'];
  readonly service: Service;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Whether a Service opens anything on the addresses of a node. */
export function opensOnNode(service: Service, node: Node): boolean {
  return nodeIPs(node).some(({ address }) => openings(service, address).length > 0);
}

/** What kube-proxy of the node opens for Services, and what becomes of a packet from outside the cluster there. */
export function serviceClaims(
  { node, proxy, services, endpointsOf, only }: OpenPortsInput,
  addresses: readonly NodePortAddress[],
): readonly Claim[] {
  const opening = services.filter((service) => opensOnNode(service, node));
  const view = viewOf(node, proxy);
  return addresses.flatMap((on) => {
    const all = opening.flatMap((service) => openings(service, on.address)).filter((one) => isOnly(one, only));
    const distinct = new Map(all.map((one) => [`${one.port}/${one.protocol}`, one]));
    return [...distinct.values()].map(({ via, service, port, protocol }): Claim => {
      const verdict = serviceVerdict({ source: null, destination: on.address, port, protocol }, view, opening, endpointsOf);
      const object = refTo('Service', ownerOf(verdict)?.metadata ?? service.metadata);
      const open = { via, address: on.address, port, protocol, object, endpoints: [], ...fateOf(verdict, on.why) };
      return { open, by: via === 'healthCheckNodePort' ? 'process' : 'kube-proxy', active: verdict.kind !== 'untouched' };
    });
  });
}

function openings(service: Service, address: string): readonly Opening[] {
  if (whySkipped(service) !== undefined) return [];
  const { ports, healthCheckNodePort } = service.spec;
  const family = familyOf(address);
  const hasFamily = clusterIPsOf(service).some((ip) => familyOf(ip) === family);
  const role = addressRoles(service, address).find((one) => one !== 'clusterIP');
  const checks = isLocalLoadBalancer(service) && healthCheckNodePort !== undefined;
  return [
    ...(checks ? [{ via: 'healthCheckNodePort', service, port: healthCheckNodePort, protocol: 'TCP' } as const] : []),
    ...ports.flatMap(({ nodePort, protocol }) =>
      nodePort === undefined || !hasFamily ? [] : [{ via: 'NodePort', service, port: nodePort, protocol } as const],
    ),
    ...ports.flatMap(({ port, protocol }) =>
      role === undefined ? [] : [{ via: role === 'externalIP' ? role : 'LoadBalancer', service, port, protocol } as const],
    ),
  ];
}
