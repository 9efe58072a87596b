import { podsOf } from '../../../engines/service/index.ts';
import { describeRef } from '../../../model/object-ref.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { selectionOf } from '../../facts/selection.ts';
import { makersOf, willHavePods } from '../../facts/workloads.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1002',
  title: 'Selector matches no pod',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod', 'Deployment', 'StatefulSet', 'ReplicaSet'],
  causes: ['NX1014', 'NX7008'],
  causesElsewhere: ['NX1124', 'NX1125', 'NX1127', 'NX1134', 'NX3003', 'NX4025'],
  check(service, cluster) {
    if (!hasSelector(service)) return [];
    const pods = podsOf(service, cluster);
    if (pods.state !== 'complete') return pods.state === 'partial' && pods.items.length > 0 ? [] : unjudged(pods.gaps);
    if (pods.items.length > 0) return [];
    const { namespace = '', name } = service.metadata;
    if (willHavePods(namespace, service.spec.selector, cluster)) return [];
    const { selector, asks } = selectionOf(service, service.spec.selector);
    const makers = makersOf(namespace, service.spec.selector, cluster);
    const shown = makers.map((object) => ({
      object,
      field: 'spec.template.metadata.labels',
      says: 'it makes such pods, and none is there',
    }));
    return [{ args: { namespace, service: name, selector, makers: enumerate(makers.map(describeRef)) }, evidence: [asks, ...shown] }];
  },
  message: ({ selector, namespace, makers }) =>
    `selector ${selector} matches no pod in namespace ${namespace}${makers === '' ? '' : ` (${makers} should make such pods)`}`,
  remedy: ({ namespace, service, makers }) =>
    makers !== ''
      ? `See why ${makers} has no pods.`
      : `Compare the labels of the pods (kubectl get pods -n ${namespace} --show-labels) with spec.selector of Service ${service}, and change the one that is wrong.`,
});
