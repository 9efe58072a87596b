import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, type Listing, mapListing } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import type { Service } from '../../../model/resources/service.ts';
import { parseIp } from '../../../model/values/ip.ts';
import { describePort } from '../../../model/values/port.ts';
import { portsInCommon } from '../../facts/address-uses.ts';
import { groupBy, perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

const balancedByAddress = perCluster(
  (cluster: ClusterIndex): Listing<ReadonlyMap<string, readonly Service[]>> =>
    mapListing(cluster.list('Service'), (services) => [
      groupBy(
        services.filter(({ spec }) => spec.type === 'LoadBalancer'),
        addressesOf,
      ),
    ]),
);

export default defineRule({
  code: 'NX7024',
  title: 'Two load balancers on one address and port',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Service'],
  wholeKinds: ['Service'],
  causes: [],
  check(service, cluster) {
    if (service.spec.type !== 'LoadBalancer') return [];
    const listing = balancedByAddress(cluster);
    if (listing.state !== 'complete') return unjudged(gapsOf(listing));
    const [byAddress] = listing.items;
    return [...new Set(addressesOf(service))].flatMap((address) => {
      const others = (byAddress?.get(address) ?? []).filter(
        (other) => nameOf(other.metadata) !== nameOf(service.metadata) && portsInCommon(service, other).length > 0,
      );
      if (others.length === 0) return [];
      const ports = [...new Set(others.flatMap((other) => portsInCommon(service, other)))];
      return [
        {
          args: {
            namespace: service.metadata.namespace ?? '',
            service: service.metadata.name,
            address,
            ports: enumerate(ports.map(({ port, protocol }) => describePort({ port, protocol }))),
            others: enumerate(others.map(({ metadata }) => nameOf(metadata))),
          },
          evidence: [shown(service, address), ...others.map((other) => shown(other, address))] as const,
        },
      ];
    });
  },
  message: ({ address, ports, others }) =>
    `its load balancer address ${address} is also that of ${others}, with port ${ports} in common: one gets the traffic of the other`,
  remedy: ({ namespace, service }) =>
    `Give one of them another address or port, as with Service ${namespace}/${service}: see what asks for the address (spec.loadBalancerIP, annotations).`,
});

function addressesOf({ status }: Service): readonly string[] {
  return status.loadBalancer.ingress.flatMap(({ ip = '' }) => parseIp(ip)?.text ?? []);
}

function shown(service: Service, address: string) {
  const index = service.status.loadBalancer.ingress.findIndex(({ ip = '' }) => parseIp(ip)?.text === address);
  const object = refTo('Service', service.metadata);
  return { object, field: `status.loadBalancer.ingress[${index}].ip`, value: address, says: 'the same address' };
}
