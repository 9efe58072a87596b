import { ROUTE_KINDS, type RouteKind, takesKind } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { describeRef, nameOf, refTo } from '../../model/object-ref.ts';
import type { Gateway, Listener, ListenerSet } from '../../model/resources/gateway.ts';
import { GATEWAY_GROUP } from '../../model/resources/gateway-api.ts';
import type { Route } from '../../model/resources/route.ts';
import type { Hit } from '../rule.ts';
import { enumerate } from './enumerate.ts';
import { quote, whyOf } from './gateway-conditions.ts';
import type { ListenerOwnerKind } from './gateway-listeners.ts';
import { groupBy } from './group-by.ts';
import { routeBackends, unresolvedSaid } from './route-backends.ts';
import { routeParents } from './route-parents.ts';

/** What the sentences about protocols that do not fit are made of. */
export interface MixArgs extends Readonly<Record<string, string | number | null>> {
  readonly why: string;
  readonly fix: string;
}

/** The protocols whose names Kubernetes has given itself. Source: kubernetes KEP-3726. */
const OWN_PREFIX = 'kubernetes.io/';
const OWN_PROTOCOLS = ['kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss'];

/** The listeners of an object whose protocol fits neither their TLS nor the kinds that they allow. */
export function mixedListeners(kind: ListenerOwnerKind, { metadata, spec }: Gateway | ListenerSet): readonly Hit<MixArgs>[] {
  const object = refTo(kind, metadata);
  const owner = describeRef(object);
  return spec.listeners.flatMap((one, index): readonly Hit<MixArgs>[] => {
    const { name, port, protocol } = one;
    const fault = tlsFault(one) ?? kindsFault(one);
    if (fault === undefined) return [];
    const { field, why, what } = fault;
    return [
      {
        args: {
          listener: name,
          port,
          why: `listener ${name} speaks ${protocol}, and ${why}`,
          fix: `Correct ${what} of listener ${name} in ${owner}.`,
        },
        evidence: [
          { object, field: `spec.listeners[${index}].protocol`, value: protocol, says: why },
          ...(field === undefined ? [] : [{ object, field: `spec.listeners[${index}].${field}`, says: why }]),
        ],
      },
    ];
  });
}

interface ListenerFault {
  readonly field?: string;
  readonly why: string;
  readonly what: string;
}

/** Source: gateway-api apis/v1/gateway_types.go, Listener.TLS (1.6). */
function tlsFault({ protocol, tls }: Listener): ListenerFault | undefined {
  if ((protocol === 'HTTPS' || protocol === 'TLS') && tls === undefined) {
    return { why: 'says nothing of TLS, which it needs', what: 'protocol or tls' };
  }
  if (protocol === 'HTTPS' && tls?.mode === 'Passthrough') {
    return { field: 'tls.mode', why: 'lets TLS through, so that nobody sees the HTTP inside', what: 'protocol or tls.mode' };
  }
  return undefined;
}

/** Kinds of routes that a listener lists though its protocol takes none of them; kinds of other groups are the implementation's business. */
function kindsFault(listener: Listener): ListenerFault | undefined {
  const listed = listener.allowedRoutes.kinds.filter(({ group }) => group === GATEWAY_GROUP).map(({ kind }) => kind);
  const wrong = ROUTE_KINDS.filter((kind) => listed.includes(kind) && takesKind(listener, kind) === 'no');
  if (wrong.length === 0) return undefined;
  return {
    field: 'allowedRoutes.kinds',
    why: `allows ${enumerate(wrong)}, which that cannot carry`,
    what: 'protocol or allowedRoutes.kinds',
  };
}

/** Where a route attaches to a listener that cannot carry it, or sends to a port that speaks something unknown. */
export function mixedRoute(kind: RouteKind, route: Route, cluster: ClusterIndex): readonly Hit<MixArgs>[] {
  const object = refTo(kind, route.metadata);
  const name = describeRef(object);
  const parents = routeParents(kind, route, cluster).filter(({ cause }) => cause === 'protocol');
  const said = unresolvedSaid(route).filter(({ condition }) => condition.reason === 'UnsupportedProtocol');
  const quoted = said.map((one) => quote(object, one));
  const strange = [...groupBy(routeBackends(kind, route, cluster), (one) => one.name).values()].flatMap((same) =>
    same.slice(0, 1).flatMap(({ name: backend, service, servicePort }): readonly Hit<MixArgs>[] => {
      const { appProtocol = '' } = servicePort ?? {};
      if (service === undefined || servicePort === undefined || !appProtocol.startsWith(OWN_PREFIX)) return [];
      if (OWN_PROTOCOLS.includes(appProtocol)) return [];
      const why = `${backend} has appProtocol ${appProtocol}, which Kubernetes does not know: it knows ${enumerate(OWN_PROTOCOLS)}`;
      const own = refTo('Service', service.metadata);
      const field = `spec.ports[${service.spec.ports.indexOf(servicePort)}].appProtocol`;
      const fix = `Correct appProtocol of port ${servicePort.port} in Service ${nameOf(own)}.`;
      return [{ args: { backend, why, fix }, evidence: [{ object: own, field, value: appProtocol, says: 'no such protocol' }, ...quoted] }];
    }),
  );
  const onlySaid = strange.length > 0 ? [] : said.slice(0, 1);
  return [
    ...parents.map(
      ({ name: parent, owner, why, evidence }): Hit<MixArgs> => ({
        args: {
          parent,
          why: `${owner}: ${why}`,
          fix: `Attach ${name} to a listener whose protocol carries it, or correct that of ${parent}.`,
        },
        evidence,
      }),
    ),
    ...strange,
    ...onlySaid.map(
      (one): Hit<MixArgs> => ({
        args: {
          why: `its controller does not speak the protocol of a backend: ${whyOf(one)}`,
          fix: `Correct appProtocol of the Service ports that ${name} sends to.`,
        },
        evidence: [quote(object, one)],
      }),
    ),
  ];
}
