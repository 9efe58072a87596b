import type { Evidence } from '../../model/evidence.ts';
import { describeRef, nameOf } from '../../model/object-ref.ts';
import type { PolicyDecision } from '../../model/policy-verdict.ts';
import { formatSelector } from '../../model/values/label-selector.ts';
import type { PolicyFlow } from './ends.ts';
import type { Exemption, Judgement } from './judge.ts';
import { NAMESPACE_NAME } from './policies.ts';
import { type Direction, isDoubt, type Namespaces, type Peer, type Port, type Rule, type Selector, type Subject } from './policy.ts';
import type { Decider, Outcome } from './tiers.ts';

/** What decides, as sentences with evidence; one for each policy that has a part in it. */
export function decisionsOf(direction: Direction, judgement: Judgement, flow: PolicyFlow): readonly PolicyDecision[] {
  if ('exempt' in judgement) {
    return [{ tier: 'exempt', verdict: 'allowed', says: EXEMPTIONS[judgement.exempt], evidence: [] }];
  }
  const { subject } = judgement.sights.admin;
  return judgement.outcomes.flatMap((outcome) => outcomeDecisions(direction, outcome, nameOf(named(subject.metadata)), flow));
}

function named({ name, namespace = '' }: { readonly name: string; readonly namespace?: string }) {
  return { name, namespace };
}

const EXEMPTIONS: Readonly<Record<Exemption, string>> = {
  'same-pod': 'a pod cannot be kept from itself',
  'own-node': 'what comes from the node of a pod is always let in',
  'no-pod': 'policies are about pods, and this end is none',
  'host-network': "a pod in its node's network counts as the node, and policies are about other pods",
};

function outcomeDecisions(direction: Direction, outcome: Outcome, pod: string, flow: PolicyFlow): readonly PolicyDecision[] {
  const { tier, verdict, deciders } = outcome;
  const base = { tier, verdict } as const;
  if (deciders.length > 0) return deciders.map((decider) => decision(direction, outcome, decider, pod));
  if (tier !== 'none') return [];
  const says = `no policy has a say in ${direction} of pod ${pod} on ${flow.protocol} ${flow.port}`;
  return [{ ...base, says, evidence: [] }];
}

function decision(direction: Direction, { tier, verdict }: Outcome, { policy, rule }: Decider, pod: string): PolicyDecision {
  const name = describeRef(policy.ref);
  const base = { tier, verdict, policy: policy.ref } as const;
  const evidence = (field: string, says: string): readonly [Evidence] => [{ object: policy.ref, field, says }];
  if (rule === undefined) {
    const says = `${name} isolates pod ${pod} for ${direction}, and no rule lets this connection ${direction === 'ingress' ? 'in' : 'out'}`;
    return { ...base, says, evidence: evidence('spec.podSelector', `selects pod ${pod}`) };
  }
  const verb = VERBS[`${rule.action === 'deny' ? 'deny' : verdict === 'allowed' ? 'allow' : 'deny'}-${direction}`];
  const what = rule.failsClosed === undefined ? describeRule(rule, direction) : 'everybody: a peer without any field fails closed';
  const says = `${name}${rule.name === undefined ? '' : `, rule ${rule.name},`} ${verb} ${what}`;
  return { ...base, rule: rule.field, says, evidence: evidence(rule.field, `${verb} ${what}`) };
}

const VERBS = {
  'allow-ingress': 'lets in',
  'deny-ingress': 'keeps out',
  'allow-egress': 'lets out to',
  'deny-egress': 'keeps from',
} as const;

/** Whom and what a rule is about: `pods with app=web of namespace a, on TCP 80`. */
export function describeRule({ peers, ports }: Rule, direction: Direction): string {
  const who = peers === undefined ? (direction === 'ingress' ? 'anybody' : 'anywhere') : peers.map(describePeer).join(' or ') || 'nobody';
  return ports === undefined ? who : `${who}, on ${ports.map(describePort).join(', ')}`;
}

/** An entry of a rule's peers in words. */
export function describePeer(peer: Peer): string {
  switch (peer.is) {
    case 'unreadable':
      return 'what cannot be read';
    case 'pods':
      return `${describeSelector('pods', peer.pods)} ${describeNamespaces(peer.namespaces)}`;
    case 'nodes':
      return describeSelector('nodes', peer.nodes);
    case 'domains':
      return peer.names.join(', ');
    case 'addresses':
      return `${peer.range.text}${peer.except.length === 0 ? '' : ` without ${peer.except.map(({ text }) => text).join(', ')}`}`;
  }
}

/** Whom a policy is about, in words. */
export function describeSubject(subject: Subject): string {
  if (isDoubt(subject)) return 'pods by a selector that cannot be read';
  return `${describeSelector('pods', subject.pods)} ${describeNamespaces(subject.namespaces)}`;
}

function describeSelector(what: string, selector: Selector): string {
  if (isDoubt(selector)) return `${what} by a selector that cannot be read`;
  return selector.length === 0 ? `all ${what}` : `${what} with ${formatSelector(selector)}`;
}

function describeNamespaces(namespaces: Namespaces): string {
  if ('own' in namespaces) return `of namespace ${namespaces.own}`;
  if ('sameLabels' in namespaces) return `of namespaces with the same ${namespaces.sameLabels.join(', ')}`;
  if ('notSameLabels' in namespaces) return `of namespaces with another ${namespaces.notSameLabels.join(', ')}`;
  const { selector } = namespaces;
  const [term, ...more] = isDoubt(selector) ? [] : selector;
  // The label that names a namespace: as people call it.
  if (term?.key === NAMESPACE_NAME && term.operator === 'In' && more.length === 0) {
    return `of namespace${term.values.length === 1 ? '' : 's'} ${term.values.join(', ')}`;
  }
  return `of ${describeSelector('namespaces', selector)}`;
}

/** An entry of a rule's ports in words: `TCP 80`, `UDP 8000-8080`, `TCP http`, `all of SCTP`. */
export function describePort(port: Port): string {
  switch (port.is) {
    case 'unreadable':
      return 'ports that cannot be read';
    case 'name':
      return port.protocol === undefined ? `ports named ${port.name}` : `${port.protocol} ${port.name}`;
    case 'numbers': {
      const { protocol, start, end } = port;
      if (start === 1 && end === 65535) return `all of ${protocol ?? 'any protocol'}`;
      return `${protocol ?? 'any'} ${start === end ? start : `${start}-${end}`}`;
    }
  }
}
