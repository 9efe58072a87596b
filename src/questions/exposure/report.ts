import { groupBy } from '../../audit/facts/group-by.ts';
import type { Rule } from '../../audit/rule.ts';
import { nodeAgentsOf } from '../../engines/node-agents/index.ts';
import { proxyConfigMapOf, proxyConfigOf } from '../../engines/service/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../model/cluster-index.ts';
import type { ExposureQuestion, ExposureReport, UndeclaredListeners } from '../../model/exposure-report.ts';
import { gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import { nameOf, type ObjectRef } from '../../model/object-ref.ts';
import type { NotChecked } from '../../model/report.ts';
import type { Node } from '../../model/resources/node.ts';
import { isPodFinished, type Pod, servingContainers } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { selects } from '../../model/values/label-selector.ts';
import type { Exception } from '../audit/exceptions.ts';
import { auditReport } from '../audit/report.ts';
import type { AuditSelection } from '../audit/subjects.ts';
import { coverageOf, explainGap } from '../coverage.ts';
import { notFound } from '../not-found.ts';
import { assumptionsOf } from './assumptions.ts';
import { nodeWays } from './node-ways.ts';
import { type InventoryNodes, inventoryNodes } from './nodes.ts';
import { loadBalancerWays, waysOfUnknownNodes } from './other-ways.ts';
import { agentScope, scopeOf } from './plan.ts';
import { exposedRoutes } from './routes.ts';
import { rowsOf } from './rows.ts';
import { summaryOf } from './summary.ts';
import { type Way, workloadOfPod } from './ways.ts';

/** What an inventory is made of, besides the cluster. */
export interface ExposureInput {
  readonly question: ExposureQuestion;
  readonly rules: readonly Rule[];
  readonly selection: AuditSelection;
  readonly exceptions: readonly Exception[];
  /** Identities of findings that are known; absent where there is nothing to compare with. */
  readonly baseline: readonly string[] | undefined;
}

/**
 * Lists the ways in of a snapshot that was narrowed to what the inventory reads.
 * @throws ClusterError for a node that is not there
 */
export function exposureReport(input: ExposureInput, snapshot: ClusterSnapshot, sources: ClusterSnapshot['sources']): ExposureReport {
  const { question, rules, selection } = input;
  const cluster = indexSnapshot(snapshot);
  const config = proxyConfigOf(proxyConfigMapOf(cluster));
  const listings = listingsOf(question, selection, cluster);
  const nodes = inventoryNodes(knownItems(listings.nodes), config);
  const services = knownItems(listings.services);
  const pods = knownItems(listings.pods);
  const isWanted = ({ metadata }: { readonly metadata: Pod['metadata'] }) => selects(selection.labels ?? [], metadata.labels);
  const wanted = services.filter(isWanted);
  const ways = [
    ...(listings.nodes.state === 'unknown'
      ? waysOfUnknownNodes(wanted, pods.filter(isWanted), cluster)
      : nodeWays({ cluster, proxy: config, nodes, services, pods, isWanted, nodePortsOnly: question.inventory === 'nodeports' })),
    ...loadBalancerWays(wanted, cluster),
  ].flatMap((way) => askedFor(way, question, nodes));
  const { rows, perAddress } = rowsOf(ways, nodes, question.by);
  const facts = {
    question,
    outcome: outcomeOf(question, listings),
    rows,
    perAddress,
    nodes: listings.nodes.state === 'unknown' ? ('unknown' as const) : nodes.exposed.filter(({ name }) => name === (question.node ?? name)),
  };
  const audited = auditReport({ ...input, question: auditQuestion(question), rules, selection }, snapshot, sources);
  const open = new Set(ways.map(({ service }) => service));
  const isListed = ({ subject }: { readonly subject: ObjectRef }) => subject.kind !== 'Service' || open.has(nameOf(subject));
  return {
    apiVersion: 'netexplain/v1',
    kind: 'Exposure',
    summary: summaryOf(facts),
    ...facts,
    routes: question.inventory === 'exposure' && question.node === undefined ? exposedRoutes(wanted, cluster) : [],
    undeclared:
      question.inventory === 'nodeports'
        ? []
        : undeclaredOf(
            pods.filter((pod) => isWanted(pod) && pod.spec.nodeName === (question.node ?? pod.spec.nodeName)),
            nodes,
          ),
    findings: audited.findings.filter(isListed),
    rules: audited.rules,
    skipped: audited.skipped,
    excepted: audited.excepted.filter(isListed),
    idleExceptions: audited.idleExceptions,
    ...(audited.baseline === undefined ? {} : { baseline: audited.baseline }),
    assumptions: assumptionsOf(rows, config, nodeAgentsOf(cluster, agentScope(selection))),
    coverage: coverageOf(snapshot, [], [...notChecked(listings, selection), ...audited.coverage.notChecked]),
  };
}

interface Listings {
  readonly services: Listing<Service>;
  readonly slices: Listing<unknown>;
  readonly pods: Listing<Pod>;
  readonly nodes: Listing<Node>;
  readonly policies: Listing<unknown>;
  /** Absent where they are not asked for, or the server does not have them. */
  readonly ingresses?: Listing<unknown>;
  readonly routes?: Listing<unknown>;
}

function listingsOf({ node, inventory }: ExposureQuestion, selection: AuditSelection, cluster: ClusterIndex): Listings {
  const scope = scopeOf(selection);
  const routes = cluster.list('HTTPRoute', scope);
  if (node !== undefined && cluster.get('Node', node).state !== 'found') throw notFound({ kind: 'Node', name: node }, cluster);
  return {
    services: cluster.list('Service', scope),
    slices: cluster.list('EndpointSlice', scope),
    pods: cluster.list('Pod', scope),
    nodes: cluster.list('Node'),
    policies: cluster.list('NetworkPolicy', scope),
    ...(inventory === 'nodeports' ? {} : { ingresses: cluster.list('Ingress', scope), ...(isServed(routes) ? { routes } : {}) }),
  };
}

function isServed(listing: Listing<unknown>): boolean {
  return gapsOf(listing).every(({ reason }) => reason !== 'not-served');
}

/** The part of a way that is asked for: at one node, on addresses of one type. */
function askedFor(way: Way, { inventory, node: name, addressType }: ExposureQuestion, nodes: InventoryNodes): readonly Way[] {
  if (inventory === 'nodeports' && way.via !== 'NodePort' && way.via !== 'healthCheckNodePort') return [];
  const [first] = way.nodes?.nodes ?? [];
  const type = first === undefined || way.at === undefined ? undefined : nodes.addressesOf(first)[way.at]?.type;
  if (addressType !== undefined && type !== addressType) return [];
  if (name === undefined) return [way];
  const node = way.nodes?.except.has(name) === true ? undefined : way.nodes?.nodes.find(({ metadata }) => metadata.name === name);
  return node === undefined ? [] : [{ ...way, nodes: { nodes: [node], except: new Set() } }];
}

/** Undetermined where the list of what is open, or whether it answers, rests on something that may not be read. */
function outcomeOf({ inventory }: ExposureQuestion, { services, slices, pods, nodes }: Listings): ExposureReport['outcome'] {
  const isRefused = (listing: Listing<unknown>) =>
    gapsOf(listing).some(({ reason }) => reason === 'forbidden' || reason === 'unreachable' || reason === 'invalid');
  const decides = [services, slices, nodes, ...(inventory === 'exposure' ? [pods] : [])];
  return services.state === 'unknown' || decides.some(isRefused) ? 'unknown' : 'listed';
}

/** Pods in the network of their nodes that declare no port, by workload. */
function undeclaredOf(pods: readonly Pod[], nodes: InventoryNodes): readonly UndeclaredListeners[] {
  const silent = pods.filter(
    (pod) => pod.spec.hostNetwork && !isPodFinished(pod) && servingContainers(pod).every(({ ports }) => ports.length === 0),
  );
  const byName = new Map(nodes.nodes.map((node) => [node.metadata.name, node]));
  return [...groupBy(silent, workloadOfPod)]
    .map(([workload, own]) => {
      const on = own.flatMap(({ spec }) => byName.get(spec.nodeName ?? '') ?? []);
      return { workload, pods: own.length, nodes: nodes.setOf(on.map((node) => ({ nodes: [node], except: new Set<string>() }))) };
    })
    .filter(({ nodes: { count } }) => count > 0 || nodes.nodes.length === 0)
    .sort((a, b) => (a.workload < b.workload ? -1 : 1));
}

function auditQuestion({ namespace, selector }: ExposureQuestion) {
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(selector === undefined ? {} : { selector }),
    severity: 'info' as const,
  };
}

function notChecked(
  { services, slices, pods, nodes, policies, ingresses, routes }: Listings,
  { namespace }: AuditSelection,
): readonly NotChecked[] {
  const missing = (what: string, listing: Listing<unknown>) =>
    gapsOf(listing)
      .slice(0, 1)
      .map((gap) => ({ what, why: explainGap(gap), codes: [] }));
  return [
    ...missing('Services that open ports', services),
    ...missing('endpoints of Services', slices),
    ...missing('workloads behind Services, and ports that pods open', pods),
    ...missing('addresses and states of nodes', nodes),
    ...(namespace === undefined
      ? []
      : [
          {
            what: 'pods of other namespaces that claim the same ports of nodes',
            why: `only namespace ${namespace} was read (-A reads all)`,
            codes: [],
          },
        ]),
    ...missing('NetworkPolicies of the pods behind it', policies),
    ...(ingresses === undefined ? [] : missing('Ingresses', ingresses)),
    ...(routes === undefined ? [] : missing('routes of the Gateway API', routes)),
  ];
}
