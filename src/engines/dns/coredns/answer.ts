import type { DnsRecord } from '../../../model/dns-report.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Gap } from '../../../model/listing.ts';

/** A question to a server. `name` ends in a dot. */
export interface DnsQuestion {
  readonly name: string;
  readonly type: string;
}

/**
 * What a server makes of a question, and why.
 * - ANSWER: records (an ExternalName's CNAME whose target lies elsewhere is completed by `follow`)
 * - NODATA: the name exists, without records of the type; NXDOMAIN: no such name; SERVFAIL: the server cannot say;
 *   REFUSED: it does not answer for the zone
 * - UPSTREAM: another server decides; UNKNOWN: what decides could not be read, or is not understood; TIMEOUT: nobody answers
 */
export interface DnsAnswer {
  readonly kind: 'ANSWER' | 'NODATA' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'UPSTREAM' | 'UNKNOWN' | 'TIMEOUT';
  readonly answers: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
  /** The zone whose SOA stands in the authority section of a negative answer, in the case in which it was asked. */
  readonly authoritySOA?: string;
  /** The plugin that answered, by its line in the Corefile. */
  readonly by?: { readonly plugin: string; readonly line: number };
  /** A name outside that completes the answer. */
  readonly follow?: string;
  readonly says: string;
  readonly evidence: readonly Evidence[];
  readonly gaps: readonly Gap[];
}

/** An answer with records. */
export function answerWith(
  answers: readonly DnsRecord[],
  says: string,
  more: Partial<Pick<DnsAnswer, 'additional' | 'follow' | 'evidence'>> = {},
): DnsAnswer {
  return { kind: 'ANSWER', answers, additional: [], says, evidence: [], gaps: [], ...more };
}

/** An answer without records. */
export function emptyAnswer(
  kind: Exclude<DnsAnswer['kind'], 'ANSWER'>,
  says: string,
  more: Partial<Pick<DnsAnswer, 'authoritySOA' | 'evidence' | 'gaps'>> = {},
): DnsAnswer {
  return { kind, answers: [], additional: [], says, evidence: [], gaps: [], ...more };
}
