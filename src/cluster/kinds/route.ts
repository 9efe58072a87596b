import type {
  BackendRef,
  GRPCRoute,
  GRPCRouteMatch,
  HTTPRoute,
  HTTPRouteMatch,
  MatchType,
  NamedMatch,
  Route,
  RouteRule,
} from '../../model/resources/route.ts';
import { backendTargetOf, parentRefOf, specMetadataOf, statusConditionsOf } from './gateway-api.ts';
import { MalformedObject, present, type RawReader, rawReader } from './raw.ts';
import { filtersOf } from './route-filter.ts';

const MATCH_TYPES = ['Exact', 'RegularExpression'] as const;
const PATH_TYPES = ['Exact', 'PathPrefix', 'RegularExpression'] as const;

/** A gateway.networking.k8s.io HTTPRoute. Without rules it has one for every path; without matches a rule is for every path. */
export function httpRouteOf(raw: RawReader): HTTPRoute {
  return routeWith(raw, (rule) => ({ ...ruleOf(rule), matches: orAny(rule.objects('matches')).map(httpMatchOf) }), true);
}

/** A gateway.networking.k8s.io GRPCRoute. Without matches a rule is for every method. */
export function grpcRouteOf(raw: RawReader): GRPCRoute {
  return routeWith(raw, (rule) => ({ ...ruleOf(rule), matches: orAny(rule.objects('matches')).map(grpcMatchOf) }), false);
}

/** A gateway.networking.k8s.io TLSRoute, TCPRoute or UDPRoute. */
export function routeOf(raw: RawReader): Route {
  return routeWith(raw, ruleOf, false);
}

/** Source: the CRD of HTTPRoute, whose `rules` default to one with the path prefix `/`. */
function routeWith<R extends RouteRule>(raw: RawReader, rule: (raw: RawReader) => R, hasDefaultRule: boolean): Route<R> {
  const spec = raw.object('spec');
  const rules = hasDefaultRule && !spec.has('rules') ? [rawReader({}, 'spec.rules[0]')] : spec.objects('rules');
  return {
    metadata: specMetadataOf(raw),
    spec: { parentRefs: spec.objects('parentRefs').map(parentRefOf), hostnames: spec.texts('hostnames'), rules: rules.map(rule) },
    status: {
      parents: raw
        .object('status')
        .objects('parents')
        .map((parent) => ({
          parentRef: parentRefOf(parent.object('parentRef')),
          controllerName: parent.text('controllerName') ?? '',
          conditions: statusConditionsOf(parent),
        })),
    },
  };
}

function ruleOf(raw: RawReader): RouteRule {
  const timeouts = raw.object('timeouts');
  const session = raw.object('sessionPersistence');
  return present({
    name: raw.text('name'),
    filters: filtersOf(raw),
    backendRefs: raw.objects('backendRefs').map(backendRefOf),
    timeouts: raw.has('timeouts')
      ? present({ request: timeouts.text('request'), backendRequest: timeouts.text('backendRequest') })
      : undefined,
    sessionPersistence: raw.has('sessionPersistence')
      ? present({
          type: session.text('type') ?? 'Cookie',
          sessionName: session.text('sessionName'),
          absoluteTimeout: session.text('absoluteTimeout'),
        })
      : undefined,
  });
}

function backendRefOf(raw: RawReader): BackendRef {
  return { ...backendTargetOf(raw), weight: Math.max(0, raw.number('weight') ?? 1), filters: filtersOf(raw) };
}

function orAny(matches: readonly RawReader[]): readonly RawReader[] {
  return matches.length === 0 ? [rawReader({}, 'matches[0]')] : matches;
}

function httpMatchOf(raw: RawReader): HTTPRouteMatch {
  const path = raw.object('path');
  return present({
    path: { type: oneOf(PATH_TYPES, path, 'PathPrefix'), value: path.text('value') ?? '/' },
    headers: raw.objects('headers').map(namedMatchOf),
    queryParams: raw.objects('queryParams').map(namedMatchOf),
    method: raw.text('method'),
  });
}

function grpcMatchOf(raw: RawReader): GRPCRouteMatch {
  const method = raw.object('method');
  return present({
    method: raw.has('method')
      ? present({
          type: oneOf(MATCH_TYPES, method, 'Exact'),
          service: method.text('service') || undefined,
          method: method.text('method') || undefined,
        })
      : undefined,
    headers: raw.objects('headers').map(namedMatchOf),
  });
}

function namedMatchOf(raw: RawReader): NamedMatch {
  const type: MatchType = oneOf(MATCH_TYPES, raw, 'Exact');
  return { name: raw.text('name') ?? '', type, value: raw.text('value') ?? '' };
}

/** Refuses a type that the API does not have: what it would match nobody can say. */
function oneOf<T extends string>(types: readonly T[], raw: RawReader, otherwise: T): T {
  const said = raw.text('type') ?? otherwise;
  const type = types.find((one) => one === said);
  if (type === undefined) throw new MalformedObject(`${raw.path}.type: expected one of ${types.join(', ')}`);
  return type;
}
