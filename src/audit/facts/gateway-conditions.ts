import type { Evidence } from '../../model/evidence.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { SpecMetadata, StatusCondition } from '../../model/resources/gateway-api.ts';
import { shorten } from './shorten.ts';

/** A condition of an object's status and its path: `status.conditions[0]`. */
export interface PlacedCondition {
  readonly condition: StatusCondition;
  readonly field: string;
}

/** Whether a condition is about an older generation of the object's spec. One that names no generation, or whose object has none, is not. */
export function isStale({ observedGeneration }: StatusCondition, { generation }: SpecMetadata): boolean {
  return observedGeneration !== undefined && generation !== undefined && observedGeneration < generation;
}

/** Conditions with their paths, those left out that are about an older generation and so say nothing of the present state. */
export function presentConditions(
  conditions: readonly StatusCondition[],
  metadata: SpecMetadata,
  path = 'status',
): readonly PlacedCondition[] {
  return conditions
    .map((condition, index) => ({ condition, field: `${path}.conditions[${index}]` }))
    .filter(({ condition }) => !isStale(condition, metadata));
}

/** The condition of a type, where it has a status. */
export function findCondition(placed: readonly PlacedCondition[], type: string, status: string): PlacedCondition | undefined {
  return placed.find(({ condition }) => condition.type === type && condition.status === status);
}

/** `BackendNotFound: no such service`, on one line. */
export function whyOf({ condition: { reason = '', message = '' } }: PlacedCondition): string {
  return [reason, shorten(message)].filter((part) => part !== '').join(': ');
}

/** What the controller says, as evidence. */
export function quote(object: ObjectRef, placed: PlacedCondition): Evidence {
  const { type, status, message = '' } = placed.condition;
  const why = [placed.condition.reason ?? '', message].filter((part) => part !== '').join(': ');
  const says = `the controller says ${type} ${status}${why === '' ? '' : ` (${why})`}`;
  return { object, field: `${placed.field}.status`, value: status, says };
}
