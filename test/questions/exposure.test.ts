import { describe, expect, it } from 'vitest';
import { ClusterError, type ExposureQuery, type ExposureReport, exposure, readObjects } from '../../src/index.ts';
import { ALL_KINDS, type Kind } from '../../src/model/kind.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const lab = readObjects(labObjects(), { takenAt: NOW });

interface Fields {
  readonly [field: string]: unknown;
}

const node = (name: string, addresses: readonly (readonly [string, string])[], fields: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, ...(fields['metadata'] as object) },
  spec: {},
  status: {
    addresses: addresses.map(([type, address]) => ({ type, address })),
    conditions: [{ type: 'Ready', status: 'True' }],
    ...(fields['status'] as object),
  },
});

const NODES = [
  node('n1', [
    ['InternalIP', '10.0.0.1'],
    ['ExternalIP', '203.0.113.1'],
  ]),
  node('n2', [['InternalIP', '10.0.0.2']]),
];

const service = (name: string, spec: Fields, status: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'a', labels: { app: name } },
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

const slice = (name: string, nodes: readonly string[], port = 8080) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-1`, namespace: 'a', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints: nodes.map((nodeName, index) => ({
    addresses: [`10.1.0.${index + 1}`],
    conditions: { ready: true },
    nodeName,
    targetRef: { kind: 'Pod', name: `${name}-7d4b-${index}`, namespace: 'a' },
  })),
  ports: [{ name: '', port, protocol: 'TCP' }],
});

const pod = (name: string, nodeName: string, ports: readonly object[], spec: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'a',
    labels: { app: name.split('-')[0], 'pod-template-hash': '7d4b' },
    ...(name.includes('-') ? { ownerReferences: [{ kind: 'ReplicaSet', name: `${name.split('-')[0]}-7d4b`, controller: true }] } : {}),
  },
  spec: { nodeName, containers: [{ name: 'c', ports }], ...spec },
  status: { phase: 'Running', podIPs: [{ ip: '10.1.0.7' }], containerStatuses: [{ name: 'c', state: { running: {} } }] },
});

const proxy = (config: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kube-proxy', namespace: 'kube-system' },
  data: { 'config.conf': config },
});

const IPTABLES = proxy('mode: iptables');

function story(objects: readonly object[], query: ExposureQuery = {}, nodes: readonly object[] = NODES): ExposureReport {
  return exposure(readObjects([...nodes, IPTABLES, ...objects], { takenAt: NOW, complete: true }), { namespace: 'a', ...query });
}

const told = ({ rows }: ExposureReport) =>
  rows.map(
    ({ via, service: name, node: at, address, port, answers, outcome }) => `${via} ${name} ${at} ${address}:${port} ${answers} ${outcome}`,
  );

describe('NodePorts', () => {
  it('are told on each address of each node, with who answers and what stands behind', () => {
    const report = story([service('web', {}), slice('web', ['n2']), pod('web-7d4b-0', 'n2', [])]);
    expect(told(report)).toEqual([
      'NodePort a/web n1 203.0.113.1:30080 unknown unknown',
      'NodePort a/web n1 10.0.0.1:30080 yes delivered',
      'NodePort a/web n2 10.0.0.2:30080 yes delivered',
    ]);
    expect(report.rows[1]).toMatchObject({
      addressType: 'InternalIP',
      public: 'private',
      workloads: ['Deployment a/web'],
      endpoints: [{ ip: '10.1.0.1', port: 8080, pod: 'a/web-7d4b-0', node: 'n2' }],
    });
    expect(report.rows[0]).toMatchObject({ public: 'candidate', reason: expect.stringContaining('ExternalIP') });
    expect(report).toMatchObject({ kind: 'Exposure', outcome: 'listed', perAddress: true });
  });

  it('of externalTrafficPolicy Local tell the nodes that drop, and why', () => {
    const report = story([service('web', { externalTrafficPolicy: 'Local' }), slice('web', ['n2'])], { addressType: 'InternalIP' });
    expect(report.rows.map(({ node: at, answers, outcome, reason }) => [at, answers, outcome, reason])).toEqual([
      ['n2', 'yes', 'delivered', "1 endpoint on this node (externalTrafficPolicy Local); the server sees the client's address"],
      ['n1', 'no', 'dropped', 'externalTrafficPolicy is Local and no usable endpoint is on this node'],
    ]);
  });

  it('without a ready endpoint are refused everywhere', () => {
    const { rows } = story([service('web', {})], { inventory: 'nodeports', addressType: 'InternalIP' });
    expect(rows.map(({ outcome, workloads }) => [outcome, workloads])).toEqual([
      ['refused', []],
      ['refused', []],
    ]);
  });

  it('answer on fewer addresses where kube-proxy was told so', () => {
    const nodes = [
      node('n1', [
        ['InternalIP', '10.0.0.1'],
        ['InternalIP', '192.168.0.1'],
      ]),
    ];
    const objects = [...nodes, proxy('mode: iptables\nnodePortAddresses: ["192.168.0.0/16"]'), service('web', {}), slice('web', ['n1'])];
    const report = exposure(readObjects(objects, { takenAt: NOW, complete: true }), { namespace: 'a' });
    expect(told(report)).toEqual(['NodePort a/web n1 192.168.0.1:30080 yes delivered', 'NodePort a/web n1 10.0.0.1:30080 no refused']);
  });

  it.each([
    ['not ready', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }, 'not-ready', 'not ready'],
    ['another system', { metadata: { labels: { type: 'virtual-kubelet' } } }, 'virtual', 'another system'],
  ])('of a node that is %s are unknown, but where they are closed anyway', (_, fields, state, why) => {
    const nodes = [node('n1', [['InternalIP', '10.0.0.1']], fields)];
    const open = story([service('web', {}), slice('web', ['n1'])], {}, nodes);
    expect(open.rows.map(({ answers, reason }) => [answers, reason])).toEqual([['unknown', expect.stringContaining(why)]]);
    expect(open.nodes).toMatchObject([{ name: 'n1', state }]);
    expect(story([service('web', {})], {}, nodes).rows.map(({ answers }) => answers)).toEqual(['no']);
  });

  it('come with the health check node port, and what kube-proxy answers there', () => {
    const balanced = service('web', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 31000 });
    const { rows } = story([balanced, slice('web', ['n2'])], { inventory: 'nodeports', addressType: 'InternalIP' });
    expect(rows.filter(({ via }) => via === 'healthCheckNodePort').map(({ node: at, port, status }) => [at, port, status])).toEqual([
      ['n1', 31000, 503],
      ['n2', 31000, 200],
    ]);
  });

  it('that a hostPort claims, too, are unknown on that node alone', () => {
    const { rows } = story([service('web', {}), slice('web', ['n1']), pod('other', 'n2', [{ containerPort: 1, hostPort: 30080 }])], {
      inventory: 'nodeports',
      addressType: 'InternalIP',
    });
    expect(rows.map(({ node: at, answers }) => [at, answers])).toEqual([
      ['n1', 'yes'],
      ['n2', 'unknown'],
    ]);
  });
});

describe('load balancers and externalIPs', () => {
  const balanced = (ingress: readonly object[], spec: Fields = {}) =>
    service('web', { type: 'LoadBalancer', ports: [{ port: 80, targetPort: 8080 }], ...spec }, { loadBalancer: { ingress } });
  const one = (object: object) => story([object, slice('web', ['n2'])]).rows;

  it('are told at each node, where every kube-proxy takes their address for its own', () => {
    expect(told(story([balanced([{ ip: '198.51.100.7' }]), slice('web', ['n2'])]))).toEqual([
      'LoadBalancer a/web n1 198.51.100.7:80 yes delivered',
      'LoadBalancer a/web n2 198.51.100.7:80 yes delivered',
    ]);
    expect(told(story([service('web', { type: 'ClusterIP', ports: [{ port: 80 }], externalIPs: ['192.168.7.7'] })]))).toEqual([
      'externalIP a/web n1 192.168.7.7:80 no refused',
      'externalIP a/web n2 192.168.7.7:80 no refused',
    ]);
  });

  it('name the only clients that are let in', () => {
    const [row] = one(balanced([{ ip: '198.51.100.7' }], { loadBalancerSourceRanges: ['192.0.2.0/24'] }));
    expect(row).toMatchObject({ answers: 'yes', clients: ['192.0.2.0/24'], public: 'candidate' });
  });

  it.each([
    ['has no address yet', [], { address: null, answers: 'no', outcome: 'pending', public: 'private' }],
    ['has a name alone', [{ hostname: 'lb.example.com' }], { address: 'lb.example.com', answers: 'unknown', public: 'candidate' }],
    ['answers itself', [{ ip: '198.51.100.7', ipMode: 'Proxy' }], { address: '198.51.100.7', answers: 'unknown', public: 'candidate' }],
  ])('one that %s is at no node', (_, ingress, expected) => {
    expect(one(balanced(ingress))).toMatchObject([{ via: 'LoadBalancer', node: null, port: 80, ...expected }]);
  });

  it('on an address of a node are told there alone', () => {
    const { rows } = story([service('web', { type: 'ClusterIP', ports: [{ port: 80 }], externalIPs: ['10.0.0.2'] }), slice('web', ['n1'])]);
    expect(rows.map(({ via, node: at, addressType, answers }) => [via, at, addressType, answers])).toEqual([
      ['externalIP', 'n2', 'InternalIP', 'yes'],
    ]);
  });
});

describe('ports of pods', () => {
  it('are told on the node of the pod: hostPorts by their hostIP, and what hostNetwork pods declare', () => {
    const report = story([
      pod('edge', 'n2', [{ containerPort: 80, hostPort: 8080 }]),
      pod('local', 'n2', [{ containerPort: 80, hostPort: 8081, hostIP: '127.0.0.1' }]),
      pod('agent', 'n2', [{ containerPort: 9100 }], { hostNetwork: true }),
    ]);
    expect(report.rows.map(({ via, node: at, address, port, answers, workloads }) => [via, at, address, port, answers, workloads])).toEqual(
      [
        ['hostNetwork', 'n2', '10.0.0.2', 9100, 'yes', ['Pod a/agent']],
        ['hostPort', 'n2', '10.0.0.2', 8080, 'yes', ['Pod a/edge']],
        ['hostPort', 'n2', '127.0.0.1', 8081, 'no', ['Pod a/local']],
      ],
    );
  });

  it('that are not declared are named by who may listen', () => {
    const report = story([pod('agent-7d4b-0', 'n1', [], { hostNetwork: true }), pod('agent-7d4b-1', 'n2', [], { hostNetwork: true })]);
    expect(report.undeclared).toEqual([
      { workload: 'Deployment a/agent', pods: 2, nodes: { count: 2, groups: [0, 1], except: [], names: [] } },
    ]);
  });
});

describe('the order of an inventory', () => {
  it('has sensitive targets first, then addresses that may be public, then what answers', () => {
    const port = (nodePort: number, targetPort = 8080) => ({ ports: [{ port: 80, targetPort, nodePort }] });
    const objects = [
      service('closed', port(30001)),
      service('inside', port(30002)),
      slice('inside', ['n2']),
      service('outside', { type: 'ClusterIP', ports: [{ port: 80 }], externalIPs: ['198.51.100.7'] }),
      slice('outside', ['n2']),
      service('store', port(30003, 5432)),
      slice('store', ['n2'], 5432),
    ];
    const report = story(objects, {}, NODES.slice(1));
    expect([...new Set(report.rows.map(({ service: name }) => name))]).toEqual(['a/store', 'a/outside', 'a/inside', 'a/closed']);
    expect(report.rows[0]).toMatchObject({ sensitive: 'PostgreSQL' });
    expect(report.summary).toContain('1 to sensitive targets');
  });

  it('by node has the rows of a node together', () => {
    const { rows } = exposure(lab, { allNamespaces: true, by: 'node' });
    const nodes = rows.map(({ node: at }) => at);
    expect(nodes.filter((name, index) => name !== nodes[index - 1])).toEqual(['node1', 'node2', 'node3', null]);
  });
});

describe('whom policies let in', () => {
  const policy = (ingress: readonly object[]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web', namespace: 'a' },
    spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'], ingress },
  });
  const admitted = (policies: readonly object[], spec: Fields) => {
    const { rows } = story([service('web', spec), slice('web', ['n2']), pod('web-7d4b-0', 'n2', []), ...policies]);
    return rows.find(({ answers }) => answers === 'yes')?.policies;
  };
  const LOCAL = { externalTrafficPolicy: 'Local' };

  it.each<[string, readonly object[], Fields, string, readonly string[]]>([
    ['anybody, without a policy', [], {}, 'yes', ['anywhere']],
    ['nobody, by a policy without rules, where pods see the client', [policy([])], LOCAL, 'no', []],
    ['some, by their addresses', [policy([{ from: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }])], LOCAL, 'some', ['198.51.100.0/24']],
    ['nobody by an address that pods do not see', [policy([{ from: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }])], {}, 'unknown', []],
    ['anybody, by a rule without peers', [policy([{}])], {}, 'yes', ['anywhere']],
    ['nobody outside, by a rule for pods', [policy([{ from: [{ podSelector: {} }] }])], LOCAL, 'no', []],
  ])('is %s', (_, policies, spec, verdict, sources) => {
    expect(admitted(policies, spec)).toMatchObject({ verdict, sources });
  });

  it('is not decided by policies that the network plugin does not know', () => {
    const deny = {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'deny' },
      spec: { tier: 'Admin', priority: 1, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{}] }] },
    };
    const kindnet = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'kindnet', namespace: 'kube-system' },
      spec: { template: { spec: { containers: [{ name: 'kindnet-cni' }] } } },
      status: { desiredNumberScheduled: 2 },
    };
    const ns = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };
    expect([admitted([ns, deny], LOCAL)?.verdict, admitted([ns, deny, kindnet], LOCAL)?.verdict]).toEqual(['no', 'yes']);
  });

  it('is another one for each port of a hostPort pod, and none in the host network', () => {
    const closed = { ...policy([]), spec: { podSelector: {}, policyTypes: ['Ingress'] } };
    const { rows } = story([
      pod('edge', 'n1', [{ containerPort: 80, hostPort: 8080 }]),
      pod('agent', 'n2', [{ containerPort: 9100 }], { hostNetwork: true }),
      closed,
    ]);
    expect(rows.map(({ via, policies }) => [via, policies?.verdict])).toEqual(
      expect.arrayContaining([
        ['hostPort', 'no'],
        ['hostNetwork', undefined],
      ]),
    );
  });
});

describe('what is asked for', () => {
  const objects = [
    service('web', {}),
    slice('web', ['n2']),
    service('db', { ports: [{ port: 80, nodePort: 30081 }] }),
    pod('edge', 'n1', [{ containerPort: 80, hostPort: 8080 }]),
  ];
  const names = (query: ExposureQuery) =>
    [...new Set(story(objects, query).rows.map(({ service: name, node: at }) => `${name} ${at}`))].sort();

  it.each<[ExposureQuery, readonly string[]]>([
    [{ selector: 'app=web' }, ['a/web n1', 'a/web n2']],
    [{ selector: 'app=edge' }, ['null n1']],
    [{ node: 'n2' }, ['a/db n2', 'a/web n2']],
    [{ addressType: 'ExternalIP' }, ['a/db n1', 'a/web n1', 'null n1']],
    [{ inventory: 'nodeports', node: 'n1' }, ['a/db n1', 'a/web n1']],
    [{ namespace: 'b' }, []],
  ])('%j', (query, expected) => {
    expect(names(query)).toEqual(expected);
  });

  it('at one node is what an inventory of all nodes tells of it', () => {
    const own = [service('own', { type: 'ClusterIP', ports: [{ port: 80 }], externalIPs: ['10.0.0.2', '198.51.100.7'] }), ...objects];
    const at = (rows: ExposureReport['rows'], name: string) =>
      rows.filter(({ node: one }) => one === name).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    for (const name of ['n1', 'n2']) expect(at(story(own, { node: name }).rows, name)).toEqual(at(story(own).rows, name));
  });

  it('must be a node that there is', () => {
    expect(() => story(objects, { node: 'n3' })).toThrow(ClusterError);
    expect(() => story(objects, { node: 'n3' })).toThrow('nodes "n3" not found');
  });

  it('of one namespace says that pods of others were not looked at', () => {
    expect(story(objects).coverage.notChecked.map(({ what }) => what)).toContain(
      'pods of other namespaces that claim the same ports of nodes',
    );
    expect(story(objects, { allNamespaces: true }).coverage.notChecked).toEqual([]);
  });
});

describe('what could not be read', () => {
  const without = (kind: Kind, reason: 'forbidden' | 'not-read' = 'forbidden') => {
    const gap = { kind, scope: {}, reason, message: 'no' } as const;
    const readings = lab.readings.map((reading) =>
      reading.need.kind === kind ? { ...reading, listing: { state: 'unknown', gaps: [gap] } as const } : reading,
    );
    return exposure({ ...lab, readings }, { allNamespaces: true });
  };
  const whole = exposure(lab, { allNamespaces: true });
  const place = ({ via, service: name, node: at, address, port, protocol }: ExposureReport['rows'][number]) =>
    `${via} ${name} ${at} ${address} ${port}/${protocol}`;

  it.each(ALL_KINDS)('of %s changes answers into unknown alone', (kind) => {
    const known = new Map(whole.rows.map((row) => [place(row), row.answers]));
    for (const row of without(kind).rows) {
      if (row.answers !== 'unknown') expect(row.answers, place(row)).toBe(known.get(place(row)));
    }
  });

  it('of policies leaves open whom they let in, and says so', () => {
    const { rows, coverage } = without('NetworkPolicy');
    expect(new Set(rows.flatMap(({ policies }) => policies?.verdict ?? []))).toEqual(new Set(['unknown']));
    expect(coverage.notChecked.map(({ what }) => what)).toContain('NetworkPolicies of the pods behind it');
  });

  it.each<[Kind, string]>([
    ['Service', 'unknown'],
    ['EndpointSlice', 'unknown'],
    ['Node', 'unknown'],
    ['Pod', 'unknown'],
    ['DaemonSet', 'listed'],
    ['ConfigMap', 'listed'],
    ['NetworkPolicy', 'listed'],
  ])('makes the inventory without %s %s', (kind, outcome) => {
    expect(without(kind).outcome).toBe(outcome);
  });

  it('of nodes leaves what Services open, at nodes that nobody knows', () => {
    const { rows, nodes } = without('Node');
    expect(nodes).toBe('unknown');
    expect(rows.filter(({ via }) => via === 'NodePort').length).toBe(8);
    expect(rows.filter(({ answers }) => answers === 'yes')).toEqual([]);
    expect(rows.filter(({ via }) => via === 'hostPort').map(({ node: at, address, port }) => [at, address, port])).toEqual([
      ['node2', null, 18081],
      ['node3', '127.0.0.1', 18082],
    ]);
  });

  it('is not held against manifests, which have no nodes', () => {
    expect(without('Node', 'not-read').outcome).toBe('listed');
    expect(without('Service', 'not-read').outcome).toBe('unknown');
  });

  it('of pods still names them', () => {
    const { rows } = exposure(
      { ...lab, readings: lab.readings.filter(({ need }) => need.kind !== 'Pod') },
      { inventory: 'nodeports', namespace: 'a' },
    );
    expect(rows.find(({ port }) => port === 30080)?.workloads).toContain('Pod a/web-675c54595f-7n6qp');
  });
});

describe('the listeners of Ingress controllers and Gateways', () => {
  const routes = exposure(lab, { allNamespaces: true }).routes.map(
    ({ object, host, path: at, address, port, answers, service: to }) => `${object.kind} ${host}${at} ${address}:${port} ${answers} ${to}`,
  );

  it.each([
    ['a rule of an Ingress, with TLS', 'Ingress shop.example.com/api/v1 203.0.113.20:443 yes a/part'],
    ['its default backend', 'Ingress */ 203.0.113.20:80 yes a/foo'],
    ['an Ingress that nobody serves', 'Ingress ghost.example.com/ null:80 no a/foo'],
    ['a rule without a ready endpoint', 'Ingress bad.example.com/empty null:443 no a/nomatch'],
    ['a rule of a route, at a listener that works', 'HTTPRoute api.example.com/ 203.0.113.30:80 yes prod/api'],
    ['and at one that does not', 'HTTPRoute api.example.com/ 203.0.113.30:443 no prod/api'],
  ])('tell %s', (_, told) => {
    expect(routes).toContain(told);
  });

  it('are none of an inventory of NodePorts, nor of one node', () => {
    expect(exposure(lab, { allNamespaces: true, inventory: 'nodeports' }).routes).toEqual([]);
    expect(exposure(lab, { allNamespaces: true, node: 'node1' }).routes).toEqual([]);
  });

  it('are named where they could not be read', () => {
    const hidden = lab.readings.map((reading) => {
      const gaps = [{ kind: reading.need.kind, scope: {}, reason: 'forbidden', message: 'no' }] as const;
      return reading.need.kind === 'Ingress' ? { ...reading, listing: { state: 'unknown', gaps } as const } : reading;
    });
    const { coverage } = exposure({ ...lab, readings: hidden }, { allNamespaces: true });
    expect(coverage.notChecked.map(({ what }) => what)).toContain('Ingresses');
  });
});

describe('the findings of an inventory', () => {
  it('are about what it lists', () => {
    const { findings } = exposure(lab, { inventory: 'nodeports', allNamespaces: true });
    expect(findings.every(({ code }) => code.startsWith('NX7'))).toBe(true);
    expect(findings.filter(({ code }) => code === 'NX7005').map(({ subject }) => subject.name)).toEqual(['api-local', 'lb-local']);
  });

  it('are compared with a baseline', () => {
    const known = exposure(lab, { allNamespaces: true }).findings.map(({ identity }) => identity);
    const report = exposure(lab, { allNamespaces: true, baseline: [...known.slice(1), 'NX7005 Service a/gone'] });
    expect(report.findings.map(({ identity }) => identity)).toEqual(known.slice(0, 1));
    expect(report.baseline?.gone).toEqual(['NX7005 Service a/gone']);
  });
});
