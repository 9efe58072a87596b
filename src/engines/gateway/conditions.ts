import type { ReportedCondition } from '../../model/gateway-status.ts';
import type { SpecMetadata, StatusCondition } from '../../model/resources/gateway-api.ts';

/** The API writes these on a new object so that it shows that no controller has looked at it. Source: gateway-api apis/v1/gateway_types.go (1.6). */
const PLACEHOLDER = { reason: 'Pending', status: 'Unknown' };

/** Conditions as a controller wrote them, each with whether it is about an older generation of the object. */
export function reportedConditions(conditions: readonly StatusCondition[], { generation }: SpecMetadata): readonly ReportedCondition[] {
  return conditions.map(({ type, status, reason, message, observedGeneration }) => ({
    type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(observedGeneration === undefined || generation === undefined ? {} : { stale: observedGeneration < generation }),
  }));
}

/** Whether a controller has said anything: not only what the API itself writes on a new object. */
export function isReported(conditions: readonly StatusCondition[]): boolean {
  return conditions.some(({ status, reason }) => status !== PLACEHOLDER.status || reason !== PLACEHOLDER.reason);
}
