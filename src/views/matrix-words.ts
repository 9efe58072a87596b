import type { MatrixClients, MatrixEnd, MatrixReason, MatrixReport, MatrixServers, MatrixWorkload } from '../model/matrix-report.ts';
import { nameOf } from '../model/object-ref.ts';

/** How much is told. */
export interface Telling {
  /** Whether each name stands with its namespace. */
  readonly everywhere: boolean;
  /** So many names of a group are told. */
  readonly most: number;
}

/** Tells groups by their ids. */
export interface Names {
  /** Some groups in words; where they are most of those of their side, by those that are left. */
  of(ids: readonly string[]): string;
}

/** The names of the clients and of the servers of a report. */
export function namesOf({ clients, servers }: MatrixReport, telling: Telling): Readonly<Record<'clients' | 'servers', Names>> {
  return {
    clients: side(
      clients.map(({ id, ...group }) => [id, clientNames(group, telling)]),
      telling,
      'everybody',
    ),
    servers: side(
      servers.map(({ id, ...group }) => [id, serverNames(group, telling)]),
      telling,
      'everything',
    ),
  };
}

/** A name, and the namespace by which it may be told together with others; none for who is outside. */
interface Named {
  readonly name: string;
  readonly namespace?: string;
}

function side(groups: readonly (readonly [id: string, names: readonly Named[]])[], telling: Telling, all: string): Names {
  const { most } = telling;
  const everybody = groups.flatMap(([, names]) => names);
  const told = (wanted: (id: string) => boolean) =>
    folded(
      groups.flatMap(([id, names]) => (wanted(id) ? names : [])),
      everybody,
      telling,
    );
  return {
    of(ids) {
      const chosen = new Set(ids);
      const [names, left] = [told((id) => chosen.has(id)), told((id) => !chosen.has(id))];
      if (left.length === 0 && groups.length > 1) return all;
      if (names.length > most && left.length < most) return `${all} but ${left.join(', ')}`;
      return abbreviated(names, most);
    },
  };
}

/** From so many names of a namespace on, all of them are told as one; where so few are missing, they are told instead. */
const MANY = 4;
const FEW = 2;

/** Names, with those of a whole namespace, or nearly, as one: `all of shop but pod/shop/web`. Where everything is asked for, each by itself. */
function folded(names: readonly Named[], everybody: readonly Named[], { everywhere, most }: Telling): readonly string[] {
  if (!everywhere || names.length <= most) return names.map(({ name }) => name);
  const chosen = new Set(names);
  const whole = byNamespace(everybody);
  return [...byNamespace(names)].flatMap(([namespace, own]) => {
    const left = (whole.get(namespace) ?? []).filter((one) => !chosen.has(one)).map(({ name }) => name);
    if (namespace === undefined || own.length < MANY || left.length > FEW) return own.map(({ name }) => name);
    return [`all of ${namespace}${left.length === 0 ? '' : ` but ${left.join(' and ')}`}`];
  });
}

function byNamespace(names: readonly Named[]): ReadonlyMap<string | undefined, readonly Named[]> {
  const found = new Map<string | undefined, Named[]>();
  for (const one of names) {
    const known = found.get(one.namespace);
    if (known === undefined) found.set(one.namespace, [one]);
    else known.push(one);
  }
  return found;
}

const OUTSIDE = 'outside the cluster';

function clientNames({ workloads, outside }: Omit<MatrixClients, 'id'>, telling: Telling): readonly Named[] {
  if (outside === true) return [{ name: OUTSIDE }];
  return workloads.map((one) => ({ name: workloadName(one, telling), namespace: one.namespace }));
}

function serverNames({ ends, outside }: Omit<MatrixServers, 'id'>, telling: Telling): readonly Named[] {
  if (outside !== undefined) return [{ name: `${OUTSIDE} (${outside.protocol} ${outside.port})` }];
  return ends.map((end) => ({ name: `${workloadName(end, telling)}:${portText(end)}`, namespace: end.namespace }));
}

function portText({ port, protocol }: MatrixEnd): string {
  return protocol === 'TCP' ? `${port}` : `${port}/${protocol}`;
}

/** Some names, and how many more there are. */
export function abbreviated(names: readonly string[], most: number): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
}

const SHORT: Readonly<Record<string, string>> = { Deployment: 'deploy', StatefulSet: 'sts', DaemonSet: 'ds', ReplicaSet: 'rs' };

/** A workload as `path` takes it. */
export function workloadName({ kind, namespace, name }: MatrixWorkload, { everywhere }: Telling): string {
  const type = SHORT[kind] ?? kind.toLowerCase();
  return everywhere ? `${type}/${namespace}/${name}` : `${type}/${name}`;
}

const WAYS = { ingress: 'in', egress: 'out' } as const;

/** Why connections are not allowed. */
export function reasonWords({ direction, verdict, decidedBy, doubts }: MatrixReason): string {
  if (verdict === 'unknown') return doubts.join('; ');
  const way = WAYS[direction];
  const said = decidedBy.filter((one) => verdict === 'denied' || one.verdict === 'allowed');
  const isolating = byKind(said.filter(({ rule }) => rule === undefined));
  const ruling = byKind(said.filter(({ rule }) => rule !== undefined));
  const rules = verdict === 'mixed' ? `only ${ruling} lets some ${way}` : `${ruling} keeps them ${way === 'in' ? 'out' : 'in'}`;
  return [
    ...(isolating === '' ? [] : [verdict === 'mixed' ? `${isolating} lets only some ${way}` : `no rule of ${isolating} lets them ${way}`]),
    ...(ruling === '' ? [] : [rules]),
    ...doubts,
  ].join('; ');
}

/** `NetworkPolicy a/one, a/two spec.ingress[0]; ClusterNetworkPolicy three`. */
function byKind(decisions: MatrixReason['decidedBy']): string {
  const kinds = [...new Set(decisions.map(({ policy }) => policy.kind))];
  return kinds
    .map((kind) => {
      const own = decisions.filter(({ policy }) => policy.kind === kind);
      const names = own.map(({ policy, rule }) => (rule === undefined ? nameOf(policy) : `${nameOf(policy)} ${rule}`));
      return `${kind} ${[...new Set(names)].join(', ')}`;
    })
    .join(', ');
}
