import { type BackendShare, backendShares, backendTlsOf, type RouteOf } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { GRPCRoute, HTTPRoute, RouteFilter } from '../../model/resources/route.ts';
import type { RouteRuleReport, RuleBackend } from '../../model/route-report.ts';
import { condition } from '../gateway-words.ts';
import { filterInWords, grpcMatchInWords, httpMatchInWords } from './words.ts';

/** What one rule of a route takes and does. */
export function ruleReport(of: RouteOf, index: number, cluster: ClusterIndex): RouteRuleReport | undefined {
  const rule = of.route.spec.rules[index];
  if (rule === undefined) return undefined;
  const shares = backendShares(of, index, cluster);
  const answers = answeredBy(of, rule.filters, shares);
  const { name, timeouts, sessionPersistence } = rule;
  return {
    rule: index + 1,
    ...(name === undefined ? {} : { name }),
    matches: matchesOf(of, index),
    filters: rule.filters.filter(({ type }) => type !== 'RequestRedirect').map(filterInWords),
    backends: shares.map((share) => backendReport(of, share, cluster)),
    ...(answers === undefined ? {} : { answers }),
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(sessionPersistence === undefined
      ? {}
      : { sessionPersistence: [sessionPersistence.type, sessionPersistence.sessionName].filter((one) => one !== undefined).join(' ') }),
  };
}

function matchesOf({ kind, route }: RouteOf, index: number): readonly string[] {
  if (kind === 'HTTPRoute') return (route as HTTPRoute).spec.rules[index]?.matches.map(httpMatchInWords) ?? [];
  return (route as GRPCRoute).spec.rules[index]?.matches.map(grpcMatchInWords) ?? [];
}

/** What a Gateway answers where a rule sends nothing to any backend. Source: gateway-api apis/v1/httproute_types.go, HTTPRouteRule (1.6). */
function answeredBy({ kind }: RouteOf, filters: readonly RouteFilter[], shares: readonly BackendShare[]): RouteRuleReport['answers'] {
  const redirect = filters.find(({ type }) => type === 'RequestRedirect');
  if (redirect !== undefined) return { with: 'redirect', says: filterInWords(redirect) };
  if (shares.some(({ share }) => share > 0)) return undefined;
  const why = shares.length === 0 ? 'it has no backends' : 'the weights of all its backends are 0';
  return { with: 'error', says: `${kind === 'HTTPRoute' ? 'HTTP 500' : 'gRPC UNAVAILABLE'}: ${why}` };
}

function backendReport({ kind }: RouteOf, share: BackendShare, cluster: ClusterIndex): RuleBackend {
  const { ref, backendRef, service, servicePort, holds, ready } = share;
  const tls = service === undefined || servicePort === undefined ? undefined : backendTlsOf(service, servicePort, cluster);
  const { group, namespace, name, port } = ref;
  const status = kind !== 'HTTPRoute' ? undefined : holds === 'no' ? 500 : ready === 'no' ? 503 : undefined;
  const endpoints = endpointsOf(share);
  return {
    backend: { group, kind: ref.kind, namespace, name },
    ...(port === undefined ? {} : { port }),
    weight: backendRef.weight,
    share: share.share,
    ...condition(share),
    ...(status === undefined ? {} : { status }),
    ...(endpoints === undefined ? {} : { endpoints }),
    filters: backendRef.filters.map(filterInWords),
    ...(tls === undefined || tls === 'unknown' ? {} : { tls: { policy: nameOf(tls.policy.metadata), hostname: tls.policy.spec.hostname } }),
  };
}

function endpointsOf({ servicePort, holds, ready, endpoints }: BackendShare): RuleBackend['endpoints'] {
  if (holds === 'no' || servicePort === undefined) return undefined;
  if (ready === 'unknown') return 'unknown';
  return { ready: endpoints.filter((one) => one.ready).length, total: endpoints.length };
}
