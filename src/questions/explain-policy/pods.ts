import type { Population } from '../../engines/policy/index.ts';
import { resourceInWords } from '../../model/kind.ts';
import type { PodsMatched, WorkloadPods } from '../../model/network-policy-report.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { explainGap } from '../coverage.ts';
import { workloadOfPod } from '../exposure/ways.ts';

/** The pods that policies see as such: those in the network of their nodes left out. */
export function coveredPods({ pods }: Population): readonly Pod[] {
  return pods.filter(({ spec }) => !spec.hostNetwork);
}

/** Whether no other pod may be picked. */
export function isWhole({ maybe, gaps, doubts }: Population): boolean {
  return gaps.length === 0 && maybe.length === 0 && doubts.length === 0;
}

/** Pods that a selector picks, by the workloads that control them; those in the network of their nodes apart. */
export function podsMatched(population: Population): PodsMatched {
  const { pods, maybe, uncounted, doubts, gaps } = population;
  const covered = coveredPods(population);
  const known = isWhole(population) ? 'complete' : pods.length + maybe.length > 0 ? 'partial' : 'unknown';
  return {
    state: uncounted ? 'uncounted' : known,
    pods: covered.length,
    workloads: workloadsOf(covered),
    hostNetwork: pods.filter(({ spec }) => spec.hostNetwork).map(({ metadata }) => nameOf(metadata)),
    doubts: [...new Set([...doubts.map(({ says }) => says), ...gaps.map((gap) => `${resourceInWords(gap.kind)}: ${explainGap(gap)}`)])],
  };
}

/** Pods counted by what controls them, most first. */
function workloadsOf(pods: readonly Pod[]): readonly WorkloadPods[] {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const workload = workloadOfPod(pod);
    counts.set(workload, (counts.get(workload) ?? 0) + 1);
  }
  return [...counts]
    .map(([workload, count]) => ({ workload, pods: count }))
    .sort((a, b) => b.pods - a.pods || (a.workload < b.workload ? -1 : 1));
}
