import type { IngressLine } from '../line.ts';
import { takesElements } from '../path.ts';
import type { KnownController } from './controller.ts';

const NATIVE_LB = 'traefik.ingress.kubernetes.io/service.nativelb';
const PATH_MATCHER = 'traefik.ingress.kubernetes.io/router.pathmatcher';

/**
 * Traefik (3.x). Its rules are ordered by the length of their text, whatever their host; a path of type Prefix is the beginning of a text
 * unless strictPrefixMatching is on; and an Ingress with rules has no default backend.
 * Source: traefik/traefik docs/content/reference/install-configuration/providers/kubernetes/kubernetes-ingress.md (ingressClass,
 * strictPrefixMatching, nativeLBByDefault), docs/content/reference/routing-configuration/kubernetes/ingress.md (router.pathmatcher,
 * service.nativelb, "Communication Between Traefik and Pods"), docs/content/reference/routing-configuration/http/router/rules-and-priority.md;
 * pkg/provider/kubernetes/ingress/kubernetes.go for the default backend.
 */
export const TRAEFIK: KnownController = {
  name: 'Traefik',
  isNamedBy: (controller) => controller === 'traefik.io/ingress-controller',
  annotations: ['traefik'],
  takesWithoutClass: 'unless-told',
  pods: [{ 'app.kubernetes.io/name': 'traefik' }],
  reading: {
    takes,
    rank: byRuleLength,
    mixesHosts: true,
    serves: ({ of, ingress }) => of === 'path' || (of === 'default' && ingress.spec.rules.length === 0),
  },
  sharesBy: () => '',
  sendsTo: (_, service) =>
    service?.metadata.annotations[NATIVE_LB] === 'true'
      ? { to: 'clusterIP', says: `the annotation ${NATIVE_LB} of the Service makes Traefik use the Cluster IP` }
      : { to: 'endpoints', says: 'Traefik sends to the endpoints themselves, unless nativeLBByDefault is set' },
  redirects: () => undefined,
  withoutMatch: '404',
};

function takes({ path = '', pathType, ingress }: IngressLine, requested: string): boolean | 'unknown' {
  if (path === '') return true;
  if (pathType === 'Exact') return path === requested;
  const matcher = pathType === 'Prefix' ? undefined : ingress.metadata.annotations[PATH_MATCHER];
  if (matcher === 'Path') return path === requested;
  if (matcher === 'PathRegexp') return 'unknown';
  const asText = requested.startsWith(path);
  return asText === takesElements(path, requested) ? asText : 'unknown';
}

/** The longer rule first. How a wildcard is spelled, and so how long it is, depends on the version. */
function byRuleLength(a: IngressLine, b: IngressLine): number {
  if (a.host === b.host) return ruleLength(b) - ruleLength(a);
  const isOpen = [a, b].some(({ host }) => host?.startsWith('*') === true);
  return isOpen ? 0 : ruleLength(b) - ruleLength(a);
}

function ruleLength({ host, path = '', pathType }: IngressLine): number {
  const rules = [
    ...(host === undefined ? [] : [`Host("${host}")`]),
    ...(path === '' ? [] : [`${pathType === 'Exact' ? 'Path' : 'PathPrefix'}("${path}")`]),
  ];
  return rules.join(' && ').length;
}
