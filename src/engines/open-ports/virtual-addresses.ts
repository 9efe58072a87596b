import { refTo } from '../../model/object-ref.ts';
import { type Node, nodeIPs } from '../../model/resources/node.ts';
import type { Service } from '../../model/resources/service.ts';
import { parseCidr } from '../../model/values/cidr.ts';
import { familyOf, parseIp } from '../../model/values/ip.ts';
import { addressRoles, serviceVerdict, whySkipped } from '../service/index.ts';
import { type AcrossNodes, type OpenOnNodes, virtualAddressesOf } from './across-nodes.ts';
import type { PortKey } from './input.ts';
import { localEndpoints } from './local-endpoints.ts';
import { alikeNodes, alone, firstOf } from './nodes-alike.ts';
import { fateOf, ownerOf, viewOf } from './service-fate.ts';

/** Services that claim a port of an address that is no node's own. */
interface Claimed extends PortKey {
  readonly address: string;
  readonly services: readonly Service[];
}

/**
 * What becomes of a packet from outside for an externalIP or a load balancer's address (ipMode VIP), at the node that it reaches first:
 * every node's kube-proxy takes it. Where loadBalancerSourceRanges let only some clients in, of a packet from one of those. Addresses that
 * are a node's own are left to `openAcrossNodes`.
 */
export function openOnVirtualAddresses(input: AcrossNodes): readonly OpenOnNodes[] {
  const alike = alikeNodes(input.nodes, input.proxy, input.tellApart);
  const endpoints = localEndpoints(input.endpointsOf);
  return claimsOf(input).flatMap((claimed): readonly OpenOnNodes[] => {
    const { port, protocol, services } = claimed;
    const open = services.flatMap((service) =>
      service.spec.ports.filter((one) => one.port === port && one.protocol === protocol).map((one) => ({ service, one })),
    );
    const named = new Set(open.flatMap(({ service, one }) => [...endpoints.namedBy(service, one)]));
    const told = [...named].flatMap((name) => alike.byName.get(name) ?? []).map(alone);
    const byZone = open.some(({ service, one }) => endpoints.tellsZones(service, one));
    return [...told, ...alike.others(named, byZone)].flatMap((set) => {
      const node = firstOf(set);
      return node === undefined ? [] : [{ nodes: set, open: openAt(node, claimed, input, endpoints.on(node.metadata.name)) }];
    });
  });
}

function openAt(
  node: Node,
  { address, port, protocol, services }: Claimed,
  { proxy }: AcrossNodes,
  endpointsOf: AcrossNodes['endpointsOf'],
): OpenOnNodes['open'] {
  const packet = { source: clientOf(services, address), destination: address, port, protocol };
  // A client that is let in may have any address: it is never taken for the node itself.
  const view = { ...viewOf(node, proxy), isOwnAddress: () => false };
  const verdict = serviceVerdict(packet, view, services, endpointsOf);
  const service = ownerOf(verdict) ?? services[0];
  const via = service !== undefined && addressRoles(service, address).includes('externalIP') ? 'externalIP' : 'LoadBalancer';
  const object = refTo('Service', service?.metadata ?? { name: '' });
  return { via, address, port, protocol, object, endpoints: [], ...fateOf(verdict, 'kube-proxy has no rule for it') };
}

/** Somebody whom loadBalancerSourceRanges let in; null for anybody. */
function clientOf(services: readonly Service[], address: string): string | null {
  const ranges = services.flatMap(({ spec }) => spec.loadBalancerSourceRanges.flatMap((range) => parseCidr(range) ?? []));
  const range = ranges.find(({ family }) => family === familyOf(address));
  return range?.network ?? null;
}

function claimsOf({ services, nodes }: AcrossNodes): readonly Claimed[] {
  const owned = new Set(nodes.flatMap((node) => nodeIPs(node).map(({ address }) => parseIp(address)?.text)));
  const claims = new Map<string, Claimed & { readonly services: Service[] }>();
  for (const service of services.filter((one) => whySkipped(one) === undefined)) {
    const addresses = virtualAddressesOf(service).map((address) => parseIp(address)?.text ?? address);
    for (const address of new Set(addresses.filter((one) => !owned.has(one)))) {
      for (const { port, protocol } of service.spec.ports) {
        const key = `${address} ${port}/${protocol}`;
        const claimed = claims.get(key) ?? { address, port, protocol, services: [] };
        if (!claimed.services.includes(service)) claimed.services.push(service);
        claims.set(key, claimed);
      }
    }
  }
  return [...claims.values()];
}
