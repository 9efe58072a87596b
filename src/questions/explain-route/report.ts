import { judge, judgeable } from '../../audit/judge.ts';
import { RULES } from '../../audit/rules/index.ts';
import { asItsParentsApply, type RouteOf, resolvedRefs } from '../../engines/gateway/index.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import type { Assumption, NotChecked } from '../../model/report.ts';
import type { GRPCRoute, HTTPRoute } from '../../model/resources/route.ts';
import type { GRPCRouteReport, HTTPRouteReport } from '../../model/route-report.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { coverageOf } from '../coverage.ts';
import { condition } from '../gateway-words.ts';
import { gapsIn, unreadKinds } from '../unread.ts';
import { parentReport } from './parents.ts';
import { ruleReport } from './rules.ts';
import { outcomeOf, summaryOf } from './summary.ts';

/** Explains one HTTPRoute from a snapshot that was narrowed to what explaining it reads. */
export function httpRouteReport(route: HTTPRoute, snapshot: ClusterSnapshot): HTTPRouteReport {
  const cluster = indexSnapshot(snapshot);
  const { findings, skipped } = judge(judgeable(RULES, cluster), 'HTTPRoute', [route], cluster);
  return {
    kind: 'HTTPRoute',
    ...bodyOf(asItsParentsApply('HTTPRoute', route), snapshot),
    findings,
    coverage: routeCoverage(snapshot, skipped),
  };
}

/** Explains one GRPCRoute likewise. */
export function grpcRouteReport(route: GRPCRoute, snapshot: ClusterSnapshot): GRPCRouteReport {
  const cluster = indexSnapshot(snapshot);
  const { findings, skipped } = judge(judgeable(RULES, cluster), 'GRPCRoute', [route], cluster);
  return {
    kind: 'GRPCRoute',
    ...bodyOf(asItsParentsApply('GRPCRoute', route), snapshot),
    findings,
    coverage: routeCoverage(snapshot, skipped),
  };
}

function bodyOf(
  of: RouteOf & { readonly kind: 'HTTPRoute' | 'GRPCRoute' },
  snapshot: ClusterSnapshot,
): Omit<HTTPRouteReport, 'kind' | 'findings' | 'coverage'> {
  const cluster = indexSnapshot(snapshot);
  const { metadata, spec } = of.route;
  const { namespace = '', name } = metadata;
  const parents = spec.parentRefs.map((_, index) => parentReport(of, index, cluster)).filter((one) => one !== undefined);
  const rules = spec.rules.map((_, index) => ruleReport(of, index, cluster)).filter((one) => one !== undefined);
  const facts = { kind: of.kind, route: { namespace, name, hostnames: spec.hostnames }, parents, rules };
  const { kind: _kind, ...told } = facts;
  return {
    apiVersion: 'netexplain/v1',
    question: { object: `${of.kind.toLowerCase()}/${namespace}/${name}` },
    outcome: outcomeOf(facts),
    summary: summaryOf(facts),
    ...told,
    resolvedRefs: condition(resolvedRefs(of, cluster)),
    assumptions: ASSUMPTIONS,
  };
}

function routeCoverage(snapshot: ClusterSnapshot, skipped: Parameters<typeof coverageOf>[1]): HTTPRouteReport['coverage'] {
  return coverageOf(snapshot, skipped, [...unreadKinds(gapsIn(snapshot)), ...NOT_CHECKED]);
}

const ASSUMPTIONS: readonly Assumption[] = [
  {
    id: 'gateway-specification',
    says: 'the implementation keeps to the specification of the Gateway API; what it says itself stands beside it as conditions',
  },
];

const NOT_CHECKED: readonly NotChecked[] = [
  { what: 'other routes of the same listeners', why: 'one may take some of the requests; explain the Gateway to see them', codes: [] },
];
