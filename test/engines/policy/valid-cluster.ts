import fc from 'fast-check';
import type { Raw } from './naive.ts';

const NAMESPACES = ['a', 'b', 'c'];
const NODES = ['node1', 'node2'];

const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('web', 'db', ''), { maxKeys: 2 });
const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom('app', 'tier'),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.subarray(['web', 'db', ''], { minLength: 1 }),
  }),
  fc.record({ key: fc.constantFrom('app', 'tier'), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const selector: fc.Arbitrary<Raw> = fc.record(
  {
    matchLabels: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('web', 'db'), { maxKeys: 1 }),
    matchExpressions: fc.array(expression, { maxLength: 1 }),
  },
  { requiredKeys: [] },
);
const namespaceSelector: fc.Arbitrary<Raw> = fc.oneof(
  fc.constant({}),
  fc.record({ matchLabels: fc.record({ team: fc.constantFrom('x', 'y') }) }),
  fc.record({ matchLabels: fc.record({ 'kubernetes.io/metadata.name': fc.constantFrom(...NAMESPACES) }) }),
  fc.record({
    matchExpressions: fc.constantFrom(
      [{ key: 'team', operator: 'DoesNotExist' }],
      [{ key: 'team', operator: 'NotIn', values: ['x'] }],
      [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['a', 'b'] }],
    ),
  }),
);

/** Three namespaces with the label that the API server gives them. */
export const namespaces: fc.Arbitrary<readonly Raw[]> = fc
  .tuple(...NAMESPACES.map(() => fc.constantFrom({}, { team: 'x' }, { team: 'y' })))
  .map((all) =>
    all.map((own, at) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACES[at], labels: { ...own, 'kubernetes.io/metadata.name': NAMESPACES[at] } },
    })),
  );

const containerPort = fc.record(
  { name: fc.constantFrom('http', 'dns'), containerPort: fc.constantFrom(80, 8080), protocol: fc.constantFrom('TCP', 'UDP') },
  { requiredKeys: ['containerPort'] },
);
// A name stands once in a pod.
const ports = fc.uniqueArray(containerPort, { maxLength: 2, selector: ({ name }) => name });

const pod = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  labels,
  ports,
  sidecar: fc.constantFrom('container', 'Always', 'once'),
  node: fc.nat(1),
  hostNetwork: fc.constantFrom(false, false, false, true),
  families: fc.constantFrom([4], [4, 6], [6, 4]),
  phase: fc.constantFrom('Running', 'Running', 'Pending', 'Succeeded'),
});

/** Pods on two nodes; some in their network, some with addresses of both families. */
export const pods: fc.Arbitrary<readonly Raw[]> = fc.array(pod, { minLength: 2, maxLength: 5 }).map((all) => [
  ...NODES.map((name, at) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: at === 0 ? { role: 'edge' } : {} },
    status: {
      addresses: [
        { type: 'InternalIP', address: `192.168.0.${at + 1}` },
        { type: 'InternalIP', address: `fd01::${at + 1}` },
      ],
    },
  })),
  ...all.map((drawn, at) => podObject(drawn, at)),
]);

type Drawn = typeof pod extends fc.Arbitrary<infer T> ? T : never;

function podObject(drawn: Drawn, at: number): Raw {
  const { namespace, node, hostNetwork, phase, sidecar } = drawn;
  const address = (family: number) => {
    const last = hostNetwork ? node + 1 : at + 1;
    if (family === 4) return hostNetwork ? `192.168.0.${last}` : `10.0.0.${last}`;
    return hostNetwork ? `fd01::${last}` : `fd00::${last}`;
  };
  const withPorts = { name: 'c', ports: drawn.ports };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${at}`, namespace, uid: `uid-${at}`, labels: drawn.labels },
    spec: {
      nodeName: NODES[node],
      hostNetwork,
      ...(sidecar === 'container'
        ? { containers: [withPorts] }
        : {
            containers: [{ name: 'main' }],
            initContainers: [sidecar === 'Always' ? { ...withPorts, restartPolicy: 'Always' } : withPorts],
          }),
    },
    status: { phase, podIPs: drawn.families.map((family) => ({ ip: address(family) })) },
  };
}

const ipBlock: fc.Arbitrary<Raw> = fc.constantFrom(
  { cidr: '0.0.0.0/0' },
  { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] },
  { cidr: '0.0.0.0/0', except: ['10.0.0.2/31', '192.168.0.2/32'] },
  { cidr: '10.0.0.0/30' },
  { cidr: '10.0.0.1/32' },
  { cidr: '192.168.0.0/31' },
  { cidr: '10.96.0.0/12' },
  { cidr: '::/0' },
  { cidr: 'fd00::/8', except: ['fd00::2/127', 'fd01::/16'] },
);
const peer: fc.Arbitrary<Raw> = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector: selector, namespaceSelector }),
  fc.record({ ipBlock }),
);
const policyPort: fc.Arbitrary<Raw> = fc.oneof(
  fc.record({ protocol: fc.constantFrom('TCP', 'UDP', 'SCTP') }),
  fc.record({ protocol: fc.constantFrom('TCP', 'UDP'), port: fc.constantFrom<number | string>(80, 8080, 'http', 'dns') }),
  fc.record({ port: fc.constantFrom<number | string>(80, 'http') }),
  fc.record({ port: fc.constant(80), endPort: fc.constantFrom(80, 81, 8080), protocol: fc.constantFrom('TCP', 'UDP') }),
);
const rules = (side: 'from' | 'to') =>
  fc.array(fc.record({ [side]: fc.array(peer, { maxLength: 2 }), ports: fc.array(policyPort, { maxLength: 2 }) }, { requiredKeys: [] }), {
    maxLength: 2,
  });

/** NetworkPolicies as the API server prints them, or as somebody writes them, with everything left out that may be. */
export const networkPolicies: fc.Arbitrary<readonly Raw[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom(...NAMESPACES),
      spec: fc.record(
        {
          podSelector: selector,
          policyTypes: fc.constantFrom<readonly string[]>([], ['Ingress'], ['Egress'], ['Ingress', 'Egress']),
          ingress: rules('from'),
          egress: rules('to'),
        },
        { requiredKeys: ['podSelector'] },
      ),
    }),
    { maxLength: 5 },
  )
  .map((all) =>
    all.map(({ namespace, spec }, at) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `policy-${at}`, namespace },
      spec,
    })),
  );

const pairs = fc.record({ namespaceSelector, podSelector: selector });
const subject: fc.Arbitrary<Raw> = fc.oneof(fc.record({ namespaces: namespaceSelector }), fc.record({ pods: pairs }));
const adminPeer: fc.Arbitrary<Raw> = fc.oneof(fc.record({ namespaces: namespaceSelector }), fc.record({ pods: pairs }));
const networks = fc.subarray(['10.0.0.0/30', '0.0.0.0/0', '192.168.0.2/32', 'fd00::/8', '203.0.113.0/24'], { minLength: 1, maxLength: 2 });
const outward: fc.Arbitrary<Raw> = fc.oneof(
  fc.record({ networks }),
  fc.record({ nodes: fc.constantFrom({}, { matchLabels: { role: 'edge' } }) }),
);
const destinationPort = fc.constantFrom<Raw>({ number: 80 }, { range: { start: 80, end: 82 } });
const protocols: fc.Arbitrary<Raw> = fc.oneof(
  fc.record({ tcp: fc.record({ destinationPort }, { requiredKeys: [] }) }),
  fc.record({ udp: fc.record({ destinationPort }) }),
  fc.record({ sctp: fc.constant({}) }),
  fc.record({ destinationNamedPort: fc.constantFrom('http', 'dns') }),
);
const adminPorts: fc.Arbitrary<Raw> = fc.oneof(
  fc.record({
    portNumber: fc.record({ protocol: fc.constantFrom('TCP', 'UDP'), port: fc.constantFrom(80, 81) }, { requiredKeys: ['port'] }),
  }),
  fc.record({ portRange: fc.constantFrom<Raw>({ start: 80, end: 82 }, { protocol: 'UDP', start: 1, end: 65535 }) }),
  fc.record({ namedPort: fc.constantFrom('http', 'dns') }),
);

function adminRules(actions: readonly string[], side: 'from' | 'to', portsField: string, port: fc.Arbitrary<Raw>): fc.Arbitrary<Raw> {
  const peers = fc.array(side === 'from' ? adminPeer : fc.oneof(adminPeer, outward), { minLength: 1, maxLength: 2 });
  const rule = fc.record(
    { action: fc.constantFrom(...actions), [side]: peers, [portsField]: fc.array(port, { minLength: 1, maxLength: 2 }) },
    { requiredKeys: ['action', side] },
  );
  const domains = fc.record({ action: fc.constant(actions[0]), to: fc.constant([{ domainNames: ['example.com'] }]) });
  return fc.array(side === 'from' ? rule : fc.oneof({ weight: 5, arbitrary: rule }, { weight: 1, arbitrary: domains }), { maxLength: 3 });
}

const WAYS = new Set(['ingress', 'egress']);

function policyKind(kind: string, spec: Readonly<Record<string, fc.Arbitrary<Raw>>>): fc.Arbitrary<Raw> {
  const version = kind === 'ClusterNetworkPolicy' ? 'v1alpha2' : 'v1alpha1';
  return fc.record({
    apiVersion: fc.constant(`policy.networking.k8s.io/${version}`),
    kind: fc.constant(kind),
    spec: fc.record<Record<string, Raw>>(
      { subject, ...spec },
      { requiredKeys: ['subject', ...Object.keys(spec).filter((key) => !WAYS.has(key))] },
    ),
  });
}

const clusterPolicy = policyKind('ClusterNetworkPolicy', {
  tier: fc.constantFrom('Admin', 'Baseline'),
  priority: fc.integer({ min: 0, max: 3 }),
  ingress: adminRules(['Accept', 'Deny', 'Pass'], 'from', 'protocols', protocols),
  egress: adminRules(['Accept', 'Deny', 'Pass'], 'to', 'protocols', protocols),
});
const adminPolicy = policyKind('AdminNetworkPolicy', {
  priority: fc.integer({ min: 0, max: 3 }),
  ingress: adminRules(['Allow', 'Deny', 'Pass'], 'from', 'ports', adminPorts),
  egress: adminRules(['Allow', 'Deny', 'Pass'], 'to', 'ports', adminPorts),
});
const baselinePolicy = policyKind('BaselineAdminNetworkPolicy', {
  ingress: adminRules(['Allow', 'Deny'], 'from', 'ports', adminPorts),
  egress: adminRules(['Allow', 'Deny'], 'to', 'ports', adminPorts),
});

const named = (all: readonly Raw[]) =>
  all.map((policy, at) => ({ ...policy, metadata: { name: policy.kind === 'BaselineAdminNetworkPolicy' ? 'default' : `admin-${at}` } }));

/** Policies of administrators: of the newer API, of the older one, or (where a cluster has both) of either. */
export const adminObjects: fc.Arbitrary<readonly Raw[]> = fc
  .oneof(
    fc.array(clusterPolicy, { minLength: 1, maxLength: 4 }),
    fc.tuple(fc.array(adminPolicy, { minLength: 1, maxLength: 3 }), fc.array(baselinePolicy, { maxLength: 1 })).map((both) => both.flat()),
    fc.tuple(clusterPolicy, clusterPolicy, adminPolicy, baselinePolicy),
  )
  .map(named);
