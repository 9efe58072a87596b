import type { Pod } from '../../model/resources/pod.ts';
import type { Protocol } from '../../model/values/port.ts';
import { declaredPorts } from '../service/index.ts';
import { type AddressRange, rangeHolds } from './address-range.ts';
import type { Party } from './ends.ts';
import { selected } from './labels.ts';
import { both, every, type Match, not, open, some } from './match.ts';
import type { Policies } from './policies.ts';
import { isDoubt, type Namespaces, type Peer, type Port, type Rule, type Selector, type Subject } from './policy.ts';

/** A connection as the policies of one of its ends see it. */
export interface Sight {
  readonly policies: Policies;
  /** The pod whose policies are asked. */
  readonly subject: Pod;
  /** The other end. */
  readonly peer: Party;
  /** Whoever receives: the subject, or the peer. */
  readonly server: Party;
  readonly port: number;
  readonly protocol: Protocol;
  /** Whether address ranges match pods and nodes. */
  readonly rangesCoverPods: boolean;
}

/** Whether a policy is about a pod. */
export function isSubject(subject: Subject, pod: Pod, policies: Policies): Match {
  return isDoubt(subject) ? open(subject) : selectsPod(subject.namespaces, subject.pods, pod, pod, policies);
}

/** Whether a rule matches a connection. */
export function ruleMatches({ peers, ports }: Rule, sight: Sight): Match {
  return both(portsMatch(ports, sight), () => (peers === undefined ? true : some(peers, (peer) => peerMatches(peer, sight))));
}

/** Whether one of a rule's ports is that of a connection; a rule without ports has them all. */
export function portsMatch(ports: Rule['ports'], sight: Sight): Match {
  return ports === undefined ? true : some(ports, (port) => portMatches(port, sight));
}

function portMatches(entry: Port, { server, port, protocol }: Sight): Match {
  switch (entry.is) {
    case 'unreadable':
      return open(entry.doubt);
    case 'numbers':
      return (entry.protocol ?? protocol) === protocol && entry.start <= port && port <= entry.end;
    case 'name':
      if ((entry.protocol ?? protocol) !== protocol || server.pod === undefined) return false;
      return declaredPorts(server.pod).some((one) => one.name === entry.name && one.protocol === protocol && one.port === port);
  }
}

/** Whether an entry of a rule's peers is the other end. */
export function peerMatches(entry: Peer, { policies, subject, peer, rangesCoverPods }: Sight): Match {
  switch (entry.is) {
    case 'unreadable':
      return open(entry.doubt);
    case 'pods':
      return peer.pod === undefined ? false : selectsPod(entry.namespaces, entry.pods, peer.pod, subject, policies);
    case 'nodes':
      return peer.node === undefined ? false : selected(entry.nodes, policies.node(peer.node));
    case 'domains':
      return peer.pod === undefined ? open(entry.doubt) : false;
    case 'addresses': {
      if (!rangesCoverPods && (peer.pod !== undefined || peer.node !== undefined)) return false;
      return both(inRange(entry.range, peer), () => not(some(entry.except, (part) => inRange(part, peer))));
    }
  }
}

function inRange(range: AddressRange, { address, family }: Party): Match {
  if (address !== undefined) return rangeHolds(range, address);
  if (family !== undefined && family !== range.family) return false;
  if (family !== undefined && range.prefix === 0) return true;
  return open({ says: `whether ${range.text} holds the other end is not known: its address is not`, gaps: [], ofAddress: true });
}

/** Whether selectors pick a pod, for a policy that is about `subject`. */
export function selectsPod(namespaces: Namespaces, pods: Selector, pod: Pod, subject: Pod, policies: Policies): Match {
  const { name, namespace = '', labels } = pod.metadata;
  const inNamespace = 'own' in namespaces ? namespaces.own === namespace : true;
  return both(inNamespace && selected(pods, { of: `pod ${namespace}/${name}`, labels }), () =>
    inNamespaces(namespaces, namespace, subject.metadata.namespace ?? '', policies),
  );
}

/**
 * Whether a namespace is one of those that are meant, as seen from the subject's.
 * Source of sameLabels and notSameLabels: network-policy-api v0.1.1, apis/v1alpha1/shared_types.go, NamespacedPeer: a namespace must have
 * all of the labels, and the same values (at least one other value) as the subject's; an empty list selects nothing.
 */
export function inNamespaces(namespaces: Namespaces, name: string, subject: string, policies: Policies): Match {
  if ('own' in namespaces) return namespaces.own === name;
  if ('selector' in namespaces) return selected(namespaces.selector, policies.namespace(name));
  const keys = 'sameLabels' in namespaces ? namespaces.sameLabels : namespaces.notSameLabels;
  const theirs = policies.namespace(name);
  const ours = policies.namespace(subject);
  const missing = [...(theirs.missing ?? []), ...(ours.missing ?? [])];
  const labelOf = (labels: Readonly<Record<string, string>>, key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  const has = every(keys, (key): Match => {
    if (labelOf(theirs.labels, key) !== undefined) return true;
    return theirs.missing === undefined ? false : open({ says: `the labels of ${theirs.of} are not known`, gaps: theirs.missing });
  });
  const same = every(keys, (key): Match => {
    const [a, b] = [labelOf(theirs.labels, key), labelOf(ours.labels, key)];
    if (a !== undefined && b !== undefined) return a === b;
    return missing.length === 0 ? false : open({ says: `the labels of ${theirs.of} and ${ours.of} are not known`, gaps: missing });
  });
  return both(keys.length > 0 && has, () => ('sameLabels' in namespaces ? same : not(same)));
}
