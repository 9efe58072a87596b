import { describeLine } from '../../../engines/ingress/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { backendPort, judgeBackends, portText } from '../../facts/ingress-lines.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3002',
  title: 'Backend port is no port of the Service',
  severity: 'error',
  proof: 'certain',
  subject: 'Ingress',
  reads: ['Service'],
  causes: [],
  check(ingress, cluster) {
    const { namespace = '', name } = ingress.metadata;
    return judgeBackends(ingress, cluster, ({ service, port, lines, asks }, found) => {
      // A port of an ExternalName is that of the host outside, whatever the Service declares.
      if (found === undefined || found.spec.type === 'ExternalName' || backendPort(found, port) !== undefined) return undefined;
      const has = enumerate(found.spec.ports.map(describePort));
      const ports = { object: refTo('Service', found.metadata), field: 'spec.ports', value: has, says: 'its ports' };
      const meant = found.spec.ports.find(({ targetPort }) => targetPort === (port.name ?? port.number));
      return {
        args: {
          namespace,
          ingress: name,
          service,
          backend: `${service}:${portText(port)}`,
          wanted: portText(port),
          has,
          lines: enumerate(lines.map(describeLine)),
          meant: meant?.port ?? null,
        },
        evidence: [asks, ports],
      };
    });
  },
  message: ({ namespace, service, wanted, has, lines, meant }) => {
    const near = meant === null ? '' : `; ${wanted} is the targetPort of its port ${meant}, which is meant here`;
    return `${lines}: Service ${namespace}/${service} has no port ${wanted}, but ${has === '' ? 'none at all' : has}${near}`;
  },
  remedy: ({ namespace, ingress, service, wanted, meant }) =>
    meant === null
      ? `Name a port of Service ${namespace}/${service} in Ingress ${namespace}/${ingress}, or add port ${wanted} to the Service.`
      : `Write port ${meant} instead of ${wanted} in Ingress ${namespace}/${ingress}.`,
});
