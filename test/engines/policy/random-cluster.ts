import fc from 'fast-check';

/** An object as the API has it. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: object;
}

const NAMESPACES = ['a', 'b', 'c'];
const PORTS = [80, 81, 8080];

const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('web', 'db'), { maxKeys: 2 });
const matchLabels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('web', 'db'), { maxKeys: 1 });
const expression = fc.oneof(
  fc.record({ key: fc.constantFrom('app', 'tier'), operator: fc.constantFrom('In', 'NotIn'), values: fc.constant(['web']) }),
  fc.record({ key: fc.constantFrom('app', 'tier'), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
  // What the API server would have refused.
  fc.record({ key: fc.constant('app'), operator: fc.constant('In') }),
);
const selector = fc.oneof(
  { weight: 6, arbitrary: fc.record({ matchLabels }) },
  { weight: 2, arbitrary: fc.record({ matchExpressions: fc.array(expression, { minLength: 1, maxLength: 1 }) }) },
);
const namespaceSelector = fc.oneof(
  fc.record({ matchLabels: fc.dictionary(fc.constant('team'), fc.constantFrom('x', 'y'), { maxKeys: 1 }) }),
  fc.record({ matchLabels: fc.record({ 'kubernetes.io/metadata.name': fc.constantFrom(...NAMESPACES) }) }),
);
const cidr = fc.constantFrom('0.0.0.0/0', '10.0.0.0/29', '10.0.0.0/8', '192.168.0.0/16', 'fd00::/8', 'not a range');

const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector: selector, namespaceSelector }),
  fc.record({ ipBlock: fc.record({ cidr, except: fc.constantFrom([], ['10.0.0.0/30']) }) }),
);
const port = fc.oneof(
  fc.record({ port: fc.constantFrom<string | number>(...PORTS, 'http') }),
  fc.record({ protocol: fc.constantFrom('TCP', 'UDP'), port: fc.constantFrom<string | number>(...PORTS, 'http') }),
  fc.record({ protocol: fc.constant('TCP'), port: fc.constant(80), endPort: fc.constantFrom(81, 79) }),
);
const ports = fc.array(port, { maxLength: 2 });
const rules = (side: 'from' | 'to') =>
  fc.array(fc.record({ [side]: fc.array(peer, { maxLength: 2 }), ports }, { requiredKeys: [] }), { maxLength: 2 });

const networkPolicy = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  spec: fc.record(
    {
      podSelector: selector,
      policyTypes: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
      ingress: rules('from'),
      egress: rules('to'),
    },
    { requiredKeys: ['podSelector'] },
  ),
});

const adminPeer = fc.oneof(
  fc.record({ namespaces: namespaceSelector }),
  fc.record({ pods: fc.record({ namespaceSelector, podSelector: selector }) }),
);
const egressPeer = fc.oneof(
  adminPeer,
  fc.record({ networks: fc.array(cidr, { minLength: 1, maxLength: 2 }) }),
  fc.record({ nodes: fc.record({ matchLabels: fc.constantFrom({}, { role: 'edge' }) }) }),
);
const subject = fc.oneof(
  fc.record({ namespaces: namespaceSelector }),
  fc.record({ pods: fc.record({ namespaceSelector, podSelector: selector }) }),
);
const protocols = fc.constantFrom([], [{ tcp: { destinationPort: { number: 80 } } }], [{ destinationNamedPort: 'http' }]);
const cnpRules = (side: 'from' | 'to') =>
  fc.array(
    fc.record({
      action: fc.constantFrom('Accept', 'Deny', 'Pass'),
      [side]: fc.array(side === 'from' ? adminPeer : egressPeer, { minLength: 1, maxLength: 2 }),
      protocols,
    }),
    { maxLength: 2 },
  );
const clusterPolicy = fc.record({
  tier: fc.constantFrom('Admin', 'Baseline'),
  priority: fc.integer({ min: 0, max: 2 }),
  subject,
  ingress: cnpRules('from'),
  egress: cnpRules('to'),
});

const pod = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  labels,
  named: fc.constantFrom(80, 8080, undefined),
  hostNetwork: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const namespaces = fc.tuple(...NAMESPACES.map(() => fc.constantFrom({}, { team: 'x' }, { team: 'y' })));

/** A small cluster: three namespaces, pods (each on a node of its own), NetworkPolicies and ClusterNetworkPolicies. */
export const cluster: fc.Arbitrary<readonly RawObject[]> = fc
  .record({
    namespaces,
    pods: fc.array(pod, { minLength: 2, maxLength: 8 }),
    networkPolicies: fc.array(networkPolicy, { maxLength: 5 }),
    clusterPolicies: fc.array(clusterPolicy, { maxLength: 3 }),
  })
  .map((drawn) => [
    ...drawn.namespaces.map((own, at) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACES[at] ?? '', labels: own } })),
    ...drawn.pods.flatMap((one, at) => podAndNode(one, at)),
    ...drawn.networkPolicies.map(({ namespace, spec }, at) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `policy-${at}`, namespace },
      spec,
    })),
    ...drawn.clusterPolicies.map((spec, at) => ({
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: `admin-${at}` },
      spec,
    })),
  ]);

function podAndNode(
  one: {
    readonly namespace: string;
    readonly labels: object;
    readonly named: number | undefined;
    readonly hostNetwork: boolean;
  },
  at: number,
): readonly RawObject[] {
  const address = one.hostNetwork ? `192.168.0.${at + 1}` : `10.0.0.${at + 1}`;
  const metadata = { name: `pod-${at}`, namespace: one.namespace, labels: one.labels };
  return [
    { apiVersion: 'v1', kind: 'Node', metadata: { name: `node-${at}`, ...(at % 2 === 0 && { labels: { role: 'edge' } }) } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {
        nodeName: `node-${at}`,
        hostNetwork: one.hostNetwork,
        containers: [{ name: 'c', ports: one.named === undefined ? [] : [{ name: 'http', containerPort: one.named }] }],
      },
      ...{ status: { phase: 'Running', podIPs: [{ ip: address }] } },
    },
  ];
}

/** A NetworkPolicy for everything in a namespace, with rules of its own. */
export const policyOf = (namespace: string, spec: object): RawObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'added', namespace },
  spec,
});

/** A rule that a NetworkPolicy may have in either direction. */
export const addedRule = fc.record({ peer, ports });
