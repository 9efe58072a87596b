import type { Gap } from '../../model/listing.ts';
import { describeRef, type ObjectRef } from '../../model/object-ref.ts';
import type { PolicyAssumption, PolicyDecision, PolicyVerdict, Verdict } from '../../model/policy-verdict.ts';
import { type PluginHabits, type PluginReading, type PolicyFlow, USUAL } from './ends.ts';
import { type Judgement, judge } from './judge.ts';
import { type Doubt, sentencesOf } from './match.ts';
import { nearestRule } from './near-miss.ts';
import { ADMIN_KINDS, type Policies, withoutKinds } from './policies.ts';
import type { Direction } from './policy.ts';
import { isolating, type Outcome } from './tiers.ts';
import { decisionsOf } from './words.ts';

/** What policies say about a connection, at each of its ends; it passes where both allow it. */
export interface PolicyVerdicts {
  readonly egress: PolicyVerdict;
  readonly ingress: PolicyVerdict;
}

/**
 * Judges a connection at both ends, as if policies were enforced.
 * @param plugin what is known of how the network plugin reads policies; the rest is taken as is usual, and named where it decides
 */
export function policyVerdicts(flow: PolicyFlow, policies: Policies, plugin: PluginHabits = {}): PolicyVerdicts {
  return { egress: policyVerdict('egress', flow, policies, plugin), ingress: policyVerdict('ingress', flow, policies, plugin) };
}

/** The verdict alone, without its reasons and without naming what it assumes: for many connections. */
export function bareVerdict(direction: Direction, flow: PolicyFlow, policies: Policies, plugin: PluginHabits = {}): Verdict {
  return verdictOf(judgements(direction, flow, followed(policies, plugin), { ...USUAL, ...plugin }));
}

/** A part that a policy has in a verdict; `rule` is absent where none of its rules lets the connection pass. */
export interface Decision extends Pick<PolicyDecision, 'tier' | 'verdict' | 'rule'> {
  readonly policy: ObjectRef;
}

/** A verdict with what decides, for many connections. What lets an allowed one pass is not told. */
export interface BriefVerdict {
  readonly verdict: Verdict;
  readonly decidedBy: readonly Decision[];
  /** Why it is unknown. */
  readonly doubts: readonly Doubt[];
}

const ALLOWED: BriefVerdict = { verdict: 'allowed', decidedBy: [], doubts: [] };

/** The verdict and what decides, without words and without naming what it assumes. */
export function briefVerdict(direction: Direction, flow: PolicyFlow, policies: Policies, plugin: PluginHabits = {}): BriefVerdict {
  const all = judgements(direction, flow, followed(policies, plugin), { ...USUAL, ...plugin });
  const verdict = verdictOf(all);
  if (verdict === 'allowed') return ALLOWED;
  const outcomes = all.flatMap((one) => ('exempt' in one ? [] : one.outcomes));
  return {
    verdict,
    decidedBy: outcomes.flatMap(({ tier, verdict: would, deciders }) =>
      deciders.map(({ policy, rule }) => ({
        tier,
        verdict: would,
        policy: policy.ref,
        ...(rule === undefined ? {} : { rule: rule.field }),
      })),
    ),
    doubts: verdict === 'unknown' ? distinct(all.flatMap(doubtsIn)) : [],
  };
}

/** The policies that a plugin follows, or may. */
export function followed(policies: Policies, { follows = {} }: PluginHabits): Policies {
  return withoutKinds(policies, (kind) => follows[kind] === false);
}

/** What both ends come to: denied where one denies, whatever the other says; unknown before allowed. */
export function bothEnds(egress: Verdict, ingress: Verdict): Verdict {
  if (egress === 'denied' || ingress === 'denied') return 'denied';
  return egress === 'unknown' ? egress : ingress;
}

/** What policies say about a connection at one of its ends. Takes what `policyVerdicts` takes. */
export function policyVerdict(direction: Direction, flow: PolicyFlow, known: Policies, plugin: PluginHabits = {}): PolicyVerdict {
  const policies = followed(known, plugin);
  const reading = { ...USUAL, ...plugin };
  const all = judgements(direction, flow, policies, reading);
  const verdict = verdictOf(all);
  const assumes = alternatives(direction, flow, policies, plugin).filter(
    (one) => verdictOf(judgements(direction, flow, one.policies ?? policies, { ...reading, ...one.reading })) !== verdict,
  );
  const [judgement] = all;
  const doubts = verdict === 'unknown' ? distinct([...all.flatMap(doubtsIn), ...(areDivided(all) ? [TRANSLATED] : [])]) : [];
  const nearest = verdict === 'denied' ? nearestRule(direction, all) : undefined;
  return {
    verdict,
    decidedBy: all.flatMap((one) => decisionsOf(direction, one, flow)).filter(isFirst),
    isolatedBy:
      judgement !== undefined && 'sights' in judgement
        ? isolating(direction, judgement.sights.networkPolicy)
            .found.filter((one) => one.doubts.length === 0)
            .map(({ policy }) => policy.ref)
        : [],
    ...(nearest === undefined ? {} : { nearest }),
    assumes: assumes.map(({ assumes: name }) => name),
    doubts: sentencesOf(doubts),
    gaps: distinctGaps(doubts.flatMap(({ gaps }) => gaps)),
  };
}

function judgements(direction: Direction, flow: PolicyFlow, policies: Policies, reading: PluginReading): readonly Judgement[] {
  const clients = direction === 'ingress' ? (flow.seenAs ?? [flow.client]) : [flow.client];
  return clients.map((client) => judge(direction, flow, client, policies, reading));
}

function verdictOf(all: readonly Judgement[]): Verdict {
  const verdicts = new Set<Verdict>(
    all.flatMap((one): readonly Verdict[] => {
      if (one.doubts.length > 0) return ['unknown'];
      return 'exempt' in one ? ['allowed'] : one.outcomes.map(({ verdict }) => verdict);
    }),
  );
  const [first = 'unknown', ...others] = verdicts;
  return others.length === 0 ? first : 'unknown';
}

const TRANSLATED: Doubt = { says: "whose address the server's side sees is not known, and that decides", gaps: [] };

/** Whether each way of seeing the client is sure, and they differ. */
function areDivided(all: readonly Judgement[]): boolean {
  const verdicts = new Set(all.map((one) => verdictOf([one])));
  return verdicts.has('allowed') && verdicts.has('denied');
}

function doubtsIn(judgement: Judgement): readonly Doubt[] {
  const own = 'exempt' in judgement ? [] : judgement.outcomes.flatMap(({ doubts }: Outcome) => doubts);
  return [...judgement.doubts, ...own];
}

/** What a verdict would be given by, if something were otherwise that is only taken for given. */
interface Alternative {
  readonly assumes: PolicyAssumption;
  readonly reading?: Partial<PluginReading>;
  readonly policies?: Policies;
}

/** What could be otherwise, where it can matter. */
function alternatives(
  direction: Direction,
  { client, server, dialled }: PolicyFlow,
  policies: Policies,
  { hostNetwork, ipBlocks, destination, follows = {} }: PluginHabits,
): readonly Alternative[] {
  const other = direction === 'egress' ? server : client;
  const hosts = [client, server].some((end) => end.kind === 'pod' && end.pod.spec.hostNetwork);
  const doubtful = ADMIN_KINDS.filter((kind) => follows[kind] === undefined && policies.admin(kind).items.length > 0);
  const found: readonly (Alternative | false)[] = [
    hostNetwork === undefined && hosts && { assumes: 'host-network', reading: { hostNetwork: 'pod' } },
    ipBlocks === undefined && other.kind !== 'address' && { assumes: 'ip-blocks', reading: { ipBlocks: 'outside' } },
    destination === undefined &&
      direction === 'egress' &&
      dialled !== undefined && { assumes: 'translated-destination', reading: { destination: 'dialled' } },
    doubtful.length > 0 && { assumes: 'admin-policies', policies: withoutKinds(policies, (kind) => doubtful.includes(kind)) },
  ];
  return found.filter((one) => one !== false);
}

function distinct(doubts: readonly Doubt[]): readonly Doubt[] {
  return [...new Map(doubts.map((doubt) => [doubt.says, doubt])).values()];
}

function distinctGaps(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Set(gaps)];
}

function isFirst(decision: PolicyDecision, index: number, all: readonly PolicyDecision[]): boolean {
  const key = ({ policy, rule, verdict, tier, says }: PolicyDecision) =>
    [tier, verdict, policy && describeRef(policy), rule, says].join(' ');
  return all.findIndex((other) => key(other) === key(decision)) === index;
}
