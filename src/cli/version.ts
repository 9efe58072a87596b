import { packageVersion } from '../cluster/package-files.ts';

/** The version of this package. */
export const VERSION = packageVersion();
