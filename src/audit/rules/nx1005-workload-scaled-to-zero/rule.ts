import { podsOf } from '../../../engines/service/index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { isPodFinished, isPodTerminating } from '../../../model/resources/pod.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { selectorOfLabels, selects } from '../../../model/values/label-selector.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { selectionOf } from '../../facts/selection.ts';
import { workloadsIn } from '../../facts/workloads.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1005',
  title: 'Workload is scaled to zero',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod', 'Deployment', 'StatefulSet', 'ReplicaSet'],
  causes: ['NX1002', 'NX1006', 'NX1007', 'NX1013', 'NX1014', 'NX7008'],
  causesElsewhere: ['NX3003', 'NX4025'],
  check(service, cluster) {
    if (!hasSelector(service)) return [];
    const pods = podsOf(service, cluster);
    if (knownItems(pods).some((pod) => !isPodFinished(pod) && !isPodTerminating(pod))) return [];
    if (pods.state !== 'complete') return unjudged(pods.gaps);
    const { namespace, name, labels, selector, asks } = selectionOf(service, service.spec.selector);
    // Explaining one Service reads no workloads while pods are left: other findings tell that those end.
    if (pods.items.length > 0 && !cluster.covers({ kind: 'Deployment', namespace })) return [];
    const workloads = workloadsIn(namespace, cluster);
    if (workloads.state !== 'complete') return unjudged(gapsOf(workloads));
    const matching = workloads.items.filter((workload) => selects(selectorOfLabels(labels), workload.labels));
    const [first] = matching;
    if (first === undefined || matching.some(({ replicas }) => replicas > 0)) return [];
    return [
      {
        args: {
          namespace,
          service: name,
          selector,
          workloads: enumerate(matching.map(({ ref }) => `${ref.kind} ${ref.name}`)),
          count: matching.length,
          ending: pods.items.length,
          kind: first.ref.kind.toLowerCase(),
          name: first.ref.name,
        },
        evidence: [asks, { object: first.ref, field: 'spec.replicas', value: 0, says: 'no pod is wanted' }],
      },
    ];
  },
  message: ({ namespace, selector, workloads, count, ending }) => {
    const left = ending === 0 ? 'no pod' : `only ${counted(ending, 'pod')} that ${ending === 1 ? 'ends' : 'end'}`;
    return `selector ${selector} matches ${left} in namespace ${namespace}: ${workloads} ${count === 1 ? 'is' : 'are'} scaled to 0 replicas`;
  },
  remedy: ({ namespace, kind, name }) => `Scale it up: kubectl scale ${kind}/${name} -n ${namespace} --replicas=1.`,
});
