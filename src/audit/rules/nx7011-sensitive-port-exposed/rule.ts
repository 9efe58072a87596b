import { sensitiveTarget } from '../../../engines/open-ports/index.ts';
import { endpointsOfPort, slicesOf } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems, type Listing, mapListing } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { hasSelector, type Service, type ServicePort } from '../../../model/resources/service.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { waysIn } from '../../facts/ways-in.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

/** `target`: the port by which it is known, null where the name of the Service tells. */
type Exposed = Readonly<Record<'namespace' | 'service' | 'port' | 'what' | 'ways', string>> & { readonly target: number | null };

export default defineRule({
  code: 'NX7011',
  title: 'Sensitive port exposed',
  severity: 'warning',
  proof: 'likely',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: [],
  check: (service, cluster) => service.spec.ports.flatMap((port) => judgePort(service, port, cluster)),
  message: ({ port, what, target, ways }) =>
    `${what} is likely open to the outside: port ${port}, which leads to ${target === null ? 'what the name of the Service says' : `port ${target} of its pods`}, is reached by ${ways}`,
  remedy: ({ namespace, service }) =>
    `Set the type of Service ${namespace}/${service} to ClusterIP and reach it with kubectl port-forward or from inside, or restrict who may come in: loadBalancerSourceRanges, a NetworkPolicy, a firewall.`,
});

function judgePort(service: Service, port: ServicePort, cluster: ClusterIndex): readonly (Hit<Exposed> | Unjudged)[] {
  const [way, ...more] = waysIn(service, port);
  if (way === undefined) return [];
  const { namespace = '', name } = service.metadata;
  const targets = targetsOf(service, port, cluster);
  const found = knownItems(targets).flatMap((target) => {
    const sensitive = sensitiveTarget(target, port.protocol, name);
    return sensitive === undefined ? [] : [{ ...sensitive, target: sensitive.by === 'port' ? target : null }];
  })[0];
  if (found === undefined) return targets.state === 'complete' ? [] : unjudged(gapsOf(targets));
  const { what, target } = found;
  const place =
    target === null
      ? { field: 'metadata.name', value: name }
      : { field: `spec.ports[${service.spec.ports.indexOf(port)}].targetPort`, value: port.targetPort };
  const shown = { object: refTo('Service', service.metadata), ...place, says: `leads to what ${what} commonly has` };
  const ways = enumerate([way, ...more].map(({ says }) => says));
  return [
    {
      args: { namespace, service: name, port: describePort(port), what, target, ways },
      evidence: [way.shown, shown, ...more.map((one) => one.shown)],
    },
  ];
}

/** Where a port's traffic ends: at the number that it names, else at those of the endpoints. */
function targetsOf(service: Service, port: ServicePort, cluster: ClusterIndex): Listing<number> {
  if (hasSelector(service) && typeof port.targetPort === 'number') return { state: 'complete', items: [port.targetPort] };
  return mapListing(slicesOf(service, cluster), (slices) => [...new Set(endpointsOfPort(slices, port).map((one) => one.port))]);
}
