import { describeLine } from '../../../engines/ingress/index.ts';
import { endpointsOfPort, isUsable, slicesOf } from '../../../engines/service/index.ts';
import { gapsOf } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { backendPort, judgeBackends } from '../../facts/ingress-lines.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3003',
  title: 'Backend has no ready endpoint',
  severity: 'error',
  proof: 'certain',
  subject: 'Ingress',
  reads: ['Service', 'EndpointSlice', 'Endpoints'],
  causes: [],
  check(ingress, cluster) {
    const { namespace = '' } = ingress.metadata;
    return judgeBackends(ingress, cluster, ({ service, port, lines, asks }, found) => {
      const at = found && backendPort(found, port);
      if (found === undefined || found.spec.type === 'ExternalName' || at === undefined) return undefined;
      const slices = slicesOf(found, cluster);
      if (slices.state !== 'complete') return { unjudged: gapsOf(slices) };
      if (endpointsOfPort(slices.items, at).some(isUsable)) return undefined;
      const shown = {
        object: refTo('Service', found.metadata),
        field: `spec.ports[${found.spec.ports.indexOf(at)}]`,
        value: describePort(at),
        says: 'no EndpointSlice has a ready endpoint of it',
      };
      return {
        args: { namespace, service, backend: `${service}:${at.port}`, port: describePort(at), lines: enumerate(lines.map(describeLine)) },
        evidence: [asks, shown],
      };
    });
  },
  message: ({ namespace, service, port, lines }) =>
    `${lines}: port ${port} of Service ${namespace}/${service} has no ready endpoint: requests get an error, commonly 503`,
  remedy: ({ namespace, service }) => `See why the Service has none: kubectl netexplain svc/${service} -n ${namespace}.`,
});
