import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import { readObjects } from '../../../src/cluster/objects.ts';
import {
  categorizeEndpoints,
  endpointsOfPort,
  externalSet,
  isExternallyAccessible,
  podsOf,
  resolveTargetPort,
  slicesFromEndpoints,
  slicesOf,
  whySkipped,
} from '../../../src/engines/service/index.ts';
import { indexSnapshot } from '../../../src/model/cluster-index.ts';
import { knownItems } from '../../../src/model/listing.ts';
import type { ClusterSnapshot } from '../../../src/model/snapshot.ts';
import { ENDING, endpointsWith, portOf, READY, serviceWith, sliceOf } from './objects.ts';

const HTTP = { name: '', protocol: 'TCP' } as const;
const addresses = (...slices: Parameters<typeof endpointsOfPort>[0]) => endpointsOfPort(slices, HTTP).map((one) => `${one.ip}:${one.port}`);

describe('endpointsOfPort', () => {
  it('takes the first address alone, in its usual spelling', () => {
    expect(addresses(sliceOf([{ addresses: ['010.0.0.1', '10.0.0.2'] }, { addresses: [] }]))).toEqual(['10.0.0.1:8080']);
  });
  it('ignores slices of host names, addresses of another family, and ports without a number', () => {
    expect(addresses(sliceOf([{ addresses: ['db.example.com'] }], { addressType: 'FQDN' }))).toEqual([]);
    expect(addresses(sliceOf([{ addresses: ['fd00::1'] }]))).toEqual([]);
    expect(addresses(sliceOf([{ addresses: ['fd00::1'] }], { addressType: 'IPv6' }))).toEqual(['fd00::1:8080']);
    expect(addresses(sliceOf([{ addresses: ['10.0.0.1'] }], { ports: [{ port: null }, { port: 0 }] }))).toEqual([]);
    expect(addresses(sliceOf([{ addresses: ['10.0.0.1'] }], { ports: null }))).toEqual([]);
  });
  it('matches ports by name and protocol, never by number', () => {
    const slice = sliceOf([{ addresses: ['10.0.0.1'] }], {
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns', port: 5353, protocol: 'TCP' },
      ],
    });
    expect(endpointsOfPort([slice], { name: 'dns', protocol: 'TCP' }).map((one) => one.port)).toEqual([5353]);
    expect(endpointsOfPort([slice], { name: 'other', protocol: 'UDP' })).toEqual([]);
  });
  it('keeps of two entries for one address and port the one that does not end, else the first in name order', () => {
    const one = (name: string, conditions: object, nodeName: string) =>
      sliceOf([{ addresses: ['10.0.0.1'], conditions, nodeName }], {}, name);
    const chosen = (...slices: Parameters<typeof endpointsOfPort>[0]) => endpointsOfPort(slices, HTTP).map((found) => found.nodeName);
    expect(chosen(one('foo-1', ENDING, 'old'), one('foo-2', READY, 'new'))).toEqual(['new']);
    expect(chosen(one('foo-2', READY, 'second'), one('foo-1', READY, 'first'))).toEqual(['first']);
    expect(chosen(one('foo-2', READY, 'new'), one('foo-1', ENDING, 'old'))).toEqual(['new']);
    expect(chosen(one('foo-1', ENDING, 'first'), one('foo-2', ENDING, 'second'))).toEqual(['first']);
  });
  it('says where in which slice each stands', () => {
    const slice = sliceOf([{ addresses: ['db.example.com'] }, { addresses: ['10.0.0.1'] }]);
    expect(endpointsOfPort([slice], HTTP)).toMatchObject([{ field: 'endpoints[1]', slice }]);
  });
});

describe('slices of a Service', () => {
  const takenAt = '2026-11-22T08:00:00Z';
  const service = serviceWith({ selector: { app: 'web' } });
  const endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'foo', namespace: 'a' },
    subsets: [
      {
        addresses: [{ ip: '10.0.0.1', nodeName: 'n1' }, { ip: 'fd00::1' }],
        notReadyAddresses: [{ ip: '10.0.0.2' }],
        ports: [{ port: 8080 }],
      },
    ],
  };

  it('come from v1 Endpoints where the server has no EndpointSlices, family by family', () => {
    const notServed: ClusterSnapshot = {
      takenAt,
      readings: [
        {
          need: { kind: 'EndpointSlice' },
          listing: { state: 'unknown', gaps: [{ kind: 'EndpointSlice', scope: {}, reason: 'not-served', message: 'not served' }] },
        },
        { need: { kind: 'Endpoints' }, listing: { state: 'complete', items: [project('Endpoints', endpoints)] } },
      ],
    };
    const slices = slicesOf(service, indexSnapshot(notServed));
    expect(slices.state).toBe('complete');
    const found = endpointsOfPort(knownItems(slices), HTTP).map(({ ip, port, ready, nodeName }) => ({ ip, port, ready, nodeName }));
    expect(found).toEqual([
      { ip: '10.0.0.1', port: 8080, ready: true, nodeName: 'n1' },
      { ip: '10.0.0.2', port: 8080, ready: false, nodeName: undefined },
      { ip: 'fd00::1', port: 8080, ready: true, nodeName: undefined },
    ]);
    expect(slicesFromEndpoints(project('Endpoints', endpoints))).toEqual(knownItems(slices));
  });
  it('are unknown, and not taken from Endpoints, where they could not be read', () => {
    expect(slicesOf(service, indexSnapshot(readObjects([endpoints], { takenAt }))).state).toBe('unknown');
  });
  it('are not looked up by the name of the slice', () => {
    const stray = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'foo-abc', namespace: 'a' },
      addressType: 'IPv4',
    };
    expect(slicesOf(service, indexSnapshot(readObjects([stray], { takenAt })))).toEqual({ state: 'complete', items: [] });
  });
});

describe('podsOf', () => {
  const pod = (name: string, namespace: string, labels: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
  });
  const pods = [pod('x', 'a', { app: 'web', v: '1' }), pod('y', 'a', { app: 'db' }), pod('z', 'b', { app: 'web' })];
  const cluster = indexSnapshot(readObjects(pods, { takenAt: '2026-11-22T08:00:00Z' }));
  const found = (spec: Readonly<Record<string, unknown>>) => knownItems(podsOf(serviceWith(spec), cluster)).map((one) => one.metadata.name);

  it('picks by all labels, in the Service’s namespace', () => {
    expect(found({ selector: { app: 'web' } })).toEqual(['x']);
    expect(found({ selector: { app: 'web', v: '2' } })).toEqual([]);
  });
  it('picks none without a selector, with an empty one, and for ExternalName', () => {
    for (const spec of [{}, { selector: {} }, { selector: { app: 'web' }, type: 'ExternalName', clusterIP: '' }])
      expect(found(spec)).toEqual([]);
  });
});

describe('resolveTargetPort', () => {
  const pod = project('Pod', {
    metadata: { name: 'x' },
    spec: {
      containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }],
      initContainers: [
        {
          name: 'mesh',
          restartPolicy: 'Always',
          ports: [
            { name: 'http', containerPort: 1 },
            { name: 'dns', containerPort: 53, protocol: 'UDP' },
          ],
        },
      ],
    },
  });

  it('says which container has the port, and where it is declared', () => {
    expect(resolveTargetPort(pod, { targetPort: 'http', protocol: 'TCP' })).toEqual({
      state: 'named',
      port: 8080,
      container: 'web',
      field: 'spec.containers[0].ports[0]',
    });
    expect(resolveTargetPort(pod, { targetPort: 'dns', protocol: 'UDP' })).toMatchObject({ field: 'spec.initContainers[0].ports[1]' });
  });
  it('tells a name of another protocol from a name that is missing', () => {
    expect(resolveTargetPort(pod, { targetPort: 'dns', protocol: 'TCP' })).toMatchObject({
      state: 'other-protocol',
      protocol: 'UDP',
      container: 'mesh',
    });
    expect(resolveTargetPort(pod, { targetPort: 'nope', protocol: 'TCP' })).toEqual({ state: 'missing' });
  });
  it('takes a number as it is, declared or not', () => {
    expect(resolveTargetPort(pod, { targetPort: 8080, protocol: 'TCP' })).toEqual({ state: 'number', port: 8080, container: 'web' });
    expect(resolveTargetPort(pod, { targetPort: 8080, protocol: 'UDP' })).toEqual({ state: 'number', port: 8080 });
  });
});

describe('isExternallyAccessible', () => {
  const status = (...ingress: readonly object[]) => ({ status: { loadBalancer: { ingress } } });
  const vip = serviceWith({ type: 'LoadBalancer' }, status({ ip: '192.0.2.1' }));

  it.each([
    ['a Cluster IP alone', serviceWith(), false],
    ['an externalIP', serviceWith({ externalIPs: ['192.0.2.1'] }), true],
    ['a NodePort', serviceWith({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }), true],
    ['a load balancer address', vip, true],
    [
      'a load balancer address with ipMode Proxy',
      serviceWith({ type: 'LoadBalancer' }, status({ ip: '192.0.2.1', ipMode: 'Proxy' })),
      false,
    ],
    ['a load balancer’s host name', serviceWith({ type: 'LoadBalancer' }, status({ hostname: 'lb.example.com' })), false],
  ])('of %s', (_what, service, expected) => {
    expect(isExternallyAccessible(service, portOf(service))).toBe(expected);
  });
  it('looks at each family apart, and so do the sets', () => {
    expect(isExternallyAccessible(vip, portOf(vip), 'IPv4')).toBe(true);
    expect(isExternallyAccessible(vip, portOf(vip), 'IPv6')).toBe(false);
    const service = serviceWith({ externalIPs: ['192.0.2.1'], externalTrafficPolicy: 'Local' });
    const six = endpointsOfPort([sliceOf([{ addresses: ['fd00::1'] }], { addressType: 'IPv6' })], HTTP);
    expect(categorizeEndpoints(six, service, portOf(service), { name: 'n1' })).not.toHaveProperty('local');
    expect(categorizeEndpoints(endpointsWith({}), service, portOf(service), { name: 'n1' })).toHaveProperty('local', []);
  });
});

describe('externalSet', () => {
  it('follows externalTrafficPolicy, whatever the internal one is', () => {
    const ports = [{ port: 80, nodePort: 30080 }];
    const endpoints = endpointsWith({ node: 'n1' }, { node: 'n2' });
    const set = (externalTrafficPolicy: string) => {
      const service = serviceWith({ type: 'NodePort', ports, externalTrafficPolicy, internalTrafficPolicy: 'Local' });
      return externalSet(categorizeEndpoints(endpoints, service, portOf(service), { name: 'n1' }), service).map((one) => one.nodeName);
    };
    expect(set('Local')).toEqual(['n1']);
    expect(set('Cluster')).toEqual(['n1', 'n2']);
  });
});

describe('whySkipped', () => {
  it.each([
    ['nothing of a Service with a Cluster IP', serviceWith(), undefined],
    ['ExternalName, even with a Cluster IP', serviceWith({ type: 'ExternalName' }), 'a Service of type ExternalName is a DNS name only'],
    ['headless', serviceWith({ clusterIP: 'None' }), 'it has no Cluster IP'],
    ['no Cluster IP yet', serviceWith({ clusterIP: '' }), 'it has no Cluster IP'],
    [
      'the label of another proxy, even an empty one',
      serviceWith({}, { labels: { 'service.kubernetes.io/service-proxy-name': '' } }),
      'its label service.kubernetes.io/service-proxy-name tells kube-proxy to leave it alone',
    ],
    [
      'the label headless',
      serviceWith({}, { labels: { 'service.kubernetes.io/headless': '' } }),
      'its label service.kubernetes.io/headless tells kube-proxy to leave it alone',
    ],
  ])('says %s', (_what, service, why) => {
    expect(whySkipped(service)).toBe(why);
  });
});
