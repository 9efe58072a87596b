import type { Population } from '../../engines/policy/index.ts';
import { KINDS } from '../../model/kind.ts';
import type { PodsMatched, WorkloadPods } from '../../model/network-policy-report.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { controllerOf } from '../audit/identity.ts';
import { explainGap } from '../coverage.ts';

/** Pods that a selector picks, by the workloads that control them; those in the network of their nodes apart. */
export function podsMatched({ pods, maybe, uncounted, doubts, gaps }: Population): PodsMatched {
  const seen = pods.filter(({ spec }) => !spec.hostNetwork);
  const isWhole = gaps.length === 0 && maybe.length === 0 && doubts.length === 0;
  const state = uncounted ? 'uncounted' : isWhole ? 'complete' : pods.length + maybe.length > 0 ? 'partial' : 'unknown';
  return {
    state,
    pods: seen.length,
    workloads: workloadsOf(seen),
    hostNetwork: pods.filter(({ spec }) => spec.hostNetwork).map(({ metadata }) => nameOf(metadata)),
    doubts: [...new Set([...doubts.map(({ says }) => says), ...gaps.map((gap) => `${KINDS[gap.kind].plural}: ${explainGap(gap)}`)])],
  };
}

/** Pods counted by what controls them, most first. */
function workloadsOf(pods: readonly Pod[]): readonly WorkloadPods[] {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const workload = controllerOf(pod) ?? `Pod ${nameOf(pod.metadata)}`;
    counts.set(workload, (counts.get(workload) ?? 0) + 1);
  }
  return [...counts]
    .map(([workload, count]) => ({ workload, pods: count }))
    .sort((a, b) => b.pods - a.pods || (a.workload < b.workload ? -1 : 1));
}
