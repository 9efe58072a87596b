/**
 * The library: read a cluster, ask it a question, get the report that the command would print.
 *
 * `readObjects(objects, { complete })` takes raw API objects; `readLive('explain', question, flags)` asks a cluster what one question
 * needs. `explain(cluster, question)`, `path`, `address`, `addressMap`, `audit`, `exposure` and `matrix` answer. Reports carry `apiVersion: netexplain/v1` and have a
 * JSON Schema in docs/schema.
 */
import type { ConnectionFlags } from './cluster/live/index.ts';
import type { ClusterSnapshot } from './model/snapshot.ts';
import { type AddressQuery, addressPlan } from './questions/address/index.ts';
import { type AuditQuery, auditPlan } from './questions/audit/index.ts';
import { type DnsOptions, dnsPlan } from './questions/dns/index.ts';
import { type ExplainQuestion, explainPlan } from './questions/explain/index.ts';
import { type ExposureQuery, exposurePlan } from './questions/exposure/index.ts';
import { type AddressMapQuery, addressMapPlan } from './questions/map/index.ts';
import { type MatrixQuery, matrixPlan } from './questions/matrix/index.ts';
import { type PathOptions, pathPlan } from './questions/path/index.ts';
import { type ReadingPlan, readPlan } from './questions/reading-plan.ts';

export type { ConnectionFlags } from './cluster/live/index.ts';
export { type ObjectsOptions, readObjects } from './cluster/objects.ts';
export type { AddressMapReport } from './model/address-map-report.ts';
export type { AddressReport } from './model/address-report.ts';
export type { AuditReport } from './model/audit-report.ts';
export type { DnsReport } from './model/dns-report.ts';
export { ClusterError, InputError, UsageError } from './model/errors.ts';
export type { ExposureReport } from './model/exposure-report.ts';
export type { Finding } from './model/finding.ts';
export type { GatewayReport } from './model/gateway-report.ts';
export type { IngressReport } from './model/ingress-report.ts';
export type { MatrixReport } from './model/matrix-report.ts';
export type { NetworkPolicyReport } from './model/network-policy-report.ts';
export type { NodeReport } from './model/node-report.ts';
export type { PathReport } from './model/path-report.ts';
export type { PodReport } from './model/pod-report.ts';
export type { Report, ReportList, ReportListOf } from './model/report.ts';
export type { GRPCRouteReport, HTTPRouteReport } from './model/route-report.ts';
export type { ServiceReport } from './model/service-report.ts';
export type { ClusterSnapshot } from './model/snapshot.ts';
export { type AddressQuery, address } from './questions/address/index.ts';
export { type AuditQuery, audit } from './questions/audit/index.ts';
export { type DnsOptions, dns } from './questions/dns/index.ts';
export { type ExplainQuestion, explain } from './questions/explain/index.ts';
export { type ExposureQuery, exposure } from './questions/exposure/index.ts';
export { type AddressMapQuery, addressMap } from './questions/map/index.ts';
export { type MatrixQuery, matrix } from './questions/matrix/index.ts';
export { type PathOptions, path } from './questions/path/index.ts';

/** What each function of the library is asked, by the function's name. */
export interface Questions {
  readonly explain: ExplainQuestion;
  readonly address: AddressQuery;
  readonly addressMap: AddressMapQuery;
  readonly path: PathOptions;
  readonly matrix: MatrixQuery;
  readonly dns: DnsOptions;
  readonly audit: AuditQuery;
  readonly exposure: ExposureQuery;
}

const PLANS: { readonly [Name in keyof Questions]: (question: Questions[Name]) => ReadingPlan } = {
  explain: explainPlan,
  address: addressPlan,
  addressMap: addressMapPlan,
  path: pathPlan,
  matrix: matrixPlan,
  dns: dnsPlan,
  audit: auditPlan,
  exposure: exposurePlan,
};

/**
 * Reads from a live cluster what a function of the library needs to answer a question, with kubectl's rules for kubeconfig and credentials.
 * @param name the function that will be asked: `readLive('address', { address: '10.96.0.10' })`
 * @throws ClusterError, in kubectl's words, when the cluster cannot be asked; UsageError for a malformed question.
 */
export async function readLive<Name extends keyof Questions>(
  name: Name,
  question: Questions[Name],
  flags: ConnectionFlags = {},
): Promise<ClusterSnapshot> {
  const { connect } = await import('./cluster/live/index.ts');
  const connection = await connect(flags, process.env);
  try {
    const plan = PLANS[name]({ namespace: connection.namespace, ...question });
    return await readPlan(plan, connection.read, connection.now());
  } finally {
    connection.close();
  }
}
