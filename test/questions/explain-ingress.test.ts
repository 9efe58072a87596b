import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { explain, type IngressReport, readObjects } from '../../src/index.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { ClusterSnapshot } from '../../src/model/snapshot.ts';
import { explainPlan } from '../../src/questions/explain/index.ts';
import { restrict } from '../../src/questions/reading-plan.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });
const OBJECTS = parseAllDocuments(readFileSync(join(import.meta.dirname, '../clusters/ingress.yaml'), 'utf8')).map(
  (document) => document.toJS() as { readonly kind: string; readonly metadata: { readonly name: string }; readonly spec?: object },
);
const story = readObjects(OBJECTS, { complete: true });

function one(object: string, cluster: ClusterSnapshot = lab): IngressReport {
  const report = explain(cluster, { object });
  if (report.kind !== 'Ingress') throw new Error('not the report of an Ingress');
  return report;
}

const lines = ({ lines: all }: IngressReport) =>
  all.map(
    ({ url = 'default', wins, decidedBy, leads, backend }) => `${url} ${wins} by ${decidedBy} → ${backend?.name}:${backend?.port} ${leads}`,
  );

function without(cluster: ClusterSnapshot, kind: Kind): ClusterSnapshot {
  const gap = { kind, scope: {}, reason: 'forbidden', message: `${kind} is forbidden` } as const;
  return {
    ...cluster,
    readings: cluster.readings.map((reading) =>
      reading.need.kind === kind ? { ...reading, listing: { state: 'unknown', gaps: [gap] } as const } : reading,
    ),
  };
}

describe('the Ingresses of the lab', () => {
  it.each([
    [
      'ing/a/shop',
      'served',
      'Ingress a/shop is of class nginx, served by ingress-nginx (retired 24 March 2026). It is reached at 203.0.113.20 for shop.example.com and *.example.com.',
    ],
    [
      'ing/a/shop-bad',
      'not-served',
      'Ingress a/shop-bad is of class nginx, served by ingress-nginx (retired 24 March 2026). Its status reports no address. No line leads anywhere: https://bad.example.com/missing: the Service does not exist.',
    ],
    [
      'ing/prod/shop-dup',
      'not-served',
      'Ingress prod/shop-dup is of class nginx, served by ingress-nginx (retired 24 March 2026). Its status reports no address. 1 line never gets a request: another comes first.',
    ],
    ['ing/a/ghostclass', 'not-served', 'Ingress a/ghostclass is served by nobody: there is no IngressClass haproxy.'],
    [
      'ing/a/noclass',
      'unknown',
      'Ingress a/noclass names no class: whether a controller serves it is not in the API. Its status reports no address.',
    ],
    [
      'ing/a/annclass',
      'served',
      'Ingress a/annclass is of class nginx, served by ingress-nginx (retired 24 March 2026). Its status reports no address.',
    ],
    [
      'ing/a/catchall',
      'unknown',
      'Ingress a/catchall is of class traefik, served by Traefik, but no ready pod of Traefik was seen, and no Ingress of its reports an address. Its status reports no address.',
    ],
  ])('%s is %s', (object, outcome, summary) => {
    const report = one(object);
    expect([report.outcome, report.summary]).toEqual([outcome, summary]);
  });

  it('have lines that lead to Services, by port name and number', () => {
    expect(lines(one('ing/a/shop'))).toEqual([
      'https://shop.example.com/ yes by specification → foo:http to-endpoints',
      'https://shop.example.com/api yes by controller → multi:8081 to-endpoints',
      'https://shop.example.com/api/v1 yes by specification → part:http to-endpoints',
      'https://shop.example.com/legacy yes by specification → foo:80 to-endpoints',
      'http://*.example.com/ yes by specification → part:80 to-endpoints',
      'default yes by specification → foo:80 to-endpoints',
    ]);
    expect(lines(one('ing/a/shop-bad')).map((text) => text.replace(/^.*→ /, ''))).toEqual([
      'nosuch:80 nowhere',
      'foo:web nowhere',
      'foo:8080 nowhere',
      'nomatch:80 nowhere',
      'allunready:http nowhere',
    ]);
  });

  it('tell who shares their host and path', () => {
    expect(one('ing/prod/shop-dup').lines[0]).toMatchObject({
      wins: 'no',
      rivals: [{ ingress: { kind: 'Ingress', namespace: 'a', name: 'shop' }, field: 'spec.rules[0].http.paths[1]' }],
    });
  });

  it('have certificates whose Secrets are asked for by name', () => {
    expect(one('ing/a/shop').tls).toEqual([
      { field: 'spec.tls[0]', hosts: ['shop.example.com'], secretName: 'shop-tls', secret: 'present', hostsWithoutRule: [] },
    ]);
    expect(one('ing/a/shop-bad').tls[0]?.secret).toBe('absent');
  });

  it('report addresses that belong to nobody in the cluster', () => {
    expect(one('ing/a/shop').addresses).toEqual([{ address: '203.0.113.20', owners: [], ports: [] }]);
  });

  it('asked together say the same as each alone', () => {
    const list = explain(lab, { object: 'ingresses', allNamespaces: true });
    if (list.kind !== 'ReportList') throw new Error('not a list');
    expect(list.items).toHaveLength(7);
    for (const { coverage: _together, ...report } of list.items) {
      const { coverage: _alone, ...alone } = one(report.question.object);
      expect(report).toEqual(alone);
    }
  });
});

describe('an Ingress of a controller in the cluster', () => {
  const shop = (cluster = story) => one('ing/a/shop', cluster);

  it('shows its pods, the Service in front of them, and whose the address is', () => {
    expect(shop()).toMatchObject({
      outcome: 'partly-served',
      class: { by: 'field', name: 'nginx', exists: 'yes', controller: 'k8s.io/ingress-nginx', defaults: [] },
      controller: {
        name: 'ingress-nginx',
        retired: '24 March 2026',
        pods: [{ namespace: 'ingress-nginx', name: 'controller-1', ip: '10.1.1.80', node: 'n1', ready: true, hostNetwork: false }],
        services: [{ namespace: 'ingress-nginx', name: 'controller', addresses: ['203.0.113.80'] }],
      },
      addresses: [{ address: '203.0.113.80', owners: [{ object: { kind: 'Service', name: 'controller' }, role: 'loadBalancer' }] }],
    });
    expect(lines(shop())).toEqual([
      'https://shop.example.com/cart yes by specification → shop:http to-endpoints',
      'https://shop.example.com/empty yes by specification → empty:80 nowhere',
      'https://shop.example.com/gone yes by specification → gone:80 nowhere',
      'https://shop.example.com/icons yes by specification → icons:undefined unknown',
    ]);
  });

  it.each([
    ['IngressClass', 'unknown'],
    ['Pod', 'partly-served'],
    ['Secret', 'partly-served'],
    ['EndpointSlice', 'partly-served'],
    ['Node', 'partly-served'],
    ['Service', 'unknown'],
    ['Event', 'partly-served'],
  ] as const)('without the right to read %ss is %s, and the gap is told', (kind, outcome) => {
    const report = shop(without(story, kind));
    expect(report.outcome).toBe(outcome);
    expect(report.coverage.gaps.some((gap) => gap.kind === kind)).toBe(kind !== 'Node');
  });

  it('that may not be read is refused in words of kubectl', () => {
    expect(() => shop(without(story, 'Ingress'))).toThrow('Error from server (Forbidden): Ingress is forbidden');
    expect(() => one('ing/a/shp')).toThrow('hint: namespace a has an Ingress "shop": did you mean that?');
  });

  it("reads all Services and Nodes only where an address is nobody else's, and never a Secret", () => {
    const needs = restrict(indexSnapshot(story), explainPlan({ object: 'ing/a/shop' })).readings.map(({ need }) => need);
    expect(
      needs.filter(({ kind, namespace, name }) => (kind === 'Service' || kind === 'Node') && namespace === undefined && name === undefined),
    ).toEqual([]);
    expect(needs.filter(({ kind }) => kind === 'Secret')).toEqual([{ kind: 'Secret', namespace: 'a', name: 'shop-tls', only: 'metadata' }]);
    expect(needs.filter(({ kind, labels }) => kind === 'Pod' && labels === undefined)).toEqual([]);
  });

  it('in the wrong shape is told field by field, and never a crash', () => {
    const odd = readObjects(
      OBJECTS.map((object) =>
        object.kind === 'Ingress'
          ? {
              ...object,
              spec: {
                ingressClassName: 'nginx',
                rules: [{ host: '*', http: { paths: [{ path: 'x', pathType: 'Regex', backend: {} }] } }, {}],
                tls: [{ hosts: ['10.0.0.1'] }],
              },
            }
          : object,
      ),
      { complete: true },
    );
    expect(shop(odd).problems.map(({ field }) => field)).toEqual([
      'spec.rules[0].host',
      'spec.rules[0].http.paths[0].pathType',
      'spec.rules[0].http.paths[0].backend',
      'spec.tls[0].hosts[0]',
    ]);
    expect(shop(odd).outcome).toBe('not-served');
  });

  it('reports what its load balancer says of ports', () => {
    const failing = readObjects(
      OBJECTS.map((object) =>
        object.kind === 'Ingress'
          ? {
              ...object,
              status: {
                loadBalancer: { ingress: [{ hostname: 'lb.example.net', ports: [{ port: 443, protocol: 'TCP', error: 'PortInUse' }] }] },
              },
            }
          : object,
      ),
      { complete: true },
    );
    expect(shop(failing).addresses).toEqual([
      { address: 'lb.example.net', owners: [], ports: [{ port: 443, protocol: 'TCP', error: 'PortInUse' }] },
    ]);
  });
});
