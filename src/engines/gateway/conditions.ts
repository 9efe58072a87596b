import type { ReportedCondition } from '../../model/gateway-status.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
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

/** Why it is not sure that a Gateway's data plane does what its spec says; undefined where its controller says that it does. */
export function whyNotProgrammed({ metadata, status }: Gateway): string | undefined {
  const name = nameOf(metadata);
  for (const type of ['Accepted', 'Programmed']) {
    const condition = status.conditions.find((one) => one.type === type);
    if (condition?.status === 'False') return `the controller of Gateway ${name} says ${type} False`;
    if (condition?.status !== 'True') return `no controller has said of Gateway ${name} that it is ${type}`;
  }
  return undefined;
}
