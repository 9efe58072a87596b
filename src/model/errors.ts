/** The caller asked for something that the command line does not have. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A file, document or object that cannot be read; the message names file, document and line where they are known. */
export class InputError extends Error {
  override name = 'InputError';
}

/** The cluster could not be asked, or has no such object. The message is worded as kubectl words it, prefix included. */
export class ClusterError extends Error {
  override name = 'ClusterError';
}

/** Marks a branch that the types exclude. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
