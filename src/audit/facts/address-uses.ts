import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import { clusterIPsOf, type Service, type ServicePort } from '../../model/resources/service.ts';
import { parseIp } from '../../model/values/ip.ts';
import { groupBy } from './group-by.ts';

/** A Service that has an address, as what, and where it says so. */
export interface AddressUse {
  readonly service: Service;
  readonly as: 'clusterIP' | 'externalIP' | 'loadBalancer';
  readonly field: string;
}

/** The Services' addresses in canonical spelling; `gaps` are empty where all Services were read. */
export interface AddressUses {
  readonly byAddress: ReadonlyMap<string, readonly AddressUse[]>;
  readonly gaps: readonly Gap[];
}

const worked = new WeakMap<ClusterIndex, AddressUses>();

/** Which Services of the cluster have which addresses. Worked out once for a cluster, since a rule asks it for each of its Services. */
export function addressUses(cluster: ClusterIndex): AddressUses {
  const known = worked.get(cluster);
  if (known !== undefined) return known;
  const services = cluster.list('Service');
  const uses = { byAddress: groupBy(knownItems(services).flatMap(usesOf), (use) => use.address), gaps: gapsOf(services) };
  worked.set(cluster, uses);
  return uses;
}

/** The ports of `a` that `b` has as well, by number and protocol: those keep the two from sharing an address. */
export function portsInCommon(a: Service, b: Service): readonly ServicePort[] {
  return a.spec.ports.filter((port) => b.spec.ports.some((other) => other.port === port.port && other.protocol === port.protocol));
}

/** Addresses with ipMode Proxy are left out: kube-proxy has no rule for them. */
function usesOf(service: Service): readonly (AddressUse & { readonly address: string })[] {
  const { externalIPs } = service.spec;
  const uses = [
    ...clusterIPsOf(service).map((ip, index) => ({ ip, as: 'clusterIP' as const, field: `spec.clusterIPs[${index}]` })),
    ...externalIPs.map((ip, index) => ({ ip, as: 'externalIP' as const, field: `spec.externalIPs[${index}]` })),
    ...service.status.loadBalancer.ingress.map(({ ip = '', ipMode }, index) => ({
      ip: ipMode === 'Proxy' ? '' : ip,
      as: 'loadBalancer' as const,
      field: `status.loadBalancer.ingress[${index}].ip`,
    })),
  ];
  return uses.flatMap(({ ip, ...use }) => {
    const address = parseIp(ip)?.text;
    return address === undefined ? [] : [{ ...use, service, address }];
  });
}
