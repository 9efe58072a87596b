import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { UsageError } from '../../src/model/errors.ts';
import type { Kind } from '../../src/model/kind.ts';
import { nodeIPs } from '../../src/model/resources/node.ts';
import { addressMap, addressMapPlan } from '../../src/questions/map/index.ts';
import { restrict } from '../../src/questions/reading-plan.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });
const index = indexSnapshot(lab);
const everywhere = addressMap(lab, { allNamespaces: true });
const inA = addressMap(lab, { namespace: 'a' });

const row = (pod: string) => everywhere.rows.find((one) => one.pod === pod);

function labWithout(kind: Kind) {
  const gap = { kind, scope: {}, reason: 'forbidden', message: 'no' } as const;
  const readings = lab.readings.map((reading) =>
    reading.need.kind === kind ? { ...reading, listing: { state: 'unknown' as const, gaps: [gap] } } : reading,
  );
  return { ...lab, readings };
}

describe('the map of all namespaces', () => {
  it('has every pod once, with its own addresses and its node', () => {
    const expected = index
      .known('Pod')
      .map(({ metadata, status, spec }) => [metadata.namespace, metadata.name, status.podIPs, spec.nodeName]);
    const rows = everywhere.rows.map((one) => [one.namespace, one.pod, one.podIPs.map((ip) => ({ ip })), one.node]);
    expect(rows).toEqual(expected.sort((a, b) => (`${a[0]}/${a[1]}` < `${b[0]}/${b[1]}` ? -1 : 1)));
  });

  it('joins each with the addresses of its node', () => {
    const addresses = new Map(index.known('Node').map((node) => [node.metadata.name, nodeIPs(node).map(({ address }) => address)]));
    expect(everywhere.rows.filter(({ node, nodeIPs: ips }) => node !== undefined && ips?.[0] !== addresses.get(node)?.[0])).toEqual([]);
  });

  it('joins each with the Services that have it as an endpoint, and no other', () => {
    const joined = everywhere.rows.flatMap(({ namespace, pod, services }) =>
      services === 'unknown' ? ['unknown'] : services.map(({ name }) => `${namespace}/${pod} ${name}`),
    );
    const endpoints = index.known('EndpointSlice').flatMap(({ metadata, endpoints: all }) => {
      const service = metadata.labels['kubernetes.io/service-name'];
      return all.flatMap(({ targetRef }) =>
        service === undefined || targetRef?.kind !== 'Pod' || index.get('Pod', targetRef.name, metadata.namespace).state !== 'found'
          ? []
          : [`${metadata.namespace}/${targetRef.name} ${service}`],
      );
    });
    expect(joined.sort()).toEqual([...new Set(endpoints)].sort());
    expect(joined.length).toBeGreaterThan(50);
  });

  it.each([
    ['db-1', { services: [{ name: 'db', clusterIPs: ['None'] }], hostNetwork: false, live: true }],
    ['hostnet', { hostNetwork: true, podIPs: ['172.30.0.13'], nodeIPs: ['172.30.0.13'] }],
    ['pending', { podIPs: [], phase: 'Pending', live: true, services: [] }],
    ['done', { podIPs: ['10.244.1.17'], phase: 'Succeeded', live: false }],
  ])('has %s', (pod, expected) => {
    expect(row(pod)).toMatchObject(expected);
  });

  it('leaves out the node of a pod that no node has', () => {
    expect(row('pending')).not.toHaveProperty('node');
    expect(row('pending')).not.toHaveProperty('nodeIPs');
  });

  it('lists the Services without a pod, with what they have instead', () => {
    const without = everywhere.servicesWithoutPod;
    expect(without).toContainEqual({
      namespace: 'default',
      name: 'kubernetes',
      type: 'ClusterIP',
      clusterIPs: ['10.96.0.1'],
      otherEndpoints: ['172.30.0.1'],
    });
    expect(without).toContainEqual(expect.objectContaining({ name: 'nomatch', otherEndpoints: [] }));
    expect(without).toContainEqual(expect.objectContaining({ name: 'ext', type: 'ExternalName', clusterIPs: [] }));
    expect(without).not.toContainEqual(expect.objectContaining({ namespace: 'a', name: 'foo' }));
  });

  it('counts the live pods of each node', () => {
    expect(everywhere.nodes).toMatchObject([
      { name: 'node1', podCIDRs: ['10.244.1.0/24'], zone: 'z1' },
      { name: 'node2', podCIDRs: ['10.244.2.0/24'] },
      { name: 'node3', podCIDRs: ['10.244.3.0/24'] },
    ]);
    const counted = everywhere.nodes === 'unknown' ? 0 : everywhere.nodes.reduce((sum, { pods }) => sum + pods, 0);
    expect(counted).toBe(everywhere.rows.filter(({ live, node }) => live && node !== undefined).length);
    expect(everywhere.summary).toMatch(/^\d+ pods in all namespaces on 3 nodes, \d+ without an address\.$/);
  });
});

describe('the map of a namespace', () => {
  it('has its pods and Services alone', () => {
    expect(inA.rows).toEqual(everywhere.rows.filter(({ namespace }) => namespace === 'a'));
    expect(inA.servicesWithoutPod).toEqual(
      (everywhere.servicesWithoutPod as readonly { namespace: string }[]).filter((one) => one.namespace === 'a'),
    );
    expect(inA.question).toEqual({ namespace: 'a' });
  });

  it('is default when none is named', () => {
    expect(addressMap(lab).question).toEqual({ namespace: 'default' });
  });

  it('has no row where the namespace has no pod', () => {
    expect(addressMap(lab, { namespace: 'nowhere' })).toMatchObject({ outcome: 'listed', rows: [], servicesWithoutPod: [], nodes: [] });
  });

  it('reads the nodes of its pods one by one', () => {
    const read = restrict(index, addressMapPlan({ namespace: 'b' })).readings.filter(({ need }) => need.kind === 'Node');
    expect(read.length).toBeGreaterThan(0);
    expect(read.every(({ need }) => need.name !== undefined)).toBe(true);
  });
});

describe('a selector', () => {
  it('narrows the pods, and leaves Services without a pod away', () => {
    const some = addressMap(lab, { namespace: 'a', selector: 'app=web' });
    expect(some.rows.length).toBeGreaterThan(2);
    expect(some.rows).toEqual(inA.rows.filter(({ pod }) => some.rows.some((one) => one.pod === pod)));
    const labelled = index.known('Pod').filter(({ metadata }) => metadata.namespace === 'a' && metadata.labels['app'] === 'web');
    expect(some.rows.map(({ pod }) => pod)).toEqual(labelled.map(({ metadata }) => metadata.name).sort());
    expect(some.servicesWithoutPod).toEqual([]);
  });

  it('that is malformed is refused', () => {
    expect(() => addressMap(lab, { selector: 'app=(' })).toThrow(UsageError);
  });
});

describe('what could not be read', () => {
  it('leaves no map where it is the pods', () => {
    const report = addressMap(labWithout('Pod'), { allNamespaces: true });
    expect(report).toMatchObject({ outcome: 'unknown', rows: [] });
    expect(report.summary).toContain('kubectl auth can-i list pods -A');
  });

  it('leaves the node addresses unknown where it is the nodes', () => {
    for (const query of [{ allNamespaces: true }, { namespace: 'a' }]) {
      const report = addressMap(labWithout('Node'), query);
      expect(report.nodes).toBe('unknown');
      expect(report.rows.every(({ node, nodeIPs: ips }) => (node === undefined ? ips === undefined : ips === 'unknown'))).toBe(true);
    }
  });

  it('leaves the Services of a pod unknown where it is the EndpointSlices', () => {
    const report = addressMap(labWithout('EndpointSlice'), { namespace: 'a' });
    expect(report.servicesWithoutPod).toBe('unknown');
    expect(report.rows.every(({ services }) => services === 'unknown')).toBe(true);
  });

  it('is not taken for nothing where some EndpointSlices are missing', () => {
    const gap = { kind: 'EndpointSlice', scope: {}, reason: 'forbidden', message: 'no' } as const;
    const readings = lab.readings.map((reading) =>
      reading.need.kind === 'EndpointSlice' ? { ...reading, listing: { state: 'partial' as const, items: [], gaps: [gap] } } : reading,
    );
    const report = addressMap({ ...lab, readings }, { namespace: 'a' });
    expect([report.servicesWithoutPod, report.rows[0]?.services]).toEqual(['unknown', 'unknown']);
  });

  it('leaves the Cluster IPs unknown where it is the Services', () => {
    const report = addressMap(labWithout('Service'), { namespace: 'a' });
    expect(report.rows.find(({ pod }) => pod === 'db-1')?.services).toEqual([{ name: 'db', clusterIPs: 'unknown' }]);
  });
});

describe('a dual-stack pod', () => {
  it('shows all of its addresses and its Services', () => {
    const cluster = readObjects(
      [
        {
          apiVersion: 'v1',
          kind: 'Node',
          metadata: { name: 'n1' },
          spec: {},
          status: {
            addresses: [
              { type: 'InternalIP', address: '192.168.0.1' },
              { type: 'InternalIP', address: 'fd00::1' },
            ],
          },
        },
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'x', namespace: 'a' },
          spec: { nodeName: 'n1' },
          status: { phase: 'Running', podIPs: [{ ip: '10.244.0.5' }, { ip: 'fd00:244::5' }] },
        },
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'a' }, spec: { clusterIPs: ['10.96.0.5', 'fd00:96::5'] } },
        ...['10.244.0.5', 'fd00:244::5'].map((ip) => ({
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { name: `web-${ip.length}`, namespace: 'a', labels: { 'kubernetes.io/service-name': 'web' } },
          addressType: ip.includes(':') ? 'IPv6' : 'IPv4',
          endpoints: [{ addresses: [ip], targetRef: { kind: 'Pod', name: 'x', namespace: 'a' } }],
        })),
      ],
      { complete: true },
    );
    expect(addressMap(cluster, { namespace: 'a' }).rows).toMatchObject([
      {
        podIPs: ['10.244.0.5', 'fd00:244::5'],
        nodeIPs: ['192.168.0.1', 'fd00::1'],
        services: [{ name: 'web', clusterIPs: ['10.96.0.5', 'fd00:96::5'] }],
      },
    ]);
  });
});
