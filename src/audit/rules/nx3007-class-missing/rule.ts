import { classOf } from '../../../engines/ingress/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { nearest } from '../../facts/near-miss.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX3007',
  title: 'IngressClass does not exist',
  severity: 'error',
  proof: 'certain',
  subject: 'Ingress',
  reads: ['IngressClass'],
  causes: ['NX3011'],
  check(ingress, cluster) {
    const classes = cluster.list('IngressClass');
    const found = classOf(ingress, classes);
    if (found.state === 'unknown') return unjudged(found.gaps);
    if (found.state !== 'no-such-class') return [];
    const { namespace = '', name } = ingress.metadata;
    const names = knownItems(classes).map(({ metadata }) => metadata.name);
    const asks = { object: refTo('Ingress', ingress.metadata), field: 'spec.ingressClassName', value: found.name, says: 'the class' };
    const meant = nearest(found.name, names) ?? null;
    return [{ args: { namespace, ingress: name, class: found.name, classes: enumerate(names), meant }, evidence: [asks] }];
  },
  message: ({ class: wanted, classes, meant }) => {
    const there = classes === '' ? 'there is none at all' : `there are ${classes}`;
    return `there is no IngressClass "${wanted}"; ${meant === null ? there : `did you mean ${meant}?`}`;
  },
  remedy: ({ namespace, ingress, class: wanted, meant }) =>
    `${meant === null ? 'Name a class that exists' : `Write ${meant}`} in spec.ingressClassName of Ingress ${namespace}/${ingress}, or create IngressClass ${wanted}.`,
});
