import { describeBackend, describeLine, type IngressLine } from '../../../engines/ingress/index.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { rivalLines } from '../../facts/ingress-rivals.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3019',
  title: 'Same host and path in two Ingresses',
  severity: 'warning',
  proof: 'certain',
  subject: 'Ingress',
  reads: ['Ingress'],
  wholeKinds: ['Ingress'],
  causes: [],
  check(ingress, cluster) {
    const { namespace = '', name } = ingress.metadata;
    return rivalLines(ingress, cluster).flatMap(({ line, rivals }) => {
      const [first] = rivals;
      if (first === undefined) return [];
      const shown = (one: IngressLine) => ({
        object: refTo('Ingress', one.ingress.metadata),
        field: one.field,
        value: one.backend === undefined ? '' : describeBackend(one.backend, one.ingress.metadata.namespace ?? ''),
        says: describeLine(one),
      });
      const others = [...new Set(rivals.map((one) => nameOf(one.ingress.metadata)))];
      return [
        {
          args: { namespace, ingress: name, line: describeLine(line), others: enumerate(others) },
          evidence: [shown(line), shown(first)] as const,
        },
      ];
    });
  },
  message: ({ line, others }) =>
    `${line} stands in the older Ingress ${others}, too, with another backend: which of them gets the requests is up to the controller`,
  remedy: ({ namespace, ingress, others }) => `Keep the path in one of Ingress ${namespace}/${ingress} and ${others}.`,
});
