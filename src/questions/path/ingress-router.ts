import {
  addressesOf,
  answerRequest,
  type BackendState,
  backendState,
  closestFit,
  controllerSeen,
  dataPlaneOf,
  dataPlanePods,
  describeBackend,
  describeLine,
  type IngressAnswer,
  type IngressLine,
  type IngressPlace,
  placesOf,
  tlsOf,
} from '../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { knownItems } from '../../model/listing.ts';
import { describeRef, type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { RequestBackend, RequestRoute } from '../../model/path-report.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import { isPodReady } from '../../model/resources/pod.ts';
import type { Disposition, Step } from '../../model/trace.ts';
import { sameIp } from '../../model/values/ip.ts';
import { certificateSays } from '../certificate.ts';
import type { Entrances, NextHop, RoutedRequest, Router, WebRequest } from './routing.ts';

/** Ingresses as routers: who serves them at which address, and what their rules do. */
export const INGRESS_ROUTER: Router = { entrances, routeAt };

function entrances(request: WebRequest, cluster: ClusterIndex): Entrances {
  const { places, unserved, gaps } = placesOf(cluster);
  const names = (ingress: Ingress) => ['exact', 'wildcard'].includes(closestFit(ingress, request.sni) ?? '');
  const found = places.flatMap((place) => {
    const naming = place.ingresses.filter(names);
    return naming.length === 0 ? [] : addressesOf(place, naming, cluster).map((one) => ({ place, naming, ...one }));
  });
  const [gap] = gaps;
  const unread = gap === undefined ? {} : { unread: `Ingresses: ${gap.message}` };
  if (found.length > 0) {
    return {
      ...unread,
      found: found.map(({ place, naming, address, reportedBy }) => ({
        address,
        place: place.key,
        namedBy: naming.some((ingress) => closestFit(ingress, request.host) === 'exact') ? 'exact' : 'wildcard',
        says:
          reportedBy === undefined
            ? `the address of a Service in front of ${nameOf(place)}`
            : `the address that ${describeRef(refTo('Ingress', reportedBy.ingress.metadata))} reports`,
        evidence:
          reportedBy === undefined
            ? []
            : [
                {
                  object: refTo('Ingress', reportedBy.ingress.metadata),
                  field: reportedBy.field,
                  value: address,
                  says: 'where its controller serves it',
                },
              ],
      })),
    };
  }
  const [silent] = places.flatMap(({ ingresses }) => ingresses.filter(names));
  const [lost] = unserved.filter(names);
  if (silent !== undefined)
    return {
      found: [],
      ...unread,
      why: `${describeRef(refTo('Ingress', silent.metadata))} names the host, and no address is reported for it`,
    };
  if (lost !== undefined)
    return {
      found: [],
      ...unread,
      why: `${describeRef(refTo('Ingress', lost.metadata))} names the host, and no controller is known to serve it`,
    };
  return { found: [], ...unread };
}

function nameOf({ serving }: IngressPlace): string {
  return serving.known?.name ?? serving.controller ?? 'the Ingress controller';
}

function routeAt(request: WebRequest, address: string, cluster: ClusterIndex): RoutedRequest | undefined {
  const { places, classless, gaps } = placesOf(cluster);
  const place = places.find((one) => isAt(address, one, cluster));
  if (place === undefined) return undefined;
  const found = routed(request, place, classless, cluster);
  return gaps.length === 0 ? found : { ...found, assumes: [...found.assumes, 'ingress-rivals'] };
}

/** Whether an address is a place's: reported by its Ingresses, or that of a Service or pod of its data plane. */
function isAt(address: string, place: IngressPlace, cluster: ClusterIndex): boolean {
  const same = (one: string | undefined) => one !== undefined && (sameIp(one, address) || one.toLowerCase() === address.toLowerCase());
  if (place.ingresses.some(({ status }) => status.loadBalancer.ingress.some(({ ip, hostname }) => same(ip) || same(hostname)))) return true;
  const { known } = place.serving;
  if (known === undefined) return false;
  const { pods, services } = dataPlaneOf(known, cluster);
  return (
    knownItems(pods).some(({ status }) => status.podIPs.some(({ ip }) => same(ip))) ||
    knownItems(services).some(({ spec, status }) =>
      [...spec.clusterIPs, ...spec.externalIPs, ...status.loadBalancer.ingress.flatMap(({ ip, hostname }) => [ip, hostname])].some(same),
    )
  );
}

function routed(request: WebRequest, place: IngressPlace, classless: readonly Ingress[], cluster: ClusterIndex): RoutedRequest {
  const { serving, ingresses } = place;
  const answer = answerRequest(request, ingresses, serving.known);
  const intruder = lineOf(answerRequest(request, [...ingresses, ...classless], serving.known));
  const isContested = intruder !== undefined && classless.includes(intruder.ingress);
  const line = lineOf(answer);
  const state = line === undefined ? undefined : backendState(line, serving, cluster, answer.redirect);
  const { seen, says: doubt } = controllerSeen(serving, { state: 'complete', items: ingresses }, cluster);
  const isOpen = isContested && serving.known?.takesWithoutClass !== 'no';
  const contest = isOpen ? `${lineInWords(intruder)} names no class, and whether ${nameOf(place)} takes it is a setting` : undefined;
  const fate = fateOf(request, place, answer, state, contest ?? (seen === 'yes' ? undefined : doubt));
  const route: RequestRoute = {
    kind: 'Ingress',
    ...(line === undefined ? {} : { object: refTo('Ingress', line.ingress.metadata), rule: line.field }),
    ...fate.answer,
    backends: line === undefined || state === undefined || line.backend === undefined ? [] : [backendOf(line, state)],
    says: fate.says,
    considered: answer.routed.lines.map((one) => ({
      object: refTo('Ingress', one.line.ingress.metadata),
      rule: one.line.field,
      verdict: one.verdict,
      why: one.why,
    })),
  };
  const object = line === undefined ? {} : { object: refTo('Ingress', line.ingress.metadata) };
  const evidence: readonly Evidence[] =
    line === undefined ? [] : [{ object: refTo('Ingress', line.ingress.metadata), field: line.field, says: describeLine(line) }];
  const step: Step = { component: nameOf(place), action: fate.action, ...object, says: fate.says, evidence };
  return {
    route,
    steps: request.scheme === 'https' ? [tlsStep(request, place, cluster), step] : [step],
    assumes: [
      ...(serving.known === undefined ? ['ingress-specification'] : ['controller-documents']),
      ...(answer.routed.passedOver === undefined ? [] : ['closest-host']),
      ...(isContested ? ['classless'] : []),
    ],
    ...(fate.end === undefined ? {} : { end: fate.end }),
    next: fate.end === undefined ? nextOf(state) : [],
    pods: serving.known === undefined ? [] : knownItems(dataPlanePods(serving.known, cluster)).filter(isPodReady),
  };
}

function lineOf({ routed: choice }: IngressAnswer): IngressLine | undefined {
  return 'line' in choice ? choice.line : undefined;
}

/** How a request ends at the controller, or that it goes on. */
interface Fate {
  readonly answer: Pick<RequestRoute, 'action' | 'status' | 'location'>;
  readonly action: Step['action'];
  readonly end?: Disposition;
  readonly says: string;
}

function fateOf(
  request: WebRequest,
  place: IngressPlace,
  { routed: choice, redirect, by }: IngressAnswer,
  state: BackendState | undefined,
  doubt: string | undefined,
): Fate {
  if (doubt !== undefined) return open(`not known: ${doubt}`);
  if (choice.outcome === 'controller-decides') return open(`not known: ${choice.why}: ${choice.candidates.map(lineInWords).join('; ')}`);
  const { known } = place.serving;
  if (choice.outcome === 'no-match') {
    const without = known?.withoutMatch ?? 'the controller decides, commonly 404';
    const says = `refused: no rule takes ${request.host}${request.path}, and there is no default backend: ${without}`;
    return { answer: { action: 'respond', ...(without.includes('404') ? { status: 404 } : {}) }, action: 'reject', end: 'rejected', says };
  }
  const rule = `${lineInWords(choice.line)}${by === 'controller' ? `, as ${nameOf(place)} reads it` : ''}`;
  if (redirect !== undefined) {
    const { status, location } = redirect;
    const says = `${rule}: answered with ${status}${location === undefined ? '' : ` to ${location}`}: ${redirect.says}`;
    return {
      answer: { action: 'redirect', status, ...(location === undefined ? {} : { location }) },
      action: 'deliver',
      end: 'delivered',
      says,
    };
  }
  if (state === undefined || state.leads === 'unknown') return open(`not known: ${rule}: ${state?.says ?? 'there is no backend'}`);
  if (state.leads === 'nowhere') {
    const says = `refused: ${rule}: ${state.says}`;
    return { answer: { action: 'respond', status: 503 }, action: 'reject', end: 'rejected', says };
  }
  return {
    answer: { action: 'forward' },
    action: 'forward',
    says: `${rule}; ${state.way?.says ?? 'most controllers send to the endpoints themselves'}`,
  };
}

function open(says: string): Fate {
  return { answer: { action: 'unknown' }, action: 'give-up', end: 'insufficient-info', says };
}

function lineInWords(line: IngressLine): string {
  const { namespace = '', name } = line.ingress.metadata;
  return `Ingress ${namespace}/${name} ${describeLine(line)} → ${line.backend === undefined ? 'nothing' : describeBackend(line.backend, namespace)}`;
}

function backendOf(line: IngressLine, { resolved, endpoints, says }: BackendState): RequestBackend {
  const { service, resource } = line.backend ?? {};
  const { namespace = '' } = line.ingress.metadata;
  const port = service?.port.name ?? service?.port.number;
  const object: ObjectRef | null = service === undefined ? null : { kind: 'Service', namespace, name: service.name };
  return {
    object: resolved.state === 'no-service' ? null : object,
    name: service?.name ?? resource?.name ?? '',
    ...(port === undefined ? {} : { port }),
    share: 1,
    endpoints: { total: endpoints?.all.length ?? 0, ready: endpoints?.ready.length ?? 0 },
    says,
  };
}

function nextOf(state: BackendState | undefined): readonly NextHop[] {
  if (state?.resolved.state !== 'port') return [];
  const { service, port } = state.resolved;
  return [{ service, port, to: state.way?.to ?? 'endpoints', share: 1 }];
}

/** TLS ends at the controller: by the name in the handshake, with the certificate of the Ingress; what that is for is told where its Secret was read. */
function tlsStep(request: WebRequest, place: IngressPlace, cluster: ClusterIndex): Step {
  const component = nameOf(place);
  const [chosen, ...others] = tlsOf(request, place.ingresses);
  if (chosen === undefined) {
    const says = `TLS for ${request.host}: no Ingress has a certificate for it, so the controller shows its own, or takes no TLS`;
    return { component, action: 'forward', says, evidence: [] };
  }
  const { ingress, field, secretName } = chosen;
  const object = refTo('Ingress', ingress.metadata);
  const several = others.some((one) => one.secretName !== secretName) ? ', one of several' : '';
  const says =
    secretName === undefined
      ? `TLS for ${request.host}: the controller's own certificate, as ${field} names no Secret`
      : `TLS for ${request.host}: the certificate of Secret ${secretName}${several}, which ${secretState(ingress, secretName, request, cluster)}`;
  return {
    component,
    action: 'forward',
    object,
    says,
    evidence: [{ object, field, says: 'the certificate for the name in the handshake' }],
  };
}

function secretState({ metadata: { namespace = '' } }: Ingress, name: string, { sni }: WebRequest, cluster: ClusterIndex): string {
  const says = certificateSays(namespace, name, sni, cluster);
  if (says !== undefined) return says;
  const found = cluster.metadata('Secret', { namespace, name });
  if (knownItems(found).length > 0) return 'exists';
  return found.state === 'complete' ? 'does not exist: the controller shows a certificate of its own, or none' : 'could not be looked up';
}
