import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { DaemonSet } from '../../../model/resources/daemon-set.ts';
import { type Condition, conditionOf, isPodFinished } from '../../../model/resources/pod.ts';
import type { Workload } from '../../../model/resources/workload.ts';
import { formatSelector, selectorOfLabels, selects } from '../../../model/values/label-selector.ts';
import { counted } from '../../facts/enumerate.ts';
import { hasLasted } from '../../facts/pod-readiness.ts';
import { shorten } from '../../facts/shorten.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1031',
  title: 'Workload has no pods',
  severity: 'error',
  proof: 'certain',
  subject: ['Deployment', 'StatefulSet', 'DaemonSet'],
  reads: ['Pod'],
  causes: [],
  causesElsewhere: ['NX1002'],
  check(workload, cluster, kind) {
    const { metadata, spec } = workload;
    const { namespace = '', name } = metadata;
    const object = refTo(kind, metadata);
    const labels = spec.template.metadata.labels;
    const args = { namespace, kind, name, selector: formatSelector(spec.selector), labels: formatSelector(selectorOfLabels(labels)) };
    if (!selects(spec.selector, labels)) {
      const evidence = { object, field: 'spec.selector', value: args.selector, says: `the pods of its template have ${args.labels}` };
      return [{ args: { ...args, wanted: 0, why: '' }, evidence: [evidence] as const }];
    }
    const wanted = wantedPods(workload);
    const settled =
      metadata.uid !== undefined && metadata.deletionTimestamp === undefined && hasLasted(metadata.creationTimestamp, cluster);
    if (wanted === 0 || !settled) return [];
    const pods = cluster.list('Pod', { namespace, labels: spec.selector });
    if (knownItems(pods).some((pod) => !isPodFinished(pod))) return [];
    if (pods.state !== 'complete') return unjudged(gapsOf(pods));
    const says = `${counted(wanted, 'pod')} ${wanted === 1 ? 'is' : 'are'} wanted, and none is there`;
    const shown =
      'replicas' in spec
        ? { object, field: 'spec.replicas', value: wanted, says }
        : { object, field: 'status.desiredNumberScheduled', value: wanted, says };
    return [{ args: { ...args, wanted, why: hindrance(workload) }, evidence: [shown] as const }];
  },
  message: ({ wanted, selector, labels, why }) =>
    wanted === 0
      ? `its selector ${selector} does not select the pods of its own template (${labels === '' ? 'without labels' : labels}): the API server refuses it`
      : `it should have ${counted(Number(wanted), 'pod')} and has none${why === '' ? '' : `: ${why}`}`,
  remedy: ({ namespace, kind, name, wanted }) =>
    wanted === 0
      ? `Set spec.template.metadata.labels of ${kind} ${namespace}/${name} to what spec.selector asks for; the selector cannot be changed later.`
      : `See what keeps pods from being created (quota, an admission webhook, a missing service account): kubectl describe ${String(kind).toLowerCase()} ${name} -n ${namespace}.`,
});

/** How many pods a workload wants; a DaemonSet one on each node that fits, and 0 where its status tells of pods that are there. */
function wantedPods({ spec, status }: Workload | DaemonSet): number {
  if ('replicas' in spec) return spec.replicas;
  return 'numberReady' in status && status.numberReady === 0 ? status.desiredNumberScheduled : 0;
}

/** Why a Deployment makes no pods, where its status tells. */
function hindrance({ spec, status }: Workload | DaemonSet): string {
  if ('paused' in spec && spec.paused) return 'it is paused';
  const conditions: readonly Condition[] = 'conditions' in status ? status.conditions : [];
  const failure = conditionOf(conditions, 'ReplicaFailure');
  return failure?.status === 'True' ? [failure.reason, shorten(failure.message ?? '')].filter((part) => part).join(', ') : '';
}
