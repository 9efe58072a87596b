import { announce } from '../../engines/service/index.ts';
import { type Network, ownerOf } from '../../engines/trace/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Service } from '../../model/resources/service.ts';
import { parseIp } from '../../model/values/ip.ts';
import { ROUTERS } from './routers.ts';
import { CLOSENESS, type Entrance, type WebRequest } from './routing.ts';
import { balancedBy } from './targets.ts';

/** Where a request comes in by what the cluster reports of itself, or why that is not known. */
export type KnownEntrance = { readonly entrances: readonly [Entrance, ...Entrance[]] } | { readonly why: string };

/**
 * The one place at which requests for a host come in: the one that names the host most closely. Of several places only the name's own records
 * could tell which it is.
 */
export function entranceOf(request: WebRequest, cluster: ClusterIndex): KnownEntrance {
  announce(cluster, [{ kind: 'Ingress' }, { kind: 'IngressClass' }, { kind: 'Gateway' }]);
  const asked = ROUTERS.map((router) => router.entrances(request, cluster));
  const all = asked.flatMap(({ found }) => found);
  const [closest] = CLOSENESS.filter((one) => all.some(({ namedBy }) => namedBy === one));
  const [first, ...others] = all.filter(({ namedBy }) => namedBy === closest);
  if (first === undefined) return { why: asked.flatMap(({ why }) => why ?? []).join('; ') || 'nothing in the cluster names this host' };
  const here = [first, ...others.filter(({ place }) => place === first.place)] as const;
  const elsewhere = others.find(({ address }) => here.every((one) => one.address !== address));
  if (elsewhere === undefined) return { entrances: here };
  return { why: `it may be ${first.address}, ${first.says}, or ${elsewhere.address}, ${elsewhere.says}` };
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
