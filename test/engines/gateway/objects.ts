import { readObjects } from '../../../src/cluster/objects.ts';
import { type ClusterIndex, indexSnapshot } from '../../../src/model/cluster-index.ts';
import type { Kind } from '../../../src/model/kind.ts';
import type { Gateway } from '../../../src/model/resources/gateway.ts';
import type { Route } from '../../../src/model/resources/route.ts';

const API = 'gateway.networking.k8s.io/v1';

/** Objects by kind, and the cluster that holds nothing else; kinds in `unread` cannot be read. */
export function clusterWith(objects: readonly object[], unread: readonly Kind[] = []): ClusterIndex {
  const snapshot = readObjects(objects, { complete: true, takenAt: '2026-01-01T00:00:00Z' });
  const readings = snapshot.readings.map((reading) =>
    unread.includes(reading.need.kind)
      ? {
          ...reading,
          listing: {
            state: 'unknown' as const,
            gaps: [{ kind: reading.need.kind, scope: {}, reason: 'forbidden' as const, message: 'no' }],
          },
        }
      : reading,
  );
  return indexSnapshot({ ...snapshot, readings });
}

/** A Gateway `infra/gw` with listeners; one for HTTP on port 80 where none are given. */
export function gateway(listeners: readonly object[] = [http()], spec: object = {}, metadata: object = {}): object {
  return {
    apiVersion: API,
    kind: 'Gateway',
    metadata: { name: 'gw', namespace: 'infra', ...metadata },
    spec: { gatewayClassName: 'c', listeners, ...spec },
  };
}

/** A listener for HTTP on port 80 that takes routes of all namespaces, unless `fields` says otherwise. */
export function http(fields: object = {}): object {
  return { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } }, ...fields };
}

/** An object of the Gateway API in namespace `app`. */
export function of(kind: string, name: string, spec: object, metadata: object = {}): object {
  return { apiVersion: API, kind, metadata: { name, namespace: 'app', ...metadata }, spec };
}

/** An HTTPRoute `app/NAME` to `infra/gw`, with one rule to Service `app/web:80`, unless `spec` says otherwise. */
export function route(name = 'r', spec: object = {}, metadata: object = {}): object {
  return of('HTTPRoute', name, { parentRefs: [{ name: 'gw', namespace: 'infra' }], rules: [toWeb()], ...spec }, metadata);
}

/** A rule that sends to Service `web:80`. */
export function toWeb(fields: object = {}): object {
  return { backendRefs: [{ name: 'web', port: 80 }], ...fields };
}

/** A Service in namespace `app` with port 80. */
export function service(name = 'web', fields: object = {}, namespace = 'app'): object {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { ports: [{ port: 80, targetPort: 8080 }], ...fields } };
}

/** The EndpointSlice of a Service with one endpoint. */
export function slice(name = 'web', ready = true, namespace = 'app'): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: [{ addresses: ['10.244.1.3'], conditions: { ready } }],
  };
}

export function namespace(name: string, labels: object = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** The Gateway `infra/gw` of a cluster. */
export function gatewayIn(cluster: ClusterIndex): Gateway {
  return found(cluster.get('Gateway', 'gw', 'infra'));
}

/** A route of a cluster, of namespace `app`. */
export function routeIn(cluster: ClusterIndex, name = 'r', kind: 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' = 'HTTPRoute'): Route {
  return found<Route>(cluster.get(kind, name, 'app'));
}

function found<T>(lookup: { readonly state: string; readonly item?: T }): T {
  if (lookup.item === undefined) throw new Error('the test lacks its object');
  return lookup.item;
}
