import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type PathOptions, type PathReport, path, readObjects } from '../../src/index.ts';

interface Raw {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly generation?: number };
  readonly spec?: object;
  readonly status?: object;
}

const OBJECTS = parseAllDocuments(readFileSync(join(import.meta.dirname, '../clusters/gateway.yaml'), 'utf8')).map(
  (document) => document.toJS() as Raw,
);

const CART = 'https://shop.example.com/cart';
const GATEWAY = 'gateway.networking.k8s.io/v1';

function clusterWith(change: (object: Raw) => readonly object[] = (object) => [object], more: readonly object[] = []) {
  return readObjects([...OBJECTS.flatMap(change), ...more], { complete: true });
}

const changed = (kind: string, name: string, more: Partial<Raw>) =>
  clusterWith((object) => [object.kind === kind && object.metadata.name === name ? { ...object, ...more } : object]);

const without = (kind: string, name: string) =>
  clusterWith((object) => (object.kind === kind && object.metadata.name === name ? [] : [object]));

/** What a session knows that may not read some kinds. */
const refused = (...kinds: readonly string[]) => {
  const cluster = clusterWith();
  return {
    ...cluster,
    readings: cluster.readings.map((one) => {
      const { kind } = one.need;
      const gap = { kind, scope: {}, reason: 'forbidden', message: `${kind} is forbidden` } as const;
      return kinds.includes(kind) ? { ...one, listing: { state: 'unknown', gaps: [gap] } as const } : one;
    }),
  };
};

function ask(to: string, more: Partial<PathOptions> = {}, cluster = clusterWith()): PathReport {
  return path(cluster, { from: 'internet', to, ...more });
}

const route = (report: PathReport) => report.answers[0]?.route;

const says = (report: PathReport) =>
  report.answers
    .flatMap(({ traces }) => traces.flatMap(({ hops }) => hops.flatMap(({ at, steps }) => [at.says, ...steps.map((step) => step.says)])))
    .join('\n');

const spec = (kind: string, name: string) => OBJECTS.find((one) => one.kind === kind && one.metadata.name === name)?.spec;

const STATUS = OBJECTS.find(({ kind }) => kind === 'Gateway')?.status as { readonly conditions: readonly object[] };

describe('a request from the internet to a Gateway', () => {
  it('passes the load balancer, the proxy and the rule to every ready endpoint, which sees the proxy', () => {
    const report = ask(CART);
    expect(report.outcome).toBe('delivered');
    expect(report.answers[0]?.destinations).toMatchObject([
      { ip: '10.1.1.21', port: 8080, pod: 'a/shop-1', node: 'n1', share: 0.5, source: { address: '10.1.1.80', kept: false } },
      { ip: '10.1.2.21', port: 8080, pod: 'a/shop-2', node: 'n2', share: 0.5, source: { address: '10.1.1.80', kept: false } },
    ]);
    expect(says(report)).toContain('203.0.113.80, the address that Gateway edge/web reports');
    expect(says(report)).toContain('Gateway edge/web in Pod edge/proxy-1: GET https://shop.example.com/cart');
    expect(says(report)).toContain('TLS for shop.example.com: listener https with the certificate of Secret edge/web-tls');
    expect(report.assumptions.map(({ id }) => id)).toEqual(expect.arrayContaining(['public-name', 'gateway-specification']));
  });

  it('tells the rule that wins, and of every other why it does not', () => {
    const told = route(ask(CART, { headers: ['x-canary: 1'] }));
    expect(told).toMatchObject({
      kind: 'HTTPRoute',
      object: { kind: 'HTTPRoute', namespace: 'a', name: 'shop' },
      rule: 'spec.rules[1]',
      action: 'forward',
      backends: [{ object: { kind: 'Service', namespace: 'a', name: 'canary' }, port: 80, share: 1, endpoints: { total: 1, ready: 1 } }],
    });
    const verdicts = Object.fromEntries(told?.considered.map(({ rule, verdict, why }) => [rule, [verdict, why]]) ?? []);
    expect(verdicts['spec.rules[0]']).toEqual([
      'outranked',
      '/cart and below: goes behind rule 2 of HTTPRoute a/shop: its match asks for more',
    ]);
    expect(verdicts['spec.rules[1]']).toEqual(['wins', '/cart and below, header x-canary: 1']);
    expect(verdicts['spec.rules[5]']?.[0]).toBe('no-match');
    expect(told?.considered).toHaveLength(10);
  });

  const fates: readonly (readonly [string, string, Partial<PathOptions>, PathReport['outcome'], object])[] = [
    ['without the header the header match loses', CART, {}, 'delivered', { rule: 'spec.rules[0]' }],
    [
      'a method match wins; its Service does not exist: 500',
      CART,
      { method: 'delete' },
      'refused',
      { rule: 'spec.rules[2]', action: 'respond', status: 500, backends: [{ object: null, name: 'gone' }] },
    ],
    [
      'a redirect answers',
      'http://shop.example.com/old',
      {},
      'delivered',
      { action: 'redirect', status: 301, location: 'https://shop.example.com/old', backends: [] },
    ],
    ['without ready endpoints 503', 'https://shop.example.com/empty', {}, 'refused', { action: 'respond', status: 503 }],
    ['a rule without backends: 500', 'https://shop.example.com/none', {}, 'refused', { action: 'respond', status: 500 }],
    [
      'a Service of another namespace needs a ReferenceGrant: 500',
      'https://shop.example.com/other',
      {},
      'refused',
      { action: 'respond', status: 500 },
    ],
    ['no rule takes it: 404', 'https://shop.example.com/', {}, 'refused', { kind: 'Gateway', action: 'respond', status: 404 }],
    ['a regular expression is the implementation’s own affair', 'https://shop.example.com/rex', {}, 'unknown', { action: 'unknown' }],
    [
      'a call of gRPC goes by the GRPCRoute',
      'http://grpc.example.com/shop.v1.Cart/Get',
      { method: 'POST', headers: ['content-type: application/grpc+proto'] },
      'delivered',
      { kind: 'GRPCRoute', object: { name: 'calls' }, rule: 'spec.rules[0]', action: 'forward' },
    ],
    [
      'a call of another method is answered by the Gateway',
      'http://grpc.example.com/shop.v1.Cart/Put',
      { method: 'POST', headers: ['content-type: application/grpc'] },
      'refused',
      { kind: 'Gateway', action: 'respond' },
    ],
    [
      'what may be a call and is not marked as one is unknown',
      'http://grpc.example.com/shop.v1.Cart/Get',
      { method: 'POST' },
      'unknown',
      { action: 'unknown' },
    ],
  ];
  it.each(fates)('%s', (_, url, more, outcome, expected) => {
    const report = ask(url, more);
    expect(report.outcome).toBe(outcome);
    expect(route(report)).toMatchObject(expected);
  });

  it('shares requests by weight', () => {
    const report = ask('https://shop.example.com/split');
    expect(report.answers[0]?.destinations.map(({ pod, share }) => [pod, share])).toEqual([
      ['a/shop-1', 0.375],
      ['a/shop-2', 0.375],
      ['a/canary-1', 0.25],
    ]);
    expect(route(report)?.backends.map(({ name, share }) => [name, share])).toEqual([
      ['shop', 0.75],
      ['canary', 0.25],
    ]);
  });

  it('fares differently by backend: the part of one without endpoints is answered with 503', () => {
    const report = ask('https://shop.example.com/half');
    expect(report.outcome).toBe('mixed');
    const { traces = [], destinations } = report.answers[0] ?? {};
    expect(traces.map(({ disposition, share }) => [disposition, share])).toEqual(expect.arrayContaining([['rejected', 0.5]]));
    expect(traces.reduce((sum, { share = 0 }) => sum + share, 0)).toBeCloseTo(1);
    expect(destinations?.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(0.5);
    expect(says(report)).toContain('refused: answered with 503: 50 % to Service a/empty:80: Service a/empty has no endpoints');
  });

  it('is refused where the certificate does not exist', () => {
    const report = ask(CART, {}, without('Secret', 'web-tls'));
    expect([report.outcome, route(report)?.action]).toEqual(['refused', 'respond']);
    expect(report.summary).toContain('listener https has no certificate to show: Secret edge/web-tls does not exist');
    expect(ask('http://shop.example.com/cart', {}, without('Secret', 'web-tls')).outcome).toBe('delivered');
  });

  it('reads no Secret: its metadata alone', () => {
    expect(ask(CART).coverage.read.filter(({ kind }) => kind === 'Secret')).toEqual([
      { kind: 'Secret', scope: { namespace: 'edge', name: 'web-tls' }, state: 'complete', count: 1 },
    ]);
  });

  it('tells of a route for the host that the listener does not take', () => {
    const report = ask('https://203.0.113.80/', { headers: ['Host: b.example.com'] });
    expect(report.outcome).toBe('refused');
    const named = ask('https://b.example.com/');
    expect(route(named)).toMatchObject({
      kind: 'Gateway',
      action: 'respond',
      status: 404,
      considered: [
        {
          object: { namespace: 'b', name: 'foreign' },
          verdict: 'not-served',
          why: expect.stringContaining('namespace b does not have the labels'),
        },
      ],
    });
  });
});

describe('where a request comes in', () => {
  const http = ['Host: shop.example.com'];
  it.each([
    ['by the address of the load balancer', 'http://203.0.113.80/cart', 'internet'],
    ['by a node port', 'http://192.168.0.1:30080/cart', 'internet'],
    ['by a node port of a node without a proxy', 'http://192.168.0.2:30080/cart', 'internet'],
    ['by the Cluster IP of the proxy', 'http://10.96.0.80/cart', 'pod/a/client'],
    ['by the pod of the proxy', 'http://10.1.1.80:10080/cart', 'pod/a/client'],
  ])('%s', (_, to, from) => {
    const report = ask(to, { from, headers: http });
    expect(report.outcome).toBe('delivered');
    expect(route(report)).toMatchObject({ kind: 'HTTPRoute', object: { name: 'shop' }, rule: 'spec.rules[0]' });
  });

  it('from a pod, by the address that the Gateway reports', () => {
    const report = ask(CART, { from: 'pod/a/client' });
    expect(report.outcome).toBe('delivered');
    expect(says(report)).toMatch(/Pod a\/client .* on n2/);
    expect(route(report)?.kind).toBe('HTTPRoute');
  });

  it('a Service that is nobody’s proxy is no affair of a Gateway', () => {
    const report = ask('http://10.96.0.1/cart', { from: 'pod/a/client', headers: http });
    expect([report.outcome, route(report)]).toEqual(['delivered', undefined]);
  });

  it('is unknown where nobody names the host, and where no address is reported', () => {
    expect(ask('https://elsewhere.example.org/').outcome).toBe('unknown');
    const silent = clusterWith((object) => {
      const { status: _status, ...rest } = object;
      return object.kind === 'Gateway' || object.kind === 'Service' ? [rest] : [object];
    });
    const report = ask(CART, {}, silent);
    expect(report.outcome).toBe('unknown');
    expect(report.summary).toContain('Gateway edge/web takes requests for the host, and no address is reported for it');
  });

  it('a Service of the proxy has the address where the status reports none', () => {
    const { conditions } = STATUS;
    const report = ask(CART, {}, changed('Gateway', 'web', { status: { conditions } }));
    expect(report.outcome).toBe('delivered');
    expect(says(report)).toContain('203.0.113.80, the address of a Service in front of Gateway edge/web');
  });

  const ingress = (host: string, address: string) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop', namespace: 'a' },
    spec: {
      ingressClassName: 'nginx',
      rules: [
        { host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'canary', port: { number: 80 } } } }] } },
      ],
    },
    status: { loadBalancer: { ingress: [{ ip: address }] } },
  });
  const nginx = (controller: string) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx' },
    spec: { controller },
  });
  const both = (host: string, address: string) => clusterWith(undefined, [ingress(host, address), nginx('example.com/other')]);

  it('is each address at which an Ingress or a route names the host', () => {
    const report = ask(CART, {}, both('shop.example.com', '198.51.100.1'));
    expect(report.answers.map(({ when, route: by }) => [when.address, by?.kind])).toEqual([
      [['198.51.100.1'], 'Ingress'],
      [['203.0.113.80'], 'HTTPRoute'],
    ]);
  });

  it('is the closest name: a host goes before a wildcard, and that before a listener', () => {
    expect(route(ask(CART, {}, both('*.example.com', '198.51.100.1')))?.kind).toBe('HTTPRoute');
    expect(route(ask('https://more.example.com/', {}, both('*.example.com', '198.51.100.1')))?.kind).toBe('Ingress');
  });

  it('is unknown where an Ingress and a route at one address both take the request', () => {
    const report = ask(CART, {}, both('shop.example.com', '203.0.113.80'));
    expect(report.outcome).toBe('unknown');
    expect(report.summary).toContain('Ingress a/shop and HTTPRoute a/shop may both take the request');
    expect(route(report)?.considered.some(({ verdict }) => verdict === 'wins')).toBe(false);
  });
});

describe('what is not known', () => {
  it.each([
    ['routes', ['HTTPRoute'], 'HTTPRoute is forbidden'],
    ['endpoints', ['EndpointSlice', 'Endpoints'], 'not known'],
    ['Services', ['Service'], 'not known'],
    ['the labels of namespaces', ['Namespace'], 'the labels of namespace a were not read'],
    ['whether the Secret exists', ['Secret'], 'whether Secret edge/web-tls exists was not read'],
  ])('%s that may not be read make it unknown', (_, kinds, why) => {
    const report = ask(CART, {}, refused(...kinds));
    expect(report.outcome).toBe('unknown');
    expect(says(report)).toContain(why);
    expect(report.coverage.gaps.some(({ kind }) => kinds.includes(kind))).toBe(true);
  });

  it('a Gateway that may not be read, by the label of its proxy', () => {
    const report = ask('http://10.96.0.80/cart', { from: 'pod/a/client', headers: ['Host: shop.example.com'] }, refused('Gateway'));
    expect(report.outcome).toBe('unknown');
    expect(report.summary).toContain('Gateway edge/web could not be read');
  });

  it('without the right to ask for the Secret, its controller is believed', () => {
    const resolved = { type: 'ResolvedRefs', status: 'True', reason: 'ResolvedRefs', observedGeneration: 1 };
    const listeners = [{ name: 'https', attachedRoutes: 1, supportedKinds: [], conditions: [resolved] }];
    const cluster = changed('Gateway', 'web', { status: { ...STATUS, listeners } });
    const { readings } = refused('Secret');
    const secret = readings.filter(({ need }) => need.kind === 'Secret');
    const mixed = { ...cluster, readings: [...cluster.readings.filter(({ need }) => need.kind !== 'Secret'), ...secret] };
    expect(ask(CART, {}, mixed).outcome).toBe('delivered');
  });

  it.each<[string, readonly (readonly [string, string])[], string, string]>([
    ['nothing', [], 'unknown', 'no controller has said of Gateway edge/web that it is Accepted'],
    ['that it is accepted alone', [['Accepted', 'True']], 'unknown', 'no controller has said of Gateway edge/web that it is Programmed'],
    ['that it is programmed, so that it was accepted', [['Programmed', 'True']], 'delivered', 'delivered'],
    [
      'that it is programmed, and not accepted',
      [
        ['Programmed', 'True'],
        ['Accepted', 'False'],
      ],
      'unknown',
      'the controller of Gateway edge/web says Accepted False',
    ],
  ])('a Gateway of which its controller has said %s', (_, said, outcome, says) => {
    const conditions = said.map(([type, status]) => ({ type, status }));
    const status = { addresses: [{ type: 'IPAddress', value: '203.0.113.80' }], conditions };
    const report = ask(CART, {}, changed('Gateway', 'web', { status }));
    expect(report.outcome).toBe(outcome);
    expect(report.summary).toContain(says);
  });

  it.each([
    ['its controller did not accept', { status: 'False', reason: 'UnsupportedValue', observedGeneration: 1 }, 'unknown'],
    ['its controller accepted', { status: 'True', reason: 'Accepted', observedGeneration: 1 }, 'delivered'],
    ['its controller did not accept before it was changed', { status: 'False', reason: 'Old', observedGeneration: 0 }, 'delivered'],
  ])('a route that %s', (_, condition, outcome) => {
    const parentRef = { name: 'web', namespace: 'edge' };
    const parents = [{ parentRef, controllerName: 'example.com/envoy', conditions: [{ type: 'Accepted', ...condition }] }];
    expect(ask(CART, {}, changed('HTTPRoute', 'shop', { status: { parents } })).outcome).toBe(outcome);
  });

  it('kinds that the server does not have change nothing', () => {
    const cluster = clusterWith();
    const readings = cluster.readings.map((one) => {
      const { kind } = one.need;
      const isMissing = ['GRPCRoute', 'TLSRoute', 'ListenerSet', 'BackendTLSPolicy', 'ReferenceGrant'].includes(kind);
      const gap = { kind, scope: {}, reason: 'not-served', message: `the server doesn't have ${kind}` } as const;
      return isMissing ? { ...one, listing: { state: 'unknown', gaps: [gap] } as const } : one;
    });
    expect(ask(CART, {}, { ...cluster, readings }).answers).toEqual(ask(CART).answers);
  });

  it('a listener that its controller says does not work takes nothing', () => {
    const bad = { type: 'Programmed', status: 'False', reason: 'Invalid', observedGeneration: 1 };
    const listeners = [{ name: 'https', attachedRoutes: 0, supportedKinds: [], conditions: [bad] }];
    const report = ask(CART, {}, changed('Gateway', 'web', { status: { ...STATUS, listeners } }));
    expect(report.outcome).toBe('refused');
    expect(report.summary).toContain('the controller says of listener https: Programmed False (Invalid)');
  });
});

describe('TLS that goes through to the backend', () => {
  const gateway = spec('Gateway', 'web') as { readonly listeners: readonly object[] };
  const passthrough = {
    name: 'tls',
    port: 8443,
    protocol: 'TLS',
    tls: { mode: 'Passthrough' },
    allowedRoutes: { namespaces: { from: 'All' } },
  };
  const tlsRoute = {
    apiVersion: GATEWAY,
    kind: 'TLSRoute',
    metadata: { name: 'db', namespace: 'a' },
    spec: {
      parentRefs: [{ name: 'web', namespace: 'edge' }],
      hostnames: ['db.example.com'],
      rules: [{ backendRefs: [{ name: 'shop', port: 80 }] }],
    },
  };
  /** Nobody in the cluster has the address: its load balancer passes every port on. */
  const cluster = clusterWith(
    (object) => {
      if (object.kind === 'Service' && object.metadata.name === 'web-envoy') return [];
      return [object.kind === 'Gateway' ? { ...object, spec: { ...gateway, listeners: [...gateway.listeners, passthrough] } } : object];
    },
    [tlsRoute],
  );

  it('is routed by the name in the handshake', () => {
    const report = ask('https://db.example.com:8443/', {}, cluster);
    expect(report.outcome).toBe('delivered');
    expect(route(report)).toMatchObject({ kind: 'TLSRoute', object: { name: 'db' }, rule: 'spec.rules[0]', action: 'forward' });
    expect(says(report)).toContain('lets TLS through');
  });

  it('is for TLS alone, and for its port', () => {
    expect(ask('http://db.example.com:8443/', {}, cluster).summary).toContain('port 8443 is for TLS, not for http');
    expect(ask('https://db.example.com:9443/', {}, cluster).summary).toContain('no listener has port 9443');
  });
});
