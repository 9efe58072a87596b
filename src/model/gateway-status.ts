import type { ObjectRef } from './object-ref.ts';

/** Whether something is so, by the specification; unknown where it could not be read, or the specification leaves it to the implementation. */
export type Truth = 'yes' | 'no' | 'unknown';

/** What the specification says of something, with the API's reason for it and a sentence. */
export interface ExpectedCondition {
  readonly holds: Truth;
  readonly reason: string;
  readonly says: string;
}

/** A condition as the controller wrote it. */
export interface ReportedCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  /** Whether it is about an older generation of the object than the present one. Absent where it does not say. */
  readonly stale?: boolean;
}

/** An address at which a Gateway is reached. */
export interface GatewayAddressReport {
  /** IPAddress, Hostname, or an implementation's own. */
  readonly type: string;
  readonly value: string;
  /** Who in the cluster has it; empty: nobody that is known. 'unknown' where not all that may have it could be read, or it is a name. */
  readonly owners: readonly { readonly object: ObjectRef; readonly role: string }[] | 'unknown';
}
