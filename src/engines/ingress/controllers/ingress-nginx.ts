import { goRegExp } from '../../../model/values/go-regexp.ts';
import type { IngressLine } from '../line.ts';
import { takesPath } from '../path.ts';
import { hasCertificate, type KnownController, type Redirect, toHttps } from './controller.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

/**
 * Ingress NGINX of the Kubernetes community, retired since March 2026.
 * Source: kubernetes/ingress-nginx docs/how-it-works.md (the oldest Ingress wins a path), docs/user-guide/ingress-path-matching.md (regular
 * expressions), docs/user-guide/nginx-configuration/annotations.md (redirects, Service Upstream), docs/user-guide/cli-arguments.md,
 * docs/user-guide/default-backend.md; kubernetes.io/blog, "Ingress NGINX Retirement".
 */
export const INGRESS_NGINX: KnownController = {
  name: 'ingress-nginx',
  isNamedBy: (controller) => controller === 'k8s.io/ingress-nginx',
  annotations: ['nginx'],
  takesWithoutClass: 'no',
  pods: [{ 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' }],
  reading: { takes, amongEqual: oldest },
  sharesBy: () => '',
  sendsTo: ({ metadata }) =>
    metadata.annotations[`${PREFIX}service-upstream`] === 'true'
      ? { to: 'clusterIP', says: `the annotation ${PREFIX}service-upstream makes ingress-nginx use the Cluster IP` }
      : { to: 'endpoints', says: 'ingress-nginx sends to the endpoints themselves, not through the Service' },
  redirects,
  withoutMatch: 'the default backend of ingress-nginx itself, commonly 404',
  retired: '24 March 2026',
};

/** `use-regex` or `rewrite-target` on any Ingress of a host makes every path of that host a regular expression, in whichever case. */
function takes(line: IngressLine, requested: string, all: readonly IngressLine[]): boolean | 'unknown' {
  const { path = '/', pathType } = line;
  if (all.some((other) => other.host === line.host && hasRegex(other))) return goRegExp(`(?i)^${path}`)?.test(requested) ?? 'unknown';
  return pathType === 'Exact' || pathType === 'Prefix' ? takesPath(line, requested) : requested.startsWith(path);
}

function hasRegex({ ingress }: IngressLine): boolean {
  const { annotations } = ingress.metadata;
  return annotations[`${PREFIX}use-regex`] === 'true' || (annotations[`${PREFIX}rewrite-target`] ?? '') !== '';
}

/** The line of the oldest Ingress; open where that is not told, and where a canary takes a part of the requests. */
function oldest(lines: readonly IngressLine[]): IngressLine | undefined {
  const born = (line: IngressLine) => line.ingress.metadata.creationTimestamp ?? '';
  const [first, second] = [...lines].sort((a, b) => (born(a) < born(b) ? -1 : Number(born(a) > born(b))));
  const isOpen = lines.some((line) => born(line) === '' || line.ingress.metadata.annotations[`${PREFIX}canary`] === 'true');
  return first === undefined || isOpen || (second !== undefined && born(first) === born(second)) ? undefined : first;
}

function redirects(request: Parameters<KnownController['redirects']>[0], line: IngressLine): Redirect | undefined {
  const { annotations } = line.ingress.metadata;
  const forced = annotations[`${PREFIX}force-ssl-redirect`] === 'true';
  const bySecret = hasCertificate(line) && annotations[`${PREFIX}ssl-redirect`] !== 'false';
  if (request.scheme === 'http' && (forced || bySecret)) {
    const why = forced
      ? `the annotation ${PREFIX}force-ssl-redirect`
      : 'the Ingress has TLS for the host, and ssl-redirect is on by default';
    return { status: 308, location: toHttps(request), says: `ingress-nginx redirects plain HTTP: ${why}` };
  }
  const root = annotations[`${PREFIX}app-root`];
  if (root !== undefined && request.path === '/') return { status: 302, location: root, says: `the annotation ${PREFIX}app-root` };
  const temporal = annotations[`${PREFIX}temporal-redirect`];
  if (temporal !== undefined) return { status: 302, location: temporal, says: `the annotation ${PREFIX}temporal-redirect` };
  const permanent = annotations[`${PREFIX}permanent-redirect`];
  const code = Number(annotations[`${PREFIX}permanent-redirect-code`] ?? 301);
  return permanent === undefined ? undefined : { status: code, location: permanent, says: `the annotation ${PREFIX}permanent-redirect` };
}
