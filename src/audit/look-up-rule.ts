import type { ClusterIndex } from '../model/cluster-index.ts';
import type { DnsOutcome } from '../model/dns-report.ts';
import type { Evidence } from '../model/evidence.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Judgement } from './judge.ts';
import { judgeQuestion, type QuestionRule } from './question-rule.ts';
import type { Args } from './rule.ts';

/** One name that was asked for on the way to an answer, and what the server said. */
export interface LookUpStep {
  /** With its last dot; null: with search domains that are not known. */
  readonly name: string | null;
  /** The search domain that was appended; absent: the name as typed. */
  readonly domain?: string | null;
  readonly found: boolean;
  /** The plugin of CoreDNS that answered, and its line in the Corefile. */
  readonly by?: { readonly plugin: string; readonly line: number };
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

/** One name that was looked up for a client. */
export interface LookUpFacts {
  /** The name without port, scheme and path, as typed otherwise. */
  readonly name: string;
  readonly type: string;
  /** The pod that asks, or the namespace of a pod as most are. */
  readonly client: ObjectRef;
  readonly namespace: string;
  readonly clusterDomain: string;
  readonly outcome: DnsOutcome;
  readonly steps: readonly LookUpStep[];
  /** How many queries bring nothing. */
  readonly wasted: number;
}

/** One thing that can be wrong with, or worth knowing of, a name that is looked up. */
export type LookUpRule<A extends Args = Args> = QuestionRule<'LookUp', LookUpFacts, A>;

/** Declares a rule about look-ups; only here for its types. */
export function defineLookUpRule<const A extends Args>(rule: LookUpRule<A>): LookUpRule<A> {
  return rule;
}

/** Runs rules about look-ups over one. */
export function judgeLookUp(rules: readonly LookUpRule[], facts: LookUpFacts, cluster: ClusterIndex): Judgement {
  return judgeQuestion(rules, [facts], ({ client }) => client, cluster);
}

/** The ConfigMap that holds the Corefile. */
export const COREFILE: ObjectRef = { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' };
