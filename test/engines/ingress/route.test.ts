import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IngressRequest, routeRequest, tlsOf } from '../../../src/engines/ingress/index.ts';
import type { Ingress } from '../../../src/model/resources/ingress.ts';
import { ingress } from './objects.ts';

/** `web`, `default web`, `nothing`, or `open: a, b`: who gets `http://HOST/PATH`. */
function whoGets(url: string, ingresses: readonly Ingress[]): string {
  const [, host = '', path = ''] = /^http:\/\/([^/]*)(.*)$/.exec(url) ?? [];
  const routed = routeRequest({ scheme: 'http', host, path }, ingresses);
  switch (routed.outcome) {
    case 'backend':
      return routed.line.backend?.service?.name ?? '';
    case 'default-backend':
      return `default ${routed.line.backend?.service?.name}`;
    case 'no-match':
      return 'nothing';
    case 'controller-decides':
      return `open: ${routed.candidates.map(({ backend }) => backend?.service?.name).join(', ')}`;
  }
}

const HOSTS = ingress({
  fallback: 'rest',
  rules: {
    'a.example.com': [['/', 'Prefix', 'exact']],
    '*.example.com': [['/', 'Prefix', 'wild']],
    '': [['/', 'Prefix', 'any']],
  },
});

const PATHS = ingress({
  rules: {
    '': [
      ['/foo', 'Prefix', 'foo'],
      ['/foo', 'Exact', 'foo-exact'],
      ['/foo/bar', 'Prefix', 'bar'],
      ['/', 'Exact', 'root'],
    ],
  },
});

const NARROW = ingress({ fallback: 'rest', rules: { 'a.com': [['/a', 'Prefix', 'a']], '': [['/', 'Prefix', 'any']] } });
const BARE = ingress({ fallback: 'rest', rules: { 'a.com': undefined, '': [['/', 'Prefix', 'any']] } });
const BARE_ALONE = ingress({ rules: { 'a.com': undefined } });
const FREE = ingress({ fallback: 'rest', rules: { '': [['/api', 'ImplementationSpecific', 'api']] } });
const PATTERN = ingress({ fallback: 'rest', rules: { '': [['/v[0-9]', 'ImplementationSpecific', 'v']] } });

describe('the host', () => {
  it.each([
    ['http://a.example.com/', 'exact'],
    ['http://A.Example.COM/', 'exact'],
    ['http://a.example.com:8080/', 'exact'],
    ['http://b.example.com/', 'wild'],
    ['http://c.b.example.com/', 'any'],
    ['http://example.com/', 'any'],
    ['http://.example.com/', 'any'],
    ['http://[2001:db8::1]:80/', 'any'],
    ['http:///', 'any'],
  ])('%s goes to %s', (url, who) => {
    expect(whoGets(url, [HOSTS])).toBe(who);
  });

  it('that is named most closely decides alone, and what it passes over is told', () => {
    expect(whoGets('http://a.com/other', [NARROW])).toBe('default rest');
    expect(routeRequest({ scheme: 'http', host: 'a.com', path: '/other' }, [NARROW]).passedOver?.backend?.service?.name).toBe('any');
    expect(routeRequest({ scheme: 'http', host: 'a.com', path: '/a' }, [NARROW]).passedOver).toBeUndefined();
  });

  it.each([
    ['http://a.com/x', BARE, 'default rest'],
    ['http://b.com/x', BARE, 'any'],
    ['http://a.com/x', BARE_ALONE, 'nothing'],
  ])('of a rule without paths leads to the default backend: %s', (url, one, who) => {
    expect(whoGets(url, [one])).toBe(who);
  });
});

describe('the path', () => {
  it.each([
    ['http://h/foo', 'foo-exact'],
    ['http://h/foo/', 'foo'],
    ['http://h/foo/bar', 'bar'],
    ['http://h/foo/bar/baz', 'bar'],
    ['http://h/foo/barbaz', 'foo'],
    ['http://h/foobar', 'nothing'],
    ['http://h/Foo', 'nothing'],
    ['http://h/', 'root'],
    ['http://h/other', 'nothing'],
  ])('%s goes to %s', (url, who) => {
    expect(whoGets(url, [PATHS])).toBe(who);
  });

  it.each([
    ['http://h/api', FREE, 'api', 'its own text means it to everybody'],
    ['http://h/other', FREE, 'default rest', 'no reading of it takes another text'],
    ['http://h/api/x', FREE, 'open: api, rest', 'a beginning is taken by most'],
    ['http://h/API/x', FREE, 'open: api, rest', 'some ignore the case'],
    ['http://h/other', PATTERN, 'open: v, rest', 'a pattern may mean anything'],
  ])('of type ImplementationSpecific: %s, %o, goes to %s, since %s', (url, one, who) => {
    expect(whoGets(url, [one])).toBe(who);
  });

  it('of type ImplementationSpecific is open only where it could change the answer', () => {
    const shorter = ingress({
      rules: {
        '': [
          ['/api/v1', 'Prefix', 'sure'],
          ['/a.*', 'ImplementationSpecific', 'free'],
        ],
      },
    });
    const same = ingress({
      rules: {
        '': [
          ['/api', 'Prefix', 'one'],
          ['/api/(.*)', 'ImplementationSpecific', 'one'],
        ],
      },
    });
    expect(whoGets('http://h/api/v1/x', [shorter])).toBe('sure');
    expect(whoGets('http://h/api/v1/x', [same])).toBe('one');
    expect(whoGets('http://h/x', [ingress({ fallback: 'one', rules: { '': [['/(.*)', 'ImplementationSpecific', 'one']] } })])).toBe(
      'default one',
    );
  });
});

describe('several Ingresses', () => {
  const one = ingress({ name: 'one', rules: { 'a.com': [['/', 'Prefix', 'one']] } });
  const two = ingress({
    name: 'two',
    namespace: 'b',
    rules: {
      'a.com': [
        ['/', 'Prefix', 'two'],
        ['/two', 'Prefix', 'two'],
      ],
    },
  });

  const narrow = ingress({ name: 'narrow', rules: { 'a.com': [['/a', 'Prefix', 'a']] } });

  it('share a host: their paths stand beside one another', () => {
    expect(whoGets('http://a.com/two', [one, two])).toBe('two');
  });
  it('with the same host and path leave it to the controller', () => {
    expect(whoGets('http://a.com/', [one, two])).toBe('open: one, two');
  });
  it('with the same host, path and backend do not', () => {
    expect(whoGets('http://a.com/', [one, ingress({ name: 'again', rules: { 'a.com': [['/', 'Prefix', 'one']] } })])).toBe('one');
  });
  it('mean another backend by the same name in another namespace', () => {
    const elsewhere = ingress({ name: 'one', namespace: 'b', rules: { 'a.com': [['/', 'Prefix', 'one']] } });
    expect(whoGets('http://a.com/', [one, elsewhere])).toBe('open: one, one');
  });
  it.each([
    ['of one alone gets what no Ingress takes', [one, ingress({ name: 'd', fallback: 'd' })], 'http://b.com/', 'default d'],
    ['gets nothing that a rule takes', [two, ingress({ name: 'd', fallback: 'd' })], 'http://a.com/x', 'two'],
    ['of another Ingress than that of the host is open', [narrow, ingress({ name: 'd', fallback: 'd' })], 'http://a.com/x', 'open: d'],
    ['of two is open', [ingress({ name: 'c', fallback: 'c' }), ingress({ name: 'd', fallback: 'd' })], 'http://b.com/', 'open: c, d'],
  ])('with a default backend: that %s', (_, ingresses, url, who) => {
    expect(whoGets(url, ingresses)).toBe(who);
  });
});

describe('every line', () => {
  const verdicts = (host: string, path: string, ingresses: readonly Ingress[]) =>
    routeRequest({ scheme: 'http', host, path }, ingresses).lines.map(({ verdict, why }) => `${verdict}: ${why}`);

  it('is told with what became of it', () => {
    expect(verdicts('c.b.example.com', '/', [HOSTS])).toEqual([
      'no-match: the host is c.b.example.com, not a.example.com',
      'no-match: the host is c.b.example.com, and *.example.com names exactly one label more than example.com',
      'wins: of the rules that name the host most closely, the path that takes the request most closely',
      'outranked: it gets only what no rule takes',
    ]);
    expect(verdicts('h', '/foo/x', [PATHS])).toEqual([
      'wins: of the rules that name the host most closely, the path that takes the request most closely',
      'no-match: the path is /foo/x, not exactly /foo',
      'no-match: the elements of /foo/x do not begin with those of /foo/bar',
      'no-match: the path is /foo/x, not exactly /',
    ]);
    expect(verdicts('', '/a', [NARROW])[0]).toBe('no-match: the request names no host, not a.com');
  });
});

describe('TLS', () => {
  const secured = ingress({
    tls: [
      { hosts: ['a.com'], secretName: 'one' },
      { hosts: ['*.b.com'], secretName: 'wild' },
      { hosts: ['x.b.com'] },
      { secretName: 'rest' },
    ],
  });
  const secret = (request: Partial<IngressRequest>) =>
    tlsOf({ scheme: 'https', host: 'a.com', path: '/', ...request }, [secured]).map(({ secretName, field }) => secretName ?? field);

  it.each([
    [{ host: 'A.com:443' }, ['one']],
    [{ host: 'a.com', sni: 'y.b.com' }, ['wild']],
    [{ host: 'x.b.com' }, ['spec.tls[2]']],
    [{ host: 'z.y.b.com' }, ['rest']],
    [{ scheme: 'http' as const }, []],
  ])('for %j shows the certificate of %j', (request, expected) => {
    expect(secret(request)).toEqual(expected);
  });
});

describe('laws', () => {
  const word = fc.constantFrom('a', 'b');
  const path = fc.array(word, { maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
  const host = fc.constantFrom('', 'a.com', '*.com', 'b.a.com', '*.a.com');
  const line = fc.tuple(path, fc.constantFrom('Exact', 'Prefix', 'ImplementationSpecific'), word);
  const one = fc.record({ host, lines: fc.array(line, { minLength: 1, maxLength: 3 }), fallback: fc.option(word, { nil: undefined }) });
  const several = fc
    .array(one, { minLength: 1, maxLength: 4 })
    .map((all) =>
      all.map(({ host: named, lines, fallback }, index) =>
        ingress({ name: `i${index}`, rules: { [named]: lines }, ...(fallback === undefined ? {} : { fallback }) }),
      ),
    );
  const request = fc.record({ scheme: fc.constant('http' as const), host: fc.constantFrom('a.com', 'b.a.com', 'c.b.a.com', ''), path });

  it('the order of the Ingresses changes nothing', () => {
    fc.assert(
      fc.property(several, request, (ingresses, asked) => {
        expect(routeRequest(asked, ingresses.toReversed())).toEqual(routeRequest(asked, ingresses));
      }),
    );
  });

  it('one line wins, or several may, and each line has a verdict', () => {
    fc.assert(
      fc.property(several, request, (ingresses, asked) => {
        const routed = routeRequest(asked, ingresses);
        const count = (verdict: string) => routed.lines.filter((one) => one.verdict === verdict).length;
        expect(count('wins')).toBe('line' in routed ? 1 : 0);
        expect(count('may-win')).toBe('candidates' in routed ? routed.candidates.length : 0);
      }),
    );
  });
});
