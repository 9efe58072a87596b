import { explaining, judge, judgeable, type Skipped } from '../../audit/judge.ts';
import type { Rule } from '../../audit/rule.ts';
import { RULES } from '../../audit/rules/index.ts';
import { clusterDomainOf } from '../../engines/dns/index.ts';
import {
  type ChoosingNode,
  isExternallyAccessible,
  podsOf,
  proxyConfigMapOf,
  proxyConfigOf,
  slicesOf,
} from '../../engines/service/index.ts';
import { aliasTrace, entriesOf, type GivenClient, gatewayEntries, inClusterTraces, modeOf } from '../../engines/trace/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../model/cluster-index.ts';
import type { Kind } from '../../model/kind.ts';
import { type Gap, gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import type { NotChecked } from '../../model/report.ts';
import { type EndpointSlice, serviceNameOf } from '../../model/resources/endpoint-slice.ts';
import { isPodFinished, isPodReady, type Pod } from '../../model/resources/pod.ts';
import { clusterIPsOf, isHeadless, type Service, type ServicePort } from '../../model/resources/service.ts';
import type { EndpointCounts, ServiceIdentity, ServiceReport } from '../../model/service-report.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { makeTrace, type Trace } from '../../model/trace.ts';
import { familyOf } from '../../model/values/ip.ts';
import { choosingNodes } from '../choosing-nodes.ts';
import { type Client, type ClientNode, describeClient, formatClient, locateClient } from '../client.ts';
import { coverageOf, explainGap } from '../coverage.ts';
import { type EventSubject, recentWarnings } from '../recent-warnings.ts';
import { unreadKinds } from '../unread.ts';
import { unreadPolicies } from '../who-connects/unread-policies.ts';
import { admissionOf } from './admission.ts';
import { assumptionsOf } from './assumptions.ts';
import { namesOf } from './names.ts';
import { podsLeftOut } from './pods-left-out.ts';
import { portReports } from './ports.ts';
import { outcomeOfPaths, summaryOf } from './summary.ts';

/**
 * Explains one Service from a snapshot that was narrowed to what explaining it reads.
 * @param client the client to explain for, if one was asked for; throws the ClusterError of one that does not exist.
 */
export function serviceReport(service: Service, client: Client | undefined, snapshot: ClusterSnapshot): ServiceReport {
  const cluster = indexSnapshot(snapshot);
  const clientNode = client === undefined ? undefined : locateClient(client, cluster);
  const sliceListing = slicesOf(service, cluster);
  const slices = knownItems(sliceListing);
  const pods = knownItems(podsOf(service, cluster));
  const nodes = choosingNodes(cluster);
  const domain = clusterDomainOf(cluster.get('ConfigMap', 'coredns', 'kube-system'));
  const proxy = proxyConfigOf(proxyConfigMapOf(cluster));
  const { namespace = '' } = service.metadata;
  const given = client === undefined || clientNode === undefined ? undefined : givenClient(client, clientNode);

  const paths =
    service.spec.type === 'ExternalName'
      ? [aliasTrace(service, cluster, given?.says ?? 'a pod in the cluster')]
      : pathsOf(service, sliceListing, { nodes, domain: domain.domain, proxy: modeOf(proxy), client: given });
  const byRoutes = gatewayEntries(service, cluster);
  const own = entriesOf({
    service,
    slices,
    nodes: cluster.list('Node'),
    proxy,
    cluster,
  });
  const entries = [...own, ...byRoutes.entries];
  const entryGaps = [...gapsOf(cluster.list('Ingress', { namespace })), ...byRoutes.gaps];
  const entriesUnread = unreadEntries(entryGaps);
  const { findings, skipped, left } = findingsOf(service, slices, cluster);
  const counts = countsOf(service, slices);
  const admission = (port: ServicePort) => (service.spec.type === 'ExternalName' ? undefined : admissionOf(service, port, client, cluster));
  const ports = portReports({ service, slices, pods, nodes, client: clientNode, admission, cluster });
  const outcome = outcomeOfPaths(paths);
  const unknownBecause = sliceListing.state === 'unknown' ? readingProblem(sliceListing) : undefined;

  return {
    apiVersion: 'netexplain/v1',
    kind: 'Service',
    question: {
      object: `svc/${namespace}/${service.metadata.name}`,
      ...(client === undefined ? {} : { from: formatClient(client) }),
    },
    outcome,
    summary: summaryOf({ service, client, outcome, counts, paths, entries, entriesUnread, findings, ports, unknownBecause }),
    service: identityOf(service),
    addresses: clusterIPsOf(service).flatMap((address) => {
      const family = familyOf(address);
      return family === undefined ? [] : [{ address, family, role: 'clusterIP' as const }];
    }),
    names: namesOf(service, slices, domain.domain),
    ports,
    counts,
    podsLeftOut: podsLeftOut(pods, slices),
    paths,
    entries,
    entriesUnread,
    events: recentWarnings(eventSubjects(service, pods), cluster),
    findings,
    assumptions: assumptionsOf({ service, slices, domain, proxy, entries, ports }),
    coverage: coverageOf(snapshot, skipped, [...unreadPolicies(snapshot), ...unreadKinds(entryGaps), ...left]),
  };
}

/**
 * The kinds that keep it open whether more ways lead here. Of one that the server does not have there are none, but an Ingress of an older
 * version; and files that hold HTTPRoutes are taken to hold what there is of rarer routes.
 */
function unreadEntries(gaps: readonly Gap[]): readonly Kind[] {
  const lacksRoutes = gaps.some(({ kind, reason }) => kind === 'HTTPRoute' && reason === 'not-read');
  const isOpen = ({ kind, reason }: Gap) =>
    kind === 'Ingress' || (kind !== 'ReferenceGrant' && reason !== 'not-served' && (reason !== 'not-read' || lacksRoutes));
  return [...new Set(gaps.filter(isOpen).map(({ kind }) => kind))];
}

function givenClient(client: Client, node: ClientNode): GivenClient {
  return { says: client.kind === 'Pod' ? `${describeClient(client)} on ${node.node}` : describeClient(client), ...node };
}

function pathsOf(
  service: Service,
  slices: Listing<EndpointSlice>,
  context: {
    readonly nodes: Listing<ChoosingNode>;
    readonly domain: string;
    readonly proxy: string;
    readonly client: GivenClient | undefined;
  },
): readonly Trace[] {
  const { client, ...rest } = context;
  if (slices.state === 'unknown') return [unreadTrace(service, slices, client)];
  return inClusterTraces({ service, slices: slices.items, ...rest, ...(client === undefined ? {} : { client }) });
}

function unreadTrace(service: Service, slices: Listing<EndpointSlice>, client: GivenClient | undefined): Trace {
  const object = { kind: 'Service', namespace: service.metadata.namespace ?? '', name: service.metadata.name } as const;
  const says = `its endpoints are not known: ${readingProblem(slices)}`;
  return makeTrace({
    flow: { from: client?.says ?? 'a pod in the cluster', to: `${object.name}.${object.namespace}`, protocol: 'TCP' },
    hops: [
      {
        at: { layer: 'service', says: `${object.name}.${object.namespace}`, object },
        steps: [{ component: 'kube-proxy', action: 'give-up', object, says, evidence: [] }],
      },
    ],
    disposition: 'insufficient-info',
  });
}

function readingProblem(listing: Listing<unknown>): string {
  const gap = listing.state === 'complete' ? undefined : listing.gaps[0];
  return gap === undefined ? 'not read' : `EndpointSlices: ${explainGap(gap)}`;
}

/** The Service, and those of its pods that are not ready. */
function eventSubjects(service: Service, pods: readonly Pod[]): readonly EventSubject[] {
  const { namespace = '', name } = service.metadata;
  const unready = pods.filter((pod) => !isPodReady(pod) && !isPodFinished(pod));
  return [{ kind: 'Service', namespace, name }, ...unready.map((pod) => ({ kind: 'Pod' as const, namespace, name: pod.metadata.name }))];
}

function findingsOf(service: Service, slices: readonly EndpointSlice[], cluster: ClusterIndex) {
  const rules = judgeable(explaining(RULES), cluster);
  const about = judge(rules, 'Service', [service], cluster);
  const near = knownItems(cluster.list('EndpointSlice', { namespace: service.metadata.namespace ?? '' }));
  const orphans =
    slices.length > 0
      ? []
      : near.filter((slice) => serviceNameOf(slice) === undefined && slice.metadata.name.startsWith(service.metadata.name));
  const aboutSlices = judge(rules, 'EndpointSlice', orphans, cluster);
  const skipped: readonly Skipped[] = [...about.skipped, ...aboutSlices.skipped];
  return { findings: [...about.findings, ...aboutSlices.findings], skipped, left: leftToAudit(rules) };
}

/** The rules about Services that are not judged, in one line. */
function leftToAudit(judged: readonly Rule[]): readonly NotChecked[] {
  const left = explaining(RULES).filter((rule) => rule.subject === 'Service' && !judged.includes(rule));
  const what = 'what concerns the cluster as a whole';
  return left.length === 0 ? [] : [{ what, why: 'the audit checks it', codes: left.map((rule) => rule.code) }];
}

function identityOf(service: Service): ServiceIdentity {
  const { spec, metadata } = service;
  const { selector, ipFamilyPolicy, sessionAffinityTimeoutSeconds, trafficDistribution, externalName } = spec;
  const outside = spec.ports.some((port) => isExternallyAccessible(service, port));
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    type: spec.type,
    headless: isHeadless(service),
    ...(selector === undefined ? {} : { selector }),
    ipFamilies: spec.ipFamilies,
    ...(ipFamilyPolicy === undefined ? {} : { ipFamilyPolicy }),
    sessionAffinity: spec.sessionAffinity,
    ...(sessionAffinityTimeoutSeconds === undefined ? {} : { sessionAffinityTimeoutSeconds }),
    internalTrafficPolicy: spec.internalTrafficPolicy,
    ...(outside ? { externalTrafficPolicy: spec.externalTrafficPolicy } : {}),
    ...(trafficDistribution === undefined ? {} : { trafficDistribution }),
    publishNotReadyAddresses: spec.publishNotReadyAddresses,
    ...(externalName === undefined ? {} : { externalName }),
  };
}

/** Endpoints by address, whatever their ports: a pod behind two ports counts once. */
function countsOf(service: Service, slices: readonly EndpointSlice[]): EndpointCounts {
  const wanted = slices.filter((slice) => slice.addressType !== 'FQDN' && service.spec.type !== 'ExternalName');
  const byAddress = new Map(
    wanted.flatMap((slice) => slice.endpoints.map((endpoint) => [endpoint.addresses[0], endpoint.conditions] as const)),
  );
  const conditions = [...byAddress.values()];
  return {
    total: conditions.length,
    ready: conditions.filter((one) => one.ready ?? true).length,
    serving: conditions.filter((one) => one.serving ?? true).length,
    terminating: conditions.filter((one) => one.terminating ?? false).length,
  };
}
