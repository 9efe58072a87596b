import { servingOf } from '../../../engines/ingress/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { ANNOTATION_PREFIXES } from '../../facts/ingress-annotations.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX3024',
  title: 'Annotations of another controller',
  severity: 'warning',
  proof: 'likely',
  subject: 'Ingress',
  reads: ['IngressClass'],
  causes: [],
  check(ingress, cluster) {
    const { classing, known } = servingOf(ingress, cluster);
    if (classing.state === 'unknown') return unjudged(classing.gaps);
    if (known === undefined) return [];
    const keys = Object.keys(ingress.metadata.annotations);
    const foreign = Object.entries(ANNOTATION_PREFIXES).flatMap(([name, prefixes]) =>
      name === known.name ? [] : keys.filter((key) => prefixes.some((prefix) => key.startsWith(prefix))).map((key) => ({ key, name })),
    );
    const [first] = foreign;
    if (first === undefined) return [];
    const object = refTo('Ingress', ingress.metadata);
    const shown = { object, field: `metadata.annotations["${first.key}"]`, says: `read by ${first.name}` };
    return [
      {
        args: {
          namespace: ingress.metadata.namespace ?? '',
          ingress: ingress.metadata.name,
          keys: enumerate(foreign.map(({ key }) => key)),
          others: enumerate([...new Set(foreign.map(({ name }) => name))]),
          controller: known.name,
        },
        evidence: [shown],
      },
    ];
  },
  message: ({ keys, others, controller }) => `${keys}: read by ${others}, and its class is served by ${controller}, which ignores it`,
  remedy: ({ namespace, ingress, controller }) =>
    `Say the same with what ${controller} reads, or take the annotation off Ingress ${namespace}/${ingress}.`,
});
