import type { HostFit } from './host.ts';
import type { IngressLine } from './line.ts';

/** Which line a request takes. */
export type Choice =
  | { readonly outcome: 'backend' | 'default-backend'; readonly line: IngressLine }
  /** No line takes it and there is no default backend: the controller answers, commonly with 404. */
  | { readonly outcome: 'no-match' }
  /** The specification leaves open which of the candidates it is, or whether any. */
  | { readonly outcome: 'controller-decides'; readonly candidates: readonly IngressLine[]; readonly why: string };

/** The lines that are asked about a request: those whose host is its most closely. */
export interface Contest {
  /** How they name the host; empty where no line does. */
  readonly levels: readonly HostFit[];
  readonly named: readonly IngressLine[];
  /** Those that take the path for sure, or perhaps. */
  readonly matching: readonly IngressLine[];
  /** Those that take it for sure. */
  readonly sure: readonly IngressLine[];
}

/** What becomes of one line when a request comes, and why. */
export interface LineVerdict {
  readonly line: IngressLine;
  readonly verdict: 'wins' | 'may-win' | 'outranked' | 'no-match' | 'not-served';
  readonly why: string;
}

/** What a verdict rests on: `fit` is how the line names the host of the request; absent where it does not. */
export interface Judged {
  readonly choice: Choice;
  readonly contest: Contest;
  readonly fit: HostFit | undefined;
  readonly host: string;
  readonly path: string;
}

const WINS: Readonly<Record<IngressLine['of'], string>> = {
  path: 'of the rules that name the host most closely, the path that takes the request most closely',
  rule: 'it names the host and has no paths, so the default backend gets the request',
  default: 'no rule takes the request',
};

/** What became of a line, once the choice is made. */
export function verdictOf(line: IngressLine, { choice, contest, fit, host, path }: Judged): Omit<LineVerdict, 'line'> {
  if ('line' in choice && choice.line === line) return { verdict: 'wins', why: WINS[line.of] };
  if ('candidates' in choice && choice.candidates.includes(line)) return { verdict: 'may-win', why: choice.why };
  if (line.of === 'default') return { verdict: 'outranked', why: 'it gets only what no rule takes' };
  if (contest.matching.includes(line)) return { verdict: 'outranked', why: 'another path takes the request as closely or more closely' };
  if (fit === undefined) return { verdict: 'no-match', why: whyNotHost(line, host) };
  if (!contest.levels.includes(fit)) return { verdict: 'outranked', why: 'another rule names the host more closely' };
  return { verdict: 'no-match', why: whyNotPath(line, path) };
}

function whyNotHost({ host = '' }: IngressLine, requested: string): string {
  const asked = requested === '' ? 'the request names no host' : `the host is ${requested}`;
  const suffix = host.slice(1).toLowerCase();
  const isNear = host.startsWith('*.') && (requested.endsWith(suffix) || `.${requested}` === suffix);
  return isNear ? `${asked}, and ${host} names exactly one label more than ${suffix.slice(1)}` : `${asked}, not ${host}`;
}

function whyNotPath({ path = '', pathType }: IngressLine, requested: string): string {
  switch (pathType) {
    case 'Exact':
      return `the path is ${requested}, not exactly ${path}`;
    case 'Prefix':
      return `the elements of ${requested} do not begin with those of ${path}`;
    default:
      return `${requested} does not begin with ${path}`;
  }
}
