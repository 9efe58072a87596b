import { type Direction, mayHavePolicies, type Policies, policyNeeds, policyVerdict } from '../../engines/policy/index.ts';
import { announce } from '../../engines/service/index.ts';
import type { Arrival, Connection, Network, Sender } from '../../engines/trace/index.ts';
import type { DestinationPolicy } from '../../model/path-report.ts';
import type { PolicyVerdict } from '../../model/policy-verdict.ts';
import type { Case, Member } from './cases.ts';
import type { Enforcement } from './enforcement.ts';
import { arrivingFlow, type JudgedFlow, leavingFlow } from './policy-ends.ts';
import { admitted, stopped } from './policy-steps.ts';

/** A way after policies had their say. */
export type Policed = Arrival & { readonly policy?: DestinationPolicy };

/** What judging by policies takes. `enforcement` is asked for only where a policy has a say. */
export interface Policing {
  readonly policies: Policies;
  readonly enforcement: () => Enforcement;
}

/** The ways of one case as policies leave them; of several senders those together that fare alike. */
export interface Variant {
  readonly one: Case;
  readonly arrivals: readonly Policed[];
}

/** Judges each connection of the ways of a case by policies: at its sender as its packet leaves, at its destination as it arrives. */
export function policedBy(policing: Policing, one: Case, arrivals: readonly Arrival[], network: Network): readonly Variant[] {
  announce(network.cluster, policyNeeds(arrivals.flatMap(namespacesOf)));
  const members = one.members ?? [];
  const judged = (sender: Sender) => arrivals.map((arrival) => judgedWay(arrival, sender, one.sender, policing, network));
  if (members.length < 2) return [{ one, arrivals: judged(one.sender) }];
  const groups = new Map<string, { readonly members: Member[]; readonly arrivals: readonly Policed[] }>();
  for (const member of members) {
    const ways = judged(member.sender);
    const key = JSON.stringify(ways.map(({ disposition, policy }) => [disposition, policy && fateOf(policy)]));
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { members: [member], arrivals: ways });
    else known.members.push(member);
  }
  return [...groups.values()].map((group) => ({ one: narrowed(one, group.members), arrivals: group.arrivals }));
}

/** What of a verdict makes a difference between senders: who decides, not in which words. */
function fateOf({ egress, ingress }: DestinationPolicy) {
  return [egress, ingress].map(({ verdict, decidedBy }) => [verdict, decidedBy.map(({ tier, policy, rule }) => [tier, policy, rule])]);
}

function namespacesOf({ connections = [] }: Arrival): readonly string[] {
  return connections.flatMap(({ sender, destination }) => [
    ...(sender?.kind === 'pod' ? [sender.pod.metadata.namespace ?? ''] : []),
    ...(destination.pod?.split('/').slice(0, 1) ?? []),
  ]);
}

function narrowed(one: Case, members: readonly Member[]): Case {
  const names = members.map(({ name }) => name);
  return { ...one, members, when: { ...one.when, ...(one.when.pods === undefined ? { node: names } : { pods: names }) } };
}

/** The first connection that policies end, or may, is the end of the way. */
function judgedWay(arrival: Arrival, member: Sender, standsFor: Sender, policing: Policing, network: Network): Policed {
  let way: Policed = arrival;
  for (const connection of arrival.connections ?? []) {
    const sender = connection.sender === standsFor ? member : connection.sender;
    const judged = judgedConnection(connection, sender, policing, network);
    if (judged === undefined) continue;
    const enforcement = policing.enforcement();
    const { policy } = judged;
    const assumes = [...way.assumes, ...[policy.egress, policy.ingress].flatMap((one) => one.assumes)];
    way = { ...way, policy, assumes: [...new Set(assumes)] };
    const passes = policy.egress.verdict === 'allowed' && policy.ingress.verdict === 'allowed';
    if (!passes && enforcement.enforced !== false) return { ...stopped(way, connection, policy, enforcement), policy };
    way = { ...way, hops: admitted(way.hops, connection, policy, enforcement) };
  }
  return way;
}

/** What policies say of a connection; undefined where none has a say. */
function judgedConnection(
  connection: Connection,
  sender: Sender | undefined,
  { policies, enforcement }: Policing,
  network: Network,
): { readonly policy: DestinationPolicy } | undefined {
  const standsFor = connection.sender;
  const leaving = leavingFlow(connection, sender, network);
  const arriving = arrivingFlow(connection, sender, standsFor, network);
  const judged = (known?: Enforcement): DestinationPolicy => ({
    egress: verdictOf('egress', leaving, policies, known),
    ingress: verdictOf('ingress', arriving, policies, known),
  });
  const usual = judged();
  if (!hasSay(usual.egress) && !hasSay(usual.ingress)) return undefined;
  return { policy: judged(enforcement()) };
}

function hasSay({ verdict, decidedBy, assumes }: PolicyVerdict): boolean {
  return verdict !== 'allowed' || assumes.length > 0 || decidedBy.some(({ policy }) => policy !== undefined);
}

/** An end that is not known leaves open what its own policies say, and what rules about others say of it. */
function verdictOf(direction: Direction, { flow, unseen }: JudgedFlow, policies: Policies, known: Enforcement | undefined): PolicyVerdict {
  const told = policyVerdict(direction, flow, policies, known?.habits);
  const subject = direction === 'egress' ? 'client' : 'server';
  const open = unseen.filter(
    ({ of, namespace }) => hasSay(told) || (of === subject && (namespace === undefined || mayHavePolicies(namespace, policies))),
  );
  const unread = known === undefined || told.assumes.length === 0 ? [] : known.gaps;
  if (open.length === 0 && unread.length === 0) return told;
  const readings =
    unread.length === 0 ? [] : ['how the network plugin follows policies is not known: the DaemonSets could not all be read'];
  const { nearest: _nearest, ...rest } = told;
  return {
    ...rest,
    verdict: 'unknown',
    doubts: [...told.doubts, ...open.map(({ says }) => says), ...readings],
    gaps: [...told.gaps, ...open.flatMap(({ gaps }) => gaps), ...unread],
  };
}
