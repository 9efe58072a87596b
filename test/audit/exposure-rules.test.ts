import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { audit } from '../../src/questions/audit/index.ts';

const NOW = '2026-11-22T08:00:00Z';
const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node1' },
  status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
};
const balanced = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'lb', namespace: 'a', creationTimestamp: '2026-11-22T07:00:00Z' },
  spec: { type: 'LoadBalancer', clusterIP: '10.96.0.1', ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] },
};
const slice = (endpoints: readonly object[]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'lb-1', namespace: 'a', labels: { 'kubernetes.io/service-name': 'lb' } },
  addressType: 'IPv4',
  ports: [{ port: 8080 }],
  endpoints,
});
const warning = (reason: string) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `lb.${reason}`, namespace: 'a' },
  type: 'Warning',
  reason,
  message: 'quota exceeded',
  lastTimestamp: '2026-11-22T07:50:00Z',
  involvedObject: { kind: 'Service', namespace: 'a', name: 'lb' },
});

const told = (...objects: readonly object[]) =>
  audit(readObjects([node, ...objects], { complete: true, takenAt: NOW }), { allNamespaces: true })
    .findings.filter(({ subject }) => subject.name === 'lb')
    .map(({ code, follows }) => [code, ...follows].join(' '));

describe('a load balancer that does not come', () => {
  const served = slice([{ addresses: ['10.244.0.1'] }]);
  const other = {
    ...balanced,
    metadata: { name: 'other', namespace: 'a' },
    spec: { ...balanced.spec, clusterIP: '10.96.0.2' },
    status: { loadBalancer: { ingress: [{ ip: '10.9.9.9' }] } },
  };

  it('is told by itself where nothing says why', () => {
    expect(told(balanced, served, other)).toEqual(['NX7015']);
  });
  it('is told by what is likely missing', () => {
    expect(told(balanced, served)).toEqual(['NX7016 NX7015']);
  });
  it('is told by what its controller says, which is not told as an event again', () => {
    expect(told(balanced, served, warning('SyncLoadBalancerFailed'))).toEqual(['NX7017 NX1029 NX7015 NX7016']);
  });
});

describe('a NodePort without endpoints', () => {
  const open = { ...balanced, spec: { ...balanced.spec, type: 'NodePort' } };

  it('is told by itself where nothing says why', () => {
    expect(told(open, slice([{ addresses: ['10.244.0.1'], conditions: { ready: false } }]))).toEqual(['NX7008']);
  });
  it('is told by the selector that is wrong', () => {
    expect(told({ ...open, spec: { ...open.spec, selector: { app: 'web' } } }, slice([]))).toEqual(['NX1002 NX7008']);
  });
  it('is told by the slices that nobody wrote', () => {
    expect(told(open)).toEqual(['NX1018 NX7008']);
  });
});

describe('a namespace that is being deleted', () => {
  const namespaces = ['a', 'b'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
    status: { phase: 'Terminating' },
  }));
  const snapshot = readObjects(namespaces, { complete: true, takenAt: NOW });
  const going = (query: object) => audit(snapshot, { rules: ['NX6025'], ...query }).findings.map(({ identity }) => identity);

  it('is told where all are looked at', () => {
    expect(going({ allNamespaces: true })).toEqual(['NX6025 Namespace a', 'NX6025 Namespace b']);
  });
  it('is told of the one that is looked at', () => {
    expect(going({ namespace: 'b' })).toEqual(['NX6025 Namespace b']);
  });
});
