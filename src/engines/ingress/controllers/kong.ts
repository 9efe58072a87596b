import { takesPath } from '../path.ts';
import { type KnownController, toHttps } from './controller.ts';

const UPSTREAM = 'ingress.kubernetes.io/service-upstream';
const REGEX_PREFIX = '/~';

/**
 * The Kong Ingress Controller (3.x).
 * Source: developer.konghq.com/kubernetes-ingress-controller/reference/annotations (service-upstream, protocols,
 * https-redirect-status-code), .../routing/http (regex prefix); Kong/kubernetes-ingress-controller
 * internal/dataplane/translator/subtranslator/ingress.go for ImplementationSpecific.
 */
export const KONG: KnownController = {
  name: 'Kong',
  isNamedBy: (controller) => controller === 'ingress-controllers.konghq.com/kong',
  annotations: ['kong'],
  takesWithoutClass: 'no',
  pods: [
    { app: 'proxy-kong' },
    { 'app.kubernetes.io/name': 'kong' },
    { 'app.kubernetes.io/name': 'gateway', 'app.kubernetes.io/instance': 'kong' },
  ],
  reading: {
    takes: (line, requested) => {
      const { path = '/', pathType } = line;
      if (path.startsWith(REGEX_PREFIX)) return 'unknown';
      return pathType === 'Exact' || pathType === 'Prefix' ? takesPath(line, requested) : requested.startsWith(path);
    },
  },
  sharesBy: () => '',
  sendsTo: (_, service) =>
    service?.metadata.annotations[UPSTREAM] === 'true'
      ? { to: 'clusterIP', says: `the annotation ${UPSTREAM} of the Service makes Kong use the Cluster IP` }
      : { to: 'endpoints', says: 'Kong sends to the endpoints themselves, not through the Service' },
  redirects: (request, { ingress }) => {
    const { annotations } = ingress.metadata;
    if (request.scheme !== 'http' || annotations['konghq.com/protocols'] !== 'https') return undefined;
    const status = Number(annotations['konghq.com/https-redirect-status-code'] ?? 426);
    return {
      status,
      ...(status === 426 ? {} : { location: toHttps(request) }),
      says: 'the annotation konghq.com/protocols allows HTTPS only',
    };
  },
  withoutMatch: '404 ("no Route matched with those values")',
};
