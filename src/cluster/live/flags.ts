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

const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * A duration as Go writes it, or plain seconds, in milliseconds; Infinity for 0; 30 s when there is none. Refuses (UsageError) anything else.
 * Source: client-go tools/clientcmd/helpers.go, ParseTimeout; Go time.ParseDuration.
 */
export function parseTimeout(text: string | undefined): number {
  if (!text) return DEFAULT_TIMEOUT;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : goDuration(text);
  if (milliseconds === undefined) {
    throw new UsageError(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    );
  }
  return milliseconds === 0 ? Number.POSITIVE_INFINITY : milliseconds;
}

function goDuration(text: string): number | undefined {
  if (!/^((\d+\.?\d*|\.\d+)(ns|[uµμ]s|ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)([a-zµμ]+)/g)].reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}
