import type { Ingress } from '../../model/resources/ingress.ts';
import { fitOf, HOST_FITS, type HostFit, hostOf } from './host.ts';
import { type IngressLine, linesOf } from './line.ts';
import { takesPath } from './path.ts';
import type { IngressRequest } from './request.ts';
import { type Choice, type Contest, type LineVerdict, verdictOf } from './verdict.ts';

/** What becomes of a request, and of each line. */
export type RoutedRequest = Choice & {
  readonly lines: readonly LineVerdict[];
  /** The line of a less specific host that would have taken the request: that it does not is usual, but not written down. */
  readonly passedOver?: IngressLine;
};

/** How a controller reads what the specification leaves open, or what it does instead. */
export interface Reading {
  /** Whether a line takes a path. @param all every line that the controller has */
  readonly takes: (line: IngressLine, requested: string, all: readonly IngressLine[]) => boolean | 'unknown';
  /** Which of two lines that take a request comes first: negative for the first; 0 where that is open. */
  readonly rank?: (a: IngressLine, b: IngressLine) => number;
  /** Which of several lines with the same host and path it takes; undefined where that is open. */
  readonly amongEqual?: (lines: readonly IngressLine[]) => IngressLine | undefined;
  /** Whether lines of less specific hosts stand beside those of the most specific one. */
  readonly mixesHosts?: boolean;
  /** Whether it has a line at all. */
  readonly serves?: (line: IngressLine) => boolean;
}

/** What the specification says. */
const SPECIFIED: Reading = { takes: (line, requested) => takesPath(line, requested) };

/**
 * Which line of several Ingresses takes a request, all of them served by one controller at one address. The most specific host alone
 * decides: the host itself, then a wildcard, then none. Of its paths that take the request the longest text wins, then Exact before the
 * others. Where none does, the default backend gets it. What the API does not define is 'controller-decides', unless every candidate is
 * the same backend: paths of type ImplementationSpecific, the same host and path twice, default backends of several Ingresses.
 * The order of the Ingresses does not matter.
 * Source: kubernetes staging/src/k8s.io/api/networking/v1/types.go (1.36); kubernetes.io, "Ingress", Multiple matches and Hostname wildcards;
 * kubernetes-sigs/ingress-controller-conformance features/*.feature.
 * @param reading how the controller reads what is open, where its documents say so
 */
export function routeRequest(request: IngressRequest, ingresses: readonly Ingress[], reading: Reading = SPECIFIED): RoutedRequest {
  const lines = [...ingresses].sort(byName).flatMap(linesOf);
  const served = lines.filter((line) => reading.serves?.(line) ?? true);
  const host = hostOf(request.host);
  const fits = new Map(served.map((line) => [line, line.of === 'default' ? undefined : fitOf(line.host, host)]));
  const asked = served.filter((line) => fits.get(line) !== undefined);
  const takes = new Map(asked.map((line) => [line, line.of === 'rule' || reading.takes(line, request.path, served)]));
  const contestAt = (levels: readonly HostFit[]): Contest => {
    const named = asked.filter((line) => levels.some((level) => fits.get(line) === level));
    return {
      levels,
      named,
      matching: named.filter((line) => takes.get(line) !== false),
      sure: named.filter((line) => takes.get(line) === true),
    };
  };
  const levels = HOST_FITS.filter((level) => asked.some((line) => fits.get(line) === level));
  const contest = contestAt(reading.mixesHosts === true ? levels : levels.slice(0, 1));
  const choice = choiceOf(contest, served, reading);
  const others = contestAt(levels.filter((level) => !contest.levels.includes(level)));
  const passedOver = contest.matching.length === 0 ? others.matching[0] : undefined;
  return {
    ...choice,
    lines: lines.map((line) => ({
      line,
      ...(fits.has(line) ? verdictOf(line, { choice, contest, fit: fits.get(line), host, path: request.path }) : NOT_SERVED),
    })),
    ...(passedOver === undefined ? {} : { passedOver }),
  };
}

function choiceOf({ named, matching, sure }: Contest, lines: readonly IngressLine[], { rank = byRank, amongEqual }: Reading): Choice {
  const contenders = matching.filter((line) => !sure.some((other) => rank(other, line) < 0));
  const best = contenders.find((line) => sure.includes(line));
  if (best === undefined) return withoutSureLine(contenders, defaultChoice(named, lines));
  if (isOneBackend(contenders)) return chosen(best);
  const areEqual = contenders.every((line) => sure.includes(line));
  const picked = areEqual && isOnePlace(contenders) ? amongEqual?.(contenders) : undefined;
  if (picked !== undefined) return chosen(picked);
  return { outcome: 'controller-decides', candidates: contenders, why: whyOpen(contenders, areEqual) };
}

function whyOpen(contenders: readonly IngressLine[], areEqual: boolean): string {
  if (!areEqual) return FREE_READING;
  return isOnePlace(contenders) ? SAME_TWICE : FREE_ORDER;
}

const NOT_SERVED = { verdict: 'not-served', why: 'the controller has no such line' } as const;
const SAME_TWICE = 'several rules name the same host and path, and the API does not say which of them counts';
const FREE_ORDER = 'several rules take the request, and which of them comes first is up to the controller';
const FREE_READING = 'a path may take the request or not: how it is read is up to the controller';
const SEVERAL_DEFAULTS = 'no rule takes the request, and the API does not say whose default backend gets it';

function withoutSureLine(perhaps: readonly IngressLine[], fallback: Choice): Choice {
  if (perhaps.length === 0) return fallback;
  const others = fallback.outcome === 'controller-decides' ? fallback.candidates : 'line' in fallback ? [fallback.line] : [];
  if (fallback.outcome === 'default-backend' && isOneBackend([...perhaps, ...others])) return fallback;
  return { outcome: 'controller-decides', candidates: [...perhaps, ...others], why: FREE_READING };
}

/** Who gets what no path takes. @param named the lines whose host is that of the request */
function defaultChoice(named: readonly IngressLine[], lines: readonly IngressLine[]): Choice {
  const defaults = lines.filter(({ of }) => of === 'default');
  const [first] = named.length === 0 ? defaults : defaults.filter(({ ingress }) => named.some((line) => line.ingress === ingress));
  if (defaults.length === 0) return { outcome: 'no-match' };
  if (first !== undefined && isOneBackend(defaults)) return chosen(first);
  return { outcome: 'controller-decides', candidates: defaults, why: SEVERAL_DEFAULTS };
}

function chosen(line: IngressLine): Choice {
  if (line.of === 'path') return { outcome: 'backend', line };
  return line.backend === undefined ? { outcome: 'no-match' } : { outcome: 'default-backend', line };
}

/** The longer path first, then Exact: what the specification says of two lines that take the same request. */
export function byRank(a: IngressLine, b: IngressLine): number {
  return lengthOf(b) - lengthOf(a) || Number(b.pathType === 'Exact') - Number(a.pathType === 'Exact');
}

function lengthOf({ of, path = '' }: IngressLine): number {
  return of === 'rule' ? -1 : path.length;
}

function isOneBackend(lines: readonly IngressLine[]): boolean {
  return new Set(lines.map(backendKey)).size <= 1;
}

/** Whether lines name the same host and path. */
function isOnePlace(lines: readonly IngressLine[]): boolean {
  return new Set(lines.map(({ host, path }) => JSON.stringify([host?.toLowerCase(), path]))).size <= 1;
}

function backendKey({ ingress, backend }: IngressLine): string {
  return JSON.stringify([ingress.metadata.namespace, backend?.service, backend?.resource]);
}

function byName({ metadata: a }: Ingress, { metadata: b }: Ingress): number {
  return compare(a.namespace ?? '', b.namespace ?? '') || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
