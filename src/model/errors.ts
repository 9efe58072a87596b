/** The caller asked for something that the command line does not have. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A file, document or object that cannot be read; the message names file, document and line where they are known. Exit code 2. */
export class InputError extends Error {
  override name = 'InputError';
}

/**
 * The cluster could not be asked, or has no such object. The message is worded as kubectl words it, prefix included.
 * `exitCode` is 2, or 3 where the question stays undetermined because a right is missing.
 */
export class ClusterError extends Error {
  override name = 'ClusterError';
  readonly exitCode: 2 | 3;

  constructor(message: string, exitCode: 2 | 3 = 2, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Marks a branch that the types exclude. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
