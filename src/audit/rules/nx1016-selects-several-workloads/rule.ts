import { podsOf } from '../../../engines/service/index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished, isPodTerminating } from '../../../model/resources/pod.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { groupBy } from '../../facts/group-by.ts';
import { selectionOf } from '../../facts/selection.ts';
import { workloadOf } from '../../facts/workload-of-pod.ts';
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
