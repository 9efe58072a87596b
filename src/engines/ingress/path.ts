import type { IngressPath } from '../../model/resources/ingress.ts';

/** Characters of a path that no controller gives a meaning of its own, the dot aside. */
const PLAIN = /^[\w\-%/.]*$/;

/**
 * Whether a path of an Ingress takes the path of a request. Exact: the same text. Prefix: element by element, a slash at the end ignored on
 * both sides. ImplementationSpecific, and whatever is no pathType, is the controller's affair: told only where no reading differs, be it
 * as Exact, as Prefix, as the beginning of the text or as a regular expression, in whichever case; else unknown.
 * Source: kubernetes staging/src/k8s.io/api/networking/v1/types.go, HTTPIngressPath and PathType (1.36).
 */
export function takesPath({ path = '', pathType }: Pick<IngressPath, 'path' | 'pathType'>, requested: string): boolean | 'unknown' {
  switch (pathType) {
    case 'Exact':
      return path === requested;
    case 'Prefix':
      return takesElements(path, requested);
    default:
      return takesSomehow(path, requested);
  }
}

/** Whether the elements of `path` are the first of those of `requested`. */
export function takesElements(path: string, requested: string): boolean {
  return `${withoutEnd(requested)}/`.startsWith(`${withoutEnd(path)}/`);
}

function withoutEnd(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function takesSomehow(path: string, requested: string): boolean | 'unknown' {
  if (!PLAIN.test(path) || path === '') return 'unknown';
  if (path === requested) return true;
  const begins = [...withoutEnd(path).toLowerCase()].every((char, at) => char === '.' || char === requested.toLowerCase()[at]);
  return begins ? 'unknown' : false;
}
