import type { Pod } from '../../model/resources/pod.ts';
import type { Protocol } from '../../model/values/port.ts';
import { type Columns, columnsOf, type Entry } from './columns.ts';
import type { PluginHabits, PolicyEnd, PolicyFlow } from './ends.ts';
import { othersAbout } from './others.ts';
import { type PodClass, policiesAbout } from './pod-classes.ts';
import type { Policies } from './policies.ts';
import type { Direction, Policy } from './policy.ts';
import { isSubject } from './rule-match.ts';
import { type BriefVerdict, briefVerdict, followed } from './verdict.ts';

/**
 * What the policies of one class say of others, each as a position in the verdicts: of classes in their order, and, last, of some address
 * outside the cluster. Equal rows are one.
 */
export type MatrixRow = Uint32Array;

/** A port, and the classes that are asked about it as servers, by their positions. */
export interface AskedPort {
  readonly port: number;
  readonly protocol: Protocol;
  readonly servers: readonly number[];
}

/** What is asked of all pairs of pods. */
export interface MatrixQuestion {
  readonly classes: readonly PodClass[];
  readonly ports: readonly AskedPort[];
  readonly plugin?: PluginHabits;
}

/** What policies say about the connections of all classes to one port. */
export interface PortMatrix {
  /** For each class what its policies say of the servers. */
  readonly egress: readonly MatrixRow[];
  /** For each server what its policies say of all classes. */
  readonly ingress: readonly MatrixRow[];
}

/**
 * What policies say about the connections between pods, class by class, as if pods were on different nodes. (A pod always reaches itself,
 * and a node its own pods.) A connection passes where both ends allow it.
 */
export interface PolicyMatrix {
  readonly verdicts: readonly BriefVerdict[];
  /** One for each port of the question. */
  readonly ports: readonly PortMatrix[];
}

/**
 * Judges the connections between pods. Pods that no policy tells apart are one class; classes that the same policies select are one subject;
 * and to a subject all classes are the same that the same entries of its policies match. The engine is asked once for each of these and
 * each port, so that the work grows with policies and classes, and not with pairs of pods.
 */
export function policyMatrix(given: Policies, { classes, ports, plugin = {} }: MatrixQuestion): PolicyMatrix {
  const policies = followed(given, plugin);
  const verdicts = new Map<string, number>();
  const items: BriefVerdict[] = [];
  const judged = (direction: Direction, flow: PolicyFlow): number => {
    const verdict = briefVerdict(direction, flow, policies, plugin);
    const key = JSON.stringify([verdict.verdict, verdict.decidedBy, verdict.doubts.map(({ says }) => says)]);
    const number = verdicts.get(key) ?? items.push(verdict) - 1;
    verdicts.set(key, number);
    return number;
  };
  const columns = columnsOf(classes, policies, plugin);
  const egress = subjectsOf('egress', classes, policies, columns);
  const ingress = subjectsOf('ingress', classes, policies, columns);
  const everybody = classes.map((_, position) => position);
  return {
    verdicts: items,
    ports: ports.map(({ servers, ...asked }) => ({
      egress: rowsOf('egress', egress, servers, asked),
      ingress: rowsOf(
        'ingress',
        servers.flatMap((position) => ingress[position] ?? []),
        everybody,
        asked,
      ),
    })),
  };

  /** For each subject what its policies say of some classes and of outside. */
  function rowsOf(direction: Direction, subjects: readonly Subject[], peers: readonly number[], asked: Asked): readonly MatrixRow[] {
    const rows = new Map<Subject, MatrixRow>();
    const once = distinctRows();
    return subjects.map((subject) => {
      const row = rows.get(subject) ?? once(rowOf(direction, subject, peers, asked));
      rows.set(subject, row);
      return row;
    });
  }

  function rowOf(direction: Direction, { pod, kinds, entries }: Subject, peers: readonly number[], asked: Asked): MatrixRow {
    const byPeers = kinds();
    const byPort = direction === 'egress' ? columns.ofNamedPorts(entries, peers, asked) : undefined;
    const known: number[][] = [];
    const row = new Uint32Array(peers.length + 1);
    peers.forEach((position, at) => {
      const alike = known[byPort?.[at] ?? 0] ?? [];
      known[byPort?.[at] ?? 0] = alike;
      const kind = byPeers[position] ?? 0;
      const verdict = alike[kind] ?? judgedAt(position);
      alike[kind] = verdict;
      row[at] = verdict;
    });
    row[peers.length] = judged(direction, flowBetween(direction, pod, OUTSIDE, asked));
    return row;

    function judgedAt(position: number): number {
      const peer = classes[position]?.pods[0];
      if (peer === undefined) throw new Error('a class of another matrix');
      return judged(direction, flowBetween(direction, pod, { kind: 'pod', pod: elsewhere(peer, pod) }, asked));
    }
  }
}

const OUTSIDE: PolicyEnd = { kind: 'address', address: null };

type Asked = Pick<AskedPort, 'port' | 'protocol'>;

/** Classes that the same policies select. */
interface Subject {
  /** One that stands for them. */
  readonly pod: Pod;
  readonly entries: readonly Entry[];
  /** Numbers all classes, so that those have one number that the same peers of its policies match. */
  kinds(): Uint32Array;
}

/** The subject of each class; one object for all that are the same. */
function subjectsOf(direction: Direction, classes: readonly PodClass[], policies: Policies, columns: Columns): readonly Subject[] {
  const all = policiesAbout(
    classes.map(({ pods: [pod] }) => pod),
    policies,
  );
  const subjects = new Map<string, Subject>();
  const inNamespace = new Map<string, readonly (readonly [number, Policy])[]>();
  return classes.map(({ pods: [pod], receives }, position) => {
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
    const subject =
      subjects.get(key) ??
      subjectOf(
        direction,
        anotherOf(pod),
        selecting.flatMap(({ policy: { tier, rules } }) => rules[direction].map((rule) => ({ isAdmin: tier !== 'NetworkPolicy', rule }))),
        columns,
      );
    subjects.set(key, subject);
    return subject;
  });
}

function subjectOf(direction: Direction, pod: Pod, entries: Subject['entries'], columns: Columns): Subject {
  let kinds: Uint32Array | undefined;
  return {
    pod,
    entries,
    kinds: () => {
      kinds ??= columns.ofPeers(direction, pod, entries);
      return kinds;
    },
  };
}

/** Hands out one row for all that are equal. */
function distinctRows(): (row: MatrixRow) => MatrixRow {
  const rows = new Map<number, MatrixRow[]>();
  return (row) => {
    const sum = sumOf(row);
    const alike = rows.get(sum) ?? [];
    const known = alike.find((one) => isSame(one, row));
    if (known === undefined) rows.set(sum, [...alike, row]);
    return known ?? row;
  };
}

// Loops: there are many rows, and long ones.
function sumOf(row: MatrixRow): number {
  let sum = 0;
  for (let at = 0; at < row.length; at++) sum = (Math.imul(sum, 31) + (row[at] ?? 0)) | 0;
  return sum;
}

function isSame(one: MatrixRow, other: MatrixRow): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
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
