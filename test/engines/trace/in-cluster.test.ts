import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import { inClusterTraces } from '../../../src/engines/trace/index.ts';
import type { Listing } from '../../../src/model/listing.ts';
import type { Trace } from '../../../src/model/trace.ts';

const NODES: Listing<{ name: string; zone?: string }> = {
  state: 'complete',
  items: [
    { name: 'node1', zone: 'z1' },
    { name: 'node2', zone: 'z2' },
    { name: 'node3', zone: 'z2' },
  ],
};
const UNREAD: Listing<never> = { state: 'unknown', gaps: [{ kind: 'Node', scope: {}, reason: 'forbidden', message: 'no' }] };

function service(spec: object) {
  return project('Service', {
    metadata: { name: 'foo', namespace: 'a' },
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'http', port: 80 }], ...spec },
  });
}

function slice(endpoints: readonly object[], addressType = 'IPv4') {
  return project('EndpointSlice', {
    metadata: { name: `foo-${addressType}`, namespace: 'a', labels: { 'kubernetes.io/service-name': 'foo' } },
    addressType,
    ports: [{ name: 'http', port: 8080 }],
    endpoints,
  });
}

const on = (node: string, ip: string, more: object = {}) => ({ addresses: [ip], nodeName: node, ...more });
const told = (traces: readonly Trace[]) => traces.map((trace) => [trace.flow.from, trace.flow.to, trace.disposition]);
const tell = (spec: object, slices: ReturnType<typeof slice>[], more: object = {}) =>
  inClusterTraces({ service: service(spec), slices, nodes: NODES, domain: 'cluster.local', proxy: '', ...more });

describe('the ways to a Cluster IP', () => {
  it('are one for all clients where nothing differs', () => {
    expect(told(tell({}, [slice([on('node1', '10.0.0.1')])]))).toEqual([['a pod in the cluster', 'foo.a:80/TCP http', 'delivered']]);
  });

  it('are refused without any endpoint', () => {
    expect(told(tell({}, []))).toEqual([['a pod in the cluster', 'foo.a:80/TCP http', 'rejected']]);
  });

  it('differ by node under internalTrafficPolicy Local', () => {
    expect(told(tell({ internalTrafficPolicy: 'Local' }, [slice([on('node2', '10.0.0.2')])]))).toEqual([
      ['a pod on node1, node3', 'foo.a:80/TCP http', 'dropped'],
      ['a pod on node2', 'foo.a:80/TCP http', 'delivered'],
    ]);
  });

  it('are unknown for other nodes where the nodes could not be read', () => {
    expect(told(tell({ internalTrafficPolicy: 'Local' }, [slice([on('node2', '10.0.0.2')])], { nodes: UNREAD }))).toEqual([
      ['a pod on node2', 'foo.a:80/TCP http', 'delivered'],
      ['a pod on any other node', 'foo.a:80/TCP http', 'insufficient-info'],
    ]);
  });

  it('follow the hints of the zone, and are delivered whatever the zone where that is not known', () => {
    const hinted = [
      on('node1', '10.0.0.1', { hints: { forZones: [{ name: 'z1' }] } }),
      on('node2', '10.0.0.2', { hints: { forZones: [{ name: 'z2' }] } }),
    ];
    expect(told(tell({}, [slice(hinted)]))).toEqual([
      ['a pod on node1', 'foo.a:80/TCP http', 'delivered'],
      ['a pod on node2, node3', 'foo.a:80/TCP http', 'delivered'],
    ]);
    const [unknown] = tell({}, [slice(hinted)], { nodes: UNREAD });
    expect(unknown?.disposition).toBe('delivered');
    expect(unknown?.hops[1]?.steps[0].says).toContain('or fewer');
  });

  it('are told for each family, where one may have endpoints and the other none', () => {
    const dual = { clusterIPs: ['10.96.0.1', 'fd00::1'], ipFamilies: ['IPv4', 'IPv6'] };
    expect(told(tell(dual, [slice([on('node1', '10.0.0.1')])]))).toEqual([
      ['a pod in the cluster', 'foo.a:80/TCP http over IPv4', 'delivered'],
      ['a pod in the cluster', 'foo.a:80/TCP http over IPv6', 'rejected'],
    ]);
  });

  it('use endpoints that end where no other is ready', () => {
    const ending = { conditions: { ready: false, serving: true, terminating: true } };
    const [trace] = tell({}, [slice([on('node1', '10.0.0.1', ending)])]);
    expect(trace?.disposition).toBe('delivered');
    expect(trace?.hops[1]?.steps[0].says).toContain('those that end but still serve are used');
  });

  it('of a Service that kube-proxy leaves alone are unknown', () => {
    const ignored = project('Service', {
      metadata: { name: 'foo', namespace: 'a', labels: { 'service.kubernetes.io/service-proxy-name': 'x' } },
      spec: { clusterIP: '10.96.0.1', ports: [{ port: 80 }] },
    });
    const traces = inClusterTraces({ service: ignored, slices: [], nodes: NODES, domain: 'cluster.local', proxy: '' });
    expect(traces.map((trace) => trace.disposition)).toEqual(['insufficient-info']);
  });
});

describe('the ways to a headless Service', () => {
  it('go straight to the pods that are ready, without a hop in the service network', () => {
    const [trace] = tell({ clusterIP: 'None' }, [
      slice([on('node1', '10.0.0.1'), on('node2', '10.0.0.2', { conditions: { ready: false } })]),
    ]);
    expect(trace?.disposition).toBe('delivered');
    expect(trace?.hops.map((hop) => hop.at.layer)).toEqual(['name', 'pod']);
    expect(trace?.hops[1]?.at.says).toBe('10.0.0.1:8080 (on node1)');
  });

  it('end at the name where no endpoint is ready, even if one that ends still serves', () => {
    const ending = { conditions: { ready: false, serving: true, terminating: true } };
    expect(told(tell({ clusterIP: 'None' }, [slice([on('node1', '10.0.0.1', ending)])]))).toEqual([
      ['a pod in the cluster', 'foo.a:80/TCP http', 'name-not-found'],
    ]);
  });
});
