import { refTo } from '../../../model/object-ref.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3023',
  title: 'ingress-nginx is retired',
  severity: 'info',
  proof: 'certain',
  subject: 'IngressClass',
  reads: [],
  causes: [],
  check({ metadata, spec }) {
    if (spec.controller !== 'k8s.io/ingress-nginx') return [];
    const shown = {
      object: refTo('IngressClass', metadata),
      field: 'spec.controller',
      value: spec.controller,
      says: 'the community controller',
    };
    return [{ args: { class: metadata.name }, evidence: [shown] }];
  },
  message: ({ class: name }) =>
    `class ${name} is served by ingress-nginx, which was retired in March 2026: nobody mends its faults any more`,
  remedy: () => 'Plan the move to another controller, or to the Gateway API.',
});
