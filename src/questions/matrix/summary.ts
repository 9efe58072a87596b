import { gapsOf, type Listing } from '../../model/listing.ts';
import type { MatrixReport } from '../../model/matrix-report.ts';
import { explainGap } from '../coverage.ts';

/** The verdict line of a matrix. */
export function summaryOf(
  { question, enforced, workloads, pairs }: Pick<MatrixReport, 'question' | 'enforced' | 'workloads' | 'pairs'>,
  pods: Listing<unknown>,
): string {
  const { namespace, port, protocol } = question;
  const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
  const [gap] = gapsOf(pods);
  if (pods.state === 'unknown') return `The pods of ${where} could not be read: ${gap === undefined ? 'not read' : explainGap(gap)}.`;
  const all = pairs.allowed + pairs.denied + pairs.unknown + pairs.mixed;
  const on = port === undefined ? 'on the ports that they declare' : `on ${protocol} ${port}`;
  const counted = `${count(workloads, 'workload')} in ${where}`;
  if (all === 0) return `${counted}: nobody to connect to ${on}.`;
  const condition = CONDITIONS[`${enforced}`];
  const differ = pairs.mixed === 0 ? '' : `; ${pairs.mixed} differ from pod to pod`;
  const open = pairs.unknown === 0 ? '' : `; ${pairs.unknown} unknown`;
  const what = pairs.denied === 0 ? `none of ${count(all, 'pair')}` : `${pairs.denied} of ${count(all, 'pair')}`;
  const partly = pods.state === 'partial' ? '; not all pods could be read' : '';
  const verb = enforced === false ? 'would be denied' : pairs.denied === 1 ? 'is denied' : 'are denied';
  return `${counted}: ${what} ${verb} ${on}${condition}${differ}${open}${partly}.`;
}

const CONDITIONS = { true: '', false: ', if policies were enforced', null: ', if policies are enforced' } as const;

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
