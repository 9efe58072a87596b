import {
  bareVerdict,
  type Direction,
  isForPort,
  type Peer,
  type Policies,
  type Policy,
  type PolicyEnd,
  type PolicyFlow,
  podsAlike,
  podsOfPeer,
  policiesAboutPod,
  policyVerdict,
  type Rule,
  subjectSelectors,
} from '../../engines/policy/index.ts';
import { declaredPorts } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { describeRef, type ObjectRef } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { cidrContains, parseCidr } from '../../model/values/cidr.ts';
import type { Protocol } from '../../model/values/port.ts';
import { groupBy } from './by-value.ts';
import { habitsIn, policiesIn } from './policies.ts';

/** A rule of the Admin tier that decides otherwise than NetworkPolicies would. */
export interface Override {
  readonly rule: Rule;
  /** The NetworkPolicies that would decide: those that allow what it denies, or deny what it accepts. */
  readonly policies: readonly ObjectRef[];
  /** A connection of which that is so. */
  readonly example: PolicyFlow;
}

/** As if there were no policies of administrators. */
const WITHOUT_ADMIN = { AdminNetworkPolicy: false, BaselineAdminNetworkPolicy: false, ClusterNetworkPolicy: false } as const;

/** So many of a rule's peers, and of the ports of a rule, are tried. */
const TRIED = 3;

/**
 * The rules of a policy that decide otherwise than the NetworkPolicies of its pods. Connections are tried that both may be for, and the
 * engine is asked about each with and without policies of administrators, so that what is told is sure; a rule that decides about others than
 * were tried is left out.
 */
export function overridesOf(policy: Policy, direction: Direction, pods: readonly Pod[], cluster: ClusterIndex): readonly Override[] {
  const policies = policiesIn(cluster);
  const rules = policy.rules[direction].filter(({ action }) => action === 'accept' || action === 'deny');
  if (rules.length === 0) return [];
  const subjects = isolatedSubjects(direction, pods, policies);
  return rules.flatMap((rule): readonly Override[] => {
    const meant = meantBy(rule, pods, cluster);
    const found = subjects.flatMap((subject) => {
      const flow = flowsOf(rule, subject, meant, direction, cluster).find((one) => decides(policy, rule, direction, one, cluster));
      return flow === undefined ? [] : [{ flow, by: overridden(rule, direction, flow, cluster) }];
    });
    const [first] = found;
    if (first === undefined) return [];
    const by = new Map(found.flatMap((one) => one.by.map((ref) => [describeRef(ref), ref] as const)));
    return [{ rule, policies: [...by.values()], example: first.flow }];
  });
}

interface Subject {
  readonly pod: Pod;
  readonly isolating: readonly Policy[];
}

/** Of the pods that the same NetworkPolicies isolate, one. */
function isolatedSubjects(direction: Direction, pods: readonly Pod[], policies: Policies): readonly Subject[] {
  const byNamespace = groupBy(pods, ({ metadata }) => [metadata.namespace ?? '']);
  return [...byNamespace].flatMap(([namespace, own]) => {
    const { items } = policies.networkPolicies(namespace);
    if (items.length === 0) return [];
    const classes = podsAlike(own, { selectors: subjectSelectors(items), ports: direction === 'ingress' });
    return classes
      .map(([pod]) => ({ pod, isolating: policiesAboutPod(direction, pod, policies).isolating }))
      .filter(({ isolating }) => isolating.length > 0);
  });
}

/** Whom a rule is for: pods (all of them where it is for everybody), and ranges of addresses. */
interface Meant {
  readonly isEverybody: boolean;
  readonly pods: ReadonlySet<Pod>;
  readonly cidrs: readonly string[];
  readonly nodes: readonly string[];
}

function meantBy({ peers = [] }: Rule, subjects: readonly Pod[], cluster: ClusterIndex): Meant {
  const populations = peers.map((peer) => podsOfPeer(peer, subjects, policiesIn(cluster), cluster));
  return {
    isEverybody: populations.some(({ uncounted }) => uncounted),
    pods: new Set(populations.flatMap(({ pods }) => pods)),
    cidrs: peers.flatMap((peer) => (peer.is === 'addresses' ? [peer.range.text] : [])),
    nodes: peers.some(({ is }) => is === 'nodes')
      ? cluster
          .known('Node')
          .slice(0, TRIED)
          .map(({ metadata }) => metadata.name)
      : [],
  };
}

function flowsOf(rule: Rule, subject: Subject, meant: Meant, direction: Direction, cluster: ClusterIndex): readonly PolicyFlow[] {
  const policies = policiesIn(cluster);
  const flows = (ends: readonly PolicyEnd[], rules: readonly Rule[]) =>
    ends.flatMap((end) => {
      const own: PolicyEnd = { kind: 'pod', pod: subject.pod };
      const [client, server] = direction === 'ingress' ? [end, own] : [own, end];
      const receiver = server.kind === 'pod' ? server.pod : subject.pod;
      return portsFor(rules, receiver, policies).map((port): PolicyFlow => ({ client, server, ...port }));
    });
  const some = samples(subject.pod, meant, cluster);
  if (rule.action === 'accept') return flows(some, [rule]);
  return subject.isolating.flatMap((networkPolicy) =>
    networkPolicy.rules[direction].flatMap((allowing) => {
      const ends = allowing.peers === undefined ? some : allowing.peers.flatMap((peer) => shared(peer, subject.pod, meant, some, cluster));
      return flows(ends, [rule, allowing]);
    }),
  );
}

/** A few of those whom a rule is for. */
function samples(subject: Pod, { isEverybody, pods, cidrs, nodes }: Meant, cluster: ClusterIndex): readonly PolicyEnd[] {
  const connecting = [...(isEverybody ? cluster.known('Pod') : pods)].filter((pod) => mayConnect(pod, subject));
  const byPlace = groupBy(connecting, ({ metadata }) => [metadata.namespace ?? '']);
  return [
    ...[...byPlace.values()].slice(0, TRIED).flatMap(([pod]) => (pod === undefined ? [] : [podEnd(pod)])),
    ...cidrs.slice(0, TRIED).flatMap((text) => addressEnd(text)),
    ...nodes.map((name) => ({ kind: 'node', name }) as const),
  ];
}

/** Of those whom an entry of a NetworkPolicy is for, one whom the rule is for, too. */
function shared(peer: Peer, subject: Pod, meant: Meant, some: readonly PolicyEnd[], cluster: ClusterIndex): readonly PolicyEnd[] {
  if (peer.is === 'addresses') {
    const { text } = peer.range;
    const near = meant.cidrs.flatMap((cidr) => {
      const [own, other] = [parseCidr(cidr), parseCidr(text)];
      if (own === undefined || other === undefined) return [];
      if (cidrContains(text, own.network)) return addressEnd(cidr);
      return cidrContains(cidr, other.network) ? addressEnd(text) : [];
    });
    const held = some.filter((end) => end.kind === 'pod' && end.pod.status.podIPs.some(({ ip }) => cidrContains(text, ip)));
    return [...near, ...held];
  }
  const { pods, uncounted } = podsOfPeer(peer, [subject], policiesIn(cluster), cluster);
  if (uncounted) return some;
  const pod = pods.find((one) => (meant.isEverybody || meant.pods.has(one)) && mayConnect(one, subject));
  return pod === undefined ? [] : [podEnd(pod)];
}

function mayConnect(pod: Pod, subject: Pod): boolean {
  return pod !== subject && !pod.spec.hostNetwork && pod.status.podIPs.length > 0;
}

function podEnd(pod: Pod): PolicyEnd {
  return { kind: 'pod', pod };
}

function addressEnd(cidr: string): readonly PolicyEnd[] {
  const range = parseCidr(cidr);
  return range === undefined ? [] : [{ kind: 'address', address: range.network }];
}

/** Ports that all rules are for: their first ones, and those that the receiver declares. */
function portsFor(rules: readonly Rule[], receiver: Pod, policies: Policies): readonly Pick<PolicyFlow, 'port' | 'protocol'>[] {
  const written = rules.flatMap(({ ports = [] }) =>
    ports.flatMap((entry) => (entry.is === 'numbers' ? [{ port: entry.start, protocol: (entry.protocol ?? 'TCP') as Protocol }] : [])),
  );
  const declared = declaredPorts(receiver).map(({ port, protocol }) => ({ port, protocol }));
  const candidates = [...declared, ...written, { port: 80, protocol: 'TCP' } as const];
  return candidates
    .filter(({ port, protocol }) => rules.every((rule) => isForPort(rule, receiver, port, protocol, policies) === true))
    .slice(0, TRIED);
}

/** Whether a rule decides about a connection, and NetworkPolicies would otherwise. */
function decides({ ref }: Policy, { field, action }: Rule, direction: Direction, flow: PolicyFlow, cluster: ClusterIndex): boolean {
  const policies = policiesIn(cluster);
  const habits = habitsIn(cluster);
  const [own, other] = action === 'accept' ? (['allowed', 'denied'] as const) : (['denied', 'allowed'] as const);
  if (bareVerdict(direction, flow, policies, { ...habits, follows: WITHOUT_ADMIN }) !== other) return false;
  const { verdict, decidedBy } = policyVerdict(direction, flow, policies, habits);
  return verdict === own && decidedBy.some(({ policy, rule }) => policy?.name === ref.name && policy.kind === ref.kind && rule === field);
}

function overridden({ action }: Rule, direction: Direction, flow: PolicyFlow, cluster: ClusterIndex): readonly ObjectRef[] {
  const plugin = { ...habitsIn(cluster), follows: WITHOUT_ADMIN };
  const { isolatedBy, decidedBy } = policyVerdict(direction, flow, policiesIn(cluster), plugin);
  return action === 'accept' ? isolatedBy : decidedBy.flatMap(({ policy }) => policy ?? []);
}
