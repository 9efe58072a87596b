import type { Evidence } from '../../model/evidence.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import { restrictsClients } from './load-balancer.ts';
import { isProxied, opensNodePort } from './opened-ports.ts';

/** A way from outside the cluster to a Service port: `NodePort 30432`, and the field that opens it. */
export interface WayIn {
  readonly says: string;
  readonly shown: Evidence;
}

/** How a Service port is reached from outside the cluster. A load balancer that lets only some clients in is none. */
export function waysIn(service: Service, port: ServicePort): readonly WayIn[] {
  const { metadata, spec, status } = service;
  if (!isProxied(service)) return [];
  const object = refTo('Service', metadata);
  const way = (says: string, field: string, value: string | number) => ({ says, shown: { object, field, value, says } });
  const at = spec.ports.indexOf(port);
  const nodePort =
    port.nodePort === undefined
      ? { says: 'a NodePort', shown: { object, field: `spec.ports[${at}]`, says: 'gets a NodePort when it is created' } }
      : way(`NodePort ${port.nodePort}`, `spec.ports[${at}].nodePort`, port.nodePort);
  const balanced = spec.type === 'LoadBalancer' && !restrictsClients(service) ? status.loadBalancer.ingress : [];
  return [
    ...(opensNodePort(service, port) ? [nodePort] : []),
    ...balanced.flatMap(({ ip, hostname }, index) => {
      const address = ip ?? hostname;
      const field = `status.loadBalancer.ingress[${index}].${ip === undefined ? 'hostname' : 'ip'}`;
      return address === undefined ? [] : [way(`load balancer ${address}`, field, address)];
    }),
    ...spec.externalIPs.map((ip, index) => way(`externalIP ${ip}`, `spec.externalIPs[${index}]`, ip)),
  ];
}
