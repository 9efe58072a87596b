import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { UsageError } from '../../src/model/errors.ts';
import { ALL_KINDS, type Kind } from '../../src/model/kind.ts';
import type { Need } from '../../src/model/listing.ts';
import type { NodeReport } from '../../src/model/node-report.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import { explain, explainPlan } from '../../src/questions/explain/index.ts';
import { readPlan } from '../../src/questions/reading-plan.ts';
import { type LabRow, labObjects, labRows } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const lab = readObjects(labObjects(), { takenAt: NOW });
const index = indexSnapshot(lab);
const NODES = (explain(lab, { object: 'node' }) as ReportListOf<NodeReport>).items;

function labWithout(kind: Kind) {
  const gap = { kind, scope: {}, reason: 'forbidden', message: 'no' } as const;
  const readings = lab.readings.map((reading) =>
    reading.need.kind === kind ? { ...reading, listing: { state: 'unknown', gaps: [gap] } as const } : reading,
  );
  return { ...lab, readings };
}

function one(object: string, cluster = lab): NodeReport {
  return explain(cluster, { object }) as NodeReport;
}

interface Fields {
  readonly [field: string]: unknown;
}

const ADDRESSES = [
  { type: 'InternalIP', address: '192.0.2.1' },
  { type: 'InternalIP', address: '192.0.2.2' },
  { type: 'ExternalIP', address: '203.0.113.9' },
  { type: 'Hostname', address: 'n1' },
];

const node = (status: Fields = {}, spec: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', labels: {} },
  spec: { podCIDRs: ['10.1.0.0/24'], ...spec },
  status: { addresses: ADDRESSES, conditions: [{ type: 'Ready', status: 'True' }], ...status },
});

const pod = (name: string, ports: readonly object[], spec: Fields = {}, state: object = { running: {} }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'a', labels: { app: name } },
  spec: { nodeName: 'n1', containers: [{ name: 'c', ports }], ...spec },
  status: {
    phase: 'Running',
    podIPs: [{ ip: spec['hostNetwork'] === true ? '192.0.2.1' : '10.1.0.5' }],
    containerStatuses: [{ name: 'c', state }],
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});

const service = (spec: Fields, status: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', namespace: 'a' },
  spec: {
    type: 'NodePort',
    clusterIP: '10.96.0.9',
    clusterIPs: ['10.96.0.9'],
    ipFamilies: ['IPv4'],
    ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
    ...spec,
  },
  status,
});

const slice = (nodeName: string, conditions: Fields = { ready: true }) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 's-1', namespace: 'a', labels: { 'kubernetes.io/service-name': 's' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.1.9.9'], conditions, nodeName, targetRef: { kind: 'Pod', name: 'web', namespace: 'a' } }],
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
});

const proxy = (config: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kube-proxy', namespace: 'kube-system' },
  data: { 'config.conf': config },
});

function story(...objects: readonly object[]): NodeReport {
  return one('node/n1', readObjects([node(), ...objects], { takenAt: NOW, complete: true }));
}

const told = ({ open }: NodeReport) =>
  open.map(({ via, address, port, answers, outcome }) => `${via} ${address}:${port} ${answers} ${outcome}`);

describe('the node', () => {
  it('is told with its addresses, ranges and state', () => {
    expect(one('node/node1')).toMatchObject({
      outcome: 'ready',
      node: {
        name: 'node1',
        zone: 'z1',
        kubeletVersion: 'v1.36.2',
        operatingSystem: 'linux',
        cordoned: false,
        podCIDRs: ['10.244.1.0/24'],
      },
      addresses: [
        { type: 'InternalIP', address: '172.30.0.11', family: 'IPv4', primary: true },
        { type: 'Hostname', address: 'node1', primary: false },
      ],
      proxy: { mode: 'nftables' },
    });
  });

  it.each([
    ['True', 'ready'],
    ['False', 'not-ready'],
    ['Unknown', 'not-ready'],
  ])('with Ready %s is %s', (status, outcome) => {
    const cluster = readObjects([node({ conditions: [{ type: 'Ready', status }] })], { takenAt: NOW, complete: true });
    expect(one('node/n1', cluster).outcome).toBe(outcome);
  });

  it('without a Ready condition is unknown', () => {
    expect(one('node/n1', readObjects([node({ conditions: [] })], { takenAt: NOW, complete: true })).outcome).toBe('unknown');
  });

  it('that is cordoned says so first', () => {
    expect(one('node/n1', readObjects([node({}, { unschedulable: true })], { takenAt: NOW, complete: true })).summary).toMatch(
      /^Node n1 is ready\. It is cordoned/,
    );
  });

  it('names the programs that move packets, and their pods on it', () => {
    const daemonSet = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'kube-proxy', namespace: 'kube-system' },
      spec: {
        selector: { matchLabels: { k: 'p' } },
        template: { metadata: { labels: { k: 'p' } }, spec: { containers: [{ name: 'kube-proxy', image: 'kube-proxy:v1' }] } },
      },
      status: { desiredNumberScheduled: 1, numberReady: 1 },
    };
    const agent = pod('kube-proxy-1', []);
    const owned = {
      ...agent,
      metadata: {
        ...agent.metadata,
        namespace: 'kube-system',
        ownerReferences: [{ kind: 'DaemonSet', name: 'kube-proxy', controller: true }],
      },
    };
    const report = story(daemonSet, owned);
    expect(report.proxy.name).toBe('kube-proxy');
    expect(report.agents).toEqual([{ program: 'kube-proxy', namespace: 'kube-system', pod: 'kube-proxy-1', ready: true }]);
    expect(one('node/node1', labWithout('DaemonSet')).agents).toBe('unknown');
  });
});

describe('what is open on it', () => {
  it('are NodePorts on the addresses that kube-proxy opens, where the mode is not known the primary one alone', () => {
    expect(told(story(service({}), slice('other')))).toEqual([
      'NodePort 192.0.2.1:30080 yes delivered',
      'NodePort 192.0.2.2:30080 unknown unknown',
      'NodePort 203.0.113.9:30080 unknown unknown',
    ]);
    expect(told(story(service({}), slice('other'), proxy('mode: iptables'))).slice(0, 2)).toEqual([
      'NodePort 192.0.2.1:30080 yes delivered',
      'NodePort 192.0.2.2:30080 yes delivered',
    ]);
    expect(told(story(service({}), slice('other'), proxy('mode: nftables')))[1]).toBe('NodePort 192.0.2.2:30080 no refused');
  });

  it.each([
    ['other', { ready: true }, 'Cluster', 'yes delivered'],
    ['other', { ready: true }, 'Local', 'no dropped'],
    ['n1', { ready: true }, 'Local', 'yes delivered'],
    ['n1', { ready: false, serving: false }, 'Cluster', 'no refused'],
  ])('an endpoint on %s with %o under externalTrafficPolicy %s makes a NodePort: %s', (on, conditions, externalTrafficPolicy, fate) => {
    expect(told(story(service({ externalTrafficPolicy }), slice(on, conditions)))[0]).toBe(`NodePort 192.0.2.1:30080 ${fate}`);
  });

  it('names the endpoints that answer', () => {
    expect(story(service({}), slice('other')).open[0]?.endpoints).toEqual([{ ip: '10.1.9.9', port: 8080, pod: 'a/web', node: 'other' }]);
  });

  it('is a health check node port, which kube-proxy answers itself', () => {
    const local = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 31000 };
    const check = (report: NodeReport) => report.open.find(({ via }) => via === 'healthCheckNodePort');
    expect(check(story(service(local), slice('other')))).toMatchObject({ answers: 'yes', reason: expect.stringContaining('503') });
    expect(check(story(service(local), slice('n1')))).toMatchObject({ answers: 'yes', reason: expect.stringContaining('200') });
  });

  it('is a Service port where an externalIP or load balancer address is its own', () => {
    expect(
      told(story(service({ type: 'ClusterIP', ports: [{ port: 80, targetPort: 8080 }], externalIPs: ['192.0.2.2'] }), slice('other'))),
    ).toEqual(['externalIP 192.0.2.2:80 yes delivered']);
    const balanced = service({ type: 'LoadBalancer' }, { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } });
    expect(told(story(balanced, slice('other')))[0]).toBe('LoadBalancer 192.0.2.1:80 yes delivered');
  });

  it('are hostPorts on the addresses of their hostIP, where the container runs', () => {
    expect(told(story(pod('web', [{ containerPort: 80, hostPort: 8081 }])))).toEqual([
      'hostPort 192.0.2.1:8081 yes delivered',
      'hostPort 192.0.2.2:8081 yes delivered',
      'hostPort 203.0.113.9:8081 unknown unknown',
    ]);
    expect(told(story(pod('web', [{ containerPort: 80, hostPort: 8081, hostIP: '127.0.0.1' }])))).toEqual([
      'hostPort 127.0.0.1:8081 yes delivered',
    ]);
    expect(told(story(pod('web', [{ containerPort: 80, hostPort: 8081 }], {}, { waiting: { reason: 'CrashLoopBackOff' } })))[0]).toBe(
      'hostPort 192.0.2.1:8081 no refused',
    );
  });

  it('is what hostNetwork pods declare', () => {
    expect(told(story(pod('web', [{ containerPort: 9100 }], { hostNetwork: true })))[0]).toBe('hostNetwork 192.0.2.1:9100 yes delivered');
  });

  it('belongs to nobody for sure where a NodePort and a hostPort claim one number', () => {
    const both = story(service({}), slice('other'), pod('web', [{ containerPort: 80, hostPort: 30080 }]));
    expect(told(both).slice(0, 2).sort()).toEqual(['NodePort 192.0.2.1:30080 unknown unknown', 'hostPort 192.0.2.1:30080 unknown unknown']);
  });

  it("goes to the NodePort before the node's own processes", () => {
    const both = story(service({}), slice('other'), pod('web', [{ containerPort: 30080 }], { hostNetwork: true }));
    expect(told(both).slice(0, 2)).toEqual(['NodePort 192.0.2.1:30080 yes delivered', 'hostNetwork 192.0.2.1:30080 no delivered']);
  });

  it('may be more where Services or pods may not be read', () => {
    expect(one('node/node1', labWithout('Service'))).toMatchObject({ openComplete: false });
    const withoutPods = one('node/node1', labWithout('Pod'));
    expect(withoutPods).toMatchObject({ openComplete: false, pods: 'unknown' });
    expect(withoutPods.coverage.notChecked.map(({ what }) => what)).toContain('pods on it, and the ports that they open');
    const unread = one('node/node1', labWithout('EndpointSlice')).open.filter(({ via }) => via === 'NodePort');
    expect(new Set(unread.map(({ answers }) => answers))).toEqual(new Set(['unknown']));
  });
});

describe.each(['nftables', 'iptables'] as const)(
  'what clients outside the lab met on node addresses with kube-proxy in %s mode',
  (mode) => {
    const rows = labRows(mode).flatMap((row) => {
      const [, address, port] = /^(172\.30\.0\.1[123]):(\d+)$/.exec(row.addr ?? '') ?? [];
      const open = NODES.flatMap((report) => report.open).filter((one) => one.address === address && one.port === Number(port));
      return row.from.startsWith('outside') && row.kind !== 'dns' && open.length > 0 ? [{ row, open }] : [];
    });

    it('is recorded for many ports', () => {
      expect(rows.length).toBeGreaterThan(20);
    });

    it('is what the report of the node says', () => {
      const met = ({ ok, errors }: LabRow) => (ok ? 'delivered' : errors?.['timeout'] === undefined ? 'refused' : 'dropped');
      const wrong = rows.filter(({ row, open }) => !open.some(({ outcome }) => outcome === met(row)));
      expect(wrong.map(({ row, open }) => `${row.from} → ${row.addr}: ${met(row)}, not ${open[0]?.outcome}`)).toEqual([]);
    });

    it('and whoever answered is among the endpoints', () => {
      const wrong = rows.filter(({ row, open }) => {
        const names = open.flatMap(({ endpoints }) => endpoints.map(({ pod: name = '' }) => name.split('/')[1]));
        return Object.keys(row.served_by ?? {}).some((name) => !name.includes(' ') && name !== 'connected' && !names.includes(name));
      });
      expect(wrong.map(({ row }) => `${row.addr} ${Object.keys(row.served_by ?? {}).join()}`)).toEqual([]);
    });
  },
);

describe('every report of the lab', () => {
  const answer = (cluster: typeof lab, object: string) => {
    const { coverage: _coverage, ...rest } = one(object, cluster);
    return rest;
  };

  it('is the same for a reader that answers only what is asked', async () => {
    const asked: Need[] = [];
    const read = async (needs: readonly Need[]) => {
      asked.push(...needs);
      return needs.map((need) => {
        const { kind, only, ...scope } = need;
        return { need, listing: only === undefined ? index.list(kind, scope) : index.metadata(kind, scope) };
      });
    };
    for (const { question } of NODES) {
      const snapshot = await readPlan(explainPlan({ object: question.object }), read, NOW);
      expect(answer(snapshot, question.object)).toEqual(answer(lab, question.object));
    }
    const whole = asked.filter(({ kind: _kind, ...scope }) => Object.keys(scope).length === 0).map(({ kind }) => kind);
    expect([...new Set(whole)].sort()).toEqual(['DaemonSet', 'Service', 'ServiceCIDR']);
  });

  it.each(ALL_KINDS.filter((kind) => kind !== 'Node'))('turns answers only into unknown without %s', (kind) => {
    const hidden = labWithout(kind);
    for (const report of NODES) {
      const changed = one(report.question.object, hidden);
      expect(changed.outcome).toBe(report.outcome);
      const turned = changed.open.filter(
        ({ via, address, port, answers }) =>
          answers !== 'unknown' &&
          report.open.find((before) => before.via === via && before.address === address && before.port === port)?.answers !== answers,
      );
      expect(turned).toEqual([]);
    }
  });
});

describe('a question about nodes', () => {
  it.each(['node/node1', 'no/node1', 'nodes/node1'])('%s is understood', (object) => {
    expect(one(object).question.object).toBe('node/node1');
  });

  it.each([
    [{ object: 'node/a/node1' }, 'arguments in resource/name form must have a single resource and name'],
    [{ object: 'node/node1', from: 'pod/x' }, '--from is the client of a Service'],
    [{ object: 'deploy/x' }, 'cannot explain resource type "deployments": this version explains services, pods, nodes'],
    [{ object: ['node', 'pod/x'] }, 'a type alone does not go with objects by name'],
  ])('%o is refused: %s', (question, message) => {
    expect(() => explain(lab, question)).toThrow(UsageError);
    expect(() => explain(lab, question)).toThrow(message);
  });

  it('of a node that is not there names a similar one', () => {
    expect(() => one('node/node11')).toThrow(
      'Error from server (NotFound): nodes "node11" not found\nhint: the cluster has a Node "node1": did you mean that?',
    );
  });

  it('and other types together gives all of them', () => {
    const { items } = explain(lab, { object: ['svc/a/foo', 'pod/a/solo', 'node/node1'] }) as ReportListOf<NodeReport>;
    expect(items.map(({ kind }) => kind)).toEqual(['Service', 'Pod', 'Node']);
  });
});
