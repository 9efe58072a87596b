import type { Pod } from '../../model/resources/pod.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';
import { declaredPorts } from '../service/index.ts';
import { familyOfFlow, type Party, type PluginHabits, type PluginReading, partyOf, USUAL } from './ends.ts';
import type { PodClass } from './pod-classes.ts';
import type { Policies } from './policies.ts';
import type { Direction, Peer, Rule } from './policy.ts';
import { inNamespaces, peerMatches, type Sight } from './rule-match.ts';

/** A rule, and whether it is one of an administrator's policies. */
export interface Entry {
  readonly isAdmin: boolean;
  readonly rule: Rule;
}

/** Tells by what of some rules classes differ. */
export interface Columns {
  /** Numbers all classes, so that those have one number that the same peers of the rules match, seen from a subject. */
  ofPeers(direction: Direction, subject: Pod, entries: readonly Entry[]): Uint32Array;
  /** Numbers some classes, so that those have one number for which the same named ports of the rules are the port. */
  ofNamedPorts(entries: readonly Entry[], positions: readonly number[], asked: Pick<Sight, 'port' | 'protocol'>): Uint32Array;
}

/** Whose policies are asked, and in which direction. */
interface Subject {
  readonly direction: Direction;
  readonly pod: Pod;
  readonly isAdmin: boolean;
}

/** Where an entry matches, or may. */
interface Column {
  readonly sure: readonly number[];
  readonly open: readonly number[];
}

/** Classes of a namespace with the same labels, in the same kind of network. */
interface Alike {
  readonly pod: Pod;
  readonly positions: number[];
}

/** Looks at which classes a peer or a named port matches; entries that say the same are looked at once. */
export function columnsOf(classes: readonly PodClass[], policies: Policies, plugin: PluginHabits): Columns {
  const reading = { ...USUAL, ...plugin };
  const known = new Map<string, Column>();
  const byLabels = alikeByNamespace(classes);
  const everybody = classes.map(({ pods: [pod] }, position): Alike => ({ pod, positions: [position] }));
  const named = namedPorts(classes, reading.hostNetwork);
  const parties = new Map<string, Party[]>();
  /** What was asked of named ports, by the classes that were asked about. */
  const byNames = new WeakMap<readonly number[], Map<string, Uint32Array>>();
  return {
    ofPeers(direction, pod, entries) {
      const columns = entries.flatMap(({ isAdmin, rule: { peers = [] } }) =>
        peers.map((peer) => columnOf(peer, { direction, pod, isAdmin })),
      );
      return partition(classes.length, [...new Set(columns)]);
    },
    ofNamedPorts(entries, positions, { port, protocol }) {
      const keys = entries.flatMap(({ rule: { ports = [] } }) =>
        ports.flatMap((one) => (one.is === 'name' && (one.protocol ?? protocol) === protocol ? [`${protocol} ${one.name} ${port}`] : [])),
      );
      const distinct = [...new Set(keys)];
      const asked = byNames.get(positions) ?? new Map<string, Uint32Array>();
      byNames.set(positions, asked);
      const known = asked.get(distinct.join());
      const numbers =
        known ??
        partition(
          positions.length,
          distinct.map((key) => havingPort(key, positions)),
        );
      asked.set(distinct.join(), numbers);
      return numbers;
    },
  };

  /** Of some classes those that have a named port. */
  function havingPort(key: string, positions: readonly number[]): Column {
    const having = named.get(key);
    return { sure: having === undefined ? [] : positions.flatMap((position, at) => (having.has(position) ? [at] : [])), open: [] };
  }

  function columnOf(peer: Peer, subject: Subject): Column {
    const key = keyOf(peer, subject);
    const column = known.get(key) ?? peerColumn(peer, subject);
    known.set(key, column);
    return column;
  }

  function peerColumn(peer: Peer, { direction, pod: subject, isAdmin }: Subject): Column {
    const hostNetwork = isAdmin ? 'node' : reading.hostNetwork;
    const rangesCoverPods = isAdmin || reading.ipBlocks === 'all-addresses';
    const seenBy = `${direction} ${familyOf(subject.status.podIPs[0]?.ip ?? '')} ${hostNetwork}`;
    const seen = parties.get(seenBy) ?? [];
    parties.set(seenBy, seen);
    const column = { sure: [] as number[], open: [] as number[] };
    for (const { pod, positions } of candidates(peer, subject)) {
      const [first = -1] = positions;
      const party = seen[first] ?? partyOf({ kind: 'pod', pod }, familyBetween(direction, subject, pod), hostNetwork);
      seen[first] = party;
      // Ports decide for themselves.
      const match = peerMatches(peer, { policies, subject, peer: party, server: party, port: 0, protocol: 'TCP', rangesCoverPods });
      if (match !== false) (match === true ? column.sure : column.open).push(...positions);
    }
    return column;
  }

  /** The classes that a peer may match, those together that it cannot tell apart. */
  function candidates(peer: Peer, subject: Pod): readonly Alike[] {
    if (peer.is !== 'pods') return everybody;
    const own = subject.metadata.namespace ?? '';
    return [...byLabels].flatMap(([name, alike]) => (inNamespaces(peer.namespaces, name, own, policies) === false ? [] : alike));
  }
}

/** The classes that have a named port: by protocol, name and number. */
function namedPorts(classes: readonly PodClass[], hostNetwork: PluginReading['hostNetwork']): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  classes.forEach(({ pods: [pod] }, position) => {
    if (pod.spec.hostNetwork && hostNetwork === 'node') return;
    for (const { name, protocol, port } of declaredPorts(pod)) {
      const key = `${protocol} ${name} ${port}`;
      const having = found.get(key) ?? new Set();
      found.set(key, having);
      having.add(position);
    }
  });
  return found;
}

function alikeByNamespace(classes: readonly PodClass[]): ReadonlyMap<string, readonly Alike[]> {
  const found = new Map<string, Map<string, Alike>>();
  classes.forEach(({ pods: [pod] }, position) => {
    const { namespace = '', labels } = pod.metadata;
    const there = found.get(namespace) ?? new Map<string, Alike>();
    found.set(namespace, there);
    const key = JSON.stringify([pod.spec.hostNetwork, labels]);
    const alike = there.get(key) ?? { pod, positions: [] };
    there.set(key, alike);
    alike.positions.push(position);
  });
  return new Map([...found].map(([namespace, alike]) => [namespace, [...alike.values()]]));
}

function familyBetween(direction: Direction, subject: Pod, peer: Pod): IpFamily | undefined {
  const [client, server] = direction === 'egress' ? [subject, peer] : [peer, subject];
  return familyOfFlow({ client: { kind: 'pod', pod: client }, server: { kind: 'pod', pod: server } });
}

/** By what a peer says, wherever it stands; where that depends on the subject, by the subject, too. */
function keyOf({ field: _field, ...says }: Peer, { direction, pod: { metadata, status }, isAdmin }: Subject): string {
  const isRelative = says.is === 'pods' && ('sameLabels' in says.namespaces || 'notSameLabels' in says.namespaces);
  const family = says.is === 'addresses' ? [direction, familyOf(status.podIPs[0]?.ip ?? '')] : undefined;
  return JSON.stringify([isAdmin, says, isRelative ? metadata.namespace : undefined, family]);
}

/** Numbers positions so that those have the same number that stand in the same columns with the same match. */
function partition(size: number, all: readonly Column[]): Uint32Array {
  const numbers = new Uint32Array(size);
  let next = 1;
  for (const { sure, open } of all) {
    for (const positions of [sure, open]) {
      const moved = new Map<number, number>();
      for (const position of positions) {
        const from = numbers[position] ?? 0;
        const to = moved.get(from) ?? next++;
        moved.set(from, to);
        numbers[position] = to;
      }
    }
  }
  return numbers;
}
