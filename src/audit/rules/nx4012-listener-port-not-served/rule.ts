import { dataPlaneServices, isUsed } from '../../../engines/gateway/index.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { findCondition } from '../../facts/gateway-conditions.ts';
import { listenersOfGateway, saidOfListener } from '../../facts/gateway-listeners.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX4012',
  title: "Listener port that the Gateway's Service lacks",
  severity: 'error',
  proof: 'certain',
  subject: 'Gateway',
  reads: ['Service', 'ListenerSet', 'Namespace'],
  causes: [],
  check(gateway, cluster) {
    const services = dataPlaneServices(gateway, cluster);
    if (services.state !== 'complete') return unjudged(services.gaps);
    const [service] = services.items;
    if (service === undefined) return [];
    const served = new Set(services.items.flatMap(({ spec }) => spec.ports.map(({ port, protocol }) => `${port}/${protocol}`)));
    const name = enumerate(services.items.map(({ metadata }) => nameOf(metadata)));
    return listenersOfGateway(gateway, cluster).flatMap((one) => {
      const { port, protocol } = one.listener;
      const rejected =
        one.owner.kind === 'Gateway' && findCondition(saidOfListener(gateway, one.listener.name), 'Accepted', 'False') !== undefined;
      if (isUsed(one) !== 'yes' || rejected || served.has(`${port}/${protocol === 'UDP' ? 'UDP' : 'TCP'}`)) return [];
      const has = enumerate(service.spec.ports.map(describePort));
      return [
        {
          args: { gateway: nameOf(gateway.metadata), listener: one.listener.name, port, service: name, has },
          evidence: [
            { object: one.owner, field: `${one.field}.port`, value: port, says: `${protocol}` },
            { object: refTo('Service', service.metadata), field: 'spec.ports', says: has === '' ? 'no port' : has },
          ] as const,
        },
      ];
    });
  },
  message: ({ listener, port, service, has }) =>
    `listener ${listener} waits on port ${port}, which Service ${service} in front of the Gateway does not have${has === '' ? '' : ` (it has ${has})`}: nobody gets there`,
  remedy: ({ gateway, port, service }) =>
    `Add port ${port} to Service ${service}, or see why the controller of Gateway ${gateway} has not done so.`,
});
