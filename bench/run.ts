/**
 * `npm run bench [-- questions|audits|matrix --runs 15 --kubectl kubectl]`: the command beside kubectl, as whole processes and in turn, against the
 * same servers. Prints what both need beside the bars. A measurement, not a test.
 */
import { parseArgs } from 'node:util';
import { auditTables } from './audits.ts';
import { matrixTable } from './matrix.ts';
import { questionTable } from './questions.ts';
import { openSurroundings, type Surroundings } from './surroundings.ts';

/** What can be measured, and how often where nothing is said: questions about one thing, those about all of a cluster, and policies. */
const PARTS: Readonly<Record<string, { readonly runs: number; table(surroundings: Surroundings, runs: number): Promise<string> }>> = {
  questions: { runs: 15, table: questionTable },
  audits: { runs: 3, table: auditTables },
  matrix: { runs: 3, table: matrixTable },
};

const { values, positionals } = parseArgs({
  args: process.argv.slice(3),
  allowPositionals: true,
  options: { runs: { type: 'string' }, kubectl: { type: 'string', default: 'kubectl' } },
});
const runsWanted = values.runs === undefined ? undefined : Number(values.runs);
if (runsWanted !== undefined && !(Number.isInteger(runsWanted) && runsWanted > 0)) {
  throw new Error(`--runs is not a positive number: ${values.runs}`);
}
const wanted = positionals.length === 0 ? Object.keys(PARTS) : positionals;
for (const part of wanted) if (!Object.hasOwn(PARTS, part)) throw new Error(`there is no part ${part}: ${Object.keys(PARTS).join(', ')}`);

for (const part of wanted) {
  const surroundings = openSurroundings(values.kubectl);
  if (surroundings === undefined) {
    console.error(`error: ${values.kubectl} cannot be run: install kubectl, or name one with --kubectl`);
    process.exitCode = 1;
    break;
  }
  try {
    await measure(part, surroundings);
  } finally {
    surroundings.close();
  }
}

async function measure(part: string, surroundings: Surroundings): Promise<void> {
  const { runs: usual, table } = PARTS[part] ?? {};
  if (table === undefined || usual === undefined) return;
  const runs = runsWanted ?? usual;
  console.log(
    `kubectl netexplain on Node ${process.version} beside kubectl ${surroundings.kubectlVersion}: medians of ${runs} runs in turn\n`,
  );
  console.log(`${await table(surroundings, runs)}\n`);
}
