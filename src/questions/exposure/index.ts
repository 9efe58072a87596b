import { indexSnapshot } from '../../model/cluster-index.ts';
import { UsageError } from '../../model/errors.ts';
import type { ExposureQuestion, ExposureReport } from '../../model/exposure-report.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { parseExceptions } from '../audit/exceptions.ts';
import { type AuditQuery, selectionOf } from '../audit/index.ts';
import { type ReadingPlan, restrict } from '../reading-plan.ts';
import { inventoryRules } from './findings.ts';
import { exposureReadingPlan } from './plan.ts';
import { exposureReport } from './report.ts';

/** What to list: of a namespace (`default` when left out) or of all. Findings are chosen as for an audit, those for information included. */
export interface ExposureQuery
  extends Partial<Pick<ExposureQuestion, 'inventory' | 'node' | 'addressType' | 'by'>>,
    Pick<AuditQuery, 'namespace' | 'allNamespaces' | 'selector' | 'severity' | 'rules' | 'exclude' | 'exceptions' | 'baseline'> {}

/** What an inventory reads. Refuses (UsageError) a malformed selector and codes that are no finding of an audit. */
export function exposurePlan(query: ExposureQuery): ReadingPlan {
  const { inventory = 'exposure' } = query;
  return exposureReadingPlan(inventory, inventoryRules(inventory, query), selectionOf(query));
}

/**
 * Lists every way in from outside the cluster, or (`inventory: 'nodeports'`) the ports that Services open on nodes: on which addresses they
 * answer, what stands behind them, and which addresses may be public.
 * @throws UsageError for a malformed selector or codes that are no finding of an audit; ClusterError for a node that is not there
 */
export function exposure(cluster: ClusterSnapshot, query: ExposureQuery = {}): ExposureReport {
  const { inventory = 'exposure', exceptions = [], baseline } = query;
  const rules = inventoryRules(inventory, query);
  const selection = selectionOf(query);
  const input = { question: questionOf(query, selection.namespace), rules, selection, exceptions: parseExceptions(exceptions), baseline };
  return exposureReport(input, restrict(indexSnapshot(cluster), exposureReadingPlan(inventory, rules, selection)), cluster.sources);
}

function questionOf(query: ExposureQuery, namespace: string | undefined): ExposureQuestion {
  const { inventory = 'exposure', selector, node, addressType, by = 'service' } = query;
  if (addressType !== undefined && addressType !== 'InternalIP' && addressType !== 'ExternalIP') {
    throw new UsageError(`unknown type of address "${String(addressType)}"; there are InternalIP and ExternalIP`);
  }
  return {
    inventory,
    ...(namespace === undefined ? {} : { namespace }),
    ...(selector === undefined ? {} : { selector }),
    ...(node === undefined ? {} : { node }),
    ...(addressType === undefined ? {} : { addressType }),
    by,
  };
}
