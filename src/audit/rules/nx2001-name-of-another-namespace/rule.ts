import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { defineLookUpRule } from '../../look-up-rule.ts';

export default defineLookUpRule({
  code: 'NX2001',
  title: 'Short name of a Service in another namespace',
  severity: 'warning',
  proof: 'certain',
  subject: 'LookUp',
  reads: ['Service'],
  causes: [],
  check({ name, namespace, outcome }, cluster) {
    if (outcome === 'resolved' || !/^[a-z0-9-]+$/i.test(name)) return [];
    const service = name.toLowerCase();
    const having = knownItems(cluster.metadata('Service', { fields: { 'metadata.name': service } }));
    return having
      .filter(({ metadata }) => metadata.namespace !== namespace)
      .map(({ metadata }) => {
        const { namespace: other = '' } = metadata;
        const object = refTo('Service', metadata);
        return {
          subject: object,
          args: { service, namespace, other },
          evidence: [{ object, field: 'metadata.namespace', value: other, says: 'where the Service is' }] as const,
        };
      });
  },
  message: ({ service, namespace, other }) =>
    `"${service}" alone means Service ${namespace}/${service}, which does not exist: the Service of that name is in namespace ${other}`,
  remedy: ({ service, other }) => `Write ${service}.${other}: the short name works in namespace ${other} only.`,
});
