/**
 * NetworkPolicy v1 and the policies of administrators, evaluated as their API reference reads and in no other way: over the raw objects,
 * without an index, without a doubt that the reference has not, and without a line of the engine. Only for objects that the API server
 * would have taken, and with everything known.
 */

/** An object as the API prints it. */
// biome-ignore lint/suspicious/noExplicitAny: raw objects are read here without the projections that are under test
export type Raw = any;

/** A pod or a node, by its object, or an address that neither has. */
export type NaiveEnd = { readonly pod: Raw } | { readonly node: Raw; readonly ip: string } | { readonly address: string };

/** A connection after translation; `family` is that of the addresses that take part. */
export interface NaiveFlow {
  readonly client: NaiveEnd;
  readonly server: NaiveEnd;
  readonly port: number;
  readonly protocol: string;
  readonly family: 4 | 6;
}

/** `open`: the reference does not say. */
export type NaiveVerdict = 'allowed' | 'denied' | 'open';

/** An address as a number. */
export function numberOf(text: string): bigint {
  if (!text.includes(':')) return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(zeros).fill('0'), ...last].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function holds(cidr: string, address: string): boolean {
  const [network = '', prefix = ''] = cidr.split('/');
  if (network.includes(':') !== address.includes(':')) return false;
  const free = BigInt((network.includes(':') ? 128 : 32) - Number(prefix));
  return numberOf(network) >> free === numberOf(address) >> free;
}

/** metav1.LabelSelector: every label and every expression must hold; an empty one is everything. */
function picks(selector: Raw, labels: Record<string, string> = {}): boolean {
  const byLabels = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  const byExpressions = (selector.matchExpressions ?? []).every(({ key, operator, values }: Raw) => {
    if (operator === 'Exists') return key in labels;
    if (operator === 'DoesNotExist') return !(key in labels);
    if (operator === 'In') return key in labels && values.includes(labels[key]);
    return !(key in labels) || !values.includes(labels[key]);
  });
  return byLabels && byExpressions;
}

function isHost(end: NaiveEnd): boolean {
  return 'pod' in end && end.pod.spec.hostNetwork === true;
}

function nodeOf(end: NaiveEnd): string | undefined {
  if ('node' in end) return end.node.metadata.name;
  return isHost(end) && 'pod' in end ? end.pod.spec.nodeName : undefined;
}

function addressOf(end: NaiveEnd, family: 4 | 6): string | undefined {
  if ('address' in end) return end.address;
  if ('node' in end) return end.ip;
  return end.pod.status.podIPs.map(({ ip }: Raw) => ip).find((ip: string) => ip.includes(':') === (family === 6));
}

function namespaceLabels(objects: readonly Raw[], name: string): Record<string, string> {
  return objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === name)?.metadata.labels ?? {};
}

/** The ports of containers that run for as long as the pod. */
function containerPorts(pod: Raw): readonly Raw[] {
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }: Raw) => restartPolicy === 'Always');
  return [...pod.spec.containers, ...sidecars].flatMap(({ ports = [] }: Raw) => ports);
}

function isNamed(name: string, { server, port, protocol }: NaiveFlow, isPolicyBlind: boolean): boolean {
  if (!('pod' in server) || (isPolicyBlind && isHost(server))) return false;
  return containerPorts(server.pod).some((one) => one.name === name && (one.protocol ?? 'TCP') === protocol && one.containerPort === port);
}

/** NetworkPolicyPort. */
function isPort(entry: Raw, flow: NaiveFlow): boolean {
  if ((entry.protocol ?? 'TCP') !== flow.protocol) return false;
  if (entry.port === undefined) return true;
  if (typeof entry.port === 'string') return isNamed(entry.port, flow, true);
  return entry.port <= flow.port && flow.port <= (entry.endPort ?? entry.port);
}

/** NetworkPolicyPeer, of a policy in `own`. */
function isPeer(entry: Raw, own: string, end: NaiveEnd, { family }: NaiveFlow, objects: readonly Raw[]): boolean {
  if (entry.ipBlock) {
    const address = addressOf(end, family);
    if (address === undefined) return false;
    return holds(entry.ipBlock.cidr, address) && !(entry.ipBlock.except ?? []).some((part: string) => holds(part, address));
  }
  if (!('pod' in end) || isHost(end)) return false;
  const { namespace, labels } = end.pod.metadata;
  const inNamespace = entry.namespaceSelector ? picks(entry.namespaceSelector, namespaceLabels(objects, namespace)) : namespace === own;
  return inNamespace && picks(entry.podSelector ?? {}, labels);
}

function typesOf({ spec }: Raw): readonly string[] {
  if ((spec.policyTypes ?? []).length > 0) return spec.policyTypes;
  return (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

type Way = 'ingress' | 'egress';

/** What NetworkPolicies say at one end; undefined where none selects it. */
function byNetworkPolicies(way: Way, pod: Raw, peer: NaiveEnd, flow: NaiveFlow, objects: readonly Raw[]): 'allowed' | 'denied' | undefined {
  const selecting = objects.filter(
    (one) =>
      one.kind === 'NetworkPolicy' &&
      one.metadata.namespace === pod.metadata.namespace &&
      typesOf(one).includes(way === 'ingress' ? 'Ingress' : 'Egress') &&
      picks(one.spec.podSelector ?? {}, pod.metadata.labels),
  );
  if (selecting.length === 0) return undefined;
  const isAllowed = selecting.some(({ metadata, spec }) =>
    (spec[way] ?? []).some((rule: Raw) => {
      const peers = (way === 'ingress' ? rule.from : rule.to) ?? [];
      const ports = rule.ports ?? [];
      const isFor = peers.length === 0 || peers.some((one: Raw) => isPeer(one, metadata.namespace, peer, flow, objects));
      return isFor && (ports.length === 0 || ports.some((one: Raw) => isPort(one, flow)));
    }),
  );
  return isAllowed ? 'allowed' : 'denied';
}

/** ClusterNetworkPolicyProtocol, and AdminNetworkPolicyPort. */
function isAdminPort(entry: Raw, flow: NaiveFlow): boolean {
  const { port, protocol } = flow;
  const name = entry.destinationNamedPort ?? entry.namedPort;
  if (name !== undefined) return isNamed(name, flow, true);
  if (entry.portNumber) return (entry.portNumber.protocol ?? 'TCP') === protocol && entry.portNumber.port === port;
  if (entry.portRange) {
    const { start, end } = entry.portRange;
    return (entry.portRange.protocol ?? 'TCP') === protocol && start <= port && port <= end;
  }
  const own = entry[protocol.toLowerCase()];
  if (own === undefined) return false;
  const { number, range } = own.destinationPort ?? {};
  if (number !== undefined) return number === port;
  return range === undefined || (range.start <= port && port <= range.end);
}

/** A peer of an administrator's policy; `open` where only whoever enforces it knows. */
function isAdminPeer(entry: Raw, end: NaiveEnd, { family }: NaiveFlow, objects: readonly Raw[]): boolean | 'open' {
  const pod = 'pod' in end && !isHost(end) ? end.pod : undefined;
  if (entry.namespaces) return pod !== undefined && picks(entry.namespaces, namespaceLabels(objects, pod.metadata.namespace));
  if (entry.pods) {
    if (pod === undefined || !picks(entry.pods.podSelector, pod.metadata.labels)) return false;
    return picks(entry.pods.namespaceSelector, namespaceLabels(objects, pod.metadata.namespace));
  }
  if (entry.nodes) {
    const name = nodeOf(end);
    const node = objects.find(({ kind, metadata }) => kind === 'Node' && metadata.name === name);
    return node !== undefined && picks(entry.nodes, node.metadata.labels);
  }
  if (entry.networks) {
    const address = addressOf(end, family);
    return address !== undefined && entry.networks.some((cidr: string) => holds(cidr, address));
  }
  return pod === undefined ? 'open' : false;
}

type Tier = 'Admin' | 'Baseline';
type Action = 'accept' | 'deny' | 'pass';

const ACTIONS: Readonly<Record<string, Action>> = { Accept: 'accept', Allow: 'accept', Deny: 'deny', Pass: 'pass' };

function isOfTier(tier: Tier, { kind, spec }: Raw): boolean {
  if (kind === 'ClusterNetworkPolicy') return spec.tier === tier;
  return kind === (tier === 'Admin' ? 'AdminNetworkPolicy' : 'BaselineAdminNetworkPolicy');
}

/** What a policy says, as the actions that it may come to: `next` where no rule matches. */
function actionsOf(
  policy: Raw,
  way: Way,
  pod: Raw,
  peer: NaiveEnd,
  flow: NaiveFlow,
  objects: readonly Raw[],
): readonly (Action | 'next')[] {
  const { namespaces, pods } = policy.spec.subject;
  const labels = namespaceLabels(objects, pod.metadata.namespace);
  const isSubject = namespaces
    ? picks(namespaces, labels)
    : picks(pods.namespaceSelector, labels) && picks(pods.podSelector, pod.metadata.labels);
  if (!isSubject) return ['next'];
  const possible: Action[] = [];
  for (const rule of policy.spec[way] ?? []) {
    const ports = rule.protocols ?? rule.ports ?? [];
    if (ports.length > 0 && !ports.some((one: Raw) => isAdminPort(one, flow))) continue;
    const peers = (way === 'ingress' ? rule.from : rule.to).map((one: Raw) => isAdminPeer(one, peer, flow, objects));
    const action = ACTIONS[rule.action] ?? 'deny';
    if (peers.includes(true)) return [...possible, action];
    if (peers.includes('open')) possible.push(action);
  }
  return [...possible, 'next'];
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, at) => permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]));
}

/** Every way in which a tier may end, policies of the same priority asked in any order, and the two generations of the API, too. */
function byTier(tier: Tier, way: Way, pod: Raw, peer: NaiveEnd, flow: NaiveFlow, objects: readonly Raw[]): ReadonlySet<Action | 'next'> {
  const own = objects.filter((one) => isOfTier(tier, one));
  const generations = [
    own.filter(({ kind }) => kind !== 'ClusterNetworkPolicy'),
    own.filter(({ kind }) => kind === 'ClusterNetworkPolicy'),
  ];
  const orders = permutations(generations).flatMap((all) =>
    all.reduce<readonly (readonly Raw[])[]>(
      (before, policies) => {
        const after = orderings(policies);
        return before.flatMap((first) => after.map((second) => [...first, ...second]));
      },
      [[]],
    ),
  );
  return new Set(orders.flatMap((order) => ends(order.map((policy) => actionsOf(policy, way, pod, peer, flow, objects)))));
}

function orderings(policies: readonly Raw[]): readonly (readonly Raw[])[] {
  const priorities = [...new Set(policies.map(({ spec }) => spec.priority ?? 0))].sort((a, b) => a - b);
  return priorities.reduce<readonly (readonly Raw[])[]>(
    (before, priority) => {
      const same = permutations(policies.filter(({ spec }) => (spec.priority ?? 0) === priority));
      return before.flatMap((first) => same.map((second) => [...first, ...second]));
    },
    [[]],
  );
}

function ends(all: readonly (readonly (Action | 'next')[])[]): readonly (Action | 'next')[] {
  const [first, ...rest] = all;
  if (first === undefined) return ['next'];
  return first.flatMap((action) => (action === 'next' ? ends(rest) : [action]));
}

/** What policies say at one end of a connection. */
export function naiveVerdict(way: Way, flow: NaiveFlow, objects: readonly Raw[]): NaiveVerdict {
  const [subject, peer] = way === 'egress' ? [flow.client, flow.server] : [flow.server, flow.client];
  // Policies are about pods, and pods in the network of their node are left to the plugin, which usually takes them for the node.
  if (!('pod' in subject) || isHost(subject)) return 'allowed';
  const { pod } = subject;
  if ('pod' in peer && peer.pod.metadata.uid === pod.metadata.uid) return 'allowed';
  const isOwnNode = pod.spec.nodeName !== undefined && nodeOf(peer) === pod.spec.nodeName;
  if (isOwnNode && way === 'ingress') return 'allowed';
  const results = new Set<NaiveVerdict>();
  for (const admin of byTier('Admin', way, pod, peer, flow, objects)) {
    if (admin === 'accept' || admin === 'deny') {
      results.add(admin === 'accept' ? 'allowed' : 'denied');
      continue;
    }
    const middle = byNetworkPolicies(way, pod, peer, flow, objects);
    if (middle !== undefined) {
      // To its own node a pod may send whatever rules say, says the documentation; plugins do otherwise.
      results.add(middle === 'denied' && isOwnNode ? 'open' : middle);
      continue;
    }
    for (const baseline of byTier('Baseline', way, pod, peer, flow, objects)) results.add(baseline === 'deny' ? 'denied' : 'allowed');
  }
  const [only = 'open', ...others] = results;
  return others.length === 0 ? only : 'open';
}
