import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterError, type ClusterSnapshot, type PathOptions, type PathReport, path, readObjects } from '../../src/index.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Need } from '../../src/model/listing.ts';
import { pathPlan } from '../../src/questions/path/index.ts';
import { readPlan } from '../../src/questions/reading-plan.ts';
import { fieldExists } from '../support/field-path.ts';
import { labObjects, labRows } from '../support/truth.ts';

const LAB = readObjects(labObjects(), { complete: true, takenAt: '2026-11-22T08:00:00Z' });

/** Flows between the ends that the lab's probes had, and a few from the internet and from workloads. */
const FLOWS: readonly PathOptions[] = (() => {
  const rows = labRows('nftables').filter(({ kind, addr = '' }) => ['http', 'tcp', 'udp'].includes(kind) && /^[\d[]/.test(addr));
  const dialled = [...new Map(rows.map((row) => [`${row.addr}/${row.kind === 'udp' ? 'UDP' : 'TCP'}`, row])).values()];
  const from = ['pod/a/cli-czzjz', 'pod/a/hostnet', 'node/node2', '172.30.0.99'];
  const probed = dialled.flatMap(({ addr = '', kind }, index) => {
    const sender = addr.startsWith('127.') ? 'node/node1' : (from[index % from.length] ?? '');
    return [{ from: sender, to: addr, protocol: kind === 'udp' ? ('UDP' as const) : ('TCP' as const) }];
  });
  const named = ['svc/a/web-np', 'svc/prod/api-local', 'svc/a/db', 'svc/b/ext-in:80', 'svc/a/itp-local', 'svc/a/zonal', 'svc/a/nomatch'];
  return [
    ...probed,
    ...named.flatMap((to) => [
      { from: 'internet', to },
      { from: 'ds/a/cli', to },
      { from: 'deploy/a/web', to },
    ]),
  ];
})();

function ask(cluster: ClusterSnapshot, flow: PathOptions): PathReport | ClusterError {
  try {
    return path(cluster, flow);
  } catch (error) {
    if (error instanceof ClusterError) return error;
    throw error;
  }
}

function evidenceOf(report: PathReport): readonly Evidence[] {
  const steps = report.answers.flatMap((answer) => answer.traces.flatMap((trace) => trace.hops.flatMap((hop) => hop.steps)));
  return [...steps.flatMap((step) => step.evidence), ...report.findings.flatMap((finding) => finding.evidence)];
}

function title({ from, to, protocol = 'TCP' }: PathOptions): string {
  return `${from} → ${to}/${protocol}`;
}

describe('laws of every path', () => {
  it.each(FLOWS.map((flow) => [title(flow), flow] as const))(
    '%s: shares add up to 1, and every evidence points at a field that exists',
    (_title, flow) => {
      const report = ask(LAB, flow);
      if (report instanceof ClusterError) return expect(report.exitCode).toBe(2);
      expect(report.answers.length).toBeGreaterThan(0);
      for (const { traces, destinations, outcome } of report.answers) {
        expect(traces.reduce((sum, trace) => sum + (trace.share ?? 0), 0)).toBeCloseTo(1);
        if (outcome === 'delivered') expect(destinations.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1);
      }
      expect(evidenceOf(report).filter((evidence) => !fieldExists(LAB, evidence))).toEqual([]);
    },
  );

  it('the order of the input changes nothing', () => {
    const lists = labObjects() as readonly { readonly kind?: string; readonly items?: readonly object[] }[];
    const objects = lists.flatMap((list) => (list.kind === 'List' ? (list.items ?? []) : [list]));
    const order = objects.map((_object, index) => index);
    fc.assert(
      fc.property(fc.shuffledSubarray(order, { minLength: order.length }), fc.constantFrom(...FLOWS), (shuffled, flow) => {
        const input = shuffled.map((index) => objects[index]);
        const cluster = readObjects(input, { complete: true, takenAt: LAB.takenAt });
        expect(ask(cluster, flow)).toEqual(ask(LAB, flow));
      }),
      { numRuns: 30 },
    );
  });

  it('a reader that is asked for each need alone gives the same report', async () => {
    const whole = indexSnapshot(LAB);
    const read = async (needs: readonly Need[]) =>
      needs.map((need) => {
        const { kind, only, ...scope } = need;
        return { need, listing: only === undefined ? whole.list(kind, scope) : whole.metadata(kind, scope) };
      });
    for (const flow of FLOWS) {
      const alone = await readPlan(pathPlan(flow), read, LAB.takenAt);
      expect(ask(alone, flow), title(flow)).toEqual(ask(LAB, flow));
    }
  });

  const HIDDEN: readonly Kind[] = [
    'Pod',
    'Node',
    'Service',
    'EndpointSlice',
    'ConfigMap',
    'DaemonSet',
    'ServiceCIDR',
    'Deployment',
    'NetworkPolicy',
    'Namespace',
  ];

  it.each(HIDDEN)('hiding every %s never turns one sure answer into another', (kind) => {
    const gap = { kind, scope: {}, reason: 'forbidden', message: `${kind} is forbidden` } as const;
    const readings = LAB.readings.map((reading) =>
      reading.need.kind === kind ? { ...reading, listing: { state: 'unknown', gaps: [gap] } as const } : reading,
    );
    const wrong = FLOWS.flatMap((flow) => {
      const before = ask(LAB, flow);
      const after = ask({ ...LAB, readings }, flow);
      return before instanceof ClusterError || agrees(before, after)
        ? []
        : [`${title(flow)}: ${before.outcome} became ${describeAnswer(after)}`];
    });
    expect(wrong).toEqual([]);
  });
});

/** Whether what is said with less knowledge is true by what is said with all of it: undetermined, or the same in one of its answers. */
function agrees(before: PathReport, after: PathReport | ClusterError): boolean {
  if (after instanceof ClusterError) return after.exitCode === 3;
  if (after.answers.length === 1 && after.outcome === before.outcome && after.outcome !== 'unknown') return sameDestinations(before, after);
  const outcomes = [after.outcome, ...after.answers.map((answer) => answer.outcome)];
  return (
    outcomes.includes('unknown') ||
    isLessSure(before, after) ||
    outcomes.includes(before.outcome) ||
    before.answers.some((answer) => outcomes.includes(answer.outcome))
  );
}

/** Some of the destinations as before, the others undetermined. */
function isLessSure(before: PathReport, after: PathReport): boolean {
  const outcomesOf = ({ answers }: PathReport) =>
    answers.flatMap(({ destinations }) => destinations.map(({ ip, port, outcome }) => [`${ip} ${port}`, outcome] as const));
  const known = new Map(outcomesOf(before));
  const told = outcomesOf(after);
  return (
    told.some(([, outcome]) => outcome === 'unknown') && told.every(([key, outcome]) => outcome === 'unknown' || known.get(key) === outcome)
  );
}

/** The same destinations, each with the same source address or one that is not known any more. */
function sameDestinations(before: PathReport, after: PathReport): boolean {
  const sourcesOf = ({ answers }: PathReport) =>
    new Map(answers.flatMap(({ destinations }) => destinations.map(({ ip, port, source }) => [`${ip} ${port}`, source.address] as const)));
  const known = sourcesOf(before);
  const left = sourcesOf(after);
  return (
    known.size === left.size && [...left].every(([key, address]) => known.has(key) && (address === null || address === known.get(key)))
  );
}

function describeAnswer(answer: PathReport | ClusterError): string {
  return answer instanceof ClusterError ? answer.message : `${answer.outcome} (${answer.summary})`;
}
