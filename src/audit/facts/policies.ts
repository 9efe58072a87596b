import { ADMIN_KINDS, OTHER_KINDS, type PluginHabits, policiesOf } from '../../engines/policy/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Kind } from '../../model/kind.ts';
import { type Gap, gapsOf, knownItems, type Listing, mapListing } from '../../model/listing.ts';
import type { NetworkPolicy, NetworkPolicyPort } from '../../model/resources/network-policy.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import { formatSelector, type LabelSelector, selects } from '../../model/values/label-selector.ts';
import { isMalformed } from '../../model/values/malformed.ts';
import { perCluster } from './by-value.ts';
import { nodeAgents } from './node-agents.ts';
import { workloadsIn } from './workloads.ts';

/** The kinds that are read where it is asked what policies say of a connection. */
export const POLICY_KINDS = ['Namespace', 'NetworkPolicy', ...ADMIN_KINDS, ...OTHER_KINDS] as const satisfies readonly Kind[];

/** What decides about connections, worked out once. */
export const policiesIn = perCluster(policiesOf);

/** Whether the network plugin is one that enforces no policies, and nothing beside it does; false where that is not known. */
export function isNobodyEnforcing(cluster: ClusterIndex): boolean {
  const { plugin } = nodeAgents(cluster);
  return plugin.state === 'seen' && plugin.enforcesPolicies === false;
}

/** How the network plugin follows policies, as far as that is known. */
export function habitsIn(cluster: ClusterIndex): PluginHabits {
  const { plugin } = nodeAgents(cluster);
  return plugin.state === 'seen' ? plugin.policies : {};
}

/** Whether the network plugin is known not to follow a kind of administrators' policies. */
export function isNotFollowed(kind: (typeof ADMIN_KINDS)[number], cluster: ClusterIndex): boolean {
  return isNobodyEnforcing(cluster) || habitsIn(cluster).follows?.[kind] === false;
}

/** The label that the API server puts on every namespace. Source: kubernetes.io, "Automatic labelling" (1.22). */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** An entry of `from` or `to` that can be read. */
export interface PolicyPeer {
  readonly direction: 'ingress' | 'egress';
  /** `spec.ingress[0].from[1]`. */
  readonly field: string;
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly cidr?: string;
  /** The parts of `cidr` that are not meant. */
  readonly except?: readonly string[];
}

/** A rule of a policy that can be read, with its peers and ports. */
export interface PolicyRule {
  readonly direction: 'ingress' | 'egress';
  readonly field: string;
  readonly peers: readonly PolicyPeer[];
  /** Whether it names no peer, so that everybody is meant. */
  readonly isForAll: boolean;
  readonly ports: readonly { readonly field: string; readonly port: NetworkPolicyPort }[];
  readonly isForAllPorts: boolean;
}

/** The rules of a policy that have an effect; what nobody can read is left out. */
export function rulesOf({ spec }: NetworkPolicy): readonly PolicyRule[] {
  const { policyTypes, ingress, egress } = spec;
  const types = isMalformed(policyTypes) ? [] : policyTypes;
  const incoming = isMalformed(ingress) || !types.includes('Ingress') ? [] : ingress;
  const outgoing = isMalformed(egress) || !types.includes('Egress') ? [] : egress;
  return [
    ...incoming.flatMap((rule, at) => (isMalformed(rule) ? [] : [ruleOf('ingress', `spec.ingress[${at}]`, 'from', rule.from, rule.ports)])),
    ...outgoing.flatMap((rule, at) => (isMalformed(rule) ? [] : [ruleOf('egress', `spec.egress[${at}]`, 'to', rule.to, rule.ports)])),
  ];
}

type RawRule = Extract<Exclude<NetworkPolicy['spec']['ingress'], { malformed: string }>[number], { from: unknown }>;

function ruleOf(
  direction: PolicyPeer['direction'],
  field: string,
  peersField: string,
  peers: RawRule['from'],
  ports: RawRule['ports'],
): PolicyRule {
  return {
    direction,
    field,
    isForAll: peers.length === 0,
    peers: peers.flatMap((peer, at): readonly PolicyPeer[] => {
      if (isMalformed(peer)) return [];
      const { podSelector, namespaceSelector, ipBlock } = peer;
      if ([podSelector, namespaceSelector, ipBlock].some((part) => part !== undefined && isMalformed(part))) return [];
      return [
        {
          direction,
          field: `${field}.${peersField}[${at}]`,
          ...(podSelector === undefined || isMalformed(podSelector) ? {} : { podSelector }),
          ...(namespaceSelector === undefined || isMalformed(namespaceSelector) ? {} : { namespaceSelector }),
          ...(ipBlock === undefined || isMalformed(ipBlock) ? {} : { cidr: ipBlock.cidr, except: ipBlock.except }),
        },
      ];
    }),
    ports: ports.flatMap((port, at) => (isMalformed(port) ? [] : [{ field: `${field}.ports[${at}]`, port }])),
    isForAllPorts: ports.length === 0,
  };
}

/** The pods that a policy is about, those that have ended left out; none where its selector cannot be read. */
export function selectedPods(policy: NetworkPolicy, cluster: ClusterIndex): Listing<Pod> {
  return mapListing(everSelectedPods(policy, cluster), (items) => items.filter((pod) => !isPodFinished(pod)));
}

/** The same with those of Jobs that have ended, since the next ones come. */
export function expectedPods(policy: NetworkPolicy, cluster: ClusterIndex): Listing<Pod> {
  return mapListing(everSelectedPods(policy, cluster), (items) => items.filter(isExpected));
}

function everSelectedPods({ metadata, spec: { podSelector } }: NetworkPolicy, cluster: ClusterIndex): Listing<Pod> {
  if (isMalformed(podSelector)) return { state: 'complete', items: [] };
  return cluster.list('Pod', { namespace: metadata.namespace ?? '', ...labelled(podSelector) });
}

/** Whether a pod runs, or has ended and shows that others like it come. */
function isExpected(pod: Pod): boolean {
  return !isPodFinished(pod) || pod.metadata.ownerReferences.some(({ controller, kind }) => controller === true && kind === 'Job');
}

function labelled(selector: LabelSelector): { readonly labels?: LabelSelector } {
  return selector.length === 0 ? {} : { labels: selector };
}

/** Whether a workload of a namespace gives its pods labels that a selector picks, running or not; unknown where not all could be read. */
export function hasTemplate(namespace: string, selector: LabelSelector, cluster: ClusterIndex): boolean | readonly Gap[] {
  const templates = templatesIn(namespace, cluster);
  if (knownItems(templates).some((labels) => selects(selector, labels))) return true;
  return templates.state === 'complete' ? false : gapsOf(templates);
}

const templatesByNamespace = perCluster(() => new Map<string, Listing<Pod['metadata']['labels']>>());

function templatesIn(namespace: string, cluster: ClusterIndex): Listing<Pod['metadata']['labels']> {
  const known = templatesByNamespace(cluster);
  const found = known.get(namespace) ?? templatesOf(namespace, cluster);
  known.set(namespace, found);
  return found;
}

function templatesOf(namespace: string, cluster: ClusterIndex): Listing<Pod['metadata']['labels']> {
  const workloads = workloadsIn(namespace, cluster);
  const agents = cluster.list('DaemonSet', { namespace });
  // A ReplicaSet of a kind of workload that is not read, such as an Argo Rollout, speaks for it.
  const others = knownItems(cluster.list('ReplicaSet', { namespace })).filter(({ metadata }) =>
    metadata.ownerReferences.some(({ kind }) => kind !== 'Deployment'),
  );
  const items = [
    ...knownItems(workloads).map(({ labels }) => labels),
    ...others.map(({ spec }) => spec.template.metadata.labels),
    ...knownItems(agents).map(({ spec }) => spec.template.metadata.labels),
  ];
  const gaps = [...gapsOf(workloads), ...gapsOf(agents)];
  return gaps.length === 0 ? { state: 'complete', items } : { state: 'partial', items, gaps };
}

const namespacesBySelector = perCluster(() => new Map<string, Listing<string>>());

/** The names of the namespaces that a selector picks. */
export function namespacesOf(selector: LabelSelector, cluster: ClusterIndex): Listing<string> {
  const known = namespacesBySelector(cluster);
  const key = formatSelector(selector);
  const found =
    known.get(key) ??
    mapListing(cluster.metadata('Namespace'), (all) =>
      all
        .filter(({ metadata }) => selects(selector, { ...metadata.labels, [NAMESPACE_NAME]: metadata.name }))
        .map(({ metadata }) => metadata.name),
    );
  known.set(key, found);
  return found;
}

/** What picks pods, and how many it picks. */
export interface PeerPods {
  readonly pods: readonly Pod[];
  /** Whether a workload is there whose pods would be picked, or such pods were there and have ended, as those of Jobs do. */
  readonly isExpected: boolean;
  readonly gaps: readonly Gap[];
}

const podsByPeer = perCluster(() => new Map<string, PeerPods>());

/** The pods that an entry of a policy of a namespace picks by its selectors; worked out once for entries that say the same. */
export function podsOfPeer({ podSelector = [], namespaceSelector }: PolicyPeer, namespace: string, cluster: ClusterIndex): PeerPods {
  const known = podsByPeer(cluster);
  const where = namespaceSelector === undefined ? `in ${namespace}` : `by ${formatSelector(namespaceSelector)}`;
  const key = `${where} ${formatSelector(podSelector)}`;
  const found = known.get(key) ?? findPods(podSelector, namespaceSelector, namespace, cluster);
  known.set(key, found);
  return found;
}

function findPods(
  podSelector: LabelSelector,
  namespaceSelector: LabelSelector | undefined,
  namespace: string,
  cluster: ClusterIndex,
): PeerPods {
  const namespaces: Listing<string> =
    namespaceSelector === undefined ? { state: 'complete', items: [namespace] } : namespacesOf(namespaceSelector, cluster);
  const names = new Set(knownItems(namespaces));
  const scope = namespaceSelector === undefined ? { namespace } : {};
  const listing = cluster.list('Pod', { ...scope, ...labelled(podSelector) });
  const picked = knownItems(listing).filter((pod) => names.has(pod.metadata.namespace ?? '') && isExpected(pod));
  const pods = picked.filter((pod) => !isPodFinished(pod));
  if (picked.length > 0) return { pods, isExpected: true, gaps: [] };
  const expected = [...names].map((name) => hasTemplate(name, podSelector, cluster));
  const gaps = [...gapsOf(namespaces), ...gapsOf(listing), ...expected.flatMap((one) => (typeof one === 'boolean' ? [] : one))];
  return { pods, isExpected: expected.includes(true), gaps };
}
