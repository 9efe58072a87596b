import { parentGateway, ROUTE_KINDS, type RouteKind } from '../../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import type { Gateway } from '../../../model/resources/gateway.ts';
import type { Route } from '../../../model/resources/route.ts';
import { effectOf } from '../../facts/backend-findings.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { gatewayProxies } from '../../facts/gateway-proxies.ts';
import { groupBy } from '../../facts/group-by.ts';
import { keptOut, OWN_NODE } from '../../facts/kept-out.ts';
import { isNobodyEnforcing, POLICY_KINDS } from '../../facts/policies.ts';
import { routeBackends } from '../../facts/route-backends.ts';
import { routeParents } from '../../facts/route-parents.ts';
import { defineRule, type Hit, type Unjudged } from '../../rule.ts';

interface KeptOutArgs extends Readonly<Record<string, string | number>> {
  readonly gateway: string;
  readonly namespace: string;
  readonly backend: string;
  readonly effect: string;
  readonly count: number;
  readonly total: number;
  readonly but: string;
  readonly policies: string;
}

export default defineRule({
  code: 'NX5031',
  title: 'Policy keeps the proxies of a Gateway out',
  severity: 'error',
  proof: 'likely',
  subject: ROUTE_KINDS,
  reads: ['Gateway', 'ListenerSet', 'Service', 'ReferenceGrant', 'EndpointSlice', 'Endpoints', 'Pod', 'DaemonSet', ...POLICY_KINDS],
  wholeKinds: ['Pod', 'Service', 'DaemonSet'],
  auditOnly: true,
  causes: [],
  check(route, cluster, kind) {
    const used = routeBackends(kind, route, cluster).filter(({ cause, share = 0 }) => cause === 'none' && share > 0);
    const gateways = used.length === 0 ? [] : gatewaysOf(kind, route, cluster);
    if (gateways.length === 0 || isNobodyEnforcing(cluster)) return [];
    return gateways.flatMap((gateway) => {
      const of = describeRef(refTo('Gateway', gateway.metadata));
      const ends = gatewayProxies(gateway, cluster).map((pod) => ({ kind: 'pod', pod }) as const);
      if (ends.length === 0) return [];
      return [...groupBy(used, ({ name }) => name).values()].flatMap((places): readonly (Hit<KeptOutArgs> | Unjudged)[] => {
        const [{ service, servicePort, name: backend, namedAt } = {}] = places;
        if (service === undefined || servicePort === undefined || namedAt === undefined || backend === undefined) return [];
        const result = keptOut(service, servicePort, { of, ends }, cluster);
        if (result === undefined) return [];
        if ('unjudged' in result) return [result];
        const { count, total, policies, isOwnNodeOpen } = result;
        const { name, namespace = '' } = service.metadata;
        const evidence = [
          { object: refTo(kind, route.metadata), field: namedAt, value: name, says: 'the backend' },
          ...policies.map((object) => ({ object, field: 'spec', says: `lets no proxy of ${of} in` })),
        ] as const;
        const effect =
          count === total && !isOwnNodeOpen
            ? effectOf(places, 'fail, commonly with 503 or 504')
            : 'what goes there fails, commonly with 503 or 504';
        return [
          {
            args: {
              gateway: of,
              namespace,
              backend,
              effect,
              count,
              total,
              but: isOwnNodeOpen ? OWN_NODE : '',
              policies: enumerate(policies.map(describeRef)),
            },
            evidence,
          },
        ];
      });
    });
  },
  message: ({ gateway, backend, effect, count, total, but, policies }) =>
    `${policies} keep${policies.includes(' and ') ? '' : 's'} the proxies of ${gateway} out of ${count === total ? `every endpoint of ${backend}` : `${count} of ${total} endpoints of ${backend}`}${but}, if policies are enforced: ${effect}`,
  remedy: ({ gateway, backend }) =>
    `Let the proxies of ${gateway} in: a rule with a namespaceSelector for the namespace in which they run, for the pods behind ${backend}.`,
});

/** The Gateways that take a route, each once. */
function gatewaysOf(kind: RouteKind, route: Route, cluster: ClusterIndex): readonly Gateway[] {
  const parents = routeParents(kind, route, cluster).filter(({ cause }) => cause === 'none');
  return [...new Set(parents.flatMap(({ attachment: { parent } }) => parentGateway(parent, cluster) ?? []))];
}
