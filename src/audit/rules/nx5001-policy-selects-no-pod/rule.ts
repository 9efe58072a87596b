import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { formatSelector } from '../../../model/values/label-selector.ts';
import { isMalformed } from '../../../model/values/malformed.ts';
import { expectedPods, hasTemplate } from '../../facts/policies.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX5001',
  title: 'Policy selects no pod',
  severity: 'warning',
  proof: 'likely',
  subject: 'NetworkPolicy',
  reads: ['Pod', 'Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet'],
  causes: [],
  check(policy, cluster) {
    const { podSelector } = policy.spec;
    if (isMalformed(podSelector) || podSelector.length === 0) return [];
    const pods = expectedPods(policy, cluster);
    if (knownItems(pods).length > 0) return [];
    const { namespace = '', name } = policy.metadata;
    const expected = hasTemplate(namespace, podSelector, cluster);
    if (expected === true) return [];
    const gaps = [...gapsOf(pods), ...(expected === false ? [] : expected)];
    if (gaps.length > 0) return unjudged(gaps);
    const selector = formatSelector(podSelector);
    const shown = {
      object: refTo('NetworkPolicy', policy.metadata),
      field: 'spec.podSelector',
      value: selector,
      says: 'nothing has these labels',
    };
    return [{ args: { namespace, name, selector }, evidence: [shown] }];
  },
  message: ({ namespace, selector }) =>
    `it selects pods with ${selector}, and namespace ${namespace} has none, nor a workload that would make one: it changes nothing`,
  remedy: ({ namespace, name, selector }) =>
    `Compare ${selector} with the labels of the pods (kubectl get pods -n ${namespace} --show-labels), or delete NetworkPolicy ${namespace}/${name} if its pods are gone for good.`,
});
