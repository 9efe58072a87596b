import type { Kind } from '../../model/kind.ts';
import { describeRef, type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { AdminPolicy, AdminPolicyPeer, AdminPolicyPort, AdminPolicyRule, NamespaceSet } from '../../model/resources/admin-policy.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../model/resources/network-policy.ts';
import type { LabelSelector } from '../../model/values/label-selector.ts';
import { isMalformed, type Readable } from '../../model/values/malformed.ts';
import { type AddressRange, addressRange } from './address-range.ts';
import type { Doubt } from './match.ts';
import type { Action, Direction, Namespaces, Peer, Policy, Port, Rule, Selector, Subject } from './policy.ts';
import { cidrProblems, type Problem, peerProblems, policyTypeProblems, portProblems, selectorProblems } from './validation.ts';

export type AdminKind = Extract<Kind, 'ClusterNetworkPolicy' | 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy'>;

/** A NetworkPolicy as rules are followed: all of them accept, and whoever is selected and matches none is denied. */
export function compileNetworkPolicy({ metadata, spec }: NetworkPolicy): Policy {
  const ref = refTo('NetworkPolicy', metadata);
  const namespaces = { own: metadata.namespace ?? '' };
  const [wrongTypes] = policyTypeProblems(spec.policyTypes);
  const about = (type: 'Ingress' | 'Egress'): boolean | Doubt => {
    if (!isMalformed(spec.policyTypes) && spec.policyTypes.includes(type)) return true;
    return wrongTypes === undefined ? false : doubt(ref, wrongTypes);
  };
  return {
    ref,
    tier: 'NetworkPolicy',
    priority: 0,
    subject: { namespaces, pods: selectorOf(spec.podSelector, 'spec.podSelector', ref) },
    directions: { ingress: about('Ingress'), egress: about('Egress') },
    rules: {
      ingress: rulesOf(spec.ingress, 'spec.ingress', ref, ({ from, ports }, field) => ({
        field,
        action: 'accept',
        ...peersOf(from, `${field}.from`, ref, namespaces),
        ...portsOf(ports, `${field}.ports`, ref, networkPolicyPort),
      })),
      egress: rulesOf(spec.egress, 'spec.egress', ref, ({ to, ports }, field) => ({
        field,
        action: 'accept',
        ...peersOf(to, `${field}.to`, ref, namespaces),
        ...portsOf(ports, `${field}.ports`, ref, networkPolicyPort),
      })),
    },
  };
}

/** A cluster administrator's policy as rules are followed. One whose place in the order cannot be read counts as the first of its tier. */
export function compileAdminPolicy(kind: AdminKind, { metadata, spec }: AdminPolicy): Policy {
  const ref = refTo(kind, metadata);
  const misplaced = [spec.tier, spec.priority].find(isMalformed);
  const rules = (direction: Direction): readonly Rule[] => {
    const field = `spec.${direction}`;
    const whole = rulesOf(spec[direction], field, ref, (rule, at) => adminRule(rule, at, direction, ref, ACTIONS[kind]));
    if (misplaced === undefined || whole.length === 0) return whole;
    return [unreadableRule(field, doubt(ref, { field: 'spec', says: misplaced.malformed }))];
  };
  const all = { ingress: rules('ingress'), egress: rules('egress') };
  return {
    ref,
    tier: isMalformed(spec.tier) ? 'Admin' : spec.tier,
    priority: isMalformed(spec.priority) || misplaced !== undefined ? Number.NEGATIVE_INFINITY : spec.priority,
    subject: subjectOf(spec.subject, ref),
    directions: { ingress: all.ingress.length > 0, egress: all.egress.length > 0 },
    rules: all,
  };
}

function doubt(object: ObjectRef, { field, says }: Problem): Doubt {
  // What is malformed says itself where it is.
  const where = says.startsWith(field) ? says : `${field}: ${says}`;
  return { says: `${describeRef(object)}, ${where}`, object, field, gaps: [] };
}

function unreadableRule(field: string, why: Doubt): Rule {
  return { field, action: 'unreadable', peers: [{ is: 'unreadable', field, doubt: why }] };
}

function rulesOf<T extends object>(
  rules: Readable<readonly Readable<T>[]>,
  field: string,
  ref: ObjectRef,
  compile: (rule: T, field: string) => Rule,
): readonly Rule[] {
  if (isMalformed(rules)) return [unreadableRule(field, doubt(ref, { field, says: rules.malformed }))];
  return rules.map((rule, index) => {
    const at = `${field}[${index}]`;
    return isMalformed(rule) ? unreadableRule(at, doubt(ref, { field: at, says: rule.malformed })) : compile(rule, at);
  });
}

function selectorOf(selector: Readable<LabelSelector>, field: string, ref: ObjectRef): Selector {
  const [wrong] = selectorProblems(selector, field);
  if (isMalformed(selector)) return doubt(ref, { field, says: selector.malformed });
  return wrong === undefined ? selector : doubt(ref, wrong);
}

/** No peers are everybody: the field is left out. */
function peersOf(
  peers: readonly Readable<NetworkPolicyPeer>[],
  field: string,
  ref: ObjectRef,
  own: { readonly own: string },
): Pick<Rule, 'peers'> {
  if (peers.length === 0) return {};
  return { peers: peers.map((peer, index) => networkPolicyPeer(peer, `${field}[${index}]`, ref, own)) };
}

function networkPolicyPeer(peer: Readable<NetworkPolicyPeer>, field: string, ref: ObjectRef, own: { readonly own: string }): Peer {
  // A selector that is wrong leaves the other one as it is.
  const wrong = peerProblems(peer, field).find(({ strict, field: at }) => strict === undefined && !at.endsWith('Selector'));
  if (isMalformed(peer) || wrong !== undefined) {
    return { is: 'unreadable', field, doubt: doubt(ref, wrong ?? { field, says: 'it cannot be read' }) };
  }
  const { podSelector = [], namespaceSelector, ipBlock } = peer;
  if (ipBlock !== undefined && !isMalformed(ipBlock)) {
    const [range, ...except] = [ipBlock.cidr, ...ipBlock.except].flatMap((text) => addressRange(text) ?? []);
    if (range !== undefined) return { is: 'addresses', field, range, except };
  }
  const namespaces: Namespaces =
    namespaceSelector === undefined ? own : { selector: selectorOf(namespaceSelector, `${field}.namespaceSelector`, ref) };
  return { is: 'pods', field, namespaces, pods: selectorOf(podSelector, `${field}.podSelector`, ref) };
}

/** No ports are all of them: the field is left out. */
function portsOf<T extends object>(
  ports: readonly Readable<T>[],
  field: string,
  ref: ObjectRef,
  compile: (port: T, field: string) => Port | Problem,
): Pick<Rule, 'ports'> {
  if (ports.length === 0) return {};
  return {
    ports: ports.map((port, index) => {
      const at = `${field}[${index}]`;
      const result = isMalformed(port) ? { field: at, says: port.malformed } : compile(port, at);
      return 'is' in result ? result : { is: 'unreadable', field: at, doubt: doubt(ref, result) };
    }),
  };
}

const ALL_PORTS = { start: 1, end: 65535 };

function networkPolicyPort(entry: NetworkPolicyPort, field: string): Port | Problem {
  const [wrong] = portProblems(entry, field);
  if (wrong !== undefined) return wrong;
  const { protocol, port, endPort } = entry;
  if (typeof port === 'string') return { is: 'name', field, protocol, name: port };
  return port === undefined
    ? { is: 'numbers', field, protocol, ...ALL_PORTS }
    : { is: 'numbers', field, protocol, start: port, end: endPort ?? port };
}

/** An entry of an administrator's ports, or what is wrong about it. */
export function adminPort({ protocol, start, end, name }: AdminPolicyPort, field: string): Port | Problem {
  if (name !== undefined) return { is: 'name', field, name };
  if (!['TCP', 'UDP', 'SCTP'].includes(protocol ?? '')) return { field, says: `${JSON.stringify(protocol)} is none of TCP, UDP and SCTP` };
  if (start === undefined || end === undefined) return { is: 'numbers', field, ...(protocol && { protocol }), ...ALL_PORTS };
  if (start < 1 || end > 65535 || start > end) return { field, says: `${start} to ${end} is no range of ports` };
  return { is: 'numbers', field, ...(protocol && { protocol }), start, end };
}

function subjectOf(subject: AdminPolicy['spec']['subject'], ref: ObjectRef): Subject {
  if (isMalformed(subject)) return doubt(ref, { field: 'spec.subject', says: subject.malformed });
  const { namespaces, pods } = subject;
  const namespaceSelector = selectorOf(pods?.namespaceSelector ?? namespaces ?? [], 'spec.subject', ref);
  return { namespaces: { selector: namespaceSelector }, pods: selectorOf(pods?.podSelector ?? [], 'spec.subject', ref) };
}

/** What the API server takes as action. Source: network-policy-api v0.2.0 and v0.1.7, the types of both versions. */
export const ACTIONS: Readonly<Record<AdminKind, Readonly<Record<string, Action>>>> = {
  ClusterNetworkPolicy: { Accept: 'accept', Deny: 'deny', Pass: 'pass' },
  AdminNetworkPolicy: { Allow: 'accept', Deny: 'deny', Pass: 'pass' },
  BaselineAdminNetworkPolicy: { Allow: 'accept', Deny: 'deny' },
};

/**
 * A rule with a peer that has no field at all stands for one that a newer API has and the server dropped: it fails closed. A peer with a
 * field that we do not know may be known to whoever enforces it, or make the whole rule fail closed, so it stays open.
 * Source: network-policy-api v0.2.0, apis/v1alpha2/clusternetworkpolicy_types.go, ClusterNetworkPolicyIngressPeer.
 */
function adminRule(
  rule: AdminPolicyRule,
  field: string,
  direction: Direction,
  ref: ObjectRef,
  actions: Readonly<Record<string, Action>>,
): Rule {
  const { name, peers, portsField, ports } = rule;
  const peersField = `${field}.${direction === 'ingress' ? 'from' : 'to'}`;
  const action = Object.hasOwn(actions, rule.action) ? actions[rule.action] : undefined;
  const named = name === undefined ? { field } : { field, name };
  if (action === undefined) {
    return unreadableRule(field, doubt(ref, { field: `${field}.action`, says: `${JSON.stringify(rule.action)} is no action` }));
  }
  if (peers.length === 0) return { ...unreadableRule(field, doubt(ref, { field, says: 'the rule names no peers' })), action };
  if (peers.some((peer) => !isMalformed(peer) && isEmpty(peer))) {
    return action === 'accept' ? { ...named, action, peers: [], failsClosed: true } : { ...named, action: 'deny', failsClosed: true };
  }
  const compiled = peers.flatMap((peer, index) => adminPeers(peer, `${peersField}[${index}]`, ref));
  const onPorts = portsOf(ports, `${field}.${portsField}`, ref, adminPort);
  if (peers.every((peer) => isMalformed(peer) || peer.unknownFields.length === 0)) return { ...named, action, peers: compiled, ...onPorts };
  const newer = compiled.filter(({ is }) => is === 'unreadable');
  if (action === 'accept') return { ...named, action, peers: newer, ...onPorts };
  return { ...named, action: action === 'pass' ? 'unreadable' : action, peers: newer };
}

function isEmpty({ unknownFields, ...known }: AdminPolicyPeer): boolean {
  return unknownFields.length === 0 && Object.keys(known).length === 0;
}

function adminPeers(peer: Readable<AdminPolicyPeer>, field: string, ref: ObjectRef): readonly Peer[] {
  const unreadable = (problem: Problem): Peer => ({ is: 'unreadable', field, doubt: doubt(ref, problem) });
  if (isMalformed(peer)) return [unreadable({ field, says: peer.malformed })];
  const { namespaces, pods, nodes, networks, domainNames, unknownFields } = peer;
  if (namespaces !== undefined) return [{ is: 'pods', field, namespaces: namespaceSet(namespaces, field, ref), pods: [] }];
  if (pods !== undefined) {
    const selected = namespaceSet(pods.namespaces, `${field}.pods`, ref);
    return [{ is: 'pods', field, namespaces: selected, pods: selectorOf(pods.podSelector, `${field}.pods.podSelector`, ref) }];
  }
  if (nodes !== undefined) return [{ is: 'nodes', field, nodes: selectorOf(nodes, `${field}.nodes`, ref) }];
  if (networks !== undefined) return networks.map((text, index) => network(text, `${field}.networks[${index}]`, unreadable));
  if (domainNames !== undefined) {
    const says = `${domainNames.join(', ')}: which addresses these names have for whoever enforces the policy is not in the API`;
    return [{ is: 'domains', field, names: domainNames, doubt: doubt(ref, { field: `${field}.domainNames`, says }) }];
  }
  return [unreadable({ field, says: `${unknownFields.join(', ')} is no field that is known here` })];
}

function network(text: string, field: string, unreadable: (problem: Problem) => Peer): Peer {
  const wrong = cidrProblems(text, field).find(({ strict }) => strict === undefined);
  const range: AddressRange | undefined = addressRange(text);
  if (wrong !== undefined || range === undefined) return unreadable(wrong ?? { field, says: `${text} is no CIDR` });
  return { is: 'addresses', field, range, except: [] };
}

function namespaceSet(set: NamespaceSet, field: string, ref: ObjectRef): Namespaces {
  return 'selector' in set ? { selector: selectorOf(set.selector, field, ref) } : set;
}
