import type { Ingress } from '../../model/resources/ingress.ts';
import type { KnownController, Redirect } from './controllers/index.ts';
import { closestFit, hostOf } from './host.ts';
import type { IngressRequest } from './request.ts';
import { type RoutedRequest, routeRequest } from './route.ts';

/** What becomes of a request at a controller. */
export interface IngressAnswer {
  readonly routed: RoutedRequest;
  /** Whether the specification says so, or only what is known of the controller. */
  readonly by: 'specification' | 'controller';
  /** What the controller answers itself instead of sending the request on. */
  readonly redirect?: Redirect;
}

/**
 * What becomes of a request at a controller that serves these Ingresses at one address. Those that say nothing of its host are left out.
 * @param known what is known of the controller; without it the specification alone is followed
 */
export function answerRequest(request: IngressRequest, ingresses: readonly Ingress[], known: KnownController | undefined): IngressAnswer {
  const host = hostOf(request.host);
  const concerned = ingresses.filter((one) => one.spec.defaultBackend !== undefined || closestFit(one, host) !== undefined);
  const specified = routeRequest(request, concerned);
  if (known === undefined) return { routed: specified, by: 'specification' };
  const routed = routeRequest(request, concerned, known.reading);
  const by = choiceKey(routed) === choiceKey(specified) ? 'specification' : 'controller';
  const redirect = 'line' in routed ? known.redirects(request, routed.line) : undefined;
  return { routed, by, ...(redirect === undefined ? {} : { redirect }) };
}

function choiceKey(routed: RoutedRequest): string {
  const places = 'line' in routed ? [routed.line] : 'candidates' in routed ? routed.candidates : [];
  return JSON.stringify([routed.outcome, places.map(({ ingress, field }) => [ingress.metadata.namespace, ingress.metadata.name, field])]);
}
