import { asItsParentsApply, parentOf, routeNeeds } from '../../engines/gateway/index.ts';
import { announce } from '../../engines/service/index.ts';
import type { Route } from '../../model/resources/route.ts';
import { nearNeeds } from '../not-found.ts';
import { askedBy, type ReadingPlan } from '../reading-plan.ts';
import type { ExplainedRouteKind } from './kinds.ts';
import { addressesOfParent, parentReport } from './parents.ts';
import { ruleReport } from './rules.ts';

/**
 * What explaining one HTTPRoute or GRPCRoute reads: the route, its parents and their addresses, and by name what its rules send to, with
 * the ReferenceGrants of other namespaces. Other routes are left to the explanation of the Gateway.
 */
export function* routeReadingPlan(kind: ExplainedRouteKind, namespace: string, name: string): ReadingPlan {
  const first = yield [{ kind, namespace, name }];
  const found = first.get(kind, name, namespace);
  if (found.state === 'absent') yield nearNeeds({ kind, namespace, name });
  if (found.state !== 'found') return;
  const route: Route = found.item;
  const of = asItsParentsApply(kind, route);
  yield* askedBy((cluster, attempt) => {
    announce(cluster, routeNeeds(of));
    route.spec.parentRefs.forEach((_, index) => {
      attempt(() => parentReport(of, index, cluster));
    });
    for (const ref of route.spec.parentRefs) attempt(() => addressesOfParent(parentOf(ref, route), cluster));
    route.spec.rules.forEach((_, index) => {
      attempt(() => ruleReport(of, index, cluster));
    });
  });
}
