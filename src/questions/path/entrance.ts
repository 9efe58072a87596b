import { announce } from '../../engines/service/index.ts';
import { type Network, ownerOf } from '../../engines/trace/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Service } from '../../model/resources/service.ts';
import { parseIp } from '../../model/values/ip.ts';
import { ROUTERS } from './routers.ts';
import { CLOSENESS, type Entrance, type WebRequest } from './routing.ts';
import { balancedBy } from './targets.ts';

/** Entrances that lead to the same. */
export type Place = readonly [Entrance, ...Entrance[]];

/** The places at which requests for a name come in, and why there may be others, or are none. */
export interface Places {
  readonly places: readonly Place[];
  /** What could not be read, where that may name the host as closely. */
  readonly unread?: string;
  readonly why: string;
}

/** The places at which requests for a name come in, by what the cluster reports of itself: those that name the host most closely. */
export function placesFor(request: WebRequest, cluster: ClusterIndex): Places {
  announce(cluster, [{ kind: 'Ingress' }, { kind: 'IngressClass' }, { kind: 'Gateway' }]);
  const asked = ROUTERS.map((router) => router.entrances(request, cluster));
  const all = asked.flatMap(({ found }) => found);
  const closest = CLOSENESS.find((one) => all.some(({ namedBy }) => namedBy === one));
  const places = new Map<string, Place>();
  for (const entrance of all.filter(({ namedBy }) => namedBy === closest)) {
    const known = places.get(entrance.place);
    places.set(entrance.place, known === undefined ? [entrance] : [...known, entrance]);
  }
  const unread = asked.flatMap((one) => one.unread ?? []).join('; ');
  const why = asked.flatMap((one) => one.why ?? one.unread ?? []).join('; ');
  return {
    places: [...places.values()],
    ...(unread === '' ? {} : { unread }),
    why: why === '' ? 'nothing in the cluster names this host' : why,
  };
}

/** Where packets for an entrance go: an address that is the cluster's own, a Service whose load balancer has it, or somebody outside. */
export type EntranceOwner =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'balancer'; readonly service: Service }
  | { readonly kind: 'outside' };

export function ownerOfEntrance(address: string, network: Network): EntranceOwner {
  const services = network.cluster.list('Service');
  const ip = parseIp(address)?.text;
  const named = services.state === 'unknown' ? [] : services.items;
  const balanced =
    ip === undefined
      ? named.find(({ status }) => status.loadBalancer.ingress.some(({ hostname }) => hostname?.toLowerCase() === address.toLowerCase()))
      : balancedBy(ip, network);
  if (balanced !== undefined) return { kind: 'balancer', service: balanced };
  if (ip === undefined) return { kind: 'outside' };
  if ((network.servicesByIP.get(ip) ?? []).length > 0) return { kind: 'address', address: ip };
  const owner = ownerOf(ip, network).kind;
  return owner === 'outside' || owner === 'unknown' ? { kind: 'outside' } : { kind: 'address', address: ip };
}
