import { project } from '../../../src/cluster/kinds/index.ts';
import { endpointsOfPort, type PortEndpoint } from '../../../src/engines/service/index.ts';
import type { EndpointSlice } from '../../../src/model/resources/endpoint-slice.ts';
import type { Service, ServicePort } from '../../../src/model/resources/service.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Service a/foo with Cluster IP 10.96.0.1 and port 80 to 8080, changed as `spec`, `status` and `labels` say. */
export function serviceWith(spec: Raw = {}, { status = {}, labels = {} }: { readonly status?: Raw; readonly labels?: Raw } = {}): Service {
  return project('Service', {
    metadata: { name: 'foo', namespace: 'a', labels },
    spec: { clusterIP: '10.96.0.1', ports: [{ port: 80, targetPort: 8080 }], ...spec },
    status,
  });
}

/** The only port of a Service. */
export function portOf(service: Service): ServicePort {
  const [port] = service.spec.ports;
  if (port === undefined) throw new Error('the Service has no port');
  return port;
}

/** A slice of a/foo for port 8080, by the name given. */
export function sliceOf(endpoints: readonly Raw[], fields: Raw = {}, name = 'foo-1'): EndpointSlice {
  return project('EndpointSlice', {
    metadata: { name, namespace: 'a', labels: { 'kubernetes.io/service-name': 'foo' } },
    addressType: 'IPv4',
    ports: [{ port: 8080 }],
    endpoints,
    ...fields,
  });
}

export const READY = { ready: true, serving: true, terminating: false };
export const UNREADY = { ready: false, serving: false, terminating: false };
/** Ends, and still serves. */
export const ENDING = { ready: false, serving: true, terminating: true };
/** Ends, and serves no longer. */
export const GONE = { ready: false, serving: false, terminating: true };

/** What an endpoint of a test differs in; its address is made from its place in the list. */
export interface EndpointSketch {
  readonly conditions?: Raw;
  readonly node?: string;
  readonly forZones?: readonly string[];
  readonly forNodes?: readonly string[];
}

/** Endpoints 10.244.0.1, 10.244.0.2 … of port 80 of a/foo. */
export function endpointsWith(...sketches: readonly EndpointSketch[]): readonly PortEndpoint[] {
  const names = (list: readonly string[]) => list.map((name) => ({ name }));
  const raws = sketches.map(({ conditions = READY, node, forZones = [], forNodes = [] }, index) => ({
    addresses: [`10.244.${index >> 8}.${(index & 255) + 1}`],
    conditions,
    ...(node === undefined ? {} : { nodeName: node }),
    hints: { forZones: names(forZones), forNodes: names(forNodes) },
  }));
  return endpointsOfPort([sliceOf(raws)], { name: '', protocol: 'TCP' });
}
