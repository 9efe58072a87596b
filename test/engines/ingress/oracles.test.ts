import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import { classAtCreation, classOf, type IngressRequest, routeRequest, tlsOf, validateIngress } from '../../../src/engines/ingress/index.ts';
import { endpointsOfPort } from '../../../src/engines/service/index.ts';
import type { Ingress, IngressBackend } from '../../../src/model/resources/ingress.ts';
import { oracle } from '../../support/truth.ts';

interface Input {
  readonly ingresses: readonly unknown[];
  readonly ingressClasses?: readonly unknown[];
  readonly services?: readonly unknown[];
  readonly endpointSlices?: readonly unknown[];
}

interface Query extends IngressRequest {
  readonly kind: string;
  readonly ingress?: string;
}

const OUTCOMES = { 'controller-decides': 'unknown' } as const;

const cases = oracle('ingress');

/** The endpoints of the Service port that a backend names, as the oracle spells them. */
function endpointsOf(backend: IngressBackend | undefined, { services = [], endpointSlices = [] }: Input): readonly string[] {
  const service = services.map((raw) => project('Service', raw)).find(({ metadata }) => metadata.name === backend?.service?.name);
  const port = service?.spec.ports.find((one) => one.port === backend?.service?.port.number || one.name === backend?.service?.port.name);
  const slices = endpointSlices.map((raw) => project('EndpointSlice', raw));
  return port === undefined ? [] : endpointsOfPort(slices, port).map(({ ip, port: number }) => `${ip}:${number}`);
}

function http(input: Input, query: Query, ingresses: readonly Ingress[]): object {
  const routed = routeRequest(query, ingresses);
  const { outcome } = routed;
  if (outcome === 'no-match') return { outcome };
  if (outcome === 'controller-decides') return { outcome: OUTCOMES[outcome] };
  const { backend, path, pathType } = routed.line;
  const [tls] = tlsOf(query, ingresses);
  return {
    outcome,
    service: backend?.service?.name,
    port: backend?.service?.port,
    matchedPath: { path, pathType },
    candidateEndpoints: endpointsOf(backend, input),
    ...(tls === undefined ? {} : { tls: { secretName: tls.secretName } }),
  };
}

function answer(input: Input, query: Query): object {
  const ingresses = input.ingresses.map((raw) => project('Ingress', raw));
  const classes = (input.ingressClasses ?? []).map((raw) => project('IngressClass', raw));
  const [subject] = ingresses.filter(({ metadata }) => `${metadata.namespace}/${metadata.name}` === query.ingress);
  if (query.kind === 'http') return http(input, query, ingresses);
  if (subject === undefined) throw new Error(`no Ingress ${query.ingress} in the case`);
  switch (query.kind) {
    case 'served':
      return { served: classOf(subject, { state: 'complete', items: classes }).state !== 'no-such-class' };
    case 'defaultClass':
      return { ingressClassName: classAtCreation(subject, classes) ?? null };
    case 'validate': {
      const [first] = validateIngress(subject);
      return first === undefined ? { valid: true } : { valid: false, errorField: first.field };
    }
    default:
      throw new Error(`unknown query: ${query.kind}`);
  }
}

describe.skipIf(cases.length === 0)('what upstream states about Ingresses', () => {
  it('is all asked', () => {
    expect(cases.length).toBe(118);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_, { input, query, expect: expected }) => {
    // Words of the oracle's own for what the outcome says: the reason, and the status that a controller gives by its own choice.
    const { reason: _reason, status: _status, ...facts } = expected as Readonly<Record<string, unknown>>;
    expect(answer(input as Input, query as Query)).toMatchObject(facts);
  });
});
