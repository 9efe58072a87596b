import { backendTlsOf, parentGateway, type RouteKind } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { gapsOf } from '../../model/listing.ts';
import { describeRef, type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { Route } from '../../model/resources/route.ts';
import type { Unjudged } from '../rule.ts';
import { type PlacedCondition, presentConditions, quote } from './gateway-conditions.ts';
import { groupBy } from './group-by.ts';
import { routeBackends } from './route-backends.ts';
import { routeParents } from './route-parents.ts';

/** A policy that acts on what a route does. */
export interface RoutePolicy {
  readonly policy: string;
  readonly says: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/** The end of the condition's name by which a controller shows that a policy of its own acts. Source: gateway-api GEP-713. */
const AFFECTED = /^(?:.*\/)?(.+)Affected$/;

/** The policies on a route: how its Gateways speak TLS to its backends, and what controllers say of policies of their own on it or on its Gateways. */
export function policiesOnRoute(kind: RouteKind, route: Route, cluster: ClusterIndex): readonly (RoutePolicy | Unjudged)[] {
  const object = refTo(kind, route.metadata);
  const own = route.status.parents.flatMap(({ conditions }, index) =>
    affected(object, presentConditions(conditions, route.metadata, `status.parents[${index}]`)),
  );
  const gateways = new Set(routeParents(kind, route, cluster).flatMap(({ attachment }) => parentGateway(attachment.parent, cluster) ?? []));
  const inherited = [...gateways].flatMap((gateway) =>
    affected(refTo('Gateway', gateway.metadata), presentConditions(gateway.status.conditions, gateway.metadata)),
  );
  const said = groupBy([...own, ...inherited], ({ policy }) => policy);
  return [...tlsPolicies(kind, route, cluster), ...[...said.values()].flatMap((same) => same.slice(0, 1))];
}

function affected(object: ObjectRef, said: readonly PlacedCondition[]): readonly RoutePolicy[] {
  return said.flatMap((one) => {
    const policy = one.condition.status === 'True' ? AFFECTED.exec(one.condition.type)?.[1] : undefined;
    if (policy === undefined) return [];
    const { message = '' } = one.condition;
    const says = `${policy} acts on ${describeRef(object)}${message === '' ? '' : `: ${message}`}`;
    return [{ policy: `the ${policy} of ${describeRef(object)}`, says, evidence: [quote(object, one)] as const }];
  });
}

/** TLS to backends is a matter of routes that end at the Gateway. */
function tlsPolicies(kind: RouteKind, route: Route, cluster: ClusterIndex): readonly (RoutePolicy | Unjudged)[] {
  if (kind !== 'HTTPRoute' && kind !== 'GRPCRoute') return [];
  const backends = groupBy(routeBackends(kind, route, cluster), ({ name }) => name);
  return [...backends.values()].flatMap((same) =>
    same.slice(0, 1).flatMap(({ name, service, servicePort }): readonly (RoutePolicy | Unjudged)[] => {
      if (service === undefined || servicePort === undefined) return [];
      const found = backendTlsOf(service, servicePort, cluster);
      if (found === undefined) return [];
      if (found === 'unknown')
        return [{ unjudged: gapsOf(cluster.list('BackendTLSPolicy', { namespace: service.metadata.namespace ?? '' })) }];
      const { policy } = found;
      const ref = refTo('BackendTLSPolicy', policy.metadata);
      const says = `Gateways speak TLS to ${name}, and its certificate must be for ${policy.spec.hostname}`;
      return [
        {
          policy: describeRef(ref),
          says: `${describeRef(ref)}: ${says}`,
          evidence: [{ object: ref, field: 'spec.hostname', value: policy.spec.hostname, says }],
        },
      ];
    }),
  );
}
