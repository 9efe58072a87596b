import { podsOf } from '../../../engines/service/index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished, isPodTerminating, type Pod } from '../../../model/resources/pod.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { groupBy } from '../../facts/group-by.ts';
import { selectionOf } from '../../facts/selection.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1016',
  title: 'Service selects the pods of several workloads',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: ['Pod'],
  causes: [],
  check(service, cluster) {
    if (!hasSelector(service)) return [];
    const pods = podsOf(service, cluster);
    const live = knownItems(pods).filter((pod) => !isPodFinished(pod) && !isPodTerminating(pod));
    const groups = groupBy(live, workloadOf);
    if (groups.size < 2) return pods.state === 'complete' ? [] : unjudged(gapsOf(pods));
    const workloads = [...groups].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
    const { namespace, name, selector, asks } = selectionOf(service, service.spec.selector);
    return [
      {
        args: {
          namespace,
          service: name,
          selector,
          workloads: enumerate(workloads.map(([workload, own]) => `${workload} (${counted(own.length, 'pod')})`)),
        },
        evidence: [
          asks,
          ...workloads.flatMap(([workload, own]) =>
            own.slice(0, 1).map((pod) => ({
              object: refTo('Pod', pod.metadata),
              field: pod.metadata.ownerReferences.length === 0 ? 'metadata' : 'metadata.ownerReferences',
              says: `pod ${pod.metadata.name}: ${workload}`,
            })),
          ),
        ],
      },
    ];
  },
  message: ({ selector, workloads }) => `its selector ${selector} picks the pods of several workloads: ${workloads}`,
  remedy: ({ namespace, service }) =>
    `If it is not meant so (as with a canary), add a label to the selector of Service ${namespace}/${service} that only one workload gives its pods.`,
});

/**
 * What runs a pod, in words. The ReplicaSets of a Deployment (or of an Argo Rollout) are named by it and the hash in a label of their pods,
 * so that two of them are one workload; so are static pods, which belong to their nodes.
 * Source: kubernetes pkg/controller/deployment/sync.go, getNewReplicaSet (1.36).
 */
function workloadOf({ metadata }: Pod): string {
  const { labels, ownerReferences } = metadata;
  const owner = ownerReferences.find((one) => one.controller === true);
  if (owner === undefined) return 'no workload';
  if (owner.kind === 'Node') return 'static pods';
  if (owner.kind === 'ReplicaSet') {
    const rollout = labels['rollouts-pod-template-hash'];
    const suffix = `-${rollout ?? labels['pod-template-hash'] ?? ''}`;
    if (suffix !== '-' && owner.name.endsWith(suffix)) {
      return `${rollout === undefined ? 'Deployment' : 'Rollout'} ${owner.name.slice(0, -suffix.length)}`;
    }
  }
  return `${owner.kind} ${owner.name}`;
}
