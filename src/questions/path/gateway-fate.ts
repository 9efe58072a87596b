import {
  type Action,
  type BackendOutcome,
  backendTlsOf,
  type Decision,
  whyListenerFails,
  whyNotProgrammed,
  whyRouteFails,
} from '../../engines/gateway/index.ts';
import { backendEndpoints } from '../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { describeRef, type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { RequestBackend, RequestRoute } from '../../model/path-report.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import type { Disposition, Step } from '../../model/trace.ts';
import { percent } from '../explain-route/words.ts';
import type { Failing } from './gateway-tls.ts';
import { candidateInWords } from './gateway-words.ts';
import type { EndingPart, NextHop, RoutedRequest } from './routing.ts';

/** How a request ends at a Gateway, or how its parts go on. */
export interface Fate extends Pick<RoutedRequest, 'next' | 'assumes'> {
  readonly answer: Pick<RequestRoute, 'action' | 'status' | 'location'>;
  readonly action: Step['action'];
  readonly end?: Disposition;
  readonly says: string;
  readonly parts: readonly EndingPart[];
}

/**
 * What a decision means for a client: refused where the listener cannot work, unknown where its controller has not said that the Gateway does
 * what it says, else what the rule does.
 */
export function fateOf(decision: Decision, gateway: Gateway, cluster: ClusterIndex, tls: Failing | undefined): Fate {
  const { listener, winner, action } = decision;
  const failing = listener === undefined ? undefined : whyListenerFails(listener, gateway, cluster);
  if (failing !== undefined) return refused(failing);
  if (tls?.is === 'sure') return refused(tls.why);
  const doubt = whyNotProgrammed(gateway);
  if (doubt !== undefined) return open(doubt);
  if (tls !== undefined) return open(tls.why);
  const doubted = listener === undefined || winner === undefined ? undefined : whyRouteFails(winner, listener, gateway, cluster);
  if (doubted !== undefined) return open(doubted);
  const rule = winner === undefined ? '' : `${candidateInWords(winner)}: `;
  switch (action.does) {
    case 'unknown':
      return open([action.why, action.gaps[0]?.message].filter((one) => one !== undefined).join(': '));
    case 'refuse':
      return refused(`${rule}${action.why}`);
    case 'answer':
      return answered(rule, action);
    case 'redirect': {
      const location = locationInWords(action.location);
      const says = `${rule}answered with ${action.status} to ${location}`;
      return ended({ action: 'redirect', status: action.status, location }, 'deliver', 'delivered', says);
    }
    case 'forward':
      return forwarded(rule, action, describeRef(refTo('Gateway', gateway.metadata)), cluster);
  }
}

function ended(answer: Fate['answer'], action: Step['action'], end: Disposition, says: string): Fate {
  return { answer, action, end, says, next: [], parts: [], assumes: [] };
}

function refused(why: string): Fate {
  return ended({ action: 'respond' }, 'reject', 'rejected', `refused: ${why}`);
}

function open(why: string): Fate {
  return ended({ action: 'unknown' }, 'give-up', 'insufficient-info', `not known: ${why}`);
}

function answered(rule: string, { status, grpcStatus, why }: Extract<Action, { does: 'answer' }>): Fate {
  const code = status ?? grpcStatus;
  const isGood = code === undefined;
  const answer = { action: 'respond', ...(status === undefined ? {} : { status }) } as const;
  if (isGood) return ended(answer, 'deliver', 'delivered', `${rule}${why}`);
  return ended(answer, 'reject', 'rejected', `refused: ${rule}answered with ${code}: ${why}`);
}

function locationInWords({ scheme, host, port, path }: Extract<Action, { does: 'redirect' }>['location']): string {
  return `${scheme}://${host}${port === undefined ? '' : `:${port}`}${path ?? ' and a path that is not known'}`;
}

/** What one backend's part of the requests meets, by everything that is known of the backend. */
interface Meeting {
  readonly outcome: BackendOutcome;
  readonly meets: BackendOutcome['meets'];
  readonly status?: number;
  readonly says: string;
  readonly endpoints?: ReturnType<typeof backendEndpoints>;
  readonly assumes: readonly string[];
}

function meetingOf(outcome: BackendOutcome, cluster: ClusterIndex): Meeting {
  const { backend, meets, status, location } = outcome;
  const { service, servicePort, holds, says } = backend;
  const base = { outcome, meets, ...(status === undefined ? {} : { status }), says, assumes: [] };
  if (meets === 'redirected')
    return { ...base, says: `answered with ${status} to ${location === undefined ? '' : locationInWords(location)}` };
  if (holds !== 'yes' || service === undefined || servicePort === undefined) return base;
  const endpoints = backendEndpoints(service, servicePort, cluster);
  const { all, ready, gaps } = endpoints;
  const name = `Service ${backend.ref.namespace}/${backend.ref.name}`;
  if (ready.length === 0) {
    if (gaps.length > 0)
      return { ...base, meets: 'unknown', says: `the endpoints of ${name} could not be read: ${gaps[0]?.message ?? 'not read'}` };
    const none = all.length === 0 ? 'has no endpoints' : `has no ready endpoint (0 of ${all.length})`;
    return { ...base, meets: 'error', endpoints, says: `${name} ${none}` };
  }
  const counted = `${ready.length} of ${all.length} endpoints of ${backend.ref.name}:${servicePort.port} ready`;
  const tls = backendTlsOf(service, servicePort, cluster);
  if (tls === undefined) return { ...base, meets: 'forwarded', endpoints, says: counted };
  if (tls === 'unknown') return { ...base, meets: 'forwarded', endpoints, says: counted, assumes: ['backend-tls'] };
  if (tls.holds === 'yes') return { ...base, meets: 'forwarded', endpoints, says: `${counted}; ${tls.says}` };
  return { ...base, meets: tls.holds === 'no' ? 'error' : 'unknown', endpoints, says: tls.says };
}

/** The backends of the rule that takes a request, as a report shows them. */
export function backendsOf({ action }: Decision, cluster: ClusterIndex): readonly RequestBackend[] {
  if (action.does !== 'forward') return [];
  return action.backends.map((one): RequestBackend => {
    const { ref, share, service, reason } = one.backend;
    const { says, endpoints } = meetingOf(one, cluster);
    const object: ObjectRef = { kind: 'Service', namespace: ref.namespace, name: ref.name };
    const isThere = service !== undefined || (ref.kind === 'Service' && reason !== 'BackendNotFound');
    return {
      object: isThere ? object : null,
      name: ref.name,
      ...(ref.port === undefined ? {} : { port: ref.port }),
      share,
      endpoints: { total: endpoints?.all.length ?? 0, ready: endpoints?.ready.length ?? 0 },
      says,
    };
  });
}

function forwarded(rule: string, { backends }: Extract<Action, { does: 'forward' }>, component: string, cluster: ClusterIndex): Fate {
  const meetings = backends.filter(({ backend }) => backend.share > 0).map((one) => meetingOf(one, cluster));
  const next = meetings.flatMap((one) => (one.meets === 'forwarded' ? nextOf(one) : []));
  const told = meetings.map((one) => `${shareInWords(one)}${describeBackend(one)}: ${one.says}`).join('; ');
  const says = `${rule}${told}`;
  const [first] = meetings;
  if (first !== undefined && next.length === 0 && meetings.every((one) => one.meets === first.meets && one.status === first.status)) {
    return allAlike(first, says);
  }
  return {
    answer: { action: actionOf(meetings.map(({ meets }) => meets)) },
    action: 'forward',
    says,
    next,
    parts: meetings.filter(({ meets }) => meets !== 'forwarded').map((one) => partOf(one, component)),
    assumes: meetings.flatMap(({ assumes }) => assumes),
  };
}

function actionOf(meets: readonly BackendOutcome['meets'][]): RequestRoute['action'] {
  if (meets.includes('forwarded')) return 'forward';
  return meets.includes('unknown') ? 'unknown' : 'respond';
}

/** None of the backends gets anything, all for the like reason. */
function allAlike({ meets, status, outcome }: Meeting, says: string): Fate {
  if (meets === 'unknown') return open(says);
  const answer = status === undefined ? {} : { status };
  if (meets !== 'redirected') {
    const code = status === undefined ? '' : `answered with ${status}: `;
    return ended({ action: 'respond', ...answer }, 'reject', 'rejected', `refused: ${code}${says}`);
  }
  const location = outcome.location === undefined ? {} : { location: locationInWords(outcome.location) };
  return ended({ action: 'redirect', ...answer, ...location }, 'deliver', 'delivered', says);
}

function nextOf({ outcome: { backend } }: Meeting): readonly NextHop[] {
  const { service, servicePort: port, share } = backend;
  return service === undefined || port === undefined ? [] : [{ service, port, to: 'endpoints', share }];
}

const ENDS = {
  redirected: { end: 'delivered', action: 'deliver', says: '' },
  error: { end: 'rejected', action: 'reject', says: 'refused: ' },
  unknown: { end: 'insufficient-info', action: 'give-up', says: 'not known: ' },
} as const;

function partOf(meeting: Meeting, component: string): EndingPart {
  const { outcome, status } = meeting;
  const { end, action, says } = ENDS[meeting.meets === 'forwarded' ? 'unknown' : meeting.meets];
  const code = status === undefined || meeting.meets === 'redirected' ? '' : `answered with ${status}: `;
  const step: Step = {
    component,
    action,
    says: `${says}${code}${shareInWords(meeting)}${describeBackend(meeting)}: ${meeting.says}`,
    evidence: [],
  };
  return { end, step, share: outcome.backend.share };
}

function shareInWords({ outcome }: Meeting): string {
  return outcome.backend.share > 0.999 ? 'to ' : `${percent(outcome.backend.share)} to `;
}

function describeBackend({ outcome: { backend } }: Meeting): string {
  const { kind, namespace, name, port } = backend.ref;
  return `${kind} ${namespace}/${name}${port === undefined ? '' : `:${port}`}`;
}
