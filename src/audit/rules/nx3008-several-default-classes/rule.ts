import { DEFAULT_CLASS_ANNOTATION, defaultClasses } from '../../../engines/ingress/index.ts';
import { gapsOf } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX3008',
  title: 'Several default IngressClasses',
  severity: 'warning',
  proof: 'certain',
  subject: 'IngressClass',
  reads: ['IngressClass'],
  causes: [],
  check({ metadata }, cluster) {
    const classes = cluster.list('IngressClass');
    if (classes.state !== 'complete') return unjudged(gapsOf(classes));
    const [first, ...others] = defaultClasses(classes.items);
    if (first === undefined || !others.some((one) => one.metadata.name === metadata.name)) return [];
    const marked = (name: string) => ({
      object: refTo('IngressClass', { name }),
      field: `metadata.annotations["${DEFAULT_CLASS_ANNOTATION}"]`,
      value: 'true',
      says: 'marked as default',
    });
    return [{ args: { class: metadata.name, first: first.metadata.name }, evidence: [marked(metadata.name), marked(first.metadata.name)] }];
  },
  message: ({ class: name, first }) =>
    `${name} and ${first} are both marked as the default class: new Ingresses without a class get ${first} (the newest, then the first by name)`,
  remedy: ({ class: name }) =>
    `Take the annotation ingressclass.kubernetes.io/is-default-class off IngressClass ${name}, or off the other.`,
});
