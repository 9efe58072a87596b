import { takesPath } from '../path.ts';
import { type KnownController, toHttps } from './controller.ts';

const FORCE = 'ingress.kubernetes.io/force-ssl-redirect';

/**
 * Contour with Envoy. It filters by the name of a class, which need not exist; `spec.controller` is free.
 * Source: projectcontour.io/docs/main/config/ingress (class names, path matching, default backend),
 * projectcontour.io/docs/main/config/annotations (force-ssl-redirect).
 */
export const CONTOUR: KnownController = {
  name: 'Contour',
  isNamedBy: (controller) => controller.startsWith('projectcontour.io/'),
  annotations: ['contour'],
  takesWithoutClass: 'unless-told',
  pods: [{ app: 'envoy' }, { 'app.kubernetes.io/name': 'contour', 'app.kubernetes.io/component': 'envoy' }],
  reading: {
    takes: (line, requested) => {
      const { path = '/', pathType } = line;
      if (pathType === 'Exact' || pathType === 'Prefix') return takesPath(line, requested);
      return /[\^+*[\]%]/.test(path) ? 'unknown' : requested.startsWith(path);
    },
  },
  sharesBy: () => '',
  sendsTo: () => ({ to: 'endpoints', says: 'Envoy gets the endpoints from Contour and sends to them, not through the Service' }),
  redirects: (request, { ingress }) =>
    request.scheme === 'http' && ingress.metadata.annotations[FORCE] === 'true'
      ? { status: 301, location: toHttps(request), says: `the annotation ${FORCE}` }
      : undefined,
  withoutMatch: '404',
};
