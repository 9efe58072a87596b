import { describe, expect, it } from 'vitest';
import { type Action, answerGrpc, answerHttp, answerStream, answerTls, type Decision } from '../../../src/engines/gateway/index.ts';
import type { Kind } from '../../../src/model/kind.ts';
import { clusterWith, gateway, gatewayIn, http, namespace, of, route, service, slice, toWeb } from './objects.ts';

type Asked = Partial<Parameters<typeof answerHttp>[1]>;

const WORLD = [service(), slice()];

function ask(objects: readonly object[], asked: Asked = {}, unread: readonly Kind[] = []): Decision {
  const cluster = clusterWith([...WORLD, ...objects], unread);
  return answerHttp(gatewayIn(cluster), { scheme: 'http', port: 80, host: 'x.org', method: 'GET', path: '/', ...asked }, cluster);
}

function brief({ action, winner }: Decision): string {
  const rule = winner === undefined ? '' : ` by ${winner.route.metadata.name}[${winner.rule}]`;
  return `${inBrief(action)}${rule}`;
}

function inBrief(action: Action): string {
  switch (action.does) {
    case 'forward':
      return action.backends.map(({ meets, status, backend }) => `${meets}${status ?? ''} ${backend.share}`).join(', ');
    case 'redirect': {
      const { scheme, host, port, path } = action.location;
      return `${action.status} ${scheme}://${host}${port === undefined ? '' : `:${port}`}${path ?? ' (path unknown)'}`;
    }
    case 'answer':
      return `${action.status ?? action.grpcStatus ?? 'answered'}`;
    default:
      return action.does;
  }
}

const matching = (match: object, fields: object = {}) => route('r', { rules: [toWeb({ matches: [match], ...fields })] });

describe('a request is taken', () => {
  it.each([
    ['by a rule for every path', route(), {}, 'forwarded 1 by r[0]'],
    ['below a prefix, by elements', matching({ path: { value: '/a' } }), { path: '/a/b' }, 'forwarded 1 by r[0]'],
    ['not beside it', matching({ path: { value: '/a' } }), { path: '/ab' }, '404'],
    ['by a prefix with a slash at its end, also without', matching({ path: { value: '/a/' } }), { path: '/a' }, 'forwarded 1 by r[0]'],
    ['exactly', matching({ path: { type: 'Exact', value: '/a' } }), { path: '/a/' }, '404'],
    ['by method', matching({ method: 'POST' }), { method: 'GET' }, '404'],
    [
      'by header, in any case of its name',
      matching({ headers: [{ name: 'X-A', value: '1' }] }),
      { headers: { 'x-a': '1' } },
      'forwarded 1 by r[0]',
    ],
    ['by its value as it is', matching({ headers: [{ name: 'X-A', value: 'a' }] }), { headers: { 'x-a': 'A' } }, '404'],
    [
      'by the first of two entries for one header',
      matching({
        headers: [
          { name: 'a', value: '1' },
          { name: 'A', value: '2' },
        ],
      }),
      { headers: { a: '1' } },
      'forwarded 1 by r[0]',
    ],
    ['by query parameter, decoded', matching({ queryParams: [{ name: 'q', value: 'a b' }] }), { query: 'q=a+b' }, 'forwarded 1 by r[0]'],
    ['not by a parameter of another case', matching({ queryParams: [{ name: 'q', value: 'a' }] }), { query: 'Q=a' }, '404'],
    ['openly by a parameter that comes twice', matching({ queryParams: [{ name: 'q', value: 'a' }] }), { query: 'q=a&q=b' }, 'unknown'],
    [
      'by a regular expression on which all readings agree',
      matching({ path: { type: 'RegularExpression', value: '/a/.*' } }),
      { path: '/a/b' },
      'forwarded 1 by r[0]',
    ],
    ['openly where a part alone fits', matching({ path: { type: 'RegularExpression', value: '/a' } }), { path: '/a/b' }, 'unknown'],
    ['openly where nobody can read it', matching({ path: { type: 'RegularExpression', value: '(' } }), { path: '/a' }, 'unknown'],
    ['for its host alone', route('r', { hostnames: ['y.org'] }), { host: 'x.org' }, '404'],
    ['for its host whatever the port and case', route('r', { hostnames: ['x.org'] }), { host: 'X.org:8080' }, 'forwarded 1 by r[0]'],
    ['by nobody on another port', route(), { port: 81 }, 'refuse'],
    ['by nobody with TLS on a port for HTTP', route(), { scheme: 'https' as const }, 'refuse'],
  ])('%s', (_, one, asked, wanted) => {
    expect(brief(ask([gateway(), one], asked))).toBe(wanted);
  });

  it.each([
    [
      'of two routes the older',
      [route('a', {}, { creationTimestamp: '2026-01-02T00:00:00Z' }), route('b', {}, { creationTimestamp: '2026-01-01T00:00:00Z' })],
      'forwarded 1 by b[0]',
    ],
    ['of two that do not say how old they are the first by name', [route('b'), route('a')], 'forwarded 1 by a[0]'],
    ['openly where only one says how old it is', [route('a'), route('b', {}, { creationTimestamp: '2026-01-01T00:00:00Z' })], 'unknown'],
    [
      'by the more specific host before the longer path',
      [route('a', { hostnames: ['x.org'] }), matching({ path: { type: 'Exact', value: '/a' } })],
      'forwarded 1 by a[0]',
    ],
    [
      'openly where a regular expression stands beside a prefix',
      [route('a'), matching({ path: { type: 'RegularExpression', value: '/.*' } })],
      'unknown',
    ],
    [
      'surely where the regular expression is for a less specific host',
      [route('a', { hostnames: ['x.org'] }), matching({ path: { type: 'RegularExpression', value: '/.*' } })],
      'forwarded 1 by a[0]',
    ],
  ])('%s', (_, routes, wanted) => {
    expect(brief(ask([gateway(), ...routes], { path: '/a' }))).toBe(wanted);
  });

  it('and the others are told why not', () => {
    const { candidates } = ask([
      gateway(),
      route('a', { hostnames: ['x.org'] }),
      route('b'),
      route('c', { hostnames: ['y.org'] }),
      matching({ path: { value: '/z' } }),
    ]);
    expect(candidates.map(({ route: { metadata }, why }) => `${metadata.name}: ${why}`)).toEqual([
      'a: matches',
      'b: goes behind rule 1 of HTTPRoute app/a: its hostname x.org is more specific',
      'c: host x.org is none of its own',
      'r: path / for PathPrefix /z',
    ]);
  });
});

describe('it is open', () => {
  const some = [gateway(), route()];
  const sets = { allowedListeners: { namespaces: { from: 'All' } } };
  it.each([
    ['where not all routes were read', some, {}, ['HTTPRoute'], 'unknown'],
    ['not where other kinds of routes were not read', some, {}, ['TCPRoute'], 'forwarded 1 by r[0]'],
    ['where a ListenerSet may have a better listener', [gateway([http()], sets), route()], {}, ['ListenerSet'], 'unknown'],
    [
      'not where the listener is the best that there can be',
      [gateway([http({ hostname: 'x.org' })], sets), route()],
      {},
      ['ListenerSet'],
      'forwarded 1 by r[0]',
    ],
    [
      'where a route may be attached that would go first',
      [gateway([http({ allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { a: 'b' } } } } })]), route()],
      {},
      ['Namespace'],
      'unknown',
    ],
    ['where the Service was not read', some, {}, ['Service'], 'unknown 1 by r[0]'],
  ] as const)('%s', (_, objects, asked, unread, wanted) => {
    expect(brief(ask(objects, asked, unread))).toBe(wanted);
  });
});

describe('a rule', () => {
  const doing = (...filters: readonly object[]) => route('r', { rules: [toWeb({ matches: [{ path: { value: '/a' } }], filters })] });
  const redirect = (fields: object) => doing({ type: 'RequestRedirect', requestRedirect: fields });

  it.each([
    ['redirects with what the request has', redirect({}), '302 http://x.org/a/b'],
    ['redirects to the port of the scheme, which is not told', redirect({ scheme: 'https', statusCode: 301 }), '301 https://x.org/a/b'],
    ['redirects to a port', redirect({ port: 8080, hostname: 'y.org' }), '302 http://y.org:8080/a/b'],
    ['redirects with another prefix', redirect({ path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } }), '302 http://x.org/b'],
    ['redirects with another path', redirect({ path: { type: 'ReplaceFullPath', replaceFullPath: '/c' } }), '302 http://x.org/c'],
  ])('%s', (_, one, wanted) => {
    expect(brief(ask([gateway(), one], { path: '/a/b' }))).toBe(`${wanted} by r[0]`);
  });

  it('does not know the path that an implementation makes of a prefix where none matched', () => {
    const exact = { matches: [{ path: { type: 'Exact', value: '/a' } }] };
    const one = route('r', {
      rules: [
        {
          ...exact,
          filters: [{ type: 'RequestRedirect', requestRedirect: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/z' } } }],
        },
      ],
    });
    expect(brief(ask([gateway(), one], { path: '/a' }))).toBe('302 http://x.org (path unknown) by r[0]');
  });

  it('redirects to the port of its listener where neither scheme nor port is named', () => {
    expect(brief(ask([gateway([http({ port: 8080 })]), redirect({})], { path: '/a', port: 8080 }))).toBe('302 http://x.org:8080/a by r[0]');
  });

  it('changes what it forwards, filter by filter', () => {
    const one = doing(
      {
        type: 'RequestHeaderModifier',
        requestHeaderModifier: { set: [{ name: 'X-A', value: '1' }], add: [{ name: 'x-b', value: '2' }], remove: ['x-c'] },
      },
      { type: 'URLRewrite', urlRewrite: { hostname: 'inner', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/z' } } },
    );
    const { action } = ask([gateway(), one], { path: '/a/b', headers: { 'x-a': '0', 'X-B': '1', 'X-C': '3' } });
    expect(action.does === 'forward' && action.backends[0]?.request).toEqual({
      host: 'inner',
      path: '/z/b',
      headers: { 'X-A': '1', 'x-b': '1,2' },
      removed: ['x-c'],
    });
  });

  it('copies a part of the requests', () => {
    const one = doing({ type: 'RequestMirror', requestMirror: { backendRef: { name: 'web', port: 80 }, percent: 10 } });
    const { action } = ask([gateway(), one], { path: '/a' });
    expect(action.does === 'forward' && action.mirrors.map(({ ref, fraction, holds }) => [ref.name, fraction, holds])).toEqual([
      ['web', 0.1, 'yes'],
    ]);
  });

  it('answers preflight requests where it has a CORS filter, and no others', () => {
    const one = doing({ type: 'CORS', cors: { allowOrigins: ['https://y.org'] } });
    const headers = { Origin: 'https://y.org', 'Access-Control-Request-Method': 'PUT' };
    expect(brief(ask([gateway(), one], { path: '/a', method: 'OPTIONS', headers }))).toBe('answered by r[0]');
    expect(brief(ask([gateway(), one], { path: '/a', method: 'OPTIONS' }))).toBe('forwarded 1 by r[0]');
  });

  const to = (...backendRefs: readonly object[]) => route('r', { rules: [{ backendRefs }] });
  const idle = [service('idle'), slice('idle', false)];

  it.each([
    ['shares by weight', [to({ name: 'web', port: 80, weight: 3 }, { name: 'web', port: 80 })], 'forwarded 0.75, forwarded 0.25 by r[0]'],
    [
      'keeps the share of one that is missing',
      [to({ name: 'web', port: 80 }, { name: 'gone', port: 80 })],
      'forwarded 0.5, error500 0.5 by r[0]',
    ],
    ['has 503 where nobody is ready', [to({ name: 'idle', port: 80 }), ...idle], 'error503 1 by r[0]'],
    ['has 500 where all weights are 0', [to({ name: 'web', port: 80, weight: 0 })], '500 by r[0]'],
    ['has 500 without backends', [to()], '500 by r[0]'],
  ])('%s', (_, objects, wanted) => {
    expect(brief(ask([gateway(), ...objects]))).toBe(wanted);
  });

  it('sends to the endpoints of a headless Service by the number of its port', () => {
    const { action } = ask([gateway(), to({ name: 'quiet', port: 80 }), service('quiet', { clusterIP: 'None' }), slice('quiet')]);
    expect(action.does === 'forward' && action.backends[0]?.backend.endpoints.map(({ ip, port }) => `${ip}:${port}`)).toEqual([
      '10.244.1.3:8080',
    ]);
  });
});

describe('a gRPC call', () => {
  const grpc = (spec: object, objects: readonly object[] = WORLD, method = 'Get') => {
    const cluster = clusterWith([
      gateway(),
      of('GRPCRoute', 'g', { parentRefs: [{ name: 'gw', namespace: 'infra' }], ...spec }),
      ...objects,
    ]);
    return brief(answerGrpc(gatewayIn(cluster), { scheme: 'http', port: 80, authority: 'x.org', service: 'shop.Cart', method }, cluster));
  };
  it.each([
    [
      'is sent to the backend of its method',
      { rules: [toWeb({ matches: [{ method: { service: 'shop.Cart', method: 'Get' } }] })] },
      WORLD,
      'forwarded 1 by g[0]',
    ],
    [
      'of a method that nobody takes is unimplemented',
      { rules: [toWeb({ matches: [{ method: { service: 'shop.Cart', method: 'Put' } }] })] },
      WORLD,
      'UNIMPLEMENTED',
    ],
    ['to a missing backend is unavailable', { rules: [toWeb()] }, [], 'UNAVAILABLE by g[0]'],
    ['to no backend is unavailable', { rules: [{}] }, WORLD, 'UNAVAILABLE by g[0]'],
  ])('%s', (_, spec, objects, wanted) => {
    expect(grpc(spec, objects)).toBe(wanted);
  });
});

describe('a connection', () => {
  const tls = (name: string, mode: string, hostname: string) => http({ name, port: 443, protocol: 'TLS', hostname, tls: { mode } });
  const tlsRoute = (hostname: string) =>
    of('TLSRoute', 't', { parentRefs: [{ name: 'gw', namespace: 'infra' }], hostnames: [hostname], rules: [toWeb()] });
  const dial = (objects: readonly object[], sni: string) => {
    const cluster = clusterWith([...WORLD, ...objects]);
    return answerTls(gatewayIn(cluster), { port: 443, sni }, cluster);
  };

  it('with TLS goes by its name to a route, which says whether TLS ends there', () => {
    const objects = [gateway([tls('a', 'Passthrough', 'a.org'), tls('b', 'Terminate', '*.org')]), tlsRoute('*.org')];
    const ends = (sni: string) => {
      const { action } = dial(objects, sni);
      return action.does === 'forward' ? action.tls : action.does;
    };
    expect([ends('a.org'), ends('b.org'), ends('x.net')]).toEqual(['Passthrough', 'Terminate', 'refuse']);
  });

  it('of an HTTPS client reaches the route of a listener that lets TLS through', () => {
    expect(
      brief(ask([gateway([tls('a', 'Passthrough', 'a.org')]), tlsRoute('a.org')], { scheme: 'https', port: 443, host: 'a.org' })),
    ).toBe('forwarded 1 by t[0]');
  });

  it.each([
    ['goes to the oldest route alone', 80, 'forwarded 1 by old[0]'],
    ['is refused on a port without a listener', 81, 'refuse'],
  ])('with TCP %s', (_, port, wanted) => {
    const tcp = (name: string, created: string) =>
      of('TCPRoute', name, { parentRefs: [{ name: 'gw', namespace: 'infra' }], rules: [toWeb()] }, { creationTimestamp: created });
    const cluster = clusterWith([
      ...WORLD,
      gateway([http({ name: 'tcp', protocol: 'TCP' })]),
      tcp('new', '2026-01-02T00:00:00Z'),
      tcp('old', '2026-01-01T00:00:00Z'),
    ]);
    expect(brief(answerStream(gatewayIn(cluster), { port, protocol: 'TCP' }, cluster))).toBe(wanted);
  });

  it('with TCP is open where the route may not be attached', () => {
    const selecting = http({ protocol: 'TCP', allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { a: 'b' } } } } });
    const cluster = clusterWith(
      [
        ...WORLD,
        gateway([selecting]),
        namespace('app'),
        of('TCPRoute', 't', { parentRefs: [{ name: 'gw', namespace: 'infra' }], rules: [toWeb()] }),
      ],
      ['Namespace'],
    );
    expect(brief(answerStream(gatewayIn(cluster), { port: 80, protocol: 'TCP' }, cluster))).toBe('unknown');
  });
});
