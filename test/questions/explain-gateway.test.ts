import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import type { GatewayReport } from '../../src/model/gateway-report.ts';
import { ALL_KINDS, type Kind } from '../../src/model/kind.ts';
import type { Need } from '../../src/model/listing.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import type { HTTPRouteReport } from '../../src/model/route-report.ts';
import type { ServiceReport } from '../../src/model/service-report.ts';
import type { ClusterSnapshot } from '../../src/model/snapshot.ts';
import { outcomeOf } from '../../src/model/trace.ts';
import { type ExplainedReport, explain, explainPlan } from '../../src/questions/explain/index.ts';
import { readPlan } from '../../src/questions/reading-plan.ts';
import { gateway, http, namespace, of, route, service, slice, toWeb } from '../engines/gateway/objects.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const lab = readObjects(labObjects(), { takenAt: NOW });

function without(cluster: ClusterSnapshot, kind: Kind, reason: 'forbidden' | 'not-served' = 'forbidden'): ClusterSnapshot {
  const gap = { kind, scope: {}, reason, message: 'no' } as const;
  const readings = cluster.readings.map((reading) =>
    reading.need.kind === kind ? { ...reading, listing: { state: 'unknown', gaps: [gap] } as const } : reading,
  );
  return { ...cluster, readings };
}

const clusterOf = (...objects: readonly object[]) => readObjects(objects, { complete: true, takenAt: NOW });
const gatewayReport = (object: string, cluster = lab) => explain(cluster, { object }) as GatewayReport;
const routeReport = (object: string, cluster = lab) => explain(cluster, { object }) as HTTPRouteReport;
const programmed = ['Accepted', 'Programmed'].map((type) => ({ type, status: 'True', reason: type, observedGeneration: 1 }));

/** What is asked of a server that has these objects, round by round. */
async function asked(object: string, cluster = lab): Promise<readonly (readonly Need[])[]> {
  const rounds: (readonly Need[])[] = [];
  const whole = new Map(cluster.readings.map(({ need, listing }) => [need.kind, listing]));
  const { indexSnapshot } = await import('../../src/model/cluster-index.ts');
  const index = indexSnapshot(cluster);
  await readPlan(
    explainPlan({ object }),
    async (needs) => {
      rounds.push(needs);
      return needs.map((need) => {
        const { kind, only: _only, ...scope } = need;
        return { need, listing: whole.has(kind) ? index.list(kind, scope) : { state: 'complete' as const, items: [] } };
      });
    },
    NOW,
  );
  return rounds;
}

describe('the Gateways of the lab', () => {
  it('are told: one that its controller programmed, with a listener that lacks its certificate', () => {
    const report = gatewayReport('gateway/prod/edge');
    expect(report.outcome).toBe('programmed');
    expect(report.summary).toBe(
      'Gateway prod/edge is programmed by lab.local/gateway. It is reached at 203.0.113.30. 2 listeners, 5 routes. Listener https cannot be used: Secret prod/edge-tls does not exist.',
    );
    expect(report.listeners.map(({ name, programmed: { holds }, routes }) => [name, holds, routes.length])).toEqual([
      ['http', 'yes', 5],
      ['https', 'no', 5],
    ]);
    expect(report.addresses).toEqual([{ type: 'IPAddress', value: '203.0.113.30', owners: [] }]);
  });

  it('are told: one that nobody takes, since its class does not exist', () => {
    const report = gatewayReport('gtw/a/inner');
    expect([report.outcome, report.summary]).toEqual([
      'pending',
      'Gateway a/inner waits for a controller: GatewayClass nosuch does not exist. It has no address. 1 listener, 0 routes.',
    ]);
    expect(report.conditions).toEqual([]);
  });

  it.each([
    ['a/shop', 'attached', 'HTTPRoute a/shop is attached to Gateway prod/edge for shop.example.com. 4 rules.'],
    ['a/orphan', 'not-attached', 'HTTPRoute a/orphan is attached to nothing: Gateway a/nogw does not exist.'],
    [
      'a/to-b',
      'broken',
      'HTTPRoute a/to-b is attached to Gateway prod/edge for b.example.com. 1 rule of 1 is broken: rule 1 fails, since no ReferenceGrant in namespace b lets HTTPRoutes of namespace a name Service b/web.',
    ],
    ['a/to-prod', 'attached', 'HTTPRoute a/to-prod is attached to Gateway prod/edge for api.example.com. 1 rule.'],
    [
      'a/wrongport',
      'broken',
      'HTTPRoute a/wrongport is attached to Gateway prod/edge for wp.example.com. 1 rule of 1 is broken: rule 1 fails, since Service a/foo has no port 8080. No controller has said anything of it yet.',
    ],
    [
      'a/wronghost',
      'not-attached',
      "HTTPRoute a/wronghost is attached to nothing: none of the route's hostnames shop.other.org is within *.example.com of listener https.",
    ],
    [
      'b/section',
      'not-attached',
      'HTTPRoute b/section is attached to nothing: listener https: namespace b does not have the labels team=a.',
    ],
  ])('have routes that are told: %s is %s', (name, outcome, summary) => {
    const report = routeReport(`httproute/${name}`);
    expect([report.outcome, report.summary]).toEqual([outcome, summary]);
  });

  it('have a route of a kind that the controller says its listeners do not take', () => {
    const report = routeReport('grpcroute/a/grpc');
    expect([report.outcome, report.summary]).toEqual([
      'not-attached',
      'GRPCRoute a/grpc is attached to nothing: the controller says that listener http takes HTTPRoute alone, no GRPCRoute.',
    ]);
  });

  it('have a route whose rules are told in words', () => {
    expect(
      routeReport('httproute/a/shop').rules.map(({ matches, filters, answers, backends }) => [
        matches,
        filters,
        answers?.says,
        backends.length,
      ]),
    ).toEqual([
      [['/api and below'], ['rewrite prefix /'], undefined, 2],
      [['exactly /old'], [], 'redirect 301 to scheme https', 0],
      [
        ['GET on every path, header x-canary: 1'],
        ['request headers: set x-from: gw, remove x-canary', 'copy to Service part:80, answers thrown away'],
        undefined,
        1,
      ],
      [['every path'], [], undefined, 2],
    ]);
  });

  it('lead to Services, each of which tells them as ways in', () => {
    const { entries } = explain(lab, { object: 'svc/a/foo' }) as ServiceReport;
    const by = entries
      .filter(({ via }) => via === 'Gateway')
      .map(({ url, address, port, trace }) => `${url} ${address}:${port} ${outcomeOf(trace)}`);
    expect(by).toEqual([
      'http://shop.example.com/api 203.0.113.30:80 delivered',
      'https://shop.example.com/api 203.0.113.30:443 refused',
      'http://shop.example.com/ 203.0.113.30:80 delivered',
      'https://shop.example.com/ 203.0.113.30:443 refused',
      'http://wp.example.com/ 203.0.113.30:80 refused',
      'https://wp.example.com/ 203.0.113.30:443 refused',
      // Its controller says that the listener takes HTTPRoutes alone.
      'http://grpc.example.com/shop.v1.Cart/Get 203.0.113.30:80 unknown',
      'https://grpc.example.com/shop.v1.Cart/Get 203.0.113.30:443 refused',
    ]);
  });

  it('do not lead to a Service by a route that may not name it', () => {
    const { entries } = explain(lab, { object: 'svc/b/web' }) as ServiceReport;
    expect(entries).toEqual([]);
  });
});

describe('a Gateway', () => {
  const status = (fields: object) => ({ ...gateway([http()], {}, { generation: 2 }), status: fields });
  it.each([
    [
      'whose conditions are of today',
      programmed.map((one) => ({ ...one, observedGeneration: 2 })),
      'programmed',
      'is programmed by x.org/c',
    ],
    ['whose conditions are of before its last change', programmed, 'stale', 'was programmed by x.org/c, but not since its last change'],
    [
      'that its controller refuses',
      [{ type: 'Accepted', status: 'False', reason: 'Invalid', message: 'no', observedGeneration: 2 }],
      'not-programmed',
      'is not programmed: x.org/c says Accepted is False (Invalid, no)',
    ],
    [
      'that nobody has looked at',
      [],
      'pending',
      'waits for a controller: none has accepted GatewayClass c, so that none for x.org/c seems to run',
    ],
  ])('%s is told so', (_, conditions, outcome, says) => {
    const own = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'c' },
      spec: { controllerName: 'x.org/c' },
    };
    const report = gatewayReport('gateway/infra/gw', clusterOf(status({ conditions }), own));
    expect(report.outcome).toBe(outcome);
    expect(report.summary).toContain(`Gateway infra/gw ${says}.`);
  });

  const labelled = { 'gateway.networking.k8s.io/gateway-name': 'gw' };
  const front = {
    ...service('front', { type: 'LoadBalancer', clusterIP: '10.96.0.30' }, 'infra'),
    metadata: { name: 'front', namespace: 'infra', labels: labelled },
    status: { loadBalancer: { ingress: [{ ip: '203.0.113.30' }] } },
  };
  const addressed = { ...gateway(), status: { addresses: [{ value: '203.0.113.30' }] } };

  it('has its data plane told, and whose its address is, without reading anything else', async () => {
    const proxy = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'infra', labels: labelled },
      spec: { nodeName: 'n' },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    };
    const cluster = clusterOf(addressed, front, proxy);
    const { dataPlane, addresses } = gatewayReport('gateway/infra/gw', cluster);
    expect(dataPlane).toMatchObject({
      services: [{ name: 'front', type: 'LoadBalancer', loadBalancer: ['203.0.113.30'] }],
      pods: [{ name: 'p', node: 'n', ready: true }],
    });
    expect(addresses).toEqual([
      {
        type: 'IPAddress',
        value: '203.0.113.30',
        owners: [{ object: { kind: 'Service', namespace: 'infra', name: 'front' }, role: 'loadBalancer' }],
      },
    ]);
    const kinds = (await asked('gateway/infra/gw', cluster))
      .flat()
      .filter(({ kind, labels }) => kind === 'Node' || (kind === 'Service' && labels === undefined));
    expect(kinds).toEqual([]);
  });

  it("has an address that is some node's, or nobody's that is known", () => {
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n' },
      status: { addresses: [{ type: 'InternalIP', address: '203.0.113.30' }] },
    };
    expect(gatewayReport('gateway/infra/gw', clusterOf(addressed, node)).addresses[0]?.owners).toEqual([
      { object: { kind: 'Node', name: 'n' }, role: 'node' },
    ]);
    expect(gatewayReport('gateway/infra/gw', without(clusterOf(addressed), 'Node')).addresses[0]?.owners).toBe('unknown');
  });

  it('counts what it could not read', () => {
    const report = gatewayReport('gateway/infra/gw', without(clusterOf(gateway()), 'GRPCRoute'));
    expect(report.listeners[0]?.routesComplete).toBe(false);
    expect(report.summary).toContain('1 listener, 0 routes; there may be more.');
    expect(report.coverage.notChecked.map(({ what, why }) => `${what}: ${why}`)).toContain(
      'grpcroutes: you may not list them (kubectl auth can-i list grpcroutes.gateway.networking.k8s.io -A)',
    );
  });

  it('mentions kinds that the server does not have once', () => {
    const missing = without(
      without(clusterOf(gateway([http({ allowedRoutes: {} })])), 'GRPCRoute', 'not-served'),
      'HTTPRoute',
      'not-served',
    );
    const report = gatewayReport('gateway/infra/gw', missing);
    expect(report.listeners[0]?.routesComplete).toBe(true);
    expect(report.coverage.notChecked.filter(({ why }) => why.includes('does not have'))).toEqual([
      { what: 'grpcroutes, httproutes', why: 'the server does not have these kinds', codes: [] },
    ]);
  });

  it('asks for the metadata of its Secrets alone, and for routes of its own namespace where it takes no others', async () => {
    const https = { name: 's', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'cert' }] } };
    const needs = (await asked('gateway/infra/gw', clusterOf(gateway([https])))).flat();
    expect(needs.filter(({ kind }) => kind === 'Secret')).toEqual([{ kind: 'Secret', namespace: 'infra', name: 'cert', only: 'metadata' }]);
    expect(needs.filter(({ kind }) => kind === 'HTTPRoute')).toEqual([{ kind: 'HTTPRoute', namespace: 'infra' }]);
  });
});

describe('a route', () => {
  const taken = { ...gateway(), status: { conditions: programmed, addresses: [] } };
  const said = (status: string, observedGeneration: number) => ({
    ...route('r', {}, { generation: 2 }),
    status: {
      parents: [
        {
          parentRef: { name: 'gw', namespace: 'infra' },
          controllerName: 'x.org/c',
          conditions: [{ type: 'Accepted', status, reason: 'Why', observedGeneration }],
        },
      ],
    },
  });
  const world = [taken, service(), slice()];

  it.each([
    [
      'is not attached where its controller says so of today',
      said('False', 2),
      'not-attached',
      'HTTPRoute app/r is attached to nothing: x.org/c says Why.',
    ],
    [
      'is attached where its controller said no of before',
      said('False', 1),
      'attached',
      'HTTPRoute app/r is attached to Gateway infra/gw. 1 rule.',
    ],
    ['is attached where its controller says yes', said('True', 2), 'attached', 'HTTPRoute app/r is attached to Gateway infra/gw. 1 rule.'],
  ])('%s', (_, one, outcome, summary) => {
    const report = routeReport('httproute/app/r', clusterOf(...world, one));
    expect([report.outcome, report.summary]).toEqual([outcome, summary]);
  });

  it.each([
    ['whose backend is missing', [{ backendRefs: [{ name: 'gone', port: 80 }] }], 'rule 1 fails, since Service app/gone does not exist'],
    [
      'of whose backends one is missing',
      [
        {
          backendRefs: [
            { name: 'web', port: 80, weight: 3 },
            { name: 'gone', port: 80 },
          ],
        },
      ],
      'rule 1 fails for 25 % of its requests, since Service app/gone does not exist',
    ],
    [
      'whose backend has nobody ready',
      [{ backendRefs: [{ name: 'idle', port: 80 }] }],
      'rule 1 fails, since Service app/idle has no ready endpoint',
    ],
    ['without backends', [toWeb(), { name: 'empty' }], 'rule 2 (empty) answers HTTP 500: it has no backends'],
    [
      'whose weights are all 0',
      [{ backendRefs: [{ name: 'web', port: 80, weight: 0 }] }],
      'rule 1 answers HTTP 500: the weights of all its backends are 0',
    ],
  ])('%s is broken', (_, rules, says) => {
    const report = routeReport('httproute/app/r', clusterOf(...world, service('idle'), slice('idle', false), route('r', { rules })));
    expect(report.outcome).toBe('broken');
    expect(report.summary).toContain(says);
  });

  it('is unknown where endpoints may not be read, and not where another kind may not', () => {
    const cluster = clusterOf(...world, route());
    expect(routeReport('httproute/app/r', without(cluster, 'EndpointSlice')).outcome).toBe('unknown');
    expect(routeReport('httproute/app/r', without(cluster, 'BackendTLSPolicy')).outcome).toBe('attached');
  });

  it('speaks TLS to a backend that a policy names', () => {
    const policy = of('BackendTLSPolicy', 'tls', {
      targetRefs: [{ group: '', kind: 'Service', name: 'web' }],
      validation: { hostname: 'web.internal', wellKnownCACertificates: 'System' },
    });
    expect(routeReport('httproute/app/r', clusterOf(...world, policy, route())).rules[0]?.backends[0]?.tls).toEqual({
      policy: 'app/tls',
      hostname: 'web.internal',
    });
  });

  it('of a mesh alone needs no ReferenceGrant', () => {
    const rules = [{ backendRefs: [{ name: 'web', namespace: 'db', port: 80 }] }];
    const inMesh = route('r', { parentRefs: [{ group: '', kind: 'Service', name: 'web', namespace: 'db' }], rules });
    const foreign = [taken, service('web', {}, 'db'), slice('web', true, 'db')];
    expect(routeReport('httproute/app/r', clusterOf(...foreign, inMesh)).outcome).toBe('attached');
    expect(routeReport('httproute/app/r', clusterOf(...foreign, route('r', { rules }))).outcome).toBe('broken');
  });

  it('is read by name, in few rounds, whatever else the cluster has', async () => {
    const rounds = await asked('httproute/a/shop');
    expect(rounds.length).toBeLessThanOrEqual(5);
    const wide = rounds
      .flat()
      .filter(
        ({ namespace, name, labels, fields }) =>
          namespace === undefined && name === undefined && labels === undefined && fields === undefined,
      );
    // Whose the address is can only be seen among all of them.
    expect(wide.map(({ kind }) => kind).sort()).toEqual(['Node', 'Service']);
  });

  it('may be attached by the labels of a namespace alone', () => {
    const selecting = gateway([http({ allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'a' } } } } })]);
    const cluster = clusterOf(selecting, service(), slice(), namespace('app', { team: 'a' }), route());
    expect(routeReport('httproute/app/r', cluster).outcome).toBe('attached');
    expect(routeReport('httproute/app/r', without(cluster, 'Namespace')).outcome).toBe('unknown');
  });
});

describe('any Gateway or route of the lab', () => {
  const everything = { object: ['gateway', 'httproute', 'grpcroute'], allNamespaces: true };

  it('is told, with whatever kind unread', () => {
    for (const kind of ALL_KINDS.filter((one) => !['Gateway', 'HTTPRoute', 'GRPCRoute'].includes(one))) {
      const { items } = explain(without(lab, kind), everything) as ReportListOf<ExplainedReport>;
      expect(items).toHaveLength(10);
    }
  });

  it('is told alike with all others and by itself', () => {
    const { items } = explain(lab, everything) as ReportListOf<ExplainedReport>;
    for (const report of items) {
      const { coverage: _all, ...together } = report;
      const { coverage: _own, ...alone } = explain(lab, { object: report.question.object as string }) as ExplainedReport;
      expect(alone).toEqual(together);
    }
  });
});
