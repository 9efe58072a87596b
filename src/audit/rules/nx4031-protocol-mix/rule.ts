import { ROUTE_KINDS, type RouteKind } from '../../../engines/gateway/index.ts';
import type { Gateway, ListenerSet } from '../../../model/resources/gateway.ts';
import type { Route } from '../../../model/resources/route.ts';
import { LISTENER_OWNERS, type ListenerOwnerKind } from '../../facts/gateway-listeners.ts';
import { mixedListeners, mixedRoute } from '../../facts/protocol-mix.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4031',
  title: 'Protocols that do not fit together',
  severity: 'error',
  proof: 'certain',
  subject: [...LISTENER_OWNERS, ...ROUTE_KINDS],
  reads: ['Gateway', 'ListenerSet', 'Namespace', 'Service', 'ReferenceGrant'],
  causes: ['NX4009'],
  check: (item, cluster, kind) =>
    kind === 'Gateway' || kind === 'ListenerSet'
      ? mixedListeners(kind satisfies ListenerOwnerKind, item as Gateway | ListenerSet)
      : mixedRoute(kind satisfies RouteKind, item as Route, cluster),
  message: ({ why }) => why,
  remedy: ({ fix }) => fix,
});
