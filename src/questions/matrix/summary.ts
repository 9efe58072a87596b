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
  if (all === 0) return `${counted}: no pairs to judge ${on}.`;
  const verb = enforced === true ? 'are' : enforced === null ? 'are, if policies are enforced,' : 'would be, if policies were enforced,';
  const differ = pairs.mixed === 0 ? '' : `; ${pairs.mixed} differ from pod to pod`;
  const open = pairs.unknown === 0 ? '' : `; ${pairs.unknown} unknown`;
  const what = pairs.denied === 0 ? `none of ${count(all, 'pair')}` : `${pairs.denied} of ${count(all, 'pair')}`;
  const partly = pods.state === 'partial' ? '; not all pods could be read' : '';
  return `${counted}: ${what} ${verb} denied ${on}${differ}${open}${partly}.`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
