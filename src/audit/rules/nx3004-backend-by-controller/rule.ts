import { describeLine } from '../../../engines/ingress/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isHeadless } from '../../../model/resources/service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { judgeBackends } from '../../facts/ingress-lines.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3004',
  title: 'Backend is an ExternalName or headless',
  severity: 'info',
  proof: 'assumed',
  subject: 'Ingress',
  reads: ['Service'],
  causes: [],
  check(ingress, cluster) {
    const { namespace = '' } = ingress.metadata;
    return judgeBackends(ingress, cluster, ({ service, lines, asks }, found) => {
      const external = found?.spec.type === 'ExternalName' ? (found.spec.externalName ?? '') : null;
      if (found === undefined || (external === null && !isHeadless(found))) return undefined;
      const object = refTo('Service', found.metadata);
      const shown =
        external === null
          ? { object, field: 'spec.clusterIPs[0]', value: 'None', says: 'headless' }
          : { object, field: 'spec.externalName', value: external, says: 'an alias for a host outside' };
      return { args: { namespace, backend: service, external, lines: enumerate(lines.map(describeLine)) }, evidence: [asks, shown] };
    });
  },
  message: ({ namespace, backend, external, lines }) =>
    external === null
      ? `${lines}: Service ${namespace}/${backend} is headless: controllers that send to endpoints reach it, those that use the Cluster IP do not`
      : `${lines}: Service ${namespace}/${backend} is an alias for ${external}: whether that is followed is the controller's affair`,
  remedy: ({ external }) =>
    external === null
      ? 'Nothing, where the controller sends to endpoints (most do); else give the Service a Cluster IP.'
      : 'See whether the controller is set to allow ExternalName backends, and who may create them.',
});
