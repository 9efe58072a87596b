import { nameOf } from '../../../model/object-ref.ts';
import type { Ingress } from '../../../model/resources/ingress.ts';
import type { IngressLine } from '../line.ts';
import { takesElements } from '../path.ts';
import { type KnownController, toHttps } from './controller.ts';

const PREFIX = 'alb.ingress.kubernetes.io/';

/**
 * The AWS Load Balancer Controller. The load balancer stands outside the cluster: each Ingress has its own, unless group.name joins several.
 * Source: kubernetes-sigs/aws-load-balancer-controller docs/guide/ingress/spec.md (order of paths), docs/guide/ingress/annotations.md
 * (target-type, group.name, ssl-redirect, use-regex-path-match), docs/guide/ingress/ingress_class.md.
 */
export const AWS: KnownController = {
  name: 'AWS Load Balancer Controller',
  isNamedBy: (controller) => controller === 'ingress.k8s.aws/alb' || controller === 'eks.amazonaws.com/alb',
  annotations: ['alb'],
  takesWithoutClass: 'no',
  pods: [],
  reading: { takes, rank: byOrder, mixesHosts: true, serves: ({ backend }) => backend?.resource === undefined },
  sharesBy: (ingress) => groupOf(ingress) ?? nameOf(ingress.metadata),
  sendsTo: ({ metadata }, service) => {
    const type = service?.metadata.annotations[`${PREFIX}target-type`] ?? metadata.annotations[`${PREFIX}target-type`] ?? 'instance';
    return type === 'ip'
      ? { to: 'endpoints', says: `${PREFIX}target-type is ip: the load balancer sends to the pods themselves` }
      : { to: 'nodePort', says: `${PREFIX}target-type is ${type}: the load balancer sends to the NodePort of every node` };
  },
  redirects: (request, { ingress }) => {
    const port = ingress.metadata.annotations[`${PREFIX}ssl-redirect`];
    if (request.scheme !== 'http' || port === undefined) return undefined;
    return { status: 301, ...(port === '443' ? { location: toHttps(request) } : {}), says: `the annotation ${PREFIX}ssl-redirect` };
  },
  withoutMatch: '404 of the load balancer',
};

function groupOf({ metadata }: Ingress): string | undefined {
  const name = metadata.annotations[`${PREFIX}group.name`];
  return name === undefined || name === '' ? undefined : `group ${name}`;
}

/** Paths of type ImplementationSpecific are patterns of the load balancer: `*` for any text, `?` for a character. */
function takes({ path = '/*', pathType, ingress }: IngressLine, requested: string): boolean | 'unknown' {
  if (pathType === 'Exact') return path === requested;
  if (pathType === 'Prefix') return takesElements(path, requested);
  if (ingress.metadata.annotations[`${PREFIX}use-regex-path-match`] === 'true') return 'unknown';
  return matchesPattern(path, requested);
}

/** Whether a pattern with `*` and `?` takes a whole text; without a regular expression, since many stars would make one take for ever. */
function matchesPattern(pattern: string, text: string): boolean {
  let star = -1;
  let resume = 0;
  let at = 0;
  for (let index = 0; index < text.length; ) {
    const char = pattern[at];
    if (char === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (char === '?' || char === text[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

/** Exact, then the longest Prefix, then the others as they are listed; between hosts and Ingresses the order of the group counts. */
function byOrder(a: IngressLine, b: IngressLine): number {
  if (a.host !== b.host || a.ingress !== b.ingress) return 0;
  const place = ({ pathType }: IngressLine) => (pathType === 'Exact' ? 0 : pathType === 'Prefix' ? 1 : 2);
  const byType = place(a) - place(b);
  if (byType !== 0) return byType;
  return a.pathType === 'Prefix' ? (b.path ?? '').length - (a.path ?? '').length : 0;
}
