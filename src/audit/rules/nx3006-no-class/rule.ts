import { classAtCreation, classOf } from '../../../engines/ingress/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { neverApplied } from '../../facts/never-applied.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX3006',
  title: 'Ingress without a class',
  severity: 'warning',
  proof: 'likely',
  subject: 'Ingress',
  reads: ['IngressClass'],
  causes: ['NX3011'],
  check(ingress, cluster) {
    const { metadata, spec, status } = ingress;
    const classes = cluster.list('IngressClass');
    const found = classOf(ingress, classes);
    // An address shows that a controller takes it, class or not.
    if (found.state !== 'no-class' || status.loadBalancer.ingress.length > 0) return [];
    const isManifest = !found.empty && neverApplied('Ingress', metadata).length > 0;
    if (isManifest && classAtCreation(ingress, knownItems(classes)) !== undefined) return [];
    if (isManifest && classes.state !== 'complete') return unjudged(classes.gaps);
    const field = found.empty ? 'spec.ingressClassName' : 'spec';
    const value = found.empty ? (spec.ingressClassName ?? '') : undefined;
    const asks = { object: refTo('Ingress', metadata), field, ...(value === undefined ? {} : { value }), says: 'it names no class' };
    const names = classes.state === 'unknown' ? [] : classes.items.map((one) => one.metadata.name);
    return [{ args: { namespace: metadata.namespace ?? '', ingress: metadata.name, classes: names.join(', ') }, evidence: [asks] }];
  },
  message: ({ classes }) => {
    const there = classes === '' ? '' : ` (there are ${classes})`;
    return `it names no class${there}: only controllers that take Ingresses without a class serve it, and none has given it an address`;
  },
  remedy: ({ namespace, ingress }) =>
    `Set spec.ingressClassName of Ingress ${namespace}/${ingress}; a default IngressClass is filled in only when an Ingress is created.`,
});
