import { refTo } from '../../../model/object-ref.ts';
import type { ServicePort } from '../../../model/resources/service.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1116',
  title: 'ExternalName for HTTP or TLS',
  severity: 'info',
  proof: 'likely',
  subject: 'Service',
  reads: [],
  causes: [],
  check({ metadata, spec }) {
    if (spec.type !== 'ExternalName') return [];
    const object = refTo('Service', metadata);
    const ports = spec.ports.map((port, index) => ({ port, field: `spec.ports[${index}]` })).filter(({ port }) => isHttp(port));
    const [first, ...rest] = ports.map(({ port, field }) => ({ object, field, says: `port ${describePort(port)} is likely HTTP or TLS` }));
    if (first === undefined) return [];
    const { namespace = '', name } = metadata;
    const shown = enumerate(ports.map(({ port }) => describePort(port)));
    return [{ args: { namespace, service: name, ports: shown, target: spec.externalName ?? '' }, evidence: [first, ...rest] }];
  },
  message: ({ service, namespace, ports, target }) =>
    `port ${ports}: HTTP and TLS clients ask for the name that they dial (${service}.${namespace}), not for ${target}, whose server may not know it or have no certificate for it`,
  remedy: ({ service, target }) =>
    `Let clients dial ${target} itself, or send it as Host header and TLS server name; or let the server and its certificate know the name ${service}.`,
});

const PORTS: readonly number[] = [80, 443, 8080, 8443];
const APP_PROTOCOL = /^(kubernetes\.io\/)?(https?|h2c|http2|wss?)$/i;
const NAME = /^https?(-|$)/;

/** What the port is said to carry decides; where nothing is said, its name or a number that HTTP is known for. */
function isHttp({ name, port, protocol, appProtocol }: ServicePort): boolean {
  if (appProtocol !== undefined) return APP_PROTOCOL.test(appProtocol);
  return protocol === 'TCP' && (NAME.test(name) || PORTS.includes(port));
}
