import { takesPath } from '../path.ts';
import { hasCertificate, type KnownController, toHttps } from './controller.ts';

/** Without one of these before it, an annotation is not HAProxy's. */
const PREFIXES = ['haproxy.org/', 'ingress.kubernetes.io/', 'haproxy.com/', ''];

/**
 * The Kubernetes Ingress Controller of HAProxy Technologies.
 * Source: haproxytech/kubernetes-ingress documentation/ingressclass.md, documentation/annotations.md (ssl-redirect, ssl-redirect-code),
 * documentation/controller.md (default-backend-service, empty-ingress-class); pkg/route/route.go for ImplementationSpecific.
 */
export const HAPROXY: KnownController = {
  name: 'HAProxy Ingress Controller',
  isNamedBy: (controller) => controller === 'haproxy.org/ingress-controller' || controller.startsWith('haproxy.org/ingress-controller/'),
  annotations: ['haproxy'],
  takesWithoutClass: 'unless-told',
  pods: [{ run: 'haproxy-ingress' }, { 'app.kubernetes.io/name': 'kubernetes-ingress' }],
  reading: {
    takes: (line, requested) =>
      line.pathType === 'Exact' || line.pathType === 'Prefix'
        ? takesPath(line, requested)
        : requested.startsWith((line.path ?? '/').replace(/(?<=.)\/$/, '')),
  },
  sharesBy: () => '',
  sendsTo: () => ({ to: 'endpoints', says: 'HAProxy sends to the endpoints themselves, not through the Service' }),
  redirects: (request, line) => {
    const settings = PREFIXES.map((prefix) => line.ingress.metadata.annotations[`${prefix}ssl-redirect`]);
    const isOff = settings.includes('false');
    if (request.scheme !== 'http' || isOff || !(hasCertificate(line) || settings.includes('true'))) return undefined;
    return { status: 302, location: toHttps(request), says: 'HAProxy redirects plain HTTP: ssl-redirect is on where the Ingress has TLS' };
  },
  withoutMatch: 'the default backend of HAProxy (--default-backend-service), else 404',
};
