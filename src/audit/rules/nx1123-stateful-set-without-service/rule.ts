import { refTo } from '../../../model/object-ref.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1123',
  title: 'StatefulSet without its Service',
  severity: 'warning',
  proof: 'certain',
  subject: 'StatefulSet',
  reads: ['Service'],
  causes: [],
  causesElsewhere: ['NX2020'],
  check({ metadata, spec }, cluster) {
    const { serviceName, replicas } = spec;
    if (serviceName === undefined || replicas === 0) return [];
    const { namespace = '', name } = metadata;
    const found = cluster.get('Service', serviceName, namespace);
    if (found.state === 'unknown') return unjudged(found.gaps);
    if (found.state === 'found' && found.item.spec.type !== 'ExternalName') return [];
    const why = found.state === 'absent' ? 'does not exist' : 'is an alias (ExternalName)';
    return [
      {
        args: { namespace, name, service: serviceName, why },
        evidence: [
          { object: refTo('StatefulSet', metadata), field: 'spec.serviceName', value: serviceName, says: `Service ${serviceName} ${why}` },
        ] as const,
      },
    ];
  },
  message: ({ name, service, why }) => `its Service ${service} ${why}: the pods' own names (${name}-0.${service}) do not resolve`,
  remedy: ({ namespace, service, name }) =>
    `Create a headless Service ${namespace}/${service} that selects the pods of StatefulSet ${name}; serviceName itself cannot be changed.`,
});
