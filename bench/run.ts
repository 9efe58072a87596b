/**
 * `npm run bench [-- --runs 15 --kubectl kubectl]`: the command beside kubectl, as whole processes and in turn, against the same servers: a
 * cluster of 10 nodes and one of 5,000, and that one again as if it were a round trip of 50 ms away. Prints wall times, peak memory, requests
 * and bytes beside their bars. A measurement, not a test.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMMAND } from '../test/support/command.ts';
import { compareAll, type Question } from './comparison.ts';
import { comparisonTable, counterparts, sameCost } from './report.ts';
import { type Kubeconfigs, startTestCluster, type TestCluster } from './test-cluster.ts';

const BAR = 1.5;
const ROUND_TRIP = 50;

/** A flow, and what a person would have to look at with kubectl to follow it. */
interface Flow {
  readonly title: string;
  readonly to: string;
  readonly kubectl: readonly string[];
}

/** A pod of namespace a, which is the same in both clusters. */
const CLIENT = 'pod/app-00-675c54595f-00000';

/** The client and the Service, each with its events and the Service with its endpoints; what joins them is left to the reader. */
const TO_SERVICE: Flow = { title: 'path pod → svc/foo', to: 'svc/foo:80', kubectl: ['describe', CLIENT, 'svc/foo', '-n', 'a'] };

/** Whose address it is, and which Service has the port: neither can be selected by the server. No bar, since both grow with the cluster. */
const TO_NODE_PORT: Flow = {
  title: "path pod → another node's NodePort",
  to: '172.16.0.7:30080',
  kubectl: ['get', 'nodes,services', '-A', '-o', 'json'],
};

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { runs: { type: 'string', default: '15' }, kubectl: { type: 'string', default: 'kubectl' } },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs is not a positive number: ${values.runs}`);

// A home of its own, so that nobody's configuration and caches take part.
const home = mkdtempSync(join(tmpdir(), 'netexplain-bench-'));
const env = { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: join(home, '.cache') };
const clusters: TestCluster[] = [];
try {
  const version = kubectlVersion();
  if (version === undefined) {
    console.error(`error: ${values.kubectl} cannot be run: install kubectl, or name one with --kubectl`);
    process.exitCode = 1;
  } else await measure(version);
} finally {
  for (const cluster of clusters) cluster.close();
  rmSync(home, { recursive: true });
}

async function measure(version: string): Promise<void> {
  console.log(`kubectl netexplain on Node ${process.version} beside kubectl ${version}: medians of ${runs} runs in turn\n`);
  const started = async (nodes: number) => {
    const cluster = await startTestCluster(nodes, ROUND_TRIP);
    clusters.push(cluster);
    return cluster;
  };
  const small = await started(10);
  const large = await started(5_000);
  const questions = [
    startUp(),
    explain('foo', small),
    explain('foo', large),
    explain('foo', large, 'far'),
    explain('open', small),
    explain('open', large),
    path(TO_SERVICE, small),
    path(TO_SERVICE, large),
    path(TO_SERVICE, large, 'far'),
    path(TO_NODE_PORT, small),
    path(TO_NODE_PORT, large),
  ];
  const comparisons = await compareAll(questions, runs);
  console.log(comparisonTable(comparisons));
  console.log(`\n${counterparts(comparisons)}\n`);
  for (const [inSmall, inLarge] of [comparisons.slice(1, 3), comparisons.slice(6, 8)]) {
    if (inSmall !== undefined && inLarge !== undefined) console.log(sameCost(inSmall, inLarge));
  }
}

function startUp(): Question {
  return {
    title: 'version',
    bar: BAR,
    netexplain: { file: process.execPath, args: [COMMAND, 'version'], env },
    kubectl: { file: values.kubectl, args: ['version', '--client'], env },
  };
}

/** Service foo is a ClusterIP Service; open is a NodePort Service, whose answer needs the list of nodes: that has no bar. */
function explain(service: string, cluster: TestCluster, distance: keyof Kubeconfigs = 'near'): Question {
  return {
    ...about(`svc/${service}`, cluster, distance),
    ...(service === 'foo' && { bar: BAR }),
    ...programs(cluster, distance, [`svc/${service}`, '-n', 'a'], ['describe', 'svc', service, '-n', 'a']),
  };
}

function path({ title, to, kubectl }: Flow, cluster: TestCluster, distance: keyof Kubeconfigs = 'near'): Question {
  return { ...about(title, cluster, distance), ...programs(cluster, distance, ['path', CLIENT, to, '-n', 'a'], kubectl) };
}

function about(title: string, cluster: TestCluster, distance: keyof Kubeconfigs): Pick<Question, 'title' | 'cluster'> {
  const nodes = `${cluster.nodes.toLocaleString('en')} nodes`;
  return { title: `${title}, ${nodes}${distance === 'far' ? `, ${ROUND_TRIP} ms away` : ''}`, cluster };
}

function programs(
  cluster: TestCluster,
  distance: keyof Kubeconfigs,
  netexplain: readonly string[],
  kubectl: readonly string[],
): Pick<Question, 'netexplain' | 'kubectl'> {
  const kubeconfig = join(home, `${cluster.nodes}-${distance}`);
  writeFileSync(kubeconfig, cluster.kubeconfigs[distance]);
  const withConfig = { ...env, KUBECONFIG: kubeconfig };
  return {
    netexplain: { file: process.execPath, args: [COMMAND, ...netexplain], env: withConfig },
    kubectl: { file: values.kubectl, args: kubectl, env: withConfig },
  };
}

/** Undefined where kubectl is missing. */
function kubectlVersion(): string | undefined {
  const { error, stdout } = spawnSync(values.kubectl, ['version', '--client', '-o', 'json'], { encoding: 'utf8', env });
  if (error !== undefined) return undefined;
  return (JSON.parse(stdout) as { readonly clientVersion: { readonly gitVersion: string } }).clientVersion.gitVersion;
}
