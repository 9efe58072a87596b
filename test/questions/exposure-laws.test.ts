import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExposureReport, explain, exposure, type NodeReport, readObjects } from '../../src/index.ts';
import type { ExposureRow } from '../../src/model/exposure-report.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';

interface Endpoint {
  readonly node: number | undefined;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly zone: number | undefined;
  readonly hintsNode: boolean;
}

const mostly = fc.nat(9).map((number) => number < 9);

const endpoints = fc.array(
  fc.record<Endpoint>({
    node: fc.option(fc.nat(4), { nil: undefined, freq: 9 }),
    ready: mostly,
    terminating: fc.boolean(),
    zone: fc.option(fc.nat(1), { nil: undefined, freq: 9 }),
    hintsNode: mostly,
  }),
  { maxLength: 4 },
);

const service = fc.record({
  nodePort: fc.constantFrom(30001, 30002, 30003),
  type: fc.constantFrom('NodePort', 'LoadBalancer', 'ClusterIP'),
  local: fc.boolean(),
  hinted: fc.constantFrom('no', 'zones', 'nodes', 'both'),
  externalIP: fc.constantFrom(undefined, '10.0.0.2', '10.0.0.3', '198.51.100.7'),
  endpoints,
});

const pod = fc.record({ node: fc.nat(4), port: fc.constantFrom(30001, 30002, 80, 9100), hostNetwork: fc.boolean(), running: fc.boolean() });

const cluster = fc.record({
  mode: fc.constantFrom('iptables', 'nftables', 'ipvs'),
  nodes: fc.array(fc.record({ zone: fc.nat(1), second: fc.boolean(), external: fc.boolean() }), { minLength: 1, maxLength: 5 }),
  services: fc.array(service, { maxLength: 4 }),
  pods: fc.array(pod, { maxLength: 3 }),
});

type Cluster = typeof cluster extends fc.Arbitrary<infer T> ? T : never;

function objectsOf({ mode, nodes, services, pods }: Cluster): readonly object[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-proxy', namespace: 'kube-system' },
      data: { 'config.conf': `mode: ${mode}` },
    },
    ...nodes.map(({ zone, second, external }, index) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `n${index}`, labels: { 'topology.kubernetes.io/zone': `z${zone}` } },
      spec: {},
      status: {
        addresses: [
          { type: 'InternalIP', address: `10.0.0.${index + 1}` },
          ...(second ? [{ type: 'InternalIP', address: `10.0.1.${index + 1}` }] : []),
          ...(external ? [{ type: 'ExternalIP', address: `203.0.113.${index + 1}` }] : []),
        ],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    })),
    ...services.flatMap((one, index) => serviceObjects(one, index)),
    ...pods.map(({ node, port, hostNetwork, running }, index) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${index}`, namespace: 'a' },
      spec: { nodeName: `n${node}`, hostNetwork, containers: [{ name: 'c', ports: [{ containerPort: port, hostPort: port }] }] },
      status: {
        phase: 'Running',
        podIPs: [{ ip: hostNetwork ? `10.0.0.${node + 1}` : `10.2.0.${index + 1}` }],
        containerStatuses: [{ name: 'c', state: running ? { running: {} } : { waiting: { reason: 'CrashLoopBackOff' } } }],
      },
    })),
  ];
}

function serviceObjects({ nodePort, type, local, hinted, externalIP, endpoints: all }: Cluster['services'][number], index: number) {
  const policy = { externalTrafficPolicy: local ? 'Local' : 'Cluster' };
  const checks = type === 'LoadBalancer' && local ? { healthCheckNodePort: 31000 + index } : {};
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `s${index}`, namespace: 'a' },
      spec: {
        type,
        clusterIP: `10.96.0.${index + 1}`,
        clusterIPs: [`10.96.0.${index + 1}`],
        ipFamilies: ['IPv4'],
        ...policy,
        ...checks,
        ...(externalIP === undefined ? {} : { externalIPs: [externalIP] }),
        ports: [{ port: 80, targetPort: 8080, ...(type === 'ClusterIP' ? {} : { nodePort }) }],
      },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `s${index}-1`, namespace: 'a', labels: { 'kubernetes.io/service-name': `s${index}` } },
      addressType: 'IPv4',
      endpoints: all.map(({ node, ready, terminating, zone, hintsNode }, at) => ({
        addresses: [`10.1.${index}.${at + 1}`],
        conditions: { ready, serving: ready || terminating, terminating },
        ...(node === undefined ? {} : { nodeName: `n${node}` }),
        hints: {
          ...(zone === undefined || hinted === 'no' || hinted === 'nodes' ? {} : { forZones: [{ name: `z${zone}` }] }),
          ...(node === undefined || hinted === 'no' || hinted === 'zones' || !hintsNode ? {} : { forNodes: [{ name: `n${node}` }] }),
        },
      })),
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    },
  ];
}

const read = (objects: readonly object[]) => readObjects(objects, { takenAt: NOW, complete: true });

/** What one node does, in the words of either report. */
type OnNode = Pick<ExposureRow, 'via' | 'address' | 'port' | 'protocol' | 'answers' | 'outcome' | 'reason' | 'endpoints'>;

const written = (node: string, { via, address, port, protocol, answers, outcome, reason, endpoints: all }: OnNode) =>
  JSON.stringify([
    node,
    via,
    address,
    port,
    protocol,
    answers,
    outcome,
    reason,
    all.map(({ ip, port: number }) => `${ip}:${number}`).sort(),
  ]);

function asNodesTell(objects: readonly object[]): readonly string[] {
  const { items } = explain(read(objects), { object: 'node' }) as ReportListOf<NodeReport>;
  return items.flatMap(({ node, open }) => open.map((one) => written(node.name, one))).sort();
}

/** The rows on addresses of nodes, and on others that a hostIP names. */
function asListed({ rows }: ExposureReport): readonly string[] {
  return rows.flatMap((row) => (row.node === null || row.addressType === undefined ? [] : [written(row.node, row)])).sort();
}

/** Rows that stand for many nodes, written out as the report says that they are to be read. */
function writtenOut({ rows, nodes }: ExposureReport): readonly string[] {
  return rows.flatMap((row) => {
    const { nodes: set, traits } = row;
    if (set === undefined || nodes === 'unknown') return [];
    const meant = nodes.filter(({ name, group }) => set.names.includes(name) || (set.groups.includes(group) && !set.except.includes(name)));
    expect(meant.length).toBe(set.count);
    return meant.flatMap(({ name, addresses }) => {
      const on = addresses.filter(
        (one) =>
          one.type === traits?.type &&
          one.family === traits.family &&
          one.primary === traits.primary &&
          one.public === traits.public &&
          one.nodePorts === traits.nodePorts,
      );
      return (traits === undefined ? [row.address] : on.map(({ address }) => address)).map((address) => `${name} ${address} ${place(row)}`);
    });
  });
}

const place = ({ via, service: name, port, protocol, answers, outcome, reason }: ExposureRow) =>
  [via, name, port, protocol, answers, outcome, reason].join(' ');

describe('an inventory', () => {
  it('tells of nodes together what explaining each of them tells', () => {
    fc.assert(
      fc.property(cluster, (given) => {
        const objects = objectsOf(given);
        expect(asListed(exposure(read(objects), { allNamespaces: true }))).toEqual(asNodesTell(objects));
      }),
      { numRuns: 150 },
    );
  });

  it('of the lab tells what explaining each node tells', () => {
    const told = asNodesTell(labObjects() as readonly object[]).filter((text) => !text.includes('127.0.0.1'));
    expect(asListed(exposure(read(labObjects() as readonly object[]), { allNamespaces: true }))).toEqual(told);
  });

  it('does not depend on the order of its input', () => {
    fc.assert(
      fc.property(
        cluster.chain((given) =>
          fc.tuple(fc.constant(objectsOf(given)), fc.shuffledSubarray([...objectsOf(given)], { minLength: objectsOf(given).length })),
        ),
        ([objects, shuffled]) => {
          expect(exposure(read(shuffled), { allNamespaces: true }).rows).toEqual(exposure(read(objects), { allNamespaces: true }).rows);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a long inventory', () => {
  const NODES = 120;
  const nodes = Array.from({ length: NODES }, (_, index) => ({ zone: index % 2, second: index % 3 === 0, external: index % 40 === 0 }));
  const services = Array.from({ length: 60 }, (_, index) => ({
    nodePort: 30100 + index,
    type: index % 2 === 0 ? ('NodePort' as const) : ('LoadBalancer' as const),
    local: index % 3 === 0,
    hinted: index % 5 === 0 ? ('zones' as const) : index % 5 === 1 ? ('both' as const) : ('no' as const),
    externalIP: index % 7 === 0 ? ('198.51.100.7' as const) : undefined,
    endpoints: Array.from({ length: 4 }, (__, at) => ({
      node: (index * 3 + at) % NODES,
      ready: at !== 3,
      terminating: false,
      zone: at % 2,
      hintsNode: true,
    })),
  }));
  const daemons = nodes.map((_, node) => ({ node, port: 9100 as const, hostNetwork: true, running: node !== 5 }));
  const objects = objectsOf({ mode: 'iptables', nodes, services, pods: daemons } as unknown as Cluster);
  const long = exposure(read(objects), { allNamespaces: true });

  it('has a row for all nodes that do the same, which says which those are', () => {
    expect(long.perAddress).toBe(false);
    expect(long.rows.length).toBeLessThan(600);
    const explained = explain(read(objects), { object: 'node' }) as ReportListOf<NodeReport>;
    const each = explained.items.flatMap(({ node, open }) =>
      open.map(
        (one) =>
          `${node.name} ${one.address} ${place({ ...one, service: one.object.kind === 'Service' ? `a/${one.object.name}` : null } as unknown as ExposureRow)}`,
      ),
    );
    const out = writtenOut(long).filter((text) => !text.includes('198.51.100.7'));
    expect(out.toSorted()).toEqual(each.toSorted());
  });

  it('names few nodes, however many do the same', () => {
    const named = long.rows.flatMap(({ nodes: set }) => [...(set?.names ?? []), ...(set?.except ?? [])]);
    expect(named.length).toBeLessThan(60 * 4 * 6);
  });
});
