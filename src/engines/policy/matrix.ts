import type { Verdict } from '../../model/policy-verdict.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import { familyOfFlow, type Party, type PluginHabits, type PluginReading, type PolicyFlow, partyOf, USUAL } from './ends.ts';
import type { Match } from './match.ts';
import { othersAbout } from './others.ts';
import { type PodClass, podClasses, policiesAbout } from './pod-classes.ts';
import type { Policies } from './policies.ts';
import type { Direction, Peer, Policy, Port } from './policy.ts';
import { isSubject, peerMatches, portsMatch, type Sight } from './rule-match.ts';
import { bareVerdict, bothEnds, followed } from './verdict.ts';

/** The verdicts between all pods, class by class. */
export interface PolicyMatrix {
  readonly classes: readonly PodClass[];
  /**
   * Whether pods of one class may connect to pods of another, or two pods of one class to each other: by the policies of both ends, as if
   * they were on different nodes. (A pod always reaches itself, and a node its own pods.)
   */
  verdict(client: PodClass, server: PodClass): Verdict;
}

/** What is asked of every pair of pods. */
export interface MatrixQuestion {
  readonly port: number;
  readonly protocol: Protocol;
  readonly plugin?: PluginHabits;
}

/**
 * Judges the connections between all pods to one port. Pods that no policy tells apart are one class; classes that the same policies
 * select are one subject; and to a subject all classes are the same that the same entries of its policies match. The engine is asked once
 * for each of these, so that the work grows with policies and classes, and not with pairs of pods.
 */
export function policyMatrix(pods: readonly Pod[], known: Policies, question: MatrixQuestion): PolicyMatrix {
  const policies = followed(known, question.plugin ?? {});
  const classes = podClasses(pods, policies);
  const positions = new Map(classes.map((one, at) => [one, at]));
  const all = policiesAbout(pods, policies);
  const [egress, ingress] = (['egress', 'ingress'] as const).map((direction) => tableOf(direction, classes, all, policies, question));
  return {
    classes,
    verdict(client, server) {
      const [from, to] = [positions.get(client) ?? -1, positions.get(server) ?? -1];
      const [out, into] = [egress?.[from]?.[to], ingress?.[to]?.[from]];
      if (out === undefined || into === undefined) throw new Error('a class of another matrix');
      return bothEnds(out, into);
    },
  };
}

/** For each class the verdicts of its policies about every class. */
function tableOf(
  direction: Direction,
  classes: readonly PodClass[],
  all: readonly Policy[],
  policies: Policies,
  question: MatrixQuestion,
): readonly (readonly Verdict[])[] {
  const columnOf = columns(direction, classes, policies, question);
  const rows = new Map<string, readonly Verdict[]>();
  const inNamespace = new Map<string, readonly (readonly [number, Policy])[]>();
  return classes.map((one) => {
    const [pod] = one.pods;
    const { namespace = '' } = pod.metadata;
    const near = inNamespace.get(namespace) ?? policiesFor(namespace, direction, all);
    inNamespace.set(namespace, near);
    const selecting = near.flatMap(([at, policy]) => {
      const match = isSubject(policy.subject, pod, policies);
      return match === false ? [] : [{ policy, code: match === true ? `${at}` : `${at}?` }];
    });
    const isOpen = othersAbout(pod, direction, policies, 'all').length > 0;
    const key = JSON.stringify([namespace, pod.spec.hostNetwork, isOpen, selecting.map(({ code }) => code), one.receives]);
    const row =
      rows.get(key) ??
      rowOf(
        pod,
        selecting.flatMap(({ policy }) => entriesOf(policy, direction)),
      );
    rows.set(key, row);
    return row;
  });

  function rowOf(pod: Pod, entries: readonly Entry[]): readonly Verdict[] {
    const subject = anotherOf(pod);
    const kinds = partition(classes.length, [...new Set(entries.map((entry) => columnOf(entry, subject)))]);
    const verdicts = new Map<number, Verdict>();
    return classes.map(({ pods: [peer] }, at) => {
      const kind = kinds[at] ?? 0;
      const verdict =
        verdicts.get(kind) ?? bareVerdict(direction, flowBetween(direction, subject, peer, question), policies, question.plugin);
      verdicts.set(kind, verdict);
      return verdict;
    });
  }
}

function policiesFor(namespace: string, direction: Direction, all: readonly Policy[]): readonly (readonly [number, Policy])[] {
  return all.flatMap((policy, at) => {
    const isElsewhere = policy.tier === 'NetworkPolicy' && policy.ref.namespace !== namespace;
    return isElsewhere || policy.directions[direction] === false ? [] : [[at, policy] as const];
  });
}

/** A pod like the given one, of which there is no other on its node, and which is none of the pods that are asked about. */
function anotherOf({ metadata, spec: { nodeName: _nodeName, ...spec }, status }: Pod): Pod {
  return { metadata: { ...metadata, name: `${metadata.name}/another` }, spec, status };
}

function flowBetween(direction: Direction, subject: Pod, peer: Pod, { port, protocol }: MatrixQuestion): PolicyFlow {
  const [client, server] = direction === 'egress' ? [subject, peer] : [peer, subject];
  return { client: { kind: 'pod', pod: client }, server: { kind: 'pod', pod: server }, port, protocol };
}

/** A part of a rule about which classes differ. */
interface Entry {
  readonly isAdmin: boolean;
  readonly peer?: Peer;
  readonly port?: Port;
}

function entriesOf({ tier, rules }: Policy, direction: Direction): readonly Entry[] {
  const isAdmin = tier !== 'NetworkPolicy';
  return rules[direction].flatMap(({ peers = [], ports = [] }) => [
    ...peers.map((peer) => ({ isAdmin, peer })),
    ...(direction === 'egress' ? ports.flatMap((port) => (port.is === 'name' ? [{ isAdmin, port }] : [])) : []),
  ]);
}

/** The classes that an entry matches, or may. */
type Column = readonly (readonly [position: number, match: 1 | 2])[];

/** Looks up the column of an entry; entries that say the same have the same. */
function columns(direction: Direction, classes: readonly PodClass[], policies: Policies, { port, protocol, plugin }: MatrixQuestion) {
  const reading = { ...USUAL, ...plugin };
  const known = new Map<string, Column>();
  const parties = new Map<string, readonly Party[]>();
  const everywhere = classes.map((_, position) => position);
  const inNamespace = new Map<string | undefined, number[]>();
  classes.forEach(({ pods: [{ metadata }] }, position) => {
    const there = inNamespace.get(metadata.namespace) ?? [];
    there.push(position);
    inNamespace.set(metadata.namespace, there);
  });
  return (entry: Entry, subject: Pod): Column => {
    const key = keyOf(entry, subject);
    const column = known.get(key) ?? columnOf(entry, subject);
    known.set(key, column);
    return column;
  };

  function columnOf({ isAdmin, ...entry }: Entry, subject: Pod): Column {
    const seen = partiesSeenBy(subject, isAdmin ? 'node' : reading.hostNetwork);
    const rangesCoverPods = isAdmin || reading.ipBlocks === 'all-addresses';
    const own: Party = { pod: subject };
    return positionsFor(entry.peer).flatMap((position): Column => {
      const peer = seen[position] ?? {};
      const server = direction === 'ingress' ? own : peer;
      const match = matches(entry, { policies, subject, peer, server, port, protocol, rangesCoverPods });
      return match === false ? [] : [[position, match === true ? 1 : 2]];
    });
  }

  /** Where an entry may match at all. */
  function positionsFor(peer: Peer | undefined): readonly number[] {
    return peer?.is === 'pods' && 'own' in peer.namespaces ? (inNamespace.get(peer.namespaces.own) ?? []) : everywhere;
  }

  function partiesSeenBy(subject: Pod, hostNetwork: PluginReading['hostNetwork']): readonly Party[] {
    const key = `${firstFamily(subject)} ${hostNetwork}`;
    const seen = parties.get(key) ?? classes.map(({ pods: [pod] }) => partySeenBy(subject, pod, hostNetwork));
    parties.set(key, seen);
    return seen;
  }

  function partySeenBy(subject: Pod, pod: Pod, hostNetwork: PluginReading['hostNetwork']): Party {
    const family = familyOfFlow(flowBetween(direction, subject, pod, { port, protocol }));
    return partyOf({ kind: 'pod', pod }, family, hostNetwork);
  }
}

function firstFamily({ status }: Pod): IpFamily | undefined {
  return familyOf(status.podIPs[0]?.ip ?? '');
}

function matches({ peer, port }: Omit<Entry, 'isAdmin'>, sight: Sight): Match {
  if (peer !== undefined) return peerMatches(peer, sight);
  return port === undefined ? true : portsMatch([port], sight);
}

/** By what an entry says, wherever it stands; where that depends on the subject, by the subject, too. */
function keyOf({ isAdmin, peer, port }: Entry, subject: Pod): string {
  const { field: _field, ...says } = peer ?? port ?? { field: '' };
  const isRelative = peer?.is === 'pods' && ('sameLabels' in peer.namespaces || 'notSameLabels' in peer.namespaces);
  const family = peer?.is === 'addresses' ? firstFamily(subject) : undefined;
  return JSON.stringify([isAdmin, says, isRelative ? subject.metadata.namespace : undefined, family]);
}

/** Numbers positions so that those have the same number that stand in the same columns with the same match. */
function partition(size: number, all: readonly Column[]): readonly number[] {
  const numbers = new Array<number>(size).fill(0);
  let next = 1;
  for (const column of all) {
    const moved = new Map<number, number>();
    for (const [position, match] of column) {
      const from = (numbers[position] ?? 0) * 3 + match;
      const to = moved.get(from) ?? next++;
      moved.set(from, to);
      numbers[position] = to;
    }
  }
  return numbers;
}
