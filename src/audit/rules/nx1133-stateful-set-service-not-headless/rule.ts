import { refTo } from '../../../model/object-ref.ts';
import { isHeadless } from '../../../model/resources/service.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1133',
  title: 'Service of a StatefulSet is not headless',
  severity: 'info',
  proof: 'certain',
  subject: 'StatefulSet',
  reads: ['Service'],
  causes: [],
  check({ metadata, spec }, cluster) {
    if (spec.serviceName === undefined) return [];
    const { namespace = '', name } = metadata;
    const found = cluster.get('Service', spec.serviceName, namespace);
    if (found.state === 'unknown') return unjudged(found.gaps);
    if (found.state === 'absent' || found.item.spec.type === 'ExternalName' || isHeadless(found.item)) return [];
    const service = refTo('Service', found.item.metadata);
    return [
      {
        args: { namespace, name, service: service.name },
        evidence: [
          {
            object: refTo('StatefulSet', metadata),
            field: 'spec.serviceName',
            value: service.name,
            says: 'this Service gives the pods their names',
          },
          { object: service, field: 'spec.type', value: found.item.spec.type, says: 'it has an address of its own' },
        ] as const,
      },
    ];
  },
  message: ({ name, service }) =>
    `its Service ${service} has a Cluster IP: only CoreDNS still gives its pods names of their own (${name}-0.${service}), and the name ${service} leads to one virtual address, not to the pods`,
  remedy: ({ namespace, service }) => `If clients look for single pods, create Service ${namespace}/${service} again with clusterIP: None.`,
});
