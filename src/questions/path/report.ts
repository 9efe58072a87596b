import { judgeFlows } from '../../audit/flow-rule.ts';
import { FLOW_RULES } from '../../audit/rules/index.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import type { PathReport } from '../../model/path-report.ts';
import { coverageOf } from '../coverage.ts';
import { commonOutcome } from './answers.ts';
import { assumptionsOf } from './assumptions.ts';
import { formatFrom, formatTo, formatUrl } from './ends.ts';
import { enforcementOf } from './enforcement.ts';
import type { Followed } from './index.ts';
import { summaryOf } from './summary.ts';

/** The report of a flow that was followed, from a snapshot that was narrowed to what following it reads. */
export function pathReport({ flow, answers: answered, plane, snapshot }: Followed): PathReport {
  const index = indexSnapshot(snapshot);
  const answers = answered.map((one) => one.answer);
  const flows = answered.flatMap((one) => one.flows);
  const assumes = answered.flatMap((one) => one.assumes);
  const { findings, skipped } = judgeFlows(FLOW_RULES, flows, index);
  return {
    apiVersion: 'netexplain/v1',
    kind: 'Path',
    question: {
      from: formatFrom(flow.from),
      to: formatTo(flow.to),
      protocol: flow.protocol,
      ...(flow.node === undefined ? {} : { node: flow.node }),
      ...(flow.proxyMode === undefined ? {} : { proxyMode: flow.proxyMode }),
      ...(flow.request === undefined
        ? {}
        : { request: { url: formatUrl(flow.to), method: flow.request.method, headers: flow.request.headers } }),
    },
    outcome: commonOutcome(answers),
    summary: summaryOf(flow, answers),
    answers,
    findings,
    assumptions: assumptionsOf(
      assumes,
      answers.some((answer) => answer.when.proxyMode !== undefined),
      plane,
      flow.assumeEnforced === 'no' || assumes.includes('policies') ? enforcementOf(index, plane.agents, flow.assumeEnforced) : undefined,
    ),
    coverage: coverageOf(snapshot, skipped, []),
  };
}
