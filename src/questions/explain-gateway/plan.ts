import { issuerNeeds } from '../../audit/facts/issuers.ts';
import { dataPlaneNeed, listenersOf } from '../../engines/gateway/index.ts';
import { announce } from '../../engines/service/index.ts';
import type { Need } from '../../model/listing.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import { gatewayAddresses } from '../gateway-addresses.ts';
import { nearNeeds } from '../not-found.ts';
import { askedBy, type ReadingPlan } from '../reading-plan.ts';
import { listenerReport } from './listener.ts';
import { admittedSets } from './parts.ts';

/**
 * What explaining one Gateway reads: the Gateway, its class, the Services and pods that carry its name, the metadata of the Secrets that it
 * names, and the routes of the kinds and namespaces that its listeners take, which the API cannot select by their parents. Backends are
 * left to the routes' own explanation.
 */
export function* gatewayReadingPlan(namespace: string, name: string): ReadingPlan {
  const first = yield [{ kind: 'Gateway', namespace, name }];
  const found = first.get('Gateway', name, namespace);
  if (found.state === 'absent') yield nearNeeds({ kind: 'Gateway', namespace, name });
  if (found.state !== 'found') return;
  const gateway = found.item;
  yield* askedBy((cluster, attempt) => {
    announce(cluster, sureNeeds(gateway));
    attempt(() => gatewayAddresses(gateway, cluster));
    attempt(() => admittedSets(gateway, cluster));
    for (const listener of listenersOf(gateway, cluster).listeners) attempt(() => listenerReport(listener, gateway, cluster));
  });
}

function sureNeeds(gateway: Gateway): readonly Need[] {
  const { gatewayClassName } = gateway.spec;
  return [
    ...(gatewayClassName === '' ? [] : [{ kind: 'GatewayClass' as const, name: gatewayClassName }]),
    dataPlaneNeed('Service', gateway),
    dataPlaneNeed('Pod', gateway),
    ...issuerNeeds(gateway.metadata),
  ];
}
