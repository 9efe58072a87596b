import type { GRPCRouteMatch, HTTPRouteMatch, NamedMatch, PathModifier, RouteFilter } from '../../model/resources/route.ts';

/** An HTTPRoute's match as a person reads it: `GET on /cart and below, header x-canary: 1`. */
export function httpMatchInWords({ path, method, headers, queryParams }: HTTPRouteMatch): string {
  return [
    `${method === undefined ? '' : `${method} on `}${pathInWords(path)}`,
    ...headers.map((one) => namedInWords('header', one)),
    ...queryParams.map((one) => namedInWords('query parameter', one)),
  ].join(', ');
}

/** A GRPCRoute's match as a person reads it: `shop.v1.Cart/Get`, `any method`. */
export function grpcMatchInWords({ method, headers }: GRPCRouteMatch): string {
  const called = `${method?.service ?? 'any service'}/${method?.method ?? 'any method'}`;
  const name = method === undefined ? 'any method' : method.type === 'RegularExpression' ? `${called} (regular expressions)` : called;
  return [name, ...headers.map((one) => namedInWords('header', one))].join(', ');
}

/** What a filter does, as a person reads it. */
export function filterInWords(filter: RouteFilter): string {
  switch (filter.type) {
    case 'RequestHeaderModifier':
    case 'ResponseHeaderModifier': {
      const { set, add, remove } = filter.headers;
      const parts = [
        ...set.map(({ name, value }) => `set ${name}: ${value}`),
        ...add.map(({ name, value }) => `add ${name}: ${value}`),
        ...remove.map((name) => `remove ${name}`),
      ];
      return `${filter.type === 'RequestHeaderModifier' ? 'request' : 'response'} headers: ${parts.join(', ')}`;
    }
    case 'RequestRedirect': {
      const parts = [
        ...(filter.scheme === undefined ? [] : [`scheme ${filter.scheme}`]),
        ...(filter.hostname === undefined ? [] : [`host ${filter.hostname}`]),
        ...(filter.port === undefined ? [] : [`port ${filter.port}`]),
        ...modifierInWords(filter.path),
      ];
      return `redirect ${filter.statusCode}${parts.length === 0 ? '' : ` to ${parts.join(', ')}`}`;
    }
    case 'URLRewrite':
      return `rewrite ${[...(filter.hostname === undefined ? [] : [`host ${filter.hostname}`]), ...modifierInWords(filter.path)].join(', ')}`;
    case 'RequestMirror': {
      const { kind, name, namespace, port } = filter.backendRef;
      const part = filter.fraction === 1 ? '' : ` of ${percent(filter.fraction)}`;
      return `copy${part} to ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}${port === undefined ? '' : `:${port}`}, answers thrown away`;
    }
    case 'CORS':
      return `CORS for ${filter.allowOrigins.join(', ') || 'no origin'}: answers preflight requests itself`;
    case 'other':
      return `${filter.name}: the implementation decides what it does`;
  }
}

/** A share as a person reads it: `33.3 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function pathInWords({ type, value }: HTTPRouteMatch['path']): string {
  switch (type) {
    case 'Exact':
      return `exactly ${value}`;
    case 'PathPrefix':
      return value === '/' ? 'every path' : `${value} and below`;
    case 'RegularExpression':
      return `paths like ${value} (regular expression)`;
  }
}

function namedInWords(what: string, { name, type, value }: NamedMatch): string {
  return type === 'Exact' ? `${what} ${name}: ${value}` : `${what} ${name} like ${value} (regular expression)`;
}

function modifierInWords(path: PathModifier | undefined): readonly string[] {
  if (path === undefined) return [];
  return [path.type === 'ReplaceFullPath' ? `path ${path.value}` : `prefix ${path.value === '' ? '/' : path.value}`];
}
