import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type PathOptions, type PathReport, path, readObjects } from '../../src/index.ts';

interface Raw {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: object;
  readonly status?: object;
}

const OBJECTS = parseAllDocuments(readFileSync(join(import.meta.dirname, '../clusters/ingress.yaml'), 'utf8')).map(
  (document) => document.toJS() as Raw,
);

const CART = 'https://shop.example.com/cart';

function clusterWith(change: (object: Raw) => readonly object[] = (object) => [object], more: readonly object[] = []) {
  return readObjects([...OBJECTS.flatMap(change), ...more], { complete: true });
}

function ask(to: string, more: Partial<PathOptions> = {}, cluster = clusterWith()): PathReport {
  return path(cluster, { from: 'internet', to, ...more });
}

const route = (report: PathReport) => report.answers[0]?.route;

const says = (report: PathReport) =>
  report.answers.flatMap(({ traces }) =>
    traces.flatMap(({ hops }) => hops.flatMap(({ at, steps }) => [at.says, ...steps.map((step) => step.says)])),
  );

const changed = (kind: string, name: string, more: Partial<Raw>) =>
  clusterWith((object) => [object.kind === kind && object.metadata.name === name ? { ...object, ...more } : object]);

describe('a request from the internet to an Ingress', () => {
  it('passes the load balancer, the controller pod and the rule to every ready endpoint, which sees the controller', () => {
    const report = ask(CART);
    expect(report.outcome).toBe('delivered');
    expect(report.answers).toHaveLength(1);
    expect(report.answers[0]?.destinations).toMatchObject([
      { ip: '10.1.1.21', port: 8080, pod: 'a/shop-1', node: 'n1', share: 0.5, source: { address: '10.1.1.80', kept: false } },
      { ip: '10.1.2.21', port: 8080, pod: 'a/shop-2', node: 'n2', share: 0.5, source: { address: '10.1.1.80', kept: false } },
    ]);
    expect(says(report)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('203.0.113.80, the address that Ingress a/shop reports'),
        expect.stringContaining('ingress-nginx in Pod ingress-nginx/controller-1: GET https://shop.example.com/cart'),
        expect.stringContaining('the certificate of Secret shop-tls, which exists'),
        expect.stringContaining('sends to the endpoints themselves, not through the Service'),
      ]),
    );
  });

  it('tells the rule that wins, and of every other why it does not', () => {
    expect(route(ask(CART))).toMatchObject({
      kind: 'Ingress',
      object: { kind: 'Ingress', namespace: 'a', name: 'shop' },
      rule: 'spec.rules[0].http.paths[0]',
      action: 'forward',
      backends: [{ object: { kind: 'Service', namespace: 'a', name: 'shop' }, port: 'http', share: 1, endpoints: { total: 2, ready: 2 } }],
      considered: [
        { verdict: 'wins' },
        { verdict: 'no-match', why: 'the elements of /cart do not begin with those of /empty' },
        { verdict: 'no-match', why: 'the path is /cart, not exactly /gone' },
        { verdict: 'no-match' },
      ],
    });
  });

  const fates: readonly (readonly [string, string, PathReport['outcome'], object])[] = [
    [
      'plain HTTP is redirected where the host has TLS',
      'http://shop.example.com/cart',
      'delivered',
      { action: 'redirect', status: 308, location: CART },
    ],
    ['a backend without endpoints is answered with 503', 'https://shop.example.com/empty', 'refused', { action: 'respond', status: 503 }],
    ['a backend that does not exist is answered with 503', 'https://shop.example.com/gone', 'refused', { action: 'respond', status: 503 }],
    ['what no rule takes is answered by the controller', 'https://shop.example.com/other', 'refused', { action: 'respond', status: 404 }],
    ['what stands behind a resource only the controller knows', 'https://shop.example.com/icons/a.png', 'unknown', { action: 'unknown' }],
    [
      'a path that the proxy may read as another is open',
      'https://shop.example.com//%63art',
      'unknown',
      { action: 'unknown', backends: [] },
    ],
    ['it is not where both are answered alike', 'https://shop.example.com/x/../other', 'refused', { action: 'respond', status: 404 }],
    ['nor where the same rule takes both', 'https://shop.example.com/cart//a%20b', 'delivered', { action: 'forward' }],
  ];
  it.each(fates)('%s', (_, url, outcome, expected) => {
    const report = ask(url);
    expect(report.outcome).toBe(outcome);
    expect(route(report)).toMatchObject(expected);
  });

  it('goes where the Host header says, whatever address was dialled', () => {
    const report = ask('http://203.0.113.80/cart', { headers: ['Host: shop.example.com:80'], method: 'post' });
    expect(route(report)).toMatchObject({ action: 'redirect', location: CART });
    expect(report.question.request).toEqual({ url: 'http://203.0.113.80/cart', method: 'POST', headers: { host: 'shop.example.com:80' } });
    expect(route(ask('http://203.0.113.80/cart'))).toMatchObject({ action: 'respond', status: 404 });
  });

  it('comes in by a NodePort of the controller, too, by the pod that it leads to', () => {
    const report = ask('http://192.168.0.1:30080/empty', { headers: ['Host: shop.example.com'] });
    expect(route(report)).toMatchObject({ action: 'redirect' });
  });

  it('is dropped at a node without a controller pod where the policy is Local', () => {
    const [controller] = OBJECTS.filter(({ kind, metadata }) => kind === 'Service' && metadata.name === 'controller');
    const local = changed('Service', 'controller', { spec: { ...controller?.spec, externalTrafficPolicy: 'Local' } });
    const headers = ['Host: shop.example.com'];
    const report = ask('http://192.168.0.2:30080/cart', { headers }, local);
    expect([report.outcome, route(report)]).toEqual(['dropped', undefined]);
    expect(ask('http://192.168.0.1:30080/cart', { headers }, local).outcome).toBe('delivered');
    expect(ask(CART, {}, local).answers.map(({ when, outcome }) => [when.node, outcome])).toEqual([
      [['n1'], 'delivered'],
      [['n2'], 'dropped'],
    ]);
  });

  it('ends before the controller where no pod of it is an endpoint', () => {
    const cluster = clusterWith((object) => (object.kind === 'EndpointSlice' && object.metadata.name === 'controller-1' ? [] : [object]));
    expect(ask(CART, {}, cluster).outcome).toBe('refused');
  });

  it('is unknown where nobody names the host, where no address is reported, and where a Service may have any', () => {
    const silent = changed('Ingress', 'shop', { status: {} });
    const noAddress = clusterWith((object) => [
      object.kind === 'Service' || object.kind === 'Ingress' ? { ...object, status: {} } : object,
    ]);
    expect(ask('https://elsewhere.example.org/').outcome).toBe('unknown');
    expect(ask(CART, {}, noAddress).outcome).toBe('unknown');
    expect(ask(CART, {}, silent).outcome).toBe('delivered');
  });

  it('has an answer for each address where two controllers report one for the host', () => {
    const [shop] = OBJECTS.filter(({ kind }) => kind === 'Ingress');
    const other = {
      ...shop,
      metadata: { name: 'twin', namespace: 'a' },
      spec: { ...shop?.spec, ingressClassName: 'other' },
      status: { loadBalancer: { ingress: [{ ip: '198.51.100.1' }] } },
    };
    const ingressClass = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'other' },
      spec: { controller: 'example.com/other' },
    };
    const report = ask(CART, {}, clusterWith(undefined, [other, ingressClass]));
    expect(report.answers.map((one) => [one.when.address, one.outcome, one.route?.object?.name])).toEqual([
      [['203.0.113.80'], 'delivered', 'shop'],
      [['198.51.100.1'], 'delivered', 'twin'],
    ]);
    expect(report.outcome).toBe('delivered');
  });

  it('at a load balancer outside the cluster is passed on to the pods of the controller, by the ports of HTTP alone', () => {
    const foreign = changed('Ingress', 'shop', { status: { loadBalancer: { ingress: [{ hostname: 'lb.example.net' }] } } });
    const report = ask(CART, {}, foreign);
    expect(report.answers[0]?.destinations.map(({ pod, source }) => [pod, source.address])).toEqual([
      ['a/shop-1', '10.1.1.80'],
      ['a/shop-2', '10.1.1.80'],
    ]);
    expect(report.assumptions.map(({ id }) => id)).toContain('entry-outside');
    expect(ask('https://shop.example.com:8443/cart', {}, foreign).outcome).toBe('unknown');
  });

  it('is unknown, never an error, where Ingresses may not be read', () => {
    const cluster = readObjects(OBJECTS.filter(({ kind }) => kind !== 'Ingress'));
    const report = path(cluster, { from: 'internet', to: CART });
    expect(report.outcome).toBe('unknown');
    expect(report.coverage.gaps.some(({ kind }) => kind === 'Ingress')).toBe(true);
  });

  it('reads no Secret: its metadata alone', () => {
    expect(ask(CART).coverage.read.filter(({ kind }) => kind === 'Secret')).toEqual([
      { kind: 'Secret', scope: { namespace: 'a', name: 'shop-tls' }, state: 'complete', count: 1 },
    ]);
  });
});

describe('a request from a pod', () => {
  it('by a name that only servers outside know goes to the address that the Ingress reports, by the node of the pod', () => {
    const report = ask(CART, { from: 'pod/a/client' });
    expect(report.outcome).toBe('delivered');
    expect(report.assumptions.map(({ id }) => id)).toContain('public-name');
    expect(says(report).join('\n')).toMatch(/Pod a\/client .* on n2/);
  });

  it('to the Cluster IP of the controller is routed by the Host header', () => {
    const report = ask('http://10.96.0.80/empty', { from: 'pod/a/client', headers: ['host: shop.example.com'] });
    expect(route(report)).toMatchObject({ action: 'redirect' });
  });

  it('to another Service is no affair of an Ingress', () => {
    const report = ask('http://10.96.0.1/cart', { from: 'pod/a/client' });
    expect([report.outcome, route(report)]).toEqual(['delivered', undefined]);
  });
});

describe('what is asked', () => {
  it.each([
    [{ method: 'GET' }, '--method and --header go with a URL: https://shop.example.com/cart'],
    [{ headers: ['x: y'] }, '--method and --header go with a URL: https://shop.example.com/cart'],
  ])('%j is refused without a URL', (more, message) => {
    expect(() => ask('10.96.0.1:80', more)).toThrow(message);
  });

  it.each(['nothing', ': value', 'a b: c', 'x: a\nb'])('the header "%s" is refused', (header) => {
    expect(() => ask(CART, { headers: [header] })).toThrow(`invalid --header "${header}": expected "NAME: VALUE"`);
  });

  it.each([
    ['https://user:secret@SHOP.example.com/cart?x=1#top', 'https://SHOP.example.com/cart?x=1'],
    ['http://shop.example.com', 'http://shop.example.com/'],
  ])('%s is told as %s', (to, url) => {
    const report = ask(to);
    expect(report.question.request?.url).toBe(url);
    expect(route(report)?.kind).toBe('Ingress');
  });
});
