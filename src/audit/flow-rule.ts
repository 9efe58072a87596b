import type { Arrival, Dialled, Sender } from '../engines/trace/index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import type { Code, Finding, Proof, Severity } from '../model/finding.ts';
import type { Kind } from '../model/kind.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { findingOf, isHit, type Judgement, rootCauses, type Skipped } from './judge.ts';
import type { Args, Hit, Unjudged } from './rule.ts';

/** One flow that was followed: who sent, what was dialled (absent where no packet was sent), and every end that its ways have. */
export interface FlowFacts {
  readonly sender: Sender;
  readonly dialled?: Dialled;
  readonly arrivals: readonly Arrival[];
}

/** The rule's condition holds, and which object it is about. */
export interface FlowHit<A extends Args> extends Hit<A> {
  readonly subject: ObjectRef;
}

/** One thing that can be wrong with, or worth knowing of, a flow between two ends. Otherwise like a Rule. */
export interface FlowRule<A extends Args = Args> {
  readonly code: Code;
  readonly title: string;
  readonly severity: Severity;
  readonly proof: Proof;
  readonly subject: 'Flow';
  /** The kinds that `check` asks the index for. It only looks at what following the flow has read. */
  readonly reads: readonly Kind[];
  readonly causes: readonly Code[];
  check(flow: FlowFacts, cluster: ClusterIndex): readonly (FlowHit<A> | Unjudged)[];
  message(args: A): string;
  remedy(args: A): string;
}

/** Declares a rule about flows; only here for its types. */
export function defineFlowRule<const A extends Args>(rule: FlowRule<A>): FlowRule<A> {
  return rule;
}

/** Runs rules about flows over some flows; a finding that several flows share is told once. */
export function judgeFlows(rules: readonly FlowRule[], flows: readonly FlowFacts[], cluster: ClusterIndex): Judgement {
  const findings = new Map<string, Finding>();
  const skipped: Skipped[] = [];
  for (const rule of rules) {
    for (const flow of flows) {
      for (const result of rule.check(flow, cluster)) {
        if (isHit(result)) {
          const finding = findingOf(rule, (result as FlowHit<Args>).subject, result);
          findings.set(JSON.stringify([finding.code, finding.subject, finding.args]), finding);
        } else {
          skipped.push({ code: rule.code, title: rule.title, subject: subjectOf(flow), gaps: result.unjudged });
        }
      }
    }
  }
  return { findings: rootCauses([...findings.values()], rules), skipped };
}

/** The end of a flow that is an object: the pod that sends, else the node that its packets reach first. */
function subjectOf({ sender }: FlowFacts): ObjectRef {
  if (sender.kind !== 'pod') return { kind: 'Node', name: sender.node.name };
  const { namespace = '', name } = sender.pod.metadata;
  return { kind: 'Pod', namespace, name };
}
