import type { Metadata } from './metadata.ts';

/** A v1 ConfigMap's text entries. */
export interface ConfigMap {
  readonly metadata: Metadata;
  readonly data: Readonly<Record<string, string>>;
}
