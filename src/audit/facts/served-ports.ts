import { endpointsOfPort, isUsable, type PortEndpoint } from '../../engines/service/index.ts';
import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { clusterIPsOf, type Service, type ServicePort } from '../../model/resources/service.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';
import { describePort } from '../../model/values/port.ts';

/** Ports that have usable endpoints on the same nodes, with one of those endpoints. No nodes: the endpoints name none. */
export interface ServedPorts {
  readonly ports: readonly string[];
  readonly nodes: readonly string[];
  readonly example: PortEndpoint;
}

/**
 * A Service's ports (and families, where it has two) that `concerns` picks, by the nodes that have a usable endpoint of them. What has no
 * usable endpoint anywhere is left out: it is refused everywhere, whatever the policy.
 */
export function servedPorts(
  service: Service,
  slices: readonly EndpointSlice[],
  concerns: (port: ServicePort, family: IpFamily) => boolean = () => true,
): readonly ServedPorts[] {
  const families = [...new Set(clusterIPsOf(service).map(familyOf))].filter((family) => family !== undefined);
  const groups = new Map<string, ServedPorts>();
  for (const port of service.spec.ports) {
    const usable = endpointsOfPort(slices, port).filter(isUsable);
    for (const family of families.filter((one) => concerns(port, one))) {
      const ofFamily = usable.filter((one) => one.family === family);
      const [example] = ofFamily;
      if (example === undefined) continue;
      const nodes = [...new Set(ofFamily.map((one) => one.nodeName).filter((name) => name !== undefined))].sort();
      const label = families.length > 1 ? `${describePort(port)} over ${family}` : describePort(port);
      const key = nodes.join(' ');
      const known = groups.get(key) ?? { ports: [], nodes, example };
      groups.set(key, { ...known, ports: [...known.ports, label] });
    }
  }
  return [...groups.values()];
}
