import { podsOf } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { formatSelector, selectorOfLabels } from '../../../model/values/label-selector.ts';
import { willHavePods } from '../../facts/workloads.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1002',
  title: 'Selector matches no pod',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod', 'Deployment', 'StatefulSet', 'ReplicaSet'],
  causes: ['NX7008'],
  check(service, cluster) {
    if (!hasSelector(service)) return [];
    const pods = podsOf(service, cluster);
    if (pods.state !== 'complete') return pods.state === 'partial' && pods.items.length > 0 ? [] : unjudged(pods.gaps);
    if (pods.items.length > 0) return [];
    const { namespace = '', name } = service.metadata;
    if (willHavePods(namespace, service.spec.selector, cluster)) return [];
    const selector = formatSelector(selectorOfLabels(service.spec.selector));
    return [
      {
        args: { namespace, service: name, selector },
        evidence: [
          { object: refTo('Service', service.metadata), field: 'spec.selector', value: selector, says: 'these labels are asked for' },
        ],
      },
    ];
  },
  message: ({ selector, namespace }) => `selector ${selector} matches no pod in namespace ${namespace}`,
  remedy: ({ namespace, service }) =>
    `Compare the labels of the pods (kubectl get pods -n ${namespace} --show-labels) with spec.selector of Service ${service}, and change the one that is wrong.`,
});
