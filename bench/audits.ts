/** Questions about all of a cluster beside `kubectl get` of the kinds that they read, at sizes that kubectl can still be waited for. */
import { median } from './comparison.ts';
import { extrapolated, type UseAt } from './growth.ts';
import { type Program, type Use, useOf } from './process.ts';
import { aligned, fixed, grouped } from './report.ts';
import type { Place, Surroundings } from './surroundings.ts';
import type { ServedRequest } from './test-cluster.ts';

/** At most so much of kubectl's wall time, and of its peak memory. */
const TIME_BAR = 1 / 8;
const MEMORY_BAR = 1 / 4;

/** Nodes of the clusters that kubectl is measured in, with about 5,000, 10,000 and 20,000 pods. */
const KUBECTL_SIZES = [170, 330, 670];

/** Nodes of the clusters that we are measured in; the last is the largest that Kubernetes supports. */
const SIZES = [1_250, 2_500, 5_000];

/** Nodes of a cluster that shows which kinds are read. */
const SMALLEST = 10;

const PODS_PER_NODE = 30;

/** How often a process is looked at, in milliseconds. */
const INTERVAL = 10;

/** The commands that look at a whole cluster. Findings are not a failure here. */
const COMMANDS: readonly (readonly string[])[] = [
  ['audit', '-A', '--fail-on', 'never'],
  ['audit', 'nodeports', '-A'],
];

/** Measures every command in turn with its counterpart, `runs` times after a first round that only fills caches, and gives the tables. */
export async function auditTables(surroundings: Surroundings, runs: number): Promise<string> {
  const tables: string[] = [];
  for (const command of COMMANDS) tables.push(await auditTable(command, surroundings, runs));
  return tables.join('\n\n');
}

async function auditTable(command: readonly string[], surroundings: Surroundings, runs: number): Promise<string> {
  const { netexplain, kubectl } = surroundings;
  const counterpart = ['get', (await kindsRead(command, surroundings)).join(','), '-A', '-o', 'json'];
  const programs = [
    ...(await inEach(KUBECTL_SIZES, surroundings, (place) => ({ who: 'kubectl', program: kubectl(counterpart, place) }))),
    ...(await inEach(SIZES, surroundings, (place) => ({ who: 'netexplain', program: netexplain(command, place) }))),
  ];
  const uses = new Map<Program, Use[]>(programs.map(({ program }) => [program, []]));
  for (let round = 0; round <= runs; round++) {
    for (const { program } of programs) {
      const use = await useOf(program, INTERVAL);
      if (round > 0) uses.get(program)?.push(use);
    }
  }
  const measured = (wanted: string): readonly UseAt[] =>
    programs.filter(({ who }) => who === wanted).map(({ pods, program }) => ({ pods, ...medianUse(uses.get(program) ?? []) }));
  return [`${command.join(' ')}, beside kubectl ${counterpart.join(' ')}`, judged(measured('kubectl'), measured('netexplain'))].join(
    '\n\n',
  );
}

async function inEach<T extends object>(sizes: readonly number[], { clusterOf }: Surroundings, make: (place: Place) => T) {
  const made: (T & { readonly pods: number })[] = [];
  for (const nodes of sizes) made.push({ ...make({ cluster: await clusterOf(nodes) }), pods: nodes * PODS_PER_NODE });
  return made;
}

/** The kinds that a command lists in the whole cluster, as kubectl names them, in the order of its requests. */
async function kindsRead(command: readonly string[], { clusterOf, netexplain }: Surroundings): Promise<readonly string[]> {
  const cluster = await clusterOf(SMALLEST);
  await cluster.requests();
  await useOf(netexplain(command, { cluster }), INTERVAL);
  return [...new Set((await cluster.requests()).flatMap(kindListed))];
}

function kindListed({ path }: ServedRequest): readonly string[] {
  const [, group, plural] = /^\/(?:api|apis\/([^/]+))\/[^/]+\/([^/?]+)\?/.exec(path) ?? [];
  return plural === undefined ? [] : [group === undefined ? plural : `${plural}.${group}`];
}

function medianUse(uses: readonly Use[]): Use {
  const of = (value: (use: Use) => number) => median(uses.map(value));
  return {
    seconds: of(({ seconds }) => seconds),
    cpuSeconds: of(({ cpuSeconds }) => cpuSeconds),
    megabytes: of(({ megabytes }) => megabytes),
  };
}

function judged(kubectl: readonly UseAt[], netexplain: readonly UseAt[]): string {
  const [smallest, largest] = [netexplain[0], netexplain.at(-1)];
  if (smallest === undefined || largest === undefined) return '';
  const would = extrapolated(kubectl, largest.pods);
  const rows = [
    ['', 'PODS', 'WALL S', 'CPU S', 'PEAK MB', 'MS/POD'],
    ...kubectl.map((use) => row('kubectl', use)),
    row('kubectl, extrapolated', would),
    ...netexplain.map((use) => row('netexplain', use)),
  ];
  const times = (a: number, b: number) => fixed(a / b, 1);
  return [
    aligned(rows),
    `Extrapolated: each of kubectl's columns along the line (least squares) through its ${kubectl.length} sizes.`,
    besideBar('wall time', largest.seconds / would.seconds, TIME_BAR),
    besideBar('peak memory', largest.megabytes / would.megabytes, MEMORY_BAR),
    `growth: ${times(largest.pods, smallest.pods)} times the cluster takes ${times(largest.seconds, smallest.seconds)} times as long`,
  ].join('\n');
}

function besideBar(what: string, ratio: number, bar: number): string {
  const verdict = Number.isNaN(ratio) ? 'not known' : ratio <= bar ? 'within' : 'above';
  return `${what}: ${fixed(ratio, 3)} of kubectl's, bar ≤ ${bar}: ${verdict}`;
}

function row(who: string, { pods, seconds, cpuSeconds, megabytes }: UseAt): readonly string[] {
  return [who, grouped(pods), fixed(seconds, 1), fixed(cpuSeconds, 1), fixed(megabytes, 0), fixed((1000 * seconds) / pods, 3)];
}
