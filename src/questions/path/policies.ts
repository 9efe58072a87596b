import type { PolicedArrival } from '../../audit/flow-rule.ts';
import { DNS_SERVICE_SCOPE } from '../../engines/dns/index.ts';
import { policyNeeds, tellsApart } from '../../engines/policy/index.ts';
import { announce } from '../../engines/service/index.ts';
import type { Arrival, Network, Sender } from '../../engines/trace/index.ts';
import type { DestinationPolicy, NameQuery } from '../../model/path-report.ts';
import type { Hop, Step } from '../../model/trace.ts';
import type { Case, Member } from './cases.ts';
import { judgedWay, type Policing } from './judged-way.ts';
import { classOf } from './member-classes.ts';
import { type Asking, type JudgedQuery, judgedQuery } from './name-query.ts';

/** The ways of one case as policies leave them; of several senders those together that fare alike. */
export interface Variant {
  readonly one: Case;
  readonly arrivals: readonly PolicedArrival[];
  readonly dns?: NameQuery;
}

/** Judges each connection of the ways of a case by policies: at its sender as its packet leaves, at its destination as it arrives. */
export function policedBy(
  policing: Policing,
  one: Case,
  ways: readonly Arrival[],
  asking: Asking | undefined,
  network: Network,
): readonly Variant[] {
  const namespaces = ways.flatMap(namespacesOf);
  announce(network.cluster, policyNeeds(namespaces));
  const members = one.members ?? [];
  const judged = (sender: Sender) => fateOf(sender, one.sender, { ways, asking }, policing, network);
  if (members.length < 2) return [{ one, ...judged(one.sender) }];
  const by = tellsApart([...namespaces, ...(asking === undefined ? [] : [DNS_SERVICE_SCOPE.namespace])], policing.policies);
  const known = new Map<string, Group>();
  const groups = new Map<string, Group>();
  for (const member of members) {
    const alike = classOf(member.sender, ways, by);
    const group = known.get(alike) ?? groupOf(judged(member.sender), groups);
    known.set(alike, group);
    group.members.push(member);
  }
  return [...groups.values()].map((group) => ({ one: narrowed(one, group.members), ...group.fate }));
}

type Fate = Omit<Variant, 'one'>;

/** Senders that fare alike. */
interface Group {
  readonly members: Member[];
  readonly fate: Fate;
}

function groupOf(fate: Fate, groups: Map<string, Group>): Group {
  const key = keyOf(fate);
  const group = groups.get(key) ?? { members: [], fate };
  groups.set(key, group);
  return group;
}

/** What a sender does: it asks for the name, where it needs one, and dials. */
interface Doing {
  readonly ways: readonly Arrival[];
  readonly asking: Asking | undefined;
}

function fateOf(sender: Sender, standsFor: Sender, { ways, asking }: Doing, policing: Policing, network: Network): Fate {
  const arrivals = ways.map((arrival) => judgedWay(arrival, sender, standsFor, policing, network));
  const query = asking === undefined ? undefined : judgedQuery(sender, asking, policing, network);
  if (query === undefined) return { arrivals };
  const isOnlyName = query.ends.length > 0 && arrivals.every(passes);
  const says = `${query.told.says}${isOnlyName ? '; what the name stands for may be reached' : ''}`;
  return { arrivals: afterQuery(query, arrivals), dns: { ...query.told, says } };
}

function passes({ disposition }: PolicedArrival): boolean {
  return disposition === 'delivered' || disposition === 'leaves-cluster';
}

/** Nothing is dialled before its name is known. */
function afterQuery({ ends, admits }: JudgedQuery, ways: readonly PolicedArrival[]): readonly PolicedArrival[] {
  const left = 1 - ends.reduce((sum, end) => sum + end.share, 0);
  if (left < 1e-9) return ends;
  const after = ways.map(({ hops, ...way }): PolicedArrival => ({ ...way, share: way.share * left, hops: askedBefore(hops, admits) }));
  return [...ends, ...after];
}

/** The hop of the name with what let its query pass, which comes before its answer. */
function askedBefore(hops: readonly Hop[], admits: readonly Step[]): readonly Hop[] {
  const [first, ...rest] = hops;
  if (first?.at.layer !== 'name') return hops;
  const [step = first.steps[0], ...others] = [...admits, ...first.steps];
  return [{ ...first, steps: [step, ...others] }, ...rest];
}

/** What makes a difference between senders: who decides, not in which words. */
function keyOf({ arrivals, dns }: Fate): string {
  return JSON.stringify([
    arrivals.map(({ disposition, policy }) => [disposition, policy && decidersOf(policy)]),
    dns?.servers.map(({ policy }) => decidersOf(policy)),
  ]);
}

/** Who decides about a connection, at both its ends, without the words, which name the sender. */
export function decidersOf({ egress, ingress }: DestinationPolicy) {
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
