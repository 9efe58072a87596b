import { KINDS } from '../../model/kind.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { familyOf } from '../../model/values/ip.ts';
import { isMalformed } from '../../model/values/malformed.ts';
import { declaredPorts } from '../service/index.ts';
import { type AddressRange, parseAddress, rangeHolds } from './address-range.ts';
import { MESH, MESH_NAMESPACE, mayBeInMesh } from './others.ts';
import { ADMIN_KINDS, OTHER_KINDS, type Policies } from './policies.ts';
import { isDoubt, type Peer, type Policy, type Rule, type Selector } from './policy.ts';

/** Pods that no policy can tell apart. */
export interface PodClass {
  readonly pods: readonly [Pod, ...Pod[]];
  /** What tells its pods, as receivers, from others that the same policies select: families, and ports by name. */
  readonly receives: string;
}

/** Everything in the policies of some pods by which pods can differ. */
interface Features {
  readonly labels: readonly string[];
  readonly ranges: readonly AddressRange[];
  readonly portNames: ReadonlySet<string>;
  /** The labels of nodes. */
  readonly nodeLabels: readonly string[];
}

/**
 * Sorts pods into classes: those of a namespace that agree in the labels that some policy asks for, in the address ranges that hold them,
 * in what named ports mean, and in whose network they are.
 */
export function podClasses(pods: readonly Pod[], policies: Policies): readonly PodClass[] {
  const features = featuresOf(policiesAbout(pods, policies), concernedLabels(pods, policies));
  const classes = new Map<string, { readonly pods: [Pod, ...Pod[]]; readonly receives: string }>();
  for (const pod of pods) {
    const receives = receivingTraits(pod, features);
    const key = `${traits(pod, features, policies)} ${receives}`;
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { pods: [pod], receives });
    else known.pods.push(pod);
  }
  return [...classes.values()];
}

/** All policies that may have a say about some pods. */
export function policiesAbout(pods: readonly Pod[], policies: Policies): readonly Policy[] {
  const namespaces = new Set(pods.map(({ metadata }) => metadata.namespace ?? ''));
  return [
    ...[...namespaces].flatMap((namespace) => policies.networkPolicies(namespace).items),
    ...ADMIN_KINDS.flatMap((kind) => policies.admin(kind).items),
  ];
}

function concernedLabels(pods: readonly Pod[], policies: Policies): readonly string[] {
  const namespaces = [...new Set(pods.map(({ metadata }) => metadata.namespace ?? ''))];
  return OTHER_KINDS.flatMap((kind) => {
    const places = KINDS[kind].namespaced ? [...namespaces, ...(MESH.has(kind) ? [MESH_NAMESPACE] : [])] : [undefined];
    const known = places.flatMap((namespace) => policies.others(kind, namespace).items);
    return known.flatMap(({ policy }) =>
      policy.concerns.flatMap(({ labels }) => (isMalformed(labels) ? [] : labels.map(({ key }) => key))),
    );
  });
}

function featuresOf(policies: readonly Policy[], others: readonly string[]): Features {
  const rules = policies.flatMap(({ rules: { ingress, egress } }) => [...ingress, ...egress]);
  const peers = rules.flatMap((rule: Rule): readonly Peer[] => rule.peers ?? []);
  const selectors = [
    ...policies.flatMap(({ subject }) => (isDoubt(subject) ? [] : [subject.pods])),
    ...peers.flatMap((peer) => (peer.is === 'pods' ? [peer.pods] : [])),
  ];
  const ranges = peers.flatMap((peer) => (peer.is === 'addresses' ? [peer.range, ...peer.except] : []));
  return {
    labels: [...new Set([...selectors.flatMap(keysOf), ...others])].sort(),
    ranges: [...new Map(ranges.map((range) => [range.text, range])).values()],
    nodeLabels: [...new Set([...peers.flatMap((peer) => (peer.is === 'nodes' ? keysOf(peer.nodes) : [])), ...others])],
    portNames: new Set(rules.flatMap(({ ports = [] }) => ports.flatMap((port) => (port.is === 'name' ? [port.name] : [])))),
  };
}

function keysOf(selector: Selector): readonly string[] {
  return isDoubt(selector) ? [] : selector.map(({ key }) => key);
}

function traits(pod: Pod, { labels, ranges, nodeLabels }: Features, policies: Policies): string {
  const { metadata, spec, status } = pod;
  const addresses = status.podIPs.flatMap(({ ip }) => parseAddress(ip) ?? []);
  return JSON.stringify([
    metadata.namespace,
    spec.hostNetwork,
    labels.flatMap((key) => (Object.hasOwn(metadata.labels, key) ? [key, metadata.labels[key]] : [])),
    ranges.map((range) => (addresses.some((address) => rangeHolds(range, address)) ? '1' : '0')).join(''),
    mayBeInMesh(pod, policies),
    // Node labels decide only about pods in the network of a node.
    spec.hostNetwork ? nodeTraits(spec.nodeName ?? '', nodeLabels, policies) : undefined,
  ]);
}

function nodeTraits(name: string, keys: readonly string[], policies: Policies): readonly unknown[] {
  if (keys.length === 0) return [];
  const { labels, missing } = policies.node(name);
  return [missing === undefined ? '' : name, keys.flatMap((key) => (Object.hasOwn(labels, key) ? [key, labels[key]] : []))];
}

function receivingTraits(pod: Pod, { portNames }: Features): string {
  const named = declaredPorts(pod).filter(({ name }) => name !== undefined && portNames.has(name));
  return JSON.stringify([pod.status.podIPs.map(({ ip }) => familyOf(ip)), named.map(({ name, port, protocol }) => [name, port, protocol])]);
}
