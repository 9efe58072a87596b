import type { Arrival, Dialled, Sender } from '../engines/trace/index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Judgement } from './judge.ts';
import { judgeQuestion, type QuestionRule } from './question-rule.ts';
import type { Args } from './rule.ts';

/** One flow that was followed: who sent, what was dialled (absent where no packet was sent), and every end that its ways have. */
export interface FlowFacts {
  readonly sender: Sender;
  readonly dialled?: Dialled;
  readonly arrivals: readonly Arrival[];
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
