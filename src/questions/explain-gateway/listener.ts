import {
  type AttachedRoute,
  expectedListenerStatus,
  type GatewayListener,
  reportedConditions,
  reportedListener,
  tlsMode,
} from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { GatewayListenerReport, ListenerRoute } from '../../model/gateway-report.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Gateway, Listener } from '../../model/resources/gateway.ts';
import { formatSelector } from '../../model/values/label-selector.ts';
import { condition, hostsInWords } from '../gateway-words.ts';

/** What is told of one listener: what the specification makes of it, its routes, and what its controller says. */
export function listenerReport(one: GatewayListener, gateway: Gateway, cluster: ClusterIndex): GatewayListenerReport {
  const { listener, owner } = one;
  const expected = expectedListenerStatus(one, cluster);
  const reported = statusOf(one, gateway, cluster);
  const speaksTls = listener.protocol === 'HTTPS' || listener.protocol === 'TLS';
  const { kind, namespace, name } = owner;
  return {
    of: { kind, namespace, name },
    name: listener.name,
    port: listener.port,
    protocol: listener.protocol,
    ...(listener.hostname === undefined ? {} : { hostname: listener.hostname }),
    ...(speaksTls ? { tls: tlsMode(listener) } : {}),
    certificates: expected.certificates.map(({ ref, ...judgement }) => ({
      kind: ref.kind,
      namespace: ref.namespace,
      name: ref.name,
      ...condition(judgement),
    })),
    namespaces: namespacesOf(listener),
    kinds: expected.supportedKinds,
    accepted: condition(expected.accepted),
    resolvedRefs: condition(expected.resolvedRefs),
    programmed: condition(expected.programmed),
    routes: expected.attached.routes.map(routeOf),
    routesComplete: expected.attached.gaps.length === 0,
    ...(reported === undefined ? {} : { reported }),
  };
}

function routeOf({ kind, route, attachment }: AttachedRoute): ListenerRoute {
  return { route: refTo(kind, route.metadata), attached: attachment.holds, hosts: hostsInWords(attachment.hosts) };
}

function namespacesOf({ allowedRoutes: { namespaces } }: Listener): string {
  return namespaces.from === 'Selector' ? `Selector ${formatSelector(namespaces.selector)}` : namespaces.from;
}

function statusOf(one: GatewayListener, gateway: Gateway, cluster: ClusterIndex): GatewayListenerReport['reported'] {
  const found = reportedListener(one, gateway, cluster);
  if (found === undefined) return undefined;
  const { status, metadata } = found;
  return { attachedRoutes: status.attachedRoutes, conditions: reportedConditions(status.conditions, metadata) };
}
