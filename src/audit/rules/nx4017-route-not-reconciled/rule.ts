import { listenerSetStatus, parentGateway, ROUTE_KINDS, type RouteKind } from '../../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import type { Gateway } from '../../../model/resources/gateway.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { classOf, classTrouble } from '../../facts/gateway-class.ts';
import { neverApplied } from '../../facts/never-applied.ts';
import { hasLasted } from '../../facts/pod-readiness.ts';
import { type RouteParent, routeParents } from '../../facts/route-parents.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface SilentArgs extends Readonly<Record<string, string | null>> {
  readonly route: string;
  readonly parent: string;
  /** Null where the parent has none that is known. */
  readonly controller: string | null;
  /** The kinds that the listeners' status says they take, where that of the route is not among them. */
  readonly takes: string | null;
}

export default defineRule({
  code: 'NX4017',
  title: 'No controller has looked at the route',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Gateway', 'GatewayClass', 'ListenerSet', 'Service', 'Namespace'],
  causes: [],
  check(route, cluster, kind) {
    const neverSeen = route.status.parents.length === 0 ? neverApplied(kind, route.metadata) : [];
    if (neverSeen.length > 0) return unjudged(neverSeen);
    if (!hasLasted(route.metadata.creationTimestamp, cluster)) return [];
    const object = refTo(kind, route.metadata);
    return routeParents(kind, route, cluster).flatMap((one): readonly (Hit<SilentArgs> | Unjudged)[] => {
      if (one.said.length > 0 || (one.cause !== 'none' && one.cause !== 'unread')) return [];
      if (one.cause === 'unread') return [{ unjudged: one.gaps }];
      const gateway = parentGateway(one.attachment.parent, cluster);
      if (gateway === undefined && isListenerOwner(one)) return [];
      if (!isAdmitted(one, cluster)) return [];
      const found = gateway && classOf(gateway, cluster);
      const controller = found?.state === 'found' ? found.item.spec.controllerName : null;
      const asks: Evidence = {
        object,
        field: `${one.attachment.field}.name`,
        value: one.attachment.parentRef.name,
        says: 'status.parents has no entry for this parent',
      };
      const trouble = gateway === undefined ? [] : whoIsMissing(gateway, cluster);
      return [
        {
          args: {
            route: describeRef(object),
            parent: one.name,
            controller,
            takes: gateway === undefined ? null : takenInstead(kind, one, gateway),
          },
          evidence: [asks, ...trouble],
        },
      ];
    });
  },
  message: ({ route, parent, controller, takes }) => {
    const who = controller === null ? 'no controller has' : `controller ${controller} has not`;
    const why = takes === null ? '' : ` (by its status the listener takes ${takes}, not ${route.split(' ')[0]})`;
    return `its status says nothing of ${parent}: ${who} looked at it${why}, and nothing reaches the route there`;
  },
  remedy: ({ route, parent, controller }) =>
    controller === null
      ? `Install a controller that takes ${route} for ${parent}.`
      : `See whether ${controller} runs, watches the namespace of ${route} and supports routes of its kind; its log says more.`,
});

function isListenerOwner({ attachment: { parent } }: RouteParent): boolean {
  return parent?.kind === 'Gateway' || parent?.kind === 'ListenerSet';
}

/** Whether a ListenerSet as the parent takes part in its Gateway. */
function isAdmitted({ attachment: { parent } }: RouteParent, cluster: ClusterIndex): boolean {
  const set = parent?.kind === 'ListenerSet' ? cluster.get('ListenerSet', parent.name, parent.namespace) : undefined;
  return set?.state !== 'found' || listenerSetStatus(set.item, cluster).holds === 'yes';
}

/** A class that is not there, or that nobody has accepted: then its own finding tells why nobody looks at the route. */
function whoIsMissing(gateway: Gateway, cluster: ClusterIndex): readonly Evidence[] {
  if (classOf(gateway, cluster).state !== 'absent') return classTrouble(gateway, cluster);
  const { gatewayClassName: value } = gateway.spec;
  return [{ object: refTo('Gateway', gateway.metadata), field: 'spec.gatewayClassName', value, says: 'no such GatewayClass' }];
}

/** The kinds of routes that the controller says a listener takes, where the route's own is not among them at any of its listeners. */
function takenInstead(kind: RouteKind, { attachment }: RouteParent, gateway: Gateway): string | null {
  const names = attachment.listeners.map(({ at }) => at.listener.name);
  const said = gateway.status.listeners.filter(({ name, supportedKinds }) => names.includes(name) && supportedKinds.length > 0);
  const kinds = said.flatMap(({ supportedKinds }) => supportedKinds.map((one) => one.kind));
  return said.length < names.length || kinds.length === 0 || kinds.includes(kind) ? null : enumerate([...new Set(kinds)]);
}
