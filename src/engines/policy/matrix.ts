import type { Pod } from '../../model/resources/pod.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import {
  familyOfFlow,
  type Party,
  type PluginHabits,
  type PluginReading,
  type PolicyEnd,
  type PolicyFlow,
  partyOf,
  USUAL,
} from './ends.ts';
import type { Match } from './match.ts';
import { othersAbout } from './others.ts';
import { type PodClass, policiesAbout } from './pod-classes.ts';
import type { Policies } from './policies.ts';
import type { Direction, Peer, Policy, Port } from './policy.ts';
import { isSubject, peerMatches, portsMatch, type Sight } from './rule-match.ts';
import { type BriefVerdict, briefVerdict, followed } from './verdict.ts';

/**
 * What the policies of one class say of others, each as a position in the verdicts of the matrix: of the other classes in their order, and,
 * last, of some address outside the cluster. Equal rows are one.
 */
export type MatrixRow = Uint32Array;

/**
 * What policies say about the connections between pods, class by class, as if pods were on different nodes. (A pod always reaches itself,
 * and a node its own pods.) A connection passes where both ends allow it.
 */
export interface PolicyMatrix {
  readonly verdicts: readonly BriefVerdict[];
  /** For each client what its policies say of the servers. */
  readonly egress: readonly MatrixRow[];
  /** For each server what its policies say of the clients. */
  readonly ingress: readonly MatrixRow[];
}

/** What is asked of every pair of pods. */
export interface MatrixQuestion {
  readonly clients: readonly PodClass[];
  readonly servers: readonly PodClass[];
  readonly port: number;
  readonly protocol: Protocol;
  readonly plugin?: PluginHabits;
}

type Asked = Pick<MatrixQuestion, 'port' | 'protocol' | 'plugin'>;

/**
 * Judges the connections between pods to one port. Pods that no policy tells apart are one class; classes that the same policies
 * select are one subject; and to a subject all classes are the same that the same entries of its policies match. The engine is asked once
 * for each of these, so that the work grows with policies and classes, and not with pairs of pods.
 */
export function policyMatrix(given: Policies, question: MatrixQuestion): PolicyMatrix {
  const { clients, servers } = question;
  const policies = followed(given, question.plugin ?? {});
  const all = policiesAbout(
    [...clients, ...servers].map(({ pods: [pod] }) => pod),
    policies,
  );
  const verdicts = numbered<BriefVerdict>(({ verdict, decidedBy, doubts }) =>
    JSON.stringify([verdict, decidedBy, doubts.map(({ says }) => says)]),
  );
  const known = { all, policies, verdictOf: verdicts.of };
  return { verdicts: verdicts.items, egress: tableOf('egress', known, question), ingress: tableOf('ingress', known, question) };
}

/** Numbers things in the order in which they first come; those of one key have one number. */
function numbered<T>(keyOf: (one: T) => string) {
  const numbers = new Map<string, number>();
  const items: T[] = [];
  const of = (one: T): number => {
    const key = keyOf(one);
    const number = numbers.get(key) ?? items.push(one) - 1;
    numbers.set(key, number);
    return number;
  };
  return { items, of };
}

/** What the tables of a matrix are made from. */
interface Known {
  /** All policies that may have a say. */
  readonly all: readonly Policy[];
  readonly policies: Policies;
  /** The number of a verdict. */
  readonly verdictOf: (verdict: BriefVerdict) => number;
}

const OUTSIDE: PolicyEnd = { kind: 'address', address: null };

/** For each class of the one side the verdicts of its policies about every class of the other. */
function tableOf(direction: Direction, { all, policies, verdictOf }: Known, question: MatrixQuestion): readonly MatrixRow[] {
  const [subjects, peers] = direction === 'egress' ? [question.clients, question.servers] : [question.servers, question.clients];
  const columnOf = columns(direction, peers, policies, question);
  const rows = new Map<string, MatrixRow>();
  const once = distinctRows();
  const inNamespace = new Map<string, readonly (readonly [number, Policy])[]>();
  return subjects.map(({ pods: [pod], receives }, position) => {
    const { namespace = '' } = pod.metadata;
    const near = inNamespace.get(namespace) ?? policiesFor(namespace, direction, all);
    inNamespace.set(namespace, near);
    const selecting = near.flatMap(([at, policy]) => {
      const match = isSubject(policy.subject, pod, policies);
      return match === false ? [] : [{ policy, code: match === true ? `${at}` : `${at}?` }];
    });
    const others = othersAbout(pod, direction, policies, 'all').map(({ says }) => says);
    const host = pod.spec.hostNetwork ? position : undefined;
    const key = JSON.stringify([namespace, host, others, selecting.map(({ code }) => code), receives]);
    const row =
      rows.get(key) ??
      once(
        rowOf(
          pod,
          selecting.flatMap(({ policy }) => entriesOf(policy, direction)),
        ),
      );
    rows.set(key, row);
    return row;
  });

  function rowOf(pod: Pod, entries: readonly Entry[]): MatrixRow {
    const subject = anotherOf(pod);
    const kinds = partition(peers.length, [...new Set(entries.map((entry) => columnOf(entry, subject)))]);
    const judged = (peer: PolicyEnd) =>
      verdictOf(briefVerdict(direction, flowBetween(direction, subject, peer, question), policies, question.plugin));
    const verdicts = new Map<number, number>();
    const row = new Uint32Array(peers.length + 1);
    peers.forEach(({ pods: [peer] }, at) => {
      const kind = kinds[at] ?? 0;
      const verdict = verdicts.get(kind) ?? judged({ kind: 'pod', pod: elsewhere(peer, subject) });
      verdicts.set(kind, verdict);
      row[at] = verdict;
    });
    row[peers.length] = judged(OUTSIDE);
    return row;
  }
}

/** Hands out one row for all that are equal. */
function distinctRows(): (row: MatrixRow) => MatrixRow {
  const rows = new Map<number, MatrixRow[]>();
  return (row) => {
    const sum = row.reduce((hash, one) => (Math.imul(hash, 31) + one) | 0, 0);
    const alike = rows.get(sum) ?? [];
    const known = alike.find((one) => one.every((verdict, at) => verdict === row[at]));
    if (known === undefined) rows.set(sum, [...alike, row]);
    return known ?? row;
  };
}

function policiesFor(namespace: string, direction: Direction, all: readonly Policy[]): readonly (readonly [number, Policy])[] {
  return all.flatMap((policy, at) => {
    const isElsewhere = policy.tier === 'NetworkPolicy' && policy.ref.namespace !== namespace;
    return isElsewhere || policy.directions[direction] === false ? [] : [[at, policy] as const];
  });
}

/** A pod like the given one, of which there is no other on its node, and which is none of the pods that are asked about. */
function anotherOf({ metadata, spec, status }: Pod): Pod {
  return { metadata: { ...metadata, name: `${metadata.name}/another` }, spec: spec.hostNetwork ? spec : onNoNode(spec), status };
}

/** A pod as if it were on another node than the given one. */
function elsewhere(pod: Pod, other: Pod): Pod {
  return pod.spec.nodeName !== undefined && pod.spec.nodeName === other.spec.nodeName ? { ...pod, spec: onNoNode(pod.spec) } : pod;
}

function onNoNode({ nodeName: _nodeName, ...spec }: Pod['spec']): Pod['spec'] {
  return spec;
}

function flowBetween(direction: Direction, subject: Pod, peer: PolicyEnd, { port, protocol }: Asked): PolicyFlow {
  const own: PolicyEnd = { kind: 'pod', pod: subject };
  const [client, server] = direction === 'egress' ? [own, peer] : [peer, own];
  return { client, server, port, protocol };
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
function columns(direction: Direction, classes: readonly PodClass[], policies: Policies, { port, protocol, plugin }: Asked) {
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
    const peer: PolicyEnd = { kind: 'pod', pod };
    return partyOf(peer, familyOfFlow(flowBetween(direction, subject, peer, { port, protocol })), hostNetwork);
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
