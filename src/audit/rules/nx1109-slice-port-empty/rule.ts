import { slicePorts, slicesOf } from '../../../engines/service/index.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import type { EndpointPort } from '../../../model/resources/endpoint-slice.ts';
import { hasSelector, isHeadless, type ServicePort } from '../../../model/resources/service.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { nearest } from '../../facts/near-miss.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

type PortKey = Pick<ServicePort, 'name' | 'protocol'>;

export default defineRule({
  code: 'NX1109',
  title: 'EndpointSlices have no number for the port',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: ['NX7008'],
  causesElsewhere: ['NX3003', 'NX4025'],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (spec.type === 'ExternalName' || spec.ports.length === 0) return [];
    const listing = slicesOf(service, cluster);
    if (listing.state !== 'complete') return unjudged(listing.gaps);
    const slices = listing.items.filter((slice) => slice.addressType !== 'FQDN' && slice.endpoints.length > 0);
    const [first] = slices;
    if (first === undefined) return [];
    const given = slicePorts(slices);
    const spare = given.filter((one) => !spec.ports.some((port) => samePort(port, one)));
    return spec.ports.flatMap((port, index) => {
      if (given.some((one) => samePort(one, port))) return [];
      const meant = likeliest(port, spare);
      const example = slices.find((slice) => meant !== undefined && slice.ports.some((one) => samePort(one, meant))) ?? first;
      const shown = sliceEvidence(example, cluster, { field: 'ports', says: describePorts(example.ports) });
      return [
        {
          args: {
            namespace: metadata.namespace ?? '',
            service: metadata.name,
            port: describePort(port),
            name: nameOfPort(port),
            spare: enumerate(spare.map(nameOfPort)),
            meant: meant === undefined ? null : nameOfPort(meant),
            source: describeRef(shown.object),
            endpoints: slices.reduce((sum, slice) => sum + slice.endpoints.length, 0),
            headless: isHeadless(service),
            selects: hasSelector(service),
          },
          evidence: [
            { object: refTo('Service', metadata), field: `spec.ports[${index}]`, says: `the Service has ${nameOfPort(port)}` },
            shown,
          ],
        },
      ];
    });
  },
  message: ({ port, name, spare, endpoints, headless }) => {
    const listed = endpoints === 1 ? '1 endpoint is listed' : `${endpoints} endpoints are listed`;
    const instead = spare === '' ? '' : ` (only for ${spare})`;
    return `port ${port}: ${listed}, but without a number for ${name}${instead}, so ${headless ? 'it has no SRV record' : 'it has nowhere to send to'}`;
  },
  remedy: ({ namespace, service, port, name, meant, source, selects }) => {
    if (selects) return `Set targetPort of port ${port} in Service ${namespace}/${service} to a port that the selected pods have.`;
    return meant === null
      ? `Add ${name} with its number to the ports of ${source}.`
      : `Give ${meant} of ${source} the name and protocol of the Service port: ${name}.`;
  },
});

function samePort(a: PortKey, b: PortKey): boolean {
  return a.name === b.name && a.protocol === b.protocol;
}

/** The port of the slices that was probably meant: the only one, the one of the same name, or one spelled alike. */
function likeliest(port: PortKey, spare: readonly PortKey[]): PortKey | undefined {
  const near = nearest(
    port.name,
    spare.map((one) => one.name),
  );
  return spare.length === 1 ? spare[0] : spare.find((one) => one.name === port.name || one.name === near);
}

function nameOfPort({ name, protocol }: PortKey): string {
  return name === '' ? `an unnamed ${protocol} port` : `${protocol} port "${name}"`;
}

function describePorts(ports: readonly EndpointPort[]): string {
  const described = ports.map((port) => `${nameOfPort(port)} = ${port.port ?? 'no number'}`);
  return described.length === 0 ? 'the slice has no ports' : `the slice has ${enumerate(described)}`;
}
