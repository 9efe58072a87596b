import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import { answerRequest, KNOWN_CONTROLLERS, linesOf } from '../../../src/engines/ingress/index.ts';
import type { Ingress } from '../../../src/model/resources/ingress.ts';
import { ingress } from './objects.ts';

function known(name: string) {
  const found = KNOWN_CONTROLLERS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no controller ${name}`);
  return found;
}

/** Who gets a request at a known controller, and whether only its documents say so. */
function whoGets(controller: string, host: string, path: string, ingresses: readonly Ingress[]): string {
  const { routed, by, redirect } = answerRequest({ scheme: 'http', host, path }, ingresses, known(controller));
  const who = 'line' in routed ? (routed.line.backend?.service?.name ?? '') : routed.outcome;
  return [
    who,
    by === 'controller' ? '(its own way)' : '',
    redirect === undefined ? '' : `${redirect.status} ${redirect.location ?? ''}`.trim(),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const free = (path: string | undefined, annotations = {}) =>
  ingress({ annotations, rules: { '': [[path, 'ImplementationSpecific', 'free']] } });

describe('a path of type ImplementationSpecific', () => {
  it.each([
    ['ingress-nginx', '/api', '/apiary', 'free (its own way)'],
    ['ingress-nginx', '/api', '/API', 'no-match (its own way)'],
    ['ingress-nginx', undefined, '/x', 'free (its own way)'],
    ['Traefik', '/api', '/api/x', 'free (its own way)'],
    ['Traefik', '/api', '/apiary', 'controller-decides'],
    ['HAProxy Ingress Controller', '/api/', '/api', 'free (its own way)'],
    ['HAProxy Ingress Controller', '/api/', '/apiary', 'free (its own way)'],
    ['HAProxy Ingress Controller', '/', '/x', 'free (its own way)'],
    ['Contour', '/api', '/apiary', 'free (its own way)'],
    ['Contour', '/api.*', '/api', 'controller-decides'],
    ['Kong', '/api', '/apiary', 'free (its own way)'],
    ['Kong', '/~/a.c', '/abc', 'controller-decides'],
    ['AWS Load Balancer Controller', '/api/*', '/api/x', 'free (its own way)'],
    ['AWS Load Balancer Controller', '/api/*', '/api', 'no-match (its own way)'],
    ['AWS Load Balancer Controller', '/a?c/*d', '/abc/x/d', 'free (its own way)'],
    ['AWS Load Balancer Controller', '/api', '/api/x', 'no-match (its own way)'],
    ['GKE Ingress', '/', '/x', 'no-match (its own way)'],
    ['GKE Ingress', '/*', '/x', 'free (its own way)'],
    ['GKE Ingress', '/api/*', '/api/x', 'free (its own way)'],
    ['GKE Ingress', undefined, '/x', 'free (its own way)'],
  ])('%s reads %s for %s: %s', (controller, path, requested, who) => {
    expect(whoGets(controller, 'h', requested, [free(path)])).toBe(who);
  });
});

describe('ingress-nginx', () => {
  const rewritten = { 'nginx.ingress.kubernetes.io/rewrite-target': '/$2' };
  const regex = [free('/api(/|$)(.*)', rewritten), ingress({ name: 'plain', rules: { '': [['/web', 'Exact', 'web']] } })];

  it.each([
    ['/api/x', 'free (its own way)'],
    ['/API', 'free (its own way)'],
    ['/apiary', 'no-match (its own way)'],
    ['/WEBSITE', 'web (its own way)'],
  ])('makes every path of a host a regular expression where one is rewritten: %s → %s', (path, who) => {
    expect(whoGets('ingress-nginx', 'h', path, regex)).toBe(who);
  });

  it('leaves open what a regular expression means that JavaScript may read otherwise', () => {
    expect(whoGets('ingress-nginx', 'h', '/x', [free('/(?=x)', rewritten)])).toBe('controller-decides');
  });

  const twin = (name: string, created: string, annotations = {}) =>
    ingress({ name, created, annotations, rules: { 'a.com': [['/', 'Prefix', name]] } });

  it.each([
    ['the oldest wins', [twin('young', '2026-02-01T00:00:00Z'), twin('old', '2026-01-01T00:00:00Z')], 'old (its own way)'],
    ['two of one second are open', [twin('one', '2026-01-01T00:00:00Z'), twin('two', '2026-01-01T00:00:00Z')], 'controller-decides'],
    [
      'a canary takes a part',
      [twin('one', '2026-01-01T00:00:00Z'), twin('two', '2026-02-01T00:00:00Z', { 'nginx.ingress.kubernetes.io/canary': 'true' })],
      'controller-decides',
    ],
  ])('of Ingresses with the same host and path: %s', (_, ingresses, who) => {
    expect(whoGets('ingress-nginx', 'a.com', '/', ingresses)).toBe(who);
  });
});

describe('Traefik', () => {
  const mixed = ingress({ rules: { 'a.com': [['/a', 'Prefix', 'host']], '': [['/', 'Prefix', 'any']] } });
  const wild = ingress({ rules: { 'a.b.com': [['/', 'Prefix', 'exact']], '*.b.com': [['/', 'Prefix', 'wild']] } });

  it.each([
    ['tries less specific hosts where no path of the closest takes the request', 'a.com', '/x', [mixed], 'any (its own way)'],
    ['puts the longer rule first', 'a.com', '/a', [mixed], 'host'],
    ['orders a wildcard by a text that depends on its version', 'a.b.com', '/', [wild], 'controller-decides (its own way)'],
    [
      'takes the beginning of a text for a Prefix unless told otherwise',
      'a.com',
      '/ab',
      [ingress({ rules: { '': [['/a', 'Prefix', 'a']] } })],
      'controller-decides (its own way)',
    ],
    [
      'has no default backend beside rules',
      'x.com',
      '/',
      [ingress({ fallback: 'd', rules: { 'a.com': [['/', 'Prefix', 'a']] } })],
      'no-match (its own way)',
    ],
    ['has the default backend of an Ingress without rules', 'x.com', '/', [ingress({ fallback: 'd' })], 'd'],
  ])('%s', (_, host, path, ingresses, who) => {
    expect(whoGets('Traefik', host, path, ingresses)).toBe(who);
  });
});

describe('the AWS Load Balancer Controller', () => {
  it('puts Exact before Prefix before the others, however long', () => {
    const one = ingress({
      rules: {
        '': [
          ['/a/b/*', 'ImplementationSpecific', 'free'],
          ['/a', 'Prefix', 'prefix'],
          ['/a/b/c', 'Exact', 'exact'],
        ],
      },
    });
    expect(whoGets('AWS Load Balancer Controller', 'h', '/a/b/c', [one])).toBe('exact');
    expect(whoGets('AWS Load Balancer Controller', 'h', '/a/b/x', [one])).toBe('prefix (its own way)');
  });

  it('gives each Ingress a load balancer of its own, unless a group joins them', () => {
    const group = { 'alb.ingress.kubernetes.io/group.name': 'g' };
    const [alone, other, joined, too] = [
      ingress({ name: 'a' }),
      ingress({ name: 'b' }),
      ingress({ name: 'c', annotations: group }),
      ingress({ name: 'd', annotations: group }),
    ].map(known('AWS Load Balancer Controller').sharesBy);
    expect(alone).not.toBe(other);
    expect(joined).toBe(too);
  });
});

describe('redirects', () => {
  const tls = [{ hosts: ['a.com'], secretName: 's' }];
  it.each([
    ['ingress-nginx', {}, tls, 'web 308 https://a.com/x'],
    ['ingress-nginx', { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' }, tls, 'web'],
    ['ingress-nginx', { 'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true' }, [], 'web 308 https://a.com/x'],
    ['ingress-nginx', { 'nginx.ingress.kubernetes.io/permanent-redirect': 'https://b.com' }, [], 'web 301 https://b.com'],
    ['ingress-nginx', { 'nginx.ingress.kubernetes.io/temporal-redirect': 'https://b.com' }, [], 'web 302 https://b.com'],
    ['ingress-nginx', { 'nginx.ingress.kubernetes.io/app-root': '/start' }, [], 'web'],
    ['HAProxy Ingress Controller', {}, tls, 'web 302 https://a.com/x'],
    ['HAProxy Ingress Controller', { 'haproxy.org/ssl-redirect': 'false' }, tls, 'web'],
    ['Contour', { 'ingress.kubernetes.io/force-ssl-redirect': 'true' }, tls, 'web 301 https://a.com/x'],
    ['Kong', { 'konghq.com/protocols': 'https' }, tls, 'web 426'],
    ['AWS Load Balancer Controller', { 'alb.ingress.kubernetes.io/ssl-redirect': '443' }, [], 'web 301 https://a.com/x'],
    ['Traefik', {}, tls, 'web'],
  ])('of plain HTTP by %s with %j', (controller, annotations, secured, who) => {
    const one = ingress({ annotations, tls: secured, rules: { 'a.com': [['/', 'Prefix', 'web']] } });
    expect(whoGets(controller, 'a.com', '/x', [one])).toBe(who);
  });
});

it('ingress-nginx sends who asks for / to the root of the application', () => {
  const one = ingress({ annotations: { 'nginx.ingress.kubernetes.io/app-root': '/start' }, rules: { 'a.com': [['/', 'Prefix', 'web']] } });
  expect(whoGets('ingress-nginx', 'a.com', '/', [one])).toBe('web 302 /start');
});

describe('how proxies send on', () => {
  const service = (annotations: Readonly<Record<string, string>>) =>
    project('Service', { metadata: { name: 's', namespace: 'a', annotations }, spec: { ports: [] } });
  it.each([
    ['ingress-nginx', {}, {}, 'endpoints'],
    ['ingress-nginx', { 'nginx.ingress.kubernetes.io/service-upstream': 'true' }, {}, 'clusterIP'],
    ['Traefik', {}, {}, 'endpoints'],
    ['Traefik', {}, { 'traefik.ingress.kubernetes.io/service.nativelb': 'true' }, 'clusterIP'],
    ['HAProxy Ingress Controller', {}, {}, 'endpoints'],
    ['Contour', {}, {}, 'endpoints'],
    ['Kong', {}, { 'ingress.kubernetes.io/service-upstream': 'true' }, 'clusterIP'],
    ['AWS Load Balancer Controller', {}, {}, 'nodePort'],
    ['AWS Load Balancer Controller', { 'alb.ingress.kubernetes.io/target-type': 'ip' }, {}, 'endpoints'],
    ['GKE Ingress', {}, {}, 'nodePort'],
    ['GKE Ingress', {}, { 'cloud.google.com/neg': '{"ingress": true}' }, 'endpoints'],
  ])('%s with %j on the Ingress and %j on the Service: to %s', (controller, onIngress, onService, to) => {
    expect(known(controller).sendsTo(ingress({ annotations: onIngress }), service(onService)).to).toBe(to);
  });

  it('is known without a Service, too', () => {
    for (const { sendsTo } of KNOWN_CONTROLLERS) expect(sendsTo(ingress({}), undefined).says).not.toBe('');
  });

  it('each has lines that it serves', () => {
    const one = ingress({ rules: { '': [['/', 'Prefix', 'a']] } });
    for (const { reading } of KNOWN_CONTROLLERS) expect(linesOf(one).every((line) => reading.serves?.(line) ?? true)).toBe(true);
  });
});
