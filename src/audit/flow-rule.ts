import type { JudgedEnds, PluginHabits } from '../engines/policy/index.ts';
import type { Arrival, Dialled, Sender } from '../engines/trace/index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { DestinationPolicy } from '../model/path-report.ts';
import type { Judgement } from './judge.ts';
import { judgeQuestion, type QuestionRule } from './question-rule.ts';
import type { Args } from './rule.ts';

/** A way after policies had their say: what they say of its last connection that they are about, and that connection as each end judges it. */
export type PolicedArrival = Arrival & { readonly policy?: DestinationPolicy; readonly judgedAs?: JudgedEnds };

/** What policies make of everything that a sender dials. */
export interface PolicedWays {
  readonly sender: Sender;
  readonly arrivals: readonly PolicedArrival[];
  /** Null: whether something enforces them is not known. */
  readonly enforced: boolean | null;
  /** How policies are followed, as far as that is known. */
  readonly habits: PluginHabits;
}

/** One flow that was followed: who sent, what was dialled (absent where no packet was sent), and every end that its ways have. */
export interface FlowFacts {
  readonly sender: Sender;
  readonly dialled?: Dialled;
  readonly arrivals: readonly Arrival[];
  /** Of the first flow of a sender, where policies have a say. */
  readonly policed?: PolicedWays;
}

/** One thing that can be wrong with, or worth knowing of, a flow between two ends. */
export type FlowRule<A extends Args = Args> = QuestionRule<'Flow', FlowFacts, A>;

/** Declares a rule about flows; only here for its types. */
export function defineFlowRule<const A extends Args>(rule: FlowRule<A>): FlowRule<A> {
  return rule;
}

/** Runs rules about flows over some flows; a finding that several flows share is told once. */
export function judgeFlows(rules: readonly FlowRule[], flows: readonly FlowFacts[], cluster: ClusterIndex): Judgement {
  return judgeQuestion(rules, flows, subjectOf, cluster);
}

/** The end of a flow that is an object: the pod that sends, else the node that its packets reach first. */
function subjectOf({ sender }: FlowFacts): ObjectRef {
  if (sender.kind !== 'pod') return { kind: 'Node', name: sender.node.name };
  const { namespace = '', name } = sender.pod.metadata;
  return { kind: 'Pod', namespace, name };
}
