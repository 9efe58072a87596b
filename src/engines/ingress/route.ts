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

/** How a controller reads what the specification leaves open. */
export interface Reading {
  /** Whether a line takes a path; `host` is that of the request. */
  readonly takes: (line: IngressLine, requested: string, host: string, all: readonly IngressLine[]) => boolean | 'unknown';
  /** Which of several lines with the same host and path it takes. */
  readonly amongEqual?: (lines: readonly IngressLine[]) => IngressLine | undefined;
  /** Whether a request that no path of the most specific host takes is tried at less specific ones. */
  readonly triesOtherHosts?: boolean;
  /** Whether hosts that an Ingress names get the default backend of that Ingress and no other's. */
  readonly keepsToOwnDefault?: boolean;
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
  const host = hostOf(request.host);
  const fits = new Map(lines.map((line) => [line, line.of === 'default' ? undefined : fitOf(line.host, host)]));
  const levels = HOST_FITS.filter((fit) => lines.some((line) => fits.get(line) === fit));
  const takes = new Map(lines.map((line) => [line, line.of === 'rule' || reading.takes(line, request.path, host, lines)]));
  const atLevel = (fit: HostFit): Contest => {
    const named = lines.filter((line) => fits.get(line) === fit);
    return {
      fit,
      matching: named.filter((line) => takes.get(line) !== false),
      sure: named.filter((line) => takes.get(line) === true),
    };
  };
  const [closest, ...farther] = levels;
  const first = closest === undefined ? NO_CONTEST : atLevel(closest);
  const next = farther.map(atLevel).find(({ matching }) => matching.length > 0);
  const passesOn = first.matching.length === 0 && next !== undefined;
  const contest = passesOn && reading.triesOtherHosts === true ? next : first;
  const named = lines.filter((line) => closest !== undefined && fits.get(line) === closest);
  const choice = choiceOf(contest, named, lines, reading);
  const passedOver = passesOn && contest === first ? next.matching[0] : undefined;
  return {
    ...choice,
    lines: lines.map((line) => ({ line, ...verdictOf(line, { choice, contest, fit: fits.get(line), host, path: request.path }) })),
    ...(passedOver === undefined ? {} : { passedOver }),
  };
}

const NO_CONTEST: Contest = { matching: [], sure: [] };

function choiceOf({ matching, sure }: Contest, named: readonly IngressLine[], lines: readonly IngressLine[], reading: Reading): Choice {
  const [best] = [...sure].sort(byRank);
  if (best === undefined) return withoutSureLine(matching, defaultChoice(named, lines, reading));
  const contenders = matching.filter((line) => byRank(line, best) <= 0);
  if (isOneBackend(contenders)) return chosen(best);
  const areEqual = contenders.every((line) => byRank(line, best) === 0 && sure.includes(line));
  const picked = areEqual ? reading.amongEqual?.(contenders) : undefined;
  if (picked !== undefined) return chosen(picked);
  return { outcome: 'controller-decides', candidates: contenders, why: areEqual ? SAME_TWICE : FREE_READING };
}

const SAME_TWICE = 'several rules name the same host and path, and the API does not say which of them counts';
const FREE_READING = 'a path of type ImplementationSpecific may take the request: what it means is up to the controller';
const SEVERAL_DEFAULTS = 'no rule takes the request, and the API does not say whose default backend gets it';

function withoutSureLine(perhaps: readonly IngressLine[], fallback: Choice): Choice {
  if (perhaps.length === 0) return fallback;
  const others = fallback.outcome === 'controller-decides' ? fallback.candidates : 'line' in fallback ? [fallback.line] : [];
  if (fallback.outcome === 'default-backend' && isOneBackend([...perhaps, ...others])) return fallback;
  return { outcome: 'controller-decides', candidates: [...perhaps, ...others], why: FREE_READING };
}

/** Who gets what no path takes. @param named the lines whose host is that of the request */
function defaultChoice(named: readonly IngressLine[], lines: readonly IngressLine[], reading: Reading): Choice {
  const defaults = lines.filter(({ of }) => of === 'default');
  const own = defaults.filter(({ ingress }) => named.some((line) => line.ingress === ingress));
  const [first] = named.length === 0 ? defaults : own;
  if (defaults.length === 0) return { outcome: 'no-match' };
  if (first !== undefined && isOneBackend(defaults)) return chosen(first);
  if (reading.keepsToOwnDefault === true && named.length > 0 && isOneBackend(own)) {
    return first === undefined ? { outcome: 'no-match' } : chosen(first);
  }
  return { outcome: 'controller-decides', candidates: defaults, why: SEVERAL_DEFAULTS };
}

function chosen(line: IngressLine): Choice {
  if (line.of === 'path') return { outcome: 'backend', line };
  return line.backend === undefined ? { outcome: 'no-match' } : { outcome: 'default-backend', line };
}

/** The better of two lines first; 0 where nothing distinguishes them. */
function byRank(a: IngressLine, b: IngressLine): number {
  return lengthOf(b) - lengthOf(a) || Number(b.pathType === 'Exact') - Number(a.pathType === 'Exact');
}

function lengthOf({ of, path = '' }: IngressLine): number {
  return of === 'rule' ? -1 : path.length;
}

function isOneBackend(lines: readonly IngressLine[]): boolean {
  return new Set(lines.map(backendKey)).size <= 1;
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
