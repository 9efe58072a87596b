/**
 * A value that the API server would have refused, kept where it stands with what is wrong about it
 * (`spec.podSelector.matchLabels: expected an object, got a list`), so that the rest of its object still counts.
 */
export interface Malformed {
  readonly malformed: string;
}

/** A value, or what is wrong about it. */
export type Readable<T> = T | Malformed;

/** Whether a value is one that nobody can read. */
export function isMalformed(value: unknown): value is Malformed {
  return typeof value === 'object' && value !== null && 'malformed' in value;
}
