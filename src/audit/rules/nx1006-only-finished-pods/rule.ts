import { podsOf } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { selectionOf } from '../../facts/selection.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1006',
  title: 'Only finished pods match',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod'],
  causes: ['NX1014', 'NX7008'],
  causesElsewhere: ['NX1124', 'NX1125', 'NX1127', 'NX1134', 'NX3003', 'NX4025'],
  check(service, cluster) {
    if (!hasSelector(service)) return [];
    const pods = podsOf(service, cluster);
    if (pods.state === 'partial' && pods.items.some((pod) => !isPodFinished(pod))) return [];
    if (pods.state !== 'complete') return unjudged(pods.gaps);
    const [first] = pods.items;
    if (first === undefined || !pods.items.every(isPodFinished)) return [];
    const { namespace, name, selector, asks } = selectionOf(service, service.spec.selector);
    return [
      {
        args: {
          namespace,
          service: name,
          selector,
          count: pods.items.length,
          pods: enumerate(pods.items.map((pod) => `${pod.metadata.name} (${pod.status.phase})`)),
        },
        evidence: [
          asks,
          {
            object: refTo('Pod', first.metadata),
            field: 'status.phase',
            value: first.status.phase,
            says: 'a pod that has finished never becomes an endpoint',
          },
        ],
      },
    ];
  },
  message: ({ selector, count, pods }) =>
    `selector ${selector} matches only ${count === 1 ? 'a pod that has' : 'pods that have'} finished: ${pods}`,
  remedy: ({ namespace, service, selector }) =>
    `Run pods that stay with the labels ${selector}, or change spec.selector of Service ${namespace}/${service} to the labels of pods that do.`,
});
