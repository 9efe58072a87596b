/** How much a cluster with policies holds. */
export interface PolicedSize {
  readonly pods: number;
  readonly policies: number;
}

const PODS_PER_WORKLOAD = 5;
const WORKLOADS_PER_NAMESPACE = 20;
const PODS_PER_NODE = 50;

const TIERS = ['web', 'api', 'db', 'cache'] as const;
const TEAMS = ['red', 'green', 'blue'] as const;
const PORTS = [80, 443, 3000, 5432, 6379, 8080, 8443, 9090] as const;

/**
 * A cluster for policies, as a List: Deployments of five pods, twenty of them to a namespace, with random labels and ports, and
 * NetworkPolicies with random selectors, address ranges and ports. A seed gives the same cluster every time.
 */
export function policedCluster({ pods, policies }: PolicedSize, seed: number): object {
  const draw = randomBy(seed);
  const workloads = Math.ceil(pods / PODS_PER_WORKLOAD);
  const namespaces = Math.ceil(workloads / WORKLOADS_PER_NAMESPACE);
  const deployments = Array.from({ length: workloads }, (_, number) => workloadOf(number, namespaces, draw));
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      ...Array.from({ length: namespaces }, (_, number) => namespaceOf(number, draw)),
      ...Array.from({ length: pods }, (_, number) => podOf(number, deployments[number % workloads] ?? workloadOf(0, 1, draw))),
      ...Array.from({ length: policies }, (_, number) => policyOf(number, namespaces, workloads, draw)),
    ],
  };
}

/** Numbers from 0 up to and without 1. Source: the generator mulberry32 (T. Ettinger, public domain). */
type Draw = () => number;

function randomBy(seed: number): Draw {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function below(limit: number, draw: Draw): number {
  return Math.floor(draw() * limit);
}

function oneOf<T>(choices: readonly [T, ...T[]] | readonly T[], draw: Draw): T {
  return choices[below(choices.length, draw)] as T;
}

function some<T>(most: number, make: () => T, draw: Draw): readonly T[] {
  return Array.from({ length: 1 + below(most, draw) }, make);
}

interface Workload {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly object[];
}

function workloadOf(number: number, namespaces: number, draw: Draw): Workload {
  const name = `app-${number}`;
  const [port, metrics] = [oneOf(PORTS, draw), 9102];
  return {
    name,
    namespace: `ns-${number % namespaces}`,
    labels: { app: name, tier: oneOf(TIERS, draw), release: oneOf(['stable', 'canary'], draw) },
    ports: [{ name: 'http', containerPort: port }, ...(draw() < 0.3 ? [{ name: 'metrics', containerPort: metrics }] : [])],
  };
}

function namespaceOf(number: number, draw: Draw): object {
  const name = `ns-${number}`;
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name, team: oneOf(TEAMS, draw) } },
  };
}

function podOf(number: number, { name, namespace, labels, ports }: Workload): object {
  const [hash, suffix] = ['5d4f8c7b9', String(number).padStart(5, '0')];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${hash}-${suffix}`,
      namespace,
      labels: { ...labels, 'pod-template-hash': hash },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-${hash}`, controller: true }],
    },
    spec: {
      nodeName: `node-${Math.floor(number / PODS_PER_NODE)}`,
      containers: [{ name: 'main', image: 'registry.example.com/main:1', ports }],
    },
    status: { phase: 'Running', podIPs: [{ ip: `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}` }] },
  };
}

function policyOf(number: number, namespaces: number, workloads: number, draw: Draw): object {
  const peers = () => some(3, () => peerOf(namespaces, workloads, draw), draw);
  const rules = (side: 'from' | 'to') =>
    some(3, () => ({ [side]: peers(), ...(draw() < 0.7 ? { ports: some(2, () => portOf(draw), draw) } : {}) }), draw);
  const policyTypes = oneOf([['Ingress'], ['Egress'], ['Ingress', 'Egress']] as const, draw);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${number}`, namespace: `ns-${below(namespaces, draw)}` },
    spec: {
      podSelector: draw() < 0.2 ? {} : selectorOf(workloads, draw),
      policyTypes,
      ...(policyTypes.some((type) => type === 'Ingress') ? { ingress: draw() < 0.1 ? [] : rules('from') } : {}),
      ...(policyTypes.some((type) => type === 'Egress') ? { egress: draw() < 0.1 ? [] : rules('to') } : {}),
    },
  };
}

function selectorOf(workloads: number, draw: Draw): object {
  const kind = draw();
  if (kind < 0.3) return { matchLabels: { app: `app-${below(workloads, draw)}` } };
  if (kind < 0.7) return { matchLabels: { tier: oneOf(TIERS, draw) } };
  return { matchExpressions: [{ key: 'release', operator: oneOf(['In', 'NotIn'], draw), values: ['canary'] }] };
}

function peerOf(namespaces: number, workloads: number, draw: Draw): object {
  const kind = draw();
  if (kind < 0.3) return { podSelector: selectorOf(workloads, draw) };
  if (kind < 0.5) return { namespaceSelector: { matchLabels: { team: oneOf(TEAMS, draw) } } };
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': `ns-${below(namespaces, draw)}` } };
  if (kind < 0.8) return { namespaceSelector, podSelector: selectorOf(workloads, draw) };
  const third = below(256, draw);
  return { ipBlock: { cidr: `10.0.${third}.0/24`, except: [`10.0.${third}.${16 * below(16, draw)}/28`] } };
}

function portOf(draw: Draw): object {
  const kind = draw();
  if (kind < 0.2) return { port: oneOf(['http', 'metrics'], draw) };
  return kind < 0.3 ? { port: 8000, endPort: 8999 } : { protocol: 'TCP', port: oneOf(PORTS, draw) };
}
