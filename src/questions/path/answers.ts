import type { FlowFacts, PolicedArrival, PolicedWays } from '../../audit/flow-rule.ts';
import type { Arrival, Network } from '../../engines/trace/index.ts';
import type { Destination, PathAnswer, PathCondition, PathOutcome } from '../../model/path-report.ts';
import { DISPOSITIONS, makeTrace, type Trace } from '../../model/trace.ts';
import { hostPort } from '../../model/values/ip.ts';
import type { Case } from './cases.ts';
import type { Policing } from './judged-way.ts';
import type { Asking } from './name-query.ts';
import { decidersOf, policedBy, type Variant } from './policies.ts';
import { arrivalsOf, type Target } from './target.ts';

/** An answer with what it stands on. */
export interface Answered {
  readonly answer: PathAnswer;
  /** What was followed, for the rules about flows. */
  readonly flows: readonly FlowFacts[];
  /** Ids of assumptions. */
  readonly assumes: readonly string[];
}

/** Follows every target of one case to its ends; several answers where policies treat its senders differently. */
export function answersOf(
  one: Case,
  targets: readonly Target[],
  asking: Asking | undefined,
  network: Network,
  policing: Policing,
  flow: Trace['flow'],
): readonly Answered[] {
  const ways = targets.map((target) => ({
    target,
    arrivals: 'arrivals' in target ? target.arrivals : arrivalsOf(target, one.sender, network),
  }));
  const { sender } = one;
  const route = targets.flatMap((target) => ('route' in target ? [target.route] : []))[0];
  const flows = ways
    .filter(({ target }) => !('route' in target))
    .map(({ target, arrivals }) => ({ sender, arrivals, ...('dialled' in target ? { dialled: target.dialled } : {}) }));
  const walked = ways.flatMap((way) => way.arrivals);
  return policedBy(policing, one, walked, asking, network).map((variant) => {
    const { arrivals, dns } = variant;
    const answer = answerOf(variant.one.when, arrivals, flow);
    return {
      flows: flows.map((facts, index) => ({ ...facts, ...(index === 0 ? policedWays(variant, policing) : {}) })),
      assumes: [...new Set([...targets, ...arrivals].flatMap(({ assumes }) => assumes))],
      answer: { ...answer, ...(route === undefined ? {} : { route }), ...(dns === undefined ? {} : { dns }) },
    };
  });
}

/** What rules about policies judge; nothing where policies have no say, or do not count. */
function policedWays({ one, arrivals }: Variant, policing: Policing): { readonly policed?: PolicedWays } {
  if (arrivals.every(({ policy }) => policy === undefined)) return {};
  const { enforced, habits } = policing.enforcement();
  const [member] = one.members ?? [];
  return enforced === false ? {} : { policed: { sender: member?.sender ?? one.sender, arrivals, enforced, habits } };
}

function answerOf(when: PathCondition, arrivals: readonly PolicedArrival[], flow: Trace['flow']): PathAnswer {
  const outcomes = [...new Set(arrivals.map((arrival) => DISPOSITIONS[arrival.disposition].outcome))];
  return {
    when,
    outcome: outcomes.length === 1 ? (outcomes[0] ?? 'unknown') : 'mixed',
    destinations: destinationsOf(arrivals).map((destination) => ofAll(destination, when)),
    traces: tracesOf(arrivals, flow),
  };
}

/** Where one sender stands for several, what the server sees of each is not the same: their own addresses, or those of their nodes. */
function ofAll(destination: Destination, { pods = [], node = [] }: PathCondition): Destination {
  const { source } = destination;
  const differs = pods.length > 1 || (node.length > 1 && source.kept !== true);
  return differs ? { ...destination, source: { ...source, address: null } } : destination;
}

function destinationsOf(arrivals: readonly PolicedArrival[]): readonly Destination[] {
  const found = new Map<string, Destination>();
  for (const { destination, disposition, share, policy } of arrivals) {
    if (destination === undefined) continue;
    const { outcome } = DISPOSITIONS[disposition];
    const key = JSON.stringify([destination, outcome, policy]);
    const known = found.get(key);
    found.set(key, { ...destination, ...(policy === undefined ? {} : { policy }), outcome, share: (known?.share ?? 0) + share });
  }
  return [...found.values()];
}

/** Arrivals that differ in nothing but the endpoint are told once. */
function tracesOf(arrivals: readonly Arrival[], flow: Trace['flow']): readonly Trace[] {
  const groups = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    const shape = arrival.hops.map((hop) => [
      hop.at.layer,
      ...hop.steps.map((step) => `${step.action} ${step.component.split(' on ')[0]}`),
    ]);
    const { destination } = arrival;
    const arrived = isDelivery(arrival) ? [destination?.kind, destination?.node === arrival.passed.at(-1), destination?.source.kept] : [];
    const key = JSON.stringify([arrival.disposition, shape, arrived, arrival.passed]);
    groups.set(key, [...(groups.get(key) ?? []), arrival]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    if (first === undefined) throw new Error('a group has a member');
    const destinations = group.flatMap(({ destination }) =>
      destination === undefined ? [] : [hostPort(destination.ip, destination.port)],
    );
    const answer = first.answer ?? wayBack(first);
    return makeTrace({
      flow,
      hops: first.hops,
      disposition: first.disposition,
      share: Math.min(
        1,
        group.reduce((sum, one) => sum + one.share, 0),
      ),
      ...(destinations.length === 0 ? {} : { destinations: [...new Set(destinations)] }),
      ...(answer === undefined ? {} : { answer }),
    });
  });
}

function isDelivery({ hops }: Arrival): boolean {
  return hops.at(-1)?.steps.at(-1)?.action === 'deliver';
}

/** How the server's answer gets back: through every node that rewrote an address, for only that node knows how to put it back. */
function wayBack({ disposition, hops, destination, passed }: Arrival): string | undefined {
  if (disposition !== 'delivered' || destination === undefined) return undefined;
  const rewritten = hops.some((hop) => hop.steps.some((step) => step.action === 'translate'));
  const masqueraded = destination.source.kept === false;
  const to = destination.source.address === null ? 'the source that it saw' : destination.source.address;
  if (!rewritten && !masqueraded) return `straight back to ${to}: nothing was rewritten`;
  const what = [
    rewritten ? 'the address that was dialled as its source' : '',
    masqueraded ? "the client's own address as its destination" : '',
  ]
    .filter((part) => part !== '')
    .join(' and ');
  return `back to ${to}; connection tracking on ${passed.join(' and ')} puts back ${what}`;
}

/** What decides whether two answers are the same to a client; that pods are seen with their own addresses each is no difference. */
function sameAnswerKey({ outcome, destinations, route, dns }: PathAnswer, facet: Facet): string {
  const told = destinations.map(({ source, policy, ...rest }) => ({
    ...rest,
    policy: policy && decidersOf(policy),
    kept: source.kept,
    address: source.kept === true && facet !== 'pods' ? source.address : '',
  }));
  return JSON.stringify([
    outcome,
    told,
    route?.object,
    route?.rule,
    route?.action,
    dns?.servers.map(({ ip, policy }) => [ip, decidersOf(policy)]),
  ]);
}

/** A part of a condition by which answers may differ. */
type Facet = keyof PathCondition;

/**
 * Takes answers together that differ in nothing that a client notices, nor in any other facet of their conditions: the nodes, pods or modes
 * for which they hold are joined. A source address that differs is then not known.
 */
export function mergeAnswers(answers: readonly Answered[], facet: Facet): readonly Answered[] {
  const merged = new Map<string, Answered>();
  for (const one of answers) {
    const { [facet]: _joined, ...fixed } = one.answer.when;
    const key = JSON.stringify([fixed, sameAnswerKey(one.answer, facet)]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? one : together(known, one, facet));
  }
  return [...merged.values()];
}

/** A facet in which all answers agree says nothing. */
export function withoutFacet(answers: readonly Answered[], facet: Facet): readonly Answered[] {
  const values = new Set(answers.map(({ answer }) => JSON.stringify(answer.when[facet])));
  if (values.size > 1) return answers;
  return answers.map((one) => {
    const { [facet]: _same, ...when } = one.answer.when;
    return { ...one, answer: { ...one.answer, when } };
  });
}

function together(a: Answered, b: Answered, facet: Facet): Answered {
  const destinations = a.answer.destinations.map((one, index) => {
    const other = b.answer.destinations[index];
    return other?.source.address === one.source.address ? one : { ...one, source: { ...one.source, address: null } };
  });
  return {
    answer: { ...a.answer, when: joined(a.answer.when, b.answer.when, facet), destinations },
    flows: [...a.flows, ...b.flows],
    assumes: [...new Set([...a.assumes, ...b.assumes])],
  };
}

function joined(a: PathCondition, b: PathCondition, facet: Facet): PathCondition {
  const names = [...new Set([...(a[facet] ?? []), ...(b[facet] ?? [])])];
  return names.length === 0 ? a : { ...a, [facet]: names };
}

/** The outcome of all answers: theirs where they agree, else mixed. */
export function commonOutcome(answers: readonly PathAnswer[]): PathOutcome {
  const outcomes = new Set<PathOutcome>(answers.map((answer) => answer.outcome));
  const [only] = outcomes;
  return outcomes.size === 1 && only !== undefined ? only : 'mixed';
}

/**
 * Answers about a cluster where something else does kube-proxy's work: sure where every mode agrees; where the modes differ, what is done is
 * that program's own affair, so the answer is unknown.
 */
export function undecidedBy(replacement: string, answers: readonly Answered[]): readonly Answered[] {
  const decided = answers.filter(({ answer }) => answer.when.proxyMode === undefined);
  const open = answers.filter(({ answer }) => answer.when.proxyMode !== undefined);
  const bySender = new Map<string, Answered[]>();
  for (const one of open) {
    const { proxyMode: _mode, ...sender } = one.answer.when;
    const key = JSON.stringify(sender);
    bySender.set(key, [...(bySender.get(key) ?? []), one]);
  }
  return [...decided, ...[...bySender.values()].map((modes) => unknownAnswer(replacement, modes))];
}

function unknownAnswer(replacement: string, modes: readonly Answered[]): Answered {
  const [first] = modes;
  const trace = first?.answer.traces[0];
  if (first === undefined || trace === undefined) throw new Error('an answer has a trace');
  const { proxyMode: _mode, ...when } = first.answer.when;
  const would = modes.map(({ answer }) => `${OUTCOME_WORDS[answer.outcome]} (${answer.when.proxyMode?.join(', ')})`).join(' or ');
  const says = `what ${replacement} does here is not known: with kube-proxy it would be ${would}`;
  const [hop] = trace.hops;
  const gaveUp = { at: hop.at, steps: [{ component: replacement, action: 'give-up', says, evidence: [] }] } as const;
  return {
    ...first,
    answer: {
      when,
      outcome: 'unknown',
      destinations: [],
      traces: [makeTrace({ flow: trace.flow, hops: [gaveUp], disposition: 'insufficient-info', share: 1 })],
    },
  };
}

/** The words for an outcome. */
export const OUTCOME_WORDS: Readonly<Record<PathOutcome, string>> = {
  delivered: 'delivered',
  refused: 'refused',
  dropped: 'dropped (no answer)',
  denied: 'denied by a policy',
  unresolved: 'not resolved',
  'leaves-cluster': 'leaves the cluster',
  unknown: 'unknown',
  mixed: 'mixed',
};
