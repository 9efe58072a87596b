import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems, type Need } from '../../model/listing.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import type { LabelSelector } from '../../model/values/label-selector.ts';
import { announce, ONE_BY_ONE } from '../service/index.ts';
import { selected } from './labels.ts';
import type { Doubt } from './match.ts';
import { NAMESPACE_NAME, type Policies } from './policies.ts';
import { isDoubt, type Namespaces, type Peer, type Policy } from './policy.ts';
import { selectsPod } from './rule-match.ts';

/** The pods that selectors pick now, those that have ended left out. */
export interface Population {
  readonly pods: readonly Pod[];
  /** Pods of which it is not known. */
  readonly maybe: readonly Pod[];
  /** Set where selectors pick every pod of the cluster, and nobody asked for all of them: `pods` is empty then. */
  readonly uncounted: boolean;
  readonly doubts: readonly Doubt[];
  readonly gaps: readonly Gap[];
}

const NOBODY: Population = { pods: [], maybe: [], uncounted: false, doubts: [], gaps: [] };

/** The pods that a policy is about, pods in the network of their nodes among them. */
export function podsOfSubject({ subject }: Policy, policies: Policies, cluster: ClusterIndex): Population {
  if (isDoubt(subject)) return { ...NOBODY, doubts: [subject], gaps: subject.gaps };
  return populationOf({ ...subject, near: [] }, policies, cluster);
}

/** The pods that an entry of peers picks, for a policy that is about `subjects`. Every pod of the cluster is not counted. */
export function podsOfPeer(peer: Peer, subjects: readonly Pod[], policies: Policies, cluster: ClusterIndex): Population {
  if (peer.is !== 'pods') return NOBODY;
  if (isEverybody(peer)) return { ...NOBODY, uncounted: true };
  const isRelative = 'sameLabels' in peer.namespaces || 'notSameLabels' in peer.namespaces;
  if (isRelative && subjects.length === 0) return NOBODY;
  return populationOf({ ...peer, near: [...new Map(subjects.map((pod) => [pod.metadata.namespace, pod])).values()] }, policies, cluster);
}

/** Whether an entry picks every pod of the cluster. */
export function isEverybody({ namespaces, pods }: Extract<Peer, { is: 'pods' }>): boolean {
  if (isDoubt(pods) || pods.length > 0 || !('selector' in namespaces) || isDoubt(namespaces.selector)) return false;
  return namespaces.selector.length === 0;
}

interface Selection {
  readonly namespaces: Namespaces;
  readonly pods: LabelSelector | Doubt;
  /** A pod of each namespace with whose labels those of others are compared. */
  readonly near: readonly Pod[];
}

function populationOf(selection: Selection, policies: Policies, cluster: ClusterIndex): Population {
  const { namespaces, pods: selector, near } = selection;
  const doubt = [selector, 'selector' in namespaces ? namespaces.selector : []].find(isDoubt);
  if (doubt !== undefined) return { ...NOBODY, doubts: [doubt], gaps: doubt.gaps };
  const labels = isDoubt(selector) ? [] : selector;
  const { names, gaps: unlisted } = namespacesOf(namespaces, policies, cluster);
  const scope = labels.length === 0 ? {} : { labels };
  const needs: readonly Need[] =
    names === 'all' || names.length > ONE_BY_ONE
      ? [{ kind: 'Pod', ...scope }]
      : names.map((namespace) => ({ kind: 'Pod', namespace, ...scope }));
  announce(cluster, needs);
  const listings = needs.map(({ kind: _kind, ...where }) => cluster.list('Pod', where));
  const found = listings.flatMap((listing) => knownItems(listing)).filter((pod) => !isPodFinished(pod));
  const judged = found.map((pod) => {
    const subjects = near.length === 0 ? [pod] : near;
    const matches = subjects.map((subject) => selectsPod(namespaces, labels, pod, subject, policies));
    return { pod, match: matches.find((match) => match === true) ?? matches.find((match) => match !== false) ?? false };
  });
  const maybe = judged.flatMap(({ pod, match }) => (typeof match === 'boolean' ? [] : [{ pod, doubts: match.doubts }]));
  return {
    pods: judged.filter(({ match }) => match === true).map(({ pod }) => pod),
    maybe: maybe.map(({ pod }) => pod),
    uncounted: false,
    doubts: [...new Map(maybe.flatMap(({ doubts }) => doubts.map((one) => [one.says, one] as const))).values()],
    gaps: [...unlisted, ...listings.flatMap((listing) => gapsOf(listing))],
  };
}

/** The namespaces that may be meant; by the labels of all only where the selector does not name them. */
function namespacesOf(
  namespaces: Namespaces,
  policies: Policies,
  cluster: ClusterIndex,
): { readonly names: 'all' | readonly string[]; readonly gaps: readonly Gap[] } {
  if ('own' in namespaces) return { names: [namespaces.own], gaps: [] };
  const selector = 'selector' in namespaces && !isDoubt(namespaces.selector) ? namespaces.selector : undefined;
  if (selector?.length === 0) return { names: 'all', gaps: [] };
  const named = selector?.find(({ key, operator }) => key === NAMESPACE_NAME && operator === 'In')?.values;
  const listing = named === undefined ? cluster.metadata('Namespace') : undefined;
  const names = named ?? (listing === undefined ? [] : knownItems(listing).map(({ metadata }) => metadata.name));
  if (named !== undefined) announce(cluster, namespaceNeeds(named));
  const meant = selector === undefined ? names : names.filter((name) => selected(selector, policies.namespace(name)) !== false);
  return { names: meant, gaps: listing === undefined ? [] : gapsOf(listing) };
}

function namespaceNeeds(names: readonly string[]): readonly Need[] {
  return names.map((name) => ({ kind: 'Namespace', name, only: 'metadata' }));
}
