import type { AddressMapReport } from './address-map-report.ts';
import type { AddressReport } from './address-report.ts';
import type { AuditReport } from './audit-report.ts';
import type { DnsReport } from './dns-report.ts';
import type { ExposureReport } from './exposure-report.ts';
import type { Code, Finding } from './finding.ts';
import type { GatewayReport } from './gateway-report.ts';
import type { IngressReport } from './ingress-report.ts';
import type { Kind } from './kind.ts';
import type { Gap, Listing, Scope } from './listing.ts';
import type { MatrixReport } from './matrix-report.ts';
import type { NetworkPolicyReport } from './network-policy-report.ts';
import type { NodeReport } from './node-report.ts';
import type { PathReport } from './path-report.ts';
import type { PodReport } from './pod-report.ts';
import type { GRPCRouteReport, HTTPRouteReport } from './route-report.ts';
import type { ServiceReport } from './service-report.ts';

/** Something that the answer rests on and the API does not show. */
export interface Assumption {
  readonly id: string;
  readonly says: string;
}

/** One reading and how much it gave. */
export interface ReadCoverage {
  readonly kind: Kind;
  readonly scope: Scope;
  readonly state: Listing<unknown>['state'];
  readonly count: number;
}

/** Something that was not looked at, and why. */
export interface NotChecked {
  readonly what: string;
  readonly why: string;
  /** The rules that could not be judged for this reason. */
  readonly codes: readonly Code[];
}

/** What the answer rests on: what was read, what could not be, and what was therefore not judged. */
export interface Coverage {
  readonly read: readonly ReadCoverage[];
  readonly gaps: readonly Gap[];
  readonly notChecked: readonly NotChecked[];
}

/** What every report has. `summary` is the verdict in one line. */
export interface ReportBase<K extends string, Q, O extends string> {
  readonly apiVersion: 'netexplain/v1';
  readonly kind: K;
  readonly question: Q;
  readonly outcome: O;
  readonly summary: string;
  readonly assumptions: readonly Assumption[];
  readonly coverage: Coverage;
  readonly findings: readonly Finding[];
}

/** A report of one question. */
export type Report =
  | ServiceReport
  | PodReport
  | NodeReport
  | IngressReport
  | GatewayReport
  | HTTPRouteReport
  | GRPCRouteReport
  | NetworkPolicyReport
  | PathReport
  | DnsReport
  | AddressReport
  | AddressMapReport
  | MatrixReport
  | AuditReport
  | ExposureReport;

/** The reports of several objects asked at once, of one kind where the question has but one. */
export interface ReportListOf<R extends Report> {
  readonly apiVersion: 'netexplain/v1';
  readonly kind: 'ReportList';
  readonly items: readonly R[];
}

/** The reports of several objects asked at once. */
export type ReportList = ReportListOf<Report>;
