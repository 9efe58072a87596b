import type { Evidence } from '../../model/evidence.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Ingress, IngressBackend } from '../../model/resources/ingress.ts';
import type { Service } from '../../model/resources/service.ts';
import type { ServiceEntry } from '../../model/service-report.ts';
import { makeTrace, type Trace } from '../../model/trace.ts';
import { flowTarget, OUTSIDE } from './hops.ts';

/**
 * The Ingresses that name a Service as a backend, one entry for each line and each address that the Ingress reports. Which controller
 * serves them, and how, is not looked at: their ways end as not known.
 */
export function ingressEntries(service: Service, ingresses: readonly Ingress[]): readonly ServiceEntry[] {
  return ingresses.flatMap((ingress) => routesTo(ingress, service).flatMap((route) => ingressRouteEntries(ingress, service, route)));
}

/** One line of an Ingress that names the Service. */
interface IngressRoute {
  readonly host?: string;
  readonly path: string;
  readonly backend: IngressBackend;
  readonly field: string;
}

function routesTo(ingress: Ingress, service: Service): readonly IngressRoute[] {
  const { defaultBackend, rules } = ingress.spec;
  const fallback = defaultBackend === undefined ? [] : [{ path: '/', backend: defaultBackend, field: 'spec.defaultBackend' }];
  const routes = rules.flatMap((rule, at) =>
    (rule.http?.paths ?? []).map((path, index) => ({
      ...(rule.host === undefined ? {} : { host: rule.host }),
      path: path.path ?? '/',
      backend: path.backend,
      field: `spec.rules[${at}].http.paths[${index}].backend.service`,
    })),
  );
  return [...routes, ...fallback].filter((route) => route.backend.service?.name === service.metadata.name);
}

function ingressRouteEntries(ingress: Ingress, service: Service, route: IngressRoute): readonly ServiceEntry[] {
  const { host = '*', path } = route;
  const tls = ingress.spec.tls.some((one) => route.host !== undefined && one.hosts.includes(route.host));
  const port = tls ? 443 : 80;
  const addresses = ingress.status.loadBalancer.ingress.map((one) => one.ip ?? one.hostname).filter((one) => one !== undefined);
  const reported = addresses.length === 0 ? [null] : addresses;
  return reported.map((address) => ({
    via: 'Ingress',
    address,
    port,
    protocol: 'TCP',
    object: refTo('Ingress', ingress.metadata),
    url: `${tls ? 'https' : 'http'}://${host}${path}`,
    trace: ingressTrace(ingress, service, route, `${tls ? 'https' : 'http'}://${host}${path}`),
  }));
}

function ingressTrace(ingress: Ingress, service: Service, route: IngressRoute, url: string): Trace {
  const object = refTo('Ingress', ingress.metadata);
  const wanted = route.backend.service?.port;
  const port = service.spec.ports.find((one) => one.port === wanted?.number || (wanted?.name !== undefined && one.name === wanted.name));
  const evidence: Evidence = {
    object,
    field: route.field,
    value: `${service.metadata.name}:${wanted?.number ?? wanted?.name ?? ''}`,
    says: 'the backend of this line',
  };
  const missing = `the backend port ${wanted?.name ?? wanted?.number ?? '(none)'} is no port of the Service: the controller has nothing to send to`;
  const says =
    port === undefined
      ? missing
      : `→ the endpoints of port ${port.port}, most controllers straight to the pods; whether a controller serves class ${ingress.spec.ingressClassName ?? '(default)'} is not looked at`;
  return makeTrace({
    flow: { from: OUTSIDE, to: `${url} → ${flowTarget(service, port)}`, protocol: 'TCP' },
    hops: [
      {
        at: { layer: 'outside', says: `${url} → Ingress ${ingress.metadata.name}`, object },
        steps: [{ component: 'Ingress controller', action: 'give-up', object, says, evidence: [evidence] }],
      },
    ],
    disposition: 'insufficient-info',
  });
}
