import { SKIP_LABELS } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isHeadless } from '../../../model/resources/service.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1027',
  title: 'Label makes kube-proxy ignore the Service',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: [],
  causes: [],
  check(service) {
    const { metadata, spec } = service;
    if (spec.type === 'ExternalName' || isHeadless(service)) return [];
    const { namespace = '', name, labels } = metadata;
    return SKIP_LABELS.flatMap((label) => {
      const value = labels[label];
      if (value === undefined) return [];
      const object = refTo('Service', metadata);
      const field = `metadata.labels["${label}"]`;
      return [
        {
          args: { namespace, service: name, label, value },
          evidence: [{ object, field, value, says: 'kube-proxy passes over Services with this label' }] as const,
        },
      ];
    });
  },
  message: ({ label, value }) =>
    `its label ${label}${value === '' ? '' : `=${value}`} makes kube-proxy ignore it: its addresses answer only if something else serves them`,
  remedy: ({ namespace, service, label }) =>
    `Unless another proxy is meant to serve it, remove the label: kubectl label service ${service} -n ${namespace} ${label}-.`,
});
