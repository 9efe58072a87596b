/**
 * `npm run bench [-- --runs 15 --kubectl kubectl]`: the command beside kubectl, as whole processes and in turn, against the same servers: a
 * cluster of 10 nodes and one of 5,000. Prints wall times, peak memory, requests and bytes beside their bars. A measurement, not a test.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMMAND } from '../test/support/command.ts';
import { compareAll, type Question } from './comparison.ts';
import { comparisonTable, sameCost } from './report.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const BAR = 1.5;
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { runs: { type: 'string', default: '15' }, kubectl: { type: 'string', default: 'kubectl' } },
});

// A home of its own, so that nobody's configuration and caches take part.
const home = mkdtempSync(join(tmpdir(), 'netexplain-bench-'));
const env = { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: join(home, '.cache') };
const clusters: TestCluster[] = [];
try {
  for (const nodes of [10, 5_000]) clusters.push(await startTestCluster(nodes));
  const questions = [startUp(), ...['foo', 'open'].flatMap((service) => clusters.map((cluster) => explain(service, cluster)))];
  console.log(`kubectl netexplain on Node ${process.version} beside kubectl ${kubectlVersion()}: medians of ${values.runs} runs in turn\n`);
  const comparisons = await compareAll(questions, Number(values.runs));
  console.log(comparisonTable(comparisons));
  const [, small, large] = comparisons;
  if (small !== undefined && large !== undefined) console.log(`\n${sameCost(small, large)}`);
} finally {
  for (const cluster of clusters) cluster.close();
  rmSync(home, { recursive: true });
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
function explain(service: string, cluster: TestCluster): Question {
  const kubeconfig = join(home, `kubeconfig-${cluster.nodes}`);
  writeFileSync(kubeconfig, cluster.kubeconfig);
  const withConfig = { ...env, KUBECONFIG: kubeconfig };
  return {
    title: `svc/${service}, ${cluster.nodes.toLocaleString('en')} nodes`,
    cluster,
    ...(service === 'foo' && { bar: BAR }),
    netexplain: { file: process.execPath, args: [COMMAND, `svc/${service}`, '-n', 'a'], env: withConfig },
    kubectl: { file: values.kubectl, args: ['describe', 'svc', service, '-n', 'a'], env: withConfig },
  };
}

function kubectlVersion(): string {
  const text = execFileSync(values.kubectl, ['version', '--client', '-o', 'json'], { encoding: 'utf8', env });
  return (JSON.parse(text) as { readonly clientVersion: { readonly gitVersion: string } }).clientVersion.gitVersion;
}
