import type { Malformed } from '../../model/values/malformed.ts';
import { MalformedObject } from './raw.ts';

/** What `read` gives, or why it refused, for a part of an object without which the rest still counts. */
export function readable<T>(read: () => T): T | Malformed {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedObject)) throw error;
    return { malformed: error.message };
  }
}
