import { UsageError } from '../../model/errors.ts';

/** kubectl's connection flags, by the names that they have in a program. All may be left out. */
export interface ConnectionFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
  readonly server?: string;
  readonly tlsServerName?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly certificateAuthority?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly asGroup?: readonly string[];
  readonly asUid?: string;
  /** `key=value` each. */
  readonly asUserExtra?: readonly string[];
  /** How long one request may take: `5s`, `1m30s`, plain seconds, or 0 for ever. 30 s when left out. */
  readonly requestTimeout?: string;
  /** Objects in one page; 0 for all at once. 500 when left out. */
  readonly chunkSize?: number;
  readonly disableCompression?: boolean;
}

/** kubectl waits for ever; a person who asks "why" at night is better served by an error. In milliseconds. */
const DEFAULT_TIMEOUT = 30_000;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as Go writes it, or plain seconds, in milliseconds; Infinity for 0. Refuses (UsageError) anything else. */
export function parseTimeout(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : goDuration(text);
  if (milliseconds === undefined) {
    throw new UsageError(
      `invalid argument "${text}" for "--request-timeout" flag: the values should be like 0, 5s, 1m30s or a number of seconds`,
    );
  }
  return milliseconds === 0 ? Number.POSITIVE_INFINITY : milliseconds;
}

function goDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}
