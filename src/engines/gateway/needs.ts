import type { Need } from '../../model/listing.ts';
import { SERVICE_NAME_LABEL } from '../../model/resources/endpoint-slice.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';
import { parentOf, type RouteOf } from './attachment.ts';
import { mirrorsOf } from './backends.ts';

/**
 * What is sure to be looked at for a route, so that it is read in one round: its parents, the Services of its own namespace that it names and
 * their endpoints, and the ReferenceGrants that decide about those of other namespaces.
 */
export function routeNeeds({ kind, route }: RouteOf): readonly Need[] {
  const home = route.metadata.namespace ?? '';
  const parents = route.spec.parentRefs.map((ref) => parentOf(ref, route)).filter((one) => one !== undefined);
  const rules = route.spec.rules.map((rule) => ({ refs: rule.backendRefs, mirrors: mirrorsOf(rule).map(({ ref }) => ref) }));
  const isService = ({ group, kind: own }: { readonly group: string; readonly kind: string }) => group === '' && own === 'Service';
  const backends = rules.flatMap(({ refs }) => refs).filter(isService);
  const named = [...backends, ...rules.flatMap(({ mirrors }) => mirrors).filter(isService)];
  const isOwn = ({ namespace = home }: { readonly namespace?: string }) => namespace === home;
  const foreign = new Set(named.flatMap((one) => (isOwn(one) ? [] : [one.namespace ?? home])));
  return [
    ...parents.map((parent): Need => parent),
    ...[...foreign].map((namespace): Need => ({ kind: 'ReferenceGrant', namespace })),
    ...named.filter(isOwn).map(({ name }): Need => ({ kind: 'Service', namespace: home, name })),
    ...backends
      .filter(isOwn)
      .map(({ name }): Need => ({ kind: 'EndpointSlice', namespace: home, labels: selectorOfLabels({ [SERVICE_NAME_LABEL]: name }) })),
    ...((kind === 'HTTPRoute' || kind === 'GRPCRoute') && backends.some(isOwn)
      ? [{ kind: 'BackendTLSPolicy', namespace: home } as const]
      : []),
  ];
}
