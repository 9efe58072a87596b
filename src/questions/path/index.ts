import { DNS_SERVICE_SCOPE, type Libc } from '../../engines/dns/index.ts';
import { hostOf } from '../../engines/ingress/index.ts';
import { policiesOf, policyNeeds } from '../../engines/policy/index.ts';
import { type Network, networkOf } from '../../engines/trace/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../model/cluster-index.ts';
import { UsageError } from '../../model/errors.ts';
import type { Need } from '../../model/listing.ts';
import type { PathReport, ProxyMode } from '../../model/path-report.ts';
import { SERVICE_NAME_LABEL } from '../../model/resources/endpoint-slice.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';
import type { Protocol } from '../../model/values/port.ts';
import { type DnsOptions, upstreamOf } from '../dns/index.ts';
import { askedBy, type ReadingPlan, restrict, withSecrets } from '../reading-plan.ts';
import { type Answered, answersOf, mergeAnswers, undecidedBy, withoutFacet } from './answers.ts';
import { type Case, casesOf } from './cases.ts';
import { type DataPlane, dataPlaneOf } from './data-plane.ts';
import { type From, formatFrom, formatTo, parseFrom, parseTo, type To } from './ends.ts';
import { enforcementOf } from './enforcement.ts';
import { lookAhead } from './look-ahead.ts';
import { askingOf } from './name-query.ts';
import type { Naming } from './name-targets.ts';
import { pathReport } from './report.ts';
import type { WebRequest } from './routing.ts';
import type { Target } from './target.ts';
import { targetsOf } from './targets.ts';
import { webCases } from './web-cases.ts';
import { webTargets } from './web-targets.ts';

/** One flow to follow. The same strings as on the command line. */
export interface PathOptions {
  /** `pod/x`, `pod/NAMESPACE/x`, `deploy/x`, `sts/x`, `ds/x`, `node/x`, an address, or `internet`. */
  readonly from: string;
  /** `svc/x:port`, `pod/x:port`, `node/x:port`, `IP:port`, or a name as typed in a program: `foo.a:80`, `http://foo`. */
  readonly to: string;
  /** The namespace of objects that name none; `default` when left out. */
  readonly namespace?: string;
  /** TCP when left out. */
  readonly protocol?: Protocol;
  /** With an address or `internet`: the node that the packet reaches first. */
  readonly node?: string;
  /** What kube-proxy is set to, instead of what its ConfigMap says. */
  readonly proxyMode?: ProxyMode;
  /** Whether what a pod sends out of the pod network leaves with its node's address; true when left out, as most plugins do. */
  readonly podMasquerade?: boolean;
  /** Whether something in the cluster enforces NetworkPolicies. */
  readonly assumeEnforced?: 'yes' | 'no';
  /** Whether to tell of denied connections which rule comes nearest to letting them pass. The report has that anyway; this is for its text. */
  readonly whyNot?: boolean;
  /** For names: the C library of the image (glibc when left out), the node's own resolv.conf, and what servers outside the cluster say. */
  readonly libc?: Libc;
  readonly nodeResolvConf?: string;
  readonly upstream?: DnsOptions['upstream'];
  /** For URLs: GET when left out, and headers as `NAME: VALUE`; Host stands in for the name of the URL. */
  readonly method?: string;
  readonly headers?: readonly string[];
  /** For URLs: whether the Secrets of the certificates that the request meets are read, for facts about those. */
  readonly readSecrets?: boolean;
}

/** A question that was understood. */
export interface Flow {
  readonly from: From;
  readonly to: To;
  readonly protocol: Protocol;
  readonly node?: string;
  readonly proxyMode?: ProxyMode;
  readonly podMasquerade: boolean;
  readonly assumeEnforced?: 'yes' | 'no';
  readonly whyNot: boolean;
  readonly naming: Naming;
  /** What a URL asks for. */
  readonly request?: WebRequest;
}

/** By what answers may differ, in the order in which they are taken together. */
const FACETS = ['pods', 'node', 'proxyMode', 'address'] as const;

/** What following a flow reads: what the question names, then whatever the packet meets. Refuses (UsageError) a malformed question. */
export function* pathPlan(options: PathOptions): ReadingPlan {
  const flow = flowOfOptions(options);
  const plan = followingPlan(flow);
  yield* options.readSecrets === true ? withSecrets(plan) : plan;
}

function* followingPlan(flow: Flow): ReadingPlan {
  yield firstNeeds(flow);
  yield* askedBy((cluster, attempt) => {
    attempt(() => lookAhead(flow.to, cluster));
    const plane = dataPlaneOf(cluster, flow.proxyMode);
    if (cluster.known('NetworkPolicy').length > 0) attempt(() => void enforcementOf(cluster, plane.agents, flow.assumeEnforced));
    for (const one of evaluations(flow, plane, cluster)) attempt(() => void one());
  });
}

/** A question, its answers, and what they stand on. */
export interface Followed {
  readonly flow: Flow;
  readonly answers: readonly Answered[];
  readonly plane: DataPlane;
  /** What following it reads, and no more. */
  readonly snapshot: ClusterSnapshot;
}

/**
 * Follows a flow through what is known of a cluster.
 * @throws UsageError for a malformed question; ClusterError, in kubectl's words, when an object that it names does not exist or may not be read.
 */
export function follow(cluster: ClusterSnapshot, options: PathOptions): Followed {
  const flow = flowOfOptions(options);
  const snapshot = restrict(indexSnapshot(cluster), pathPlan(options));
  const index = indexSnapshot(snapshot);
  const plane = dataPlaneOf(index, flow.proxyMode);
  const answered = evaluations(flow, plane, index).flatMap((one) => one());
  const merged = FACETS.reduce<readonly Answered[]>((answers, facet) => mergeAnswers(answers, facet), answered);
  const decided = plane.replacement === undefined ? merged : undecidedBy(plane.replacement, withoutFacet(merged, 'proxyMode'));
  const answers = FACETS.reduce<readonly Answered[]>((told, facet) => withoutFacet(told, facet), decided);
  return { flow, answers, plane, snapshot };
}

/** The report of a flow that was followed. Throws what `follow` throws. */
export function path(cluster: ClusterSnapshot, options: PathOptions): PathReport {
  return pathReport(follow(cluster, options));
}

/** One evaluation for each mode that kube-proxy may be in. */
function evaluations(flow: Flow, plane: DataPlane, cluster: ClusterIndex): readonly (() => readonly Answered[])[] {
  const sure = plane.modes.length === 1;
  const policing = { policies: policiesOf(cluster), enforcement: once(() => enforcementOf(cluster, plane.agents, flow.assumeEnforced)) };
  return plane.modes.map((mode) => () => {
    const network = networkOf(cluster, { ...plane.config, mode }, { podMasquerade: flow.podMasquerade, nameMode: sure });
    const { request } = flow;
    const senders = request === undefined ? casesOf(flow, network) : webCases({ ...flow, request }, network);
    return senders.flatMap((sender) => {
      const { when } = sender;
      const targets = targetsFor(flow, sender, network);
      const told = { from: formatFrom(flow.from), to: formatTo(flow.to), protocol: flow.protocol };
      const asking = askingOf(flow, sender.sender, network);
      return answersOf({ ...sender, when: sure ? when : { ...when, proxyMode: [mode] } }, targets, asking, network, policing, told);
    });
  });
}

function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}

function targetsFor(flow: Flow, sender: Case, network: Network): readonly Target[] {
  const { to, request, naming } = flow;
  if (request === undefined || (to.kind !== 'name' && to.kind !== 'address')) return targetsOf(flow, sender, network);
  return webTargets({ to, request, naming }, sender, network);
}

/** The request that a URL means. Refuses (UsageError) a method or headers without one, and headers that are none. */
function requestOf(to: To, { method, headers = [], protocol = 'TCP', readSecrets = false }: PathOptions): WebRequest | undefined {
  const url = 'url' in to ? to.url : undefined;
  if (url === undefined || protocol !== 'TCP' || (to.kind !== 'name' && to.kind !== 'address')) {
    if (method !== undefined || headers.length > 0)
      throw new UsageError('--method and --header go with a URL: https://shop.example.com/cart');
    if (readSecrets) throw new UsageError('--read-secrets goes with a URL: https://shop.example.com/cart');
    return undefined;
  }
  const named = to.kind === 'name' ? to.name.toLowerCase().replace(/\.$/, '') : to.address;
  const fields = Object.fromEntries(headers.map(parseHeader));
  const { scheme, path, query } = url;
  return {
    scheme,
    sni: named,
    host: fields['host'] === undefined ? named : hostOf(fields['host']),
    port: to.port,
    path,
    ...(query === undefined ? {} : { query }),
    method: (method ?? 'GET').toUpperCase(),
    headers: fields,
  };
}

function parseHeader(text: string): readonly [string, string] {
  const { name, value } = /^(?<name>[\w!#$%&'*+.^`|~-]+):\s*(?<value>[^\p{Cc}]*)$/u.exec(text)?.groups ?? {};
  if (name === undefined || value === undefined) throw new UsageError(`invalid --header "${text}": expected "NAME: VALUE"`);
  return [name.toLowerCase(), value.trim()];
}

function flowOfOptions(options: PathOptions): Flow {
  const { namespace = 'default', protocol = 'TCP', node, proxyMode, podMasquerade = true, assumeEnforced, whyNot = false } = options;
  const { libc = 'glibc', nodeResolvConf, upstream } = options;
  const from = parseFrom(options.from, namespace);
  const to = parseTo(options.to, namespace);
  const request = requestOf(to, options);
  if (node !== undefined && from.kind !== 'address' && from.kind !== 'internet') {
    throw new UsageError('--node goes with an address or "internet": pods and nodes are where they are');
  }
  return {
    from,
    to,
    protocol,
    podMasquerade,
    whyNot,
    ...(request === undefined ? {} : { request }),
    naming: {
      libc,
      ...(nodeResolvConf === undefined ? {} : { nodeResolvConf }),
      ...(upstream === undefined ? {} : { upstream: upstreamOf(upstream) }),
    },
    ...(node === undefined ? {} : { node }),
    ...(proxyMode === undefined ? {} : { proxyMode }),
    ...(assumeEnforced === undefined ? {} : { assumeEnforced }),
  };
}

/** What is sure to be needed, so that it is asked for in one round. */
function firstNeeds({ from, to, node }: Flow): readonly Need[] {
  const own = [from, to].flatMap((end) => ('namespace' in end ? [end.namespace] : []));
  const asks = 'namespace' in from && (to.kind === 'Service' || to.kind === 'name');
  const namespaces = asks ? [...own, DNS_SERVICE_SCOPE.namespace] : own;
  return [
    { kind: 'ConfigMap', namespace: 'kube-system', name: 'kube-proxy' },
    { kind: 'DaemonSet', namespace: 'kube-system' },
    ...fromNeeds(from),
    ...toNeeds(to),
    ...policyNeeds(namespaces),
    ...(node === undefined ? [] : [{ kind: 'Node' as const, name: node }]),
  ];
}

function fromNeeds(from: From): readonly Need[] {
  switch (from.kind) {
    case 'internet':
      return [];
    case 'address':
      return [{ kind: 'Pod', fields: { 'status.podIP': from.address } }];
    case 'Node':
      return [{ kind: 'Node', name: from.name }];
    default:
      return [{ kind: from.kind, namespace: from.namespace, name: from.name }];
  }
}

function toNeeds(to: To): readonly Need[] {
  switch (to.kind) {
    case 'address':
      return [
        { kind: 'Pod', fields: { 'status.podIP': to.address } },
        { kind: 'Service', fields: { 'spec.clusterIP': to.address } },
      ];
    case 'Node':
      return [{ kind: 'Node', name: to.name }, { kind: 'Service' }];
    case 'Pod':
      return [{ kind: 'Pod', namespace: to.namespace, name: to.name }];
    case 'name':
      return [{ kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' }];
    case 'Service': {
      const { namespace, name } = to;
      return [
        { kind: 'Service', namespace, name },
        { kind: 'EndpointSlice', namespace, labels: selectorOfLabels({ [SERVICE_NAME_LABEL]: name }) },
        { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' },
      ];
    }
  }
}
