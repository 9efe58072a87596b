import { OTHER_KINDS } from '../../../engines/policy/index.ts';
import { resourceOf } from '../../../model/kind.ts';
import { refTo } from '../../../model/object-ref.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX5024',
  title: 'Policy of another maker',
  severity: 'info',
  proof: 'certain',
  subject: OTHER_KINDS,
  reads: [],
  auditOnly: true,
  causes: [],
  check({ metadata }, _cluster, kind) {
    const resource = resourceOf(kind);
    const shown = { object: refTo(kind, metadata), field: 'metadata.name', value: metadata.name, says: `of ${resource}` };
    return [{ args: { resource, name: metadata.name, namespace: metadata.namespace ?? '' }, evidence: [shown] }];
  },
  message: ({ resource }) =>
    `policies of ${resource} are recognised and not followed: what is said of the pods that it selects is unknown where it may decide`,
  remedy: ({ resource, name, namespace }) =>
    `Read it beside what is told here: kubectl get ${resource} ${name}${namespace === '' ? '' : ` -n ${namespace}`} -o yaml.`,
});
