import { endpointsOfPort, slicesOf } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { hasSelector, isHeadless, type Service, type ServicePort } from '../../../model/resources/service.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1110',
  title: 'Headless Service whose port is not the targetPort',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: [],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (!isHeadless(service)) return [];
    const hits = spec.ports.flatMap((port, index) => {
      const field = `spec.ports[${index}]`;
      const { numbers, because } = isPlain(service, port) ? fromSpec(service, port, field) : fromSlices(service, port, cluster);
      const [first] = because;
      if (first === undefined) return [];
      return [
        {
          args: {
            namespace: metadata.namespace ?? '',
            service: metadata.name,
            port: describePort(port),
            number: port.port,
            numbers: enumerate(numbers.map(String)),
          },
          evidence: [
            { object: refTo('Service', metadata), field: `${field}.port`, value: port.port, says: 'what clients take the port to be' },
            first,
            ...because.slice(1),
          ] as const,
        },
      ];
    });
    const gaps = spec.ports.every((port) => isPlain(service, port)) ? [] : gapsOf(slicesOf(service, cluster));
    return gaps.length === 0 ? hits : [...hits, ...unjudged(gaps)];
  },
  message: ({ port, number, numbers }) =>
    `port ${port} is meant for ${numbers} of the endpoints, but a headless Service translates no ports: clients that dial ${number} reach their port ${number}`,
  remedy: ({ namespace, service, port, numbers }) =>
    `Let clients dial ${numbers} and set port of port ${port} in Service ${namespace}/${service} to the same, let them look up the SRV record, or give the Service a Cluster IP.`,
});

interface Differing {
  readonly numbers: readonly number[];
  readonly because: readonly Evidence[];
}

/** Whether the Service itself tells the number: a selector makes the control plane use a targetPort that is a number. */
function isPlain(service: Service, { targetPort }: ServicePort): boolean {
  return hasSelector(service) && typeof targetPort === 'number';
}

function fromSpec({ metadata }: Service, { port, targetPort }: ServicePort, field: string): Differing {
  if (typeof targetPort !== 'number' || targetPort === port) return { numbers: [], because: [] };
  const object = refTo('Service', metadata);
  return {
    numbers: [targetPort],
    because: [{ object, field: `${field}.targetPort`, value: targetPort, says: 'what the pods are asked on' }],
  };
}

function fromSlices(service: Service, port: ServicePort, cluster: ClusterIndex): Differing {
  const endpoints = endpointsOfPort(knownItems(slicesOf(service, cluster)), port);
  const differing = new Map(endpoints.filter((one) => one.port !== port.port).map((one) => [one.port, one.slice]));
  const because = [...differing].map(([number, slice]) => {
    const index = slice.ports.findIndex((one) => one.name === port.name && one.protocol === port.protocol && one.port === number);
    return sliceEvidence(slice, cluster, { field: `ports[${index}].port`, value: number, says: `${describePort(port)} at the endpoints` });
  });
  return { numbers: [...differing.keys()].sort((a, b) => a - b), because };
}
