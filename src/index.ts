/**
 * The library: read a cluster, ask it a question, get the report that the command would print.
 *
 * `readObjects(objects, { complete })` takes raw API objects, `readLive(question, flags)` asks a cluster what one question needs, and
 * `explain(cluster, question)` answers. Reports carry `apiVersion: netexplain/v1` and have a JSON Schema in docs/schema.
 */
import type { ConnectionFlags } from './cluster/live/index.ts';
import type { ClusterSnapshot } from './model/snapshot.ts';
import { type ExplainQuestion, explainPlan } from './questions/explain-service/index.ts';
import { readPlan } from './questions/reading-plan.ts';

export type { ConnectionFlags } from './cluster/live/index.ts';
export { type ObjectsOptions, readObjects } from './cluster/objects.ts';
export { ClusterError, InputError, UsageError } from './model/errors.ts';
export type { Finding } from './model/finding.ts';
export type { Report, ReportList } from './model/report.ts';
export type { ServiceReport } from './model/service-report.ts';
export type { ClusterSnapshot } from './model/snapshot.ts';
export { type ExplainQuestion, explain } from './questions/explain-service/index.ts';

/**
 * Reads from a live cluster what explaining needs, with kubectl's rules for kubeconfig and credentials.
 * @throws ClusterError, in kubectl's words, when the cluster cannot be asked.
 */
export async function readLive(question: ExplainQuestion, flags: ConnectionFlags = {}): Promise<ClusterSnapshot> {
  const { connect } = await import('./cluster/live/index.ts');
  const connection = await connect(flags, process.env);
  try {
    const namespace = question.namespace ?? connection.namespace;
    return await readPlan(explainPlan({ ...question, namespace }), connection.read, connection.now());
  } finally {
    connection.close();
  }
}
