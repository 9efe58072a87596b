import type { Service, ServicePort } from '../../model/resources/service.ts';
import type { IpFamily } from '../../model/values/ip.ts';
import { isUsable, type Match, type PortEndpoint } from '../service/index.ts';

/** The endpoints of Service ports, of each node those alone that decide there. */
export interface LocalEndpoints {
  /** The nodes that the endpoints of a port tell apart by name for clients outside. */
  namedBy(service: Service, port: ServicePort): Iterable<string>;
  /** Whether the endpoints of a port may tell zones apart for clients outside. */
  tellsZones(service: Service, port: ServicePort): boolean;
  /** What kube-proxy of a node must know of a port to judge a packet from outside; undefined where it is not known. */
  on(node: string): (match: Match) => readonly PortEndpoint[] | undefined;
}

/**
 * Narrows endpoints so that asking each node of a cluster stays linear in the endpoints. externalTrafficPolicy Local looks at the node's own
 * ones, and whether any other is usable, for which one of a family stands; PreferSameNode at those that are meant for the node.
 * Source: kubernetes pkg/proxy/topology.go, CategorizeEndpoints (1.36).
 */
export function localEndpoints(endpointsOf: (match: Match) => readonly PortEndpoint[] | undefined): LocalEndpoints {
  const known = new Map<ServicePort, Indexed | undefined>();
  const indexOf = (service: Service, port: ServicePort) => {
    if (!known.has(port)) {
      const all = endpointsOf({ service, port, via: 'nodePort' });
      known.set(port, all === undefined ? undefined : indexed(all));
    }
    return known.get(port);
  };
  return {
    namedBy(service, port) {
      const index = indexOf(service, port);
      return (isLocal(service) ? index?.byNode.keys() : index?.hinted.keys()) ?? [];
    },
    tellsZones: (service, port) => !isLocal(service) && indexOf(service, port)?.zoneHints === true,
    on:
      (node) =>
      ({ service, port }) => {
        const index = indexOf(service, port);
        if (index === undefined) return undefined;
        if (isLocal(service)) return [...new Set([...(index.byNode.get(node) ?? []), ...index.usable])];
        const meant = index.hinted.get(node);
        return meant === undefined
          ? index.all
          : [...meant, ...index.all.filter(({ family }) => !meant.some((one) => one.family === family))];
      },
  };
}

interface Indexed {
  readonly all: readonly PortEndpoint[];
  readonly byNode: ReadonlyMap<string, readonly PortEndpoint[]>;
  /** The ready endpoints that are meant for a node, of the families where each ready one is meant for some node. */
  readonly hinted: ReadonlyMap<string, readonly PortEndpoint[]>;
  readonly zoneHints: boolean;
  /** One usable endpoint of each family. */
  readonly usable: readonly PortEndpoint[];
}

const FAMILIES: readonly IpFamily[] = ['IPv4', 'IPv6'];

function indexed(all: readonly PortEndpoint[]): Indexed {
  const byNode = new Map<string, PortEndpoint[]>();
  for (const endpoint of all) {
    if (endpoint.nodeName !== undefined) add(byNode, endpoint.nodeName, endpoint);
  }
  const hinted = new Map<string, PortEndpoint[]>();
  for (const family of FAMILIES) {
    const ready = all.filter((one) => one.ready && one.family === family);
    if (!ready.every(({ nodeHints }) => nodeHints.length > 0)) continue;
    for (const endpoint of ready) for (const name of new Set(endpoint.nodeHints)) add(hinted, name, endpoint);
  }
  return {
    all,
    byNode,
    hinted,
    zoneHints: all.some((one) => one.ready && one.zoneHints.length > 0),
    usable: FAMILIES.flatMap((family) => all.find((one) => one.family === family && isUsable(one)) ?? []),
  };
}

function isLocal({ spec }: Service): boolean {
  return spec.externalTrafficPolicy === 'Local';
}

function add(groups: Map<string, PortEndpoint[]>, key: string, endpoint: PortEndpoint): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [endpoint]);
  else group.push(endpoint);
}
