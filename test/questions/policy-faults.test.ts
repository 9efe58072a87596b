import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit, ClusterError, type ClusterSnapshot, explain, exposure, matrix, path, readObjects } from '../../src/index.ts';
import { BASE, type Fields } from './policy-story.ts';

const EVERYTHING = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] };

/** A policy of each kind with every field that is read. */
const POLICIES: readonly Fields[] = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'p', namespace: 'a', labels: { x: 'y' } },
    spec: {
      podSelector: EVERYTHING,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [{ podSelector: EVERYTHING, namespaceSelector: EVERYTHING }], ports: [{ protocol: 'TCP', port: 8080, endPort: 8081 }] },
        { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: 'http' }] },
      ],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ protocol: 'UDP', port: 53 }] }],
    },
  },
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'p' },
    spec: {
      tier: 'Admin',
      priority: 5,
      subject: { pods: { namespaceSelector: EVERYTHING, podSelector: {} } },
      ingress: [
        {
          name: 'one',
          action: 'Deny',
          from: [{ namespaces: EVERYTHING }, { pods: { namespaceSelector: {}, podSelector: EVERYTHING } }],
          protocols: [{ tcp: { destinationPort: { number: 8080 } } }, { udp: { destinationPort: { range: { start: 1, end: 9 } } } }],
        },
      ],
      egress: [
        { action: 'Accept', to: [{ networks: ['10.0.0.0/8'] }, { nodes: EVERYTHING }], protocols: [{ destinationNamedPort: 'http' }] },
        { action: 'Accept', to: [{ domainNames: ['example.com'] }] },
      ],
    },
  },
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'p' },
    spec: {
      priority: 5,
      subject: { namespaces: {} },
      ingress: [
        {
          action: 'Deny',
          from: [{ namespaces: { sameLabels: ['team'] } }],
          ports: [{ portNumber: { protocol: 'TCP', port: 8080 } }, { portRange: { start: 1, end: 9 } }, { namedPort: 'http' }],
        },
      ],
      egress: [{ action: 'Pass', to: [{ networks: ['10.0.0.0/8'] }] }],
    },
  },
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'BaselineAdminNetworkPolicy',
    metadata: { name: 'default' },
    spec: { subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
  },
  {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'p', namespace: 'a' },
    spec: { endpointSelector: EVERYTHING, ingress: [{}], egressDeny: [{}] },
    specs: [{ nodeSelector: EVERYTHING }],
  },
  {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumClusterwideNetworkPolicy',
    metadata: { name: 'p' },
    spec: { endpointSelector: EVERYTHING, ingress: [{}] },
  },
  ...['projectcalico.org/v3', 'crd.projectcalico.org/v1'].flatMap((apiVersion) => [
    { apiVersion, kind: 'NetworkPolicy', metadata: { name: 'p', namespace: 'a' }, spec: { selector: "app == 'web'", types: ['Ingress'] } },
    {
      apiVersion,
      kind: 'GlobalNetworkPolicy',
      metadata: { name: 'p' },
      spec: {
        selector: 'all()',
        namespaceSelector: "team == 'a'",
        serviceAccountSelector: '',
        preDNAT: false,
        ingress: [{}],
        egress: [{}],
      },
    },
  ]),
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'a' },
    spec: { action: 'DENY', selector: { matchLabels: { app: 'web' } }, targetRefs: [], rules: [{}] },
  },
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'p', namespace: 'a' },
    spec: { mtls: { mode: 'STRICT' }, portLevelMtls: { 80: { mode: 'PERMISSIVE' } } },
  },
  {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'p' },
    spec: { appliedTo: [{ podSelector: EVERYTHING, namespaceSelector: EVERYTHING }], ingress: [{ appliedTo: [{ nodeSelector: {} }] }] },
  },
];

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return [at, ...keys.flatMap((key) => pathsOf((value as Fields)[key], [...at, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaced(item, rest, by) : item));
  return { ...(value as Fields), [key]: replaced((value as Fields)[key], rest, by) };
}

const NONSENSE: readonly unknown[] = [
  null,
  '',
  '\u0000\u001b[31m',
  '__proto__',
  '300.1.2.3/40',
  '010.0.0.0/8',
  '::ffff:10.0.0.0/104',
  '-1',
  -1,
  0,
  1.5,
  65536,
  1e21,
  Number.NaN,
  true,
  [],
  {},
  [null],
  [[]],
  [{}],
  [''],
  { constructor: {} },
  { a: null },
  { matchExpressions: [{ key: '', operator: 'Like', values: [null] }] },
];

const QUESTIONS: Readonly<Record<string, (cluster: ClusterSnapshot) => unknown>> = {
  'path to a Service': (cluster) => path(cluster, { from: 'pod/b/client', to: 'svc/a/web:80', assumeEnforced: 'yes' }),
  'path to a pod': (cluster) => path(cluster, { from: 'pod/a/web-1', to: 'pod/b/client:8080', assumeEnforced: 'no' }),
  'path from outside': (cluster) => path(cluster, { from: 'internet', to: 'svc/a/web:80' }),
  matrix: (cluster) => matrix(cluster, { assumeEnforced: 'yes' }),
  'netpol/p': (cluster) => explain(cluster, { object: 'netpol/p', namespace: 'a' }),
  'pod/web-1': (cluster) => explain(cluster, { object: 'pod/web-1', namespace: 'a' }),
  'svc/web': (cluster) => explain(cluster, { object: 'svc/web', namespace: 'a' }),
  'audit policy': (cluster) => audit(cluster, { scope: 'policy', allNamespaces: true }),
  exposure: (cluster) => exposure(cluster, {}),
};

const cases = POLICIES.flatMap((policy) =>
  pathsOf(policy)
    .filter(([first, second]) => first !== undefined && first !== 'kind' && first !== 'apiVersion' && second !== 'name')
    .flatMap((at) => NONSENSE.map((nonsense) => [policy, at, nonsense] as const)),
);

const question = fc.constantFrom(...Object.keys(QUESTIONS));
const fault = fc.constantFrom(...cases);

/** Whether something was answered, or refused as such things are. */
function isAnswered(ask: () => unknown): boolean {
  try {
    return JSON.stringify(ask()).length > 0;
  } catch (error) {
    // What has no name cannot be asked for.
    if (error instanceof ClusterError) return true;
    throw error;
  }
}

describe('a policy with nonsense in a field', () => {
  it('stops no question', () => {
    fc.assert(
      fc.property(fault, question, ([policy, at, nonsense], asked) => {
        const cluster = readObjects([...BASE, replaced(policy, at, nonsense)], { complete: true, takenAt: '2026-01-01T00:00:00Z' });
        expect(isAnswered(() => QUESTIONS[asked]?.(cluster))).toBe(true);
      }),
      { numRuns: 120 },
    );
  });
});
