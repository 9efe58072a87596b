import { indexSnapshot } from '../../model/cluster-index.ts';
import type { ClusterError } from '../../model/errors.ts';
import type { GatewayReport } from '../../model/gateway-report.ts';
import type { IngressReport } from '../../model/ingress-report.ts';
import type { Need } from '../../model/listing.ts';
import type { NetworkPolicyReport } from '../../model/network-policy-report.ts';
import type { NodeReport } from '../../model/node-report.ts';
import type { PodReport } from '../../model/pod-report.ts';
import type { Resource } from '../../model/resources/index.ts';
import type { GRPCRouteReport, HTTPRouteReport } from '../../model/route-report.ts';
import type { ServiceReport } from '../../model/service-report.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import type { Client } from '../client.ts';
import { gatewayReadingPlan } from '../explain-gateway/plan.ts';
import { gatewayReport } from '../explain-gateway/report.ts';
import { ingressReadingPlan } from '../explain-ingress/plan.ts';
import { ingressReport } from '../explain-ingress/report.ts';
import { nodeReadingPlan } from '../explain-node/plan.ts';
import { nodeReport } from '../explain-node/report.ts';
import { podReadingPlan } from '../explain-pod/plan.ts';
import { podReport } from '../explain-pod/report.ts';
import type { PolicyKind } from '../explain-policy/kinds.ts';
import { policyReadingPlan } from '../explain-policy/plan.ts';
import { policyReport } from '../explain-policy/report.ts';
import { routeReadingPlan } from '../explain-route/plan.ts';
import { grpcRouteReport, httpRouteReport } from '../explain-route/report.ts';
import { serviceReadingPlan } from '../explain-service/plan.ts';
import { serviceReport } from '../explain-service/report.ts';
import { notFound } from '../not-found.ts';
import type { ReadingPlan } from '../reading-plan.ts';
import type { ExplainedKind, Target } from './objects.ts';

/** The report of one object, of whatever kind. */
export type ExplainedReport =
  | ServiceReport
  | PodReport
  | NodeReport
  | IngressReport
  | GatewayReport
  | HTTPRouteReport
  | GRPCRouteReport
  | NetworkPolicyReport;

/** How objects of one kind are explained. */
export interface Explainer {
  /** What explaining one object reads. */
  plan(target: Target, client: Client | undefined): ReadingPlan;
  /** What explaining all objects of a scope reads, beside the objects themselves, so that it is not read for each of them. */
  needsOfAll(scope: { readonly namespace?: string }): readonly Need[];
  /** Explains one object from what is known, narrowed to its plan; the error of one that is not there, or may not be read. */
  explain(target: Target, own: ClusterSnapshot, client: Client | undefined): ExplainedReport | ClusterError;
}

/** The parts in which the kinds differ. */
interface Parts<K extends ExplainedKind> extends Pick<Explainer, 'plan' | 'needsOfAll'> {
  report(item: Resource<K>, snapshot: ClusterSnapshot, client: Client | undefined): ExplainedReport;
}

function explainer<K extends ExplainedKind>(kind: K, { plan, needsOfAll, report }: Parts<K>): Explainer {
  return {
    plan,
    needsOfAll,
    explain(target, own, client) {
      const cluster = indexSnapshot(own);
      const found = cluster.get(kind, target.name, target.namespace);
      return found.state === 'found' ? report(found.item, own, client) : notFound(target, cluster);
    },
  };
}

/** What may lead to a Service by the Gateway API. */
const ROUTES_AND_GRANTS = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute', 'ReferenceGrant'] as const;

/** The explainer of each kind. To add one: a folder of its own beside this, a line here and in `EXPLAINED`, a view. */
export const EXPLAINERS: Readonly<Record<ExplainedKind, Explainer>> = {
  Service: explainer('Service', {
    plan: ({ namespace = '', name }, client) => serviceReadingPlan(namespace, name, client),
    needsOfAll: (scope) => [
      { kind: 'EndpointSlice', ...scope },
      { kind: 'Pod', ...scope },
      { kind: 'Ingress', ...scope },
      ...ROUTES_AND_GRANTS.map((kind) => ({ kind, ...scope })),
      { kind: 'Gateway' },
      { kind: 'Event', ...scope },
      { kind: 'Node' },
    ],
    report: (service, snapshot, client) => serviceReport(service, client, snapshot),
  }),
  Pod: explainer('Pod', {
    plan: ({ namespace = '', name }) => podReadingPlan(namespace, name),
    needsOfAll: (scope) => [
      { kind: 'Service', ...scope },
      { kind: 'EndpointSlice', ...scope },
      { kind: 'NetworkPolicy', ...scope },
      { kind: 'Event', ...scope },
      { kind: 'Node' },
    ],
    report: (pod, snapshot) => podReport(pod, snapshot),
  }),
  Node: explainer('Node', {
    plan: ({ name }) => nodeReadingPlan(name),
    needsOfAll: () => [{ kind: 'Pod' }, { kind: 'Service' }, { kind: 'EndpointSlice' }, { kind: 'DaemonSet' }],
    report: (node, snapshot) => nodeReport(node, snapshot),
  }),
  Ingress: explainer('Ingress', {
    plan: ({ namespace = '', name }) => ingressReadingPlan(namespace, name),
    needsOfAll: (scope) => [
      { kind: 'Ingress' },
      { kind: 'IngressClass' },
      { kind: 'Service', ...scope },
      { kind: 'EndpointSlice', ...scope },
      { kind: 'Secret', ...scope, only: 'metadata' },
      { kind: 'Event', ...scope },
    ],
    report: (ingress, snapshot) => ingressReport(ingress, snapshot),
  }),
  Gateway: explainer('Gateway', {
    plan: ({ namespace = '', name }) => gatewayReadingPlan(namespace, name),
    needsOfAll: () => [{ kind: 'GatewayClass' }],
    report: (gateway, snapshot) => gatewayReport(gateway, snapshot),
  }),
  HTTPRoute: explainer('HTTPRoute', {
    plan: ({ namespace = '', name }) => routeReadingPlan('HTTPRoute', namespace, name),
    needsOfAll: routesNeeds,
    report: (route, snapshot) => httpRouteReport(route, snapshot),
  }),
  GRPCRoute: explainer('GRPCRoute', {
    plan: ({ namespace = '', name }) => routeReadingPlan('GRPCRoute', namespace, name),
    needsOfAll: routesNeeds,
    report: (route, snapshot) => grpcRouteReport(route, snapshot),
  }),
  NetworkPolicy: policyExplainer('NetworkPolicy'),
  ClusterNetworkPolicy: policyExplainer('ClusterNetworkPolicy'),
  AdminNetworkPolicy: policyExplainer('AdminNetworkPolicy'),
  BaselineAdminNetworkPolicy: policyExplainer('BaselineAdminNetworkPolicy'),
};

/** Policies of every kind are explained alike; their own pods and peers may be anywhere. */
function policyExplainer<K extends PolicyKind>(kind: K): Explainer {
  return explainer<K>(kind, {
    plan: ({ namespace, name }) => policyReadingPlan(kind, namespace, name),
    needsOfAll: (scope) => [{ kind: 'DaemonSet' }, { kind: 'Pod', ...scope }, { kind: 'Namespace', only: 'metadata' }],
    report: (policy, snapshot) => policyReport<K>(kind, policy, snapshot),
  });
}

/** What all routes of a scope share: Gateways may be anywhere, most backends are in the routes' own namespaces. */
function routesNeeds(scope: { readonly namespace?: string }): readonly Need[] {
  return [{ kind: 'Gateway' }, { kind: 'Service', ...scope }, { kind: 'EndpointSlice', ...scope }];
}
