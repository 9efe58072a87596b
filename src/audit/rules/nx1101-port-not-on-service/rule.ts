import { endpointsOfPort, slicesOf } from '../../../engines/service/index.ts';
import type { Dialled } from '../../../engines/trace/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { knownItems } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import type { Service, ServicePort } from '../../../model/resources/service.ts';
import { hostPort } from '../../../model/values/ip.ts';
import { describePort } from '../../../model/values/port.ts';
import { dialledClusterIP } from '../../facts/dialled-service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX1101',
  title: 'Port is not on the Service',
  severity: 'error',
  proof: 'certain',
  subject: 'Flow',
  reads: ['Service', 'EndpointSlice'],
  causes: ['NX1126'],
  check(flow, cluster) {
    const found = dialledClusterIP(flow, cluster);
    const { dialled } = flow;
    if (found === undefined || dialled === undefined) return [];
    const { service, shown } = found;
    const { ports } = service.spec;
    if (ports.some((one) => one.port === dialled.port && one.protocol === dialled.protocol)) return [];
    const object = refTo('Service', service.metadata);
    const meant = meantPort(dialled, service, cluster);
    return [
      {
        subject: object,
        args: {
          service: nameOf(object),
          dialled: `${hostPort(dialled.destination, dialled.port)}/${dialled.protocol}`,
          has: enumerate(ports.map(describePort)),
          near: meant?.says ?? '',
          meant: meant === undefined ? '' : describePort(meant.port),
        },
        evidence: [
          shown,
          meant === undefined
            ? { object, field: 'spec.ports', says: `its ports: ${enumerate(ports.map(describePort))}` }
            : { object, field: `spec.ports[${ports.indexOf(meant.port)}].${meant.field}`, says: meant.says },
        ],
      },
    ];
  },
  message: ({ service, dialled, has, near }) =>
    `${dialled} is dialled, the Cluster IP of Service ${service}, which has no such port${near === '' ? '' : ` (${near})`}: it has ${has}; kube-proxy refuses it in nftables and ipvs mode, and in iptables mode nobody answers`,
  remedy: ({ service, meant }) =>
    meant === ''
      ? `Dial a port that Service ${service} has, or add this one to its spec.ports.`
      : `Dial ${meant} of Service ${service}, or add the dialled port to its spec.ports.`,
});

interface Meant {
  readonly port: ServicePort;
  readonly field: 'protocol' | 'targetPort' | 'nodePort';
  readonly says: string;
}

/** The port that a person most likely meant: the same number over another protocol, or one that leads to, or comes from, this number. */
function meantPort({ port, protocol }: Dialled, service: Service, cluster: ClusterIndex): Meant | undefined {
  const { ports } = service.spec;
  const otherProtocol = ports.find((one) => one.port === port);
  if (otherProtocol !== undefined) {
    return { port: otherProtocol, field: 'protocol', says: `${port} is there over ${otherProtocol.protocol}` };
  }
  const ofProtocol = ports.filter((one) => one.protocol === protocol);
  const slices = knownItems(slicesOf(service, cluster));
  const leading = ofProtocol.find(
    (one) => one.targetPort === port || endpointsOfPort(slices, one).some((endpoint) => endpoint.port === port),
  );
  if (leading !== undefined) {
    return { port: leading, field: 'targetPort', says: `${port} is the port of its endpoints, to which port ${leading.port} leads` };
  }
  const opened = ofProtocol.find((one) => one.nodePort === port);
  return opened === undefined
    ? undefined
    : { port: opened, field: 'nodePort', says: `${port} is the NodePort of port ${opened.port}, which only addresses of nodes answer` };
}
