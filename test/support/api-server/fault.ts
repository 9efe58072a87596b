import type { Answer } from './answer.ts';
import { json } from './answer.ts';
import type { ApiRequest } from './request.ts';
import { expiredContinue, overloaded } from './status.ts';

/** Something that goes wrong with the requests that match, the first `times` times (always, when left out). */
export interface Fault {
  match(request: ApiRequest): boolean;
  readonly times?: number;
  readonly do: FaultKind | { readonly status: 429 | 503 | 500; readonly retryAfter?: number };
}

/**
 * - expire-continue: 410, as for a continue token that is too old
 * - stall: no answer at all; stall-body: half of the body, then nothing
 * - reset: the connection ends without an answer; half-body: half of the body, then the connection ends
 * - html: 200 with a login page, as a proxy sends it; garbage: 200 with JSON that ends nowhere; wrong-kind: 200 with an empty list of another kind
 */
export type FaultKind = 'expire-continue' | 'stall' | 'stall-body' | 'reset' | 'half-body' | 'html' | 'garbage' | 'wrong-kind';

/** What a fault does to the connection rather than to the answer. */
export type BrokenDelivery = Extract<FaultKind, 'stall' | 'stall-body' | 'reset' | 'half-body'>;

/** Chooses the first fault that matches a request and is not used up, and counts its use. */
export function faultChooser(faults: readonly Fault[]): (request: ApiRequest) => Fault['do'] | undefined {
  const used = new Map<Fault, number>();
  return (request) => {
    const fault = faults.find((one) => (used.get(one) ?? 0) < (one.times ?? Number.POSITIVE_INFINITY) && one.match(request));
    if (fault !== undefined) used.set(fault, (used.get(fault) ?? 0) + 1);
    return fault?.do;
  };
}

/** The answer that a fault puts in place of the true one; fails as the API does; undefined where the fault is in the delivery. */
export function faultyAnswer(fault: Fault['do'], { path, query }: ApiRequest): Answer | undefined {
  if (typeof fault === 'object') throw overloaded(fault.status, fault.retryAfter);
  if (fault === 'expire-continue') throw expiredContinue(query.get('continue') ?? '');
  if (fault === 'html')
    return { status: 200, contentType: 'text/html; charset=utf-8', body: ['<!DOCTYPE html><html><body>Log in</body></html>\n'] };
  if (fault === 'garbage') return { status: 200, contentType: 'application/json', body: ['{"kind":"List","items":[{"metadata":{'] };
  if (fault !== 'wrong-kind') return undefined;
  const kind = path.endsWith('/configmaps') ? 'SecretList' : 'ConfigMapList';
  return json({ kind, apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [] });
}
