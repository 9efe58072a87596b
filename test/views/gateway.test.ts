import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import { type ExplainedReport, explain } from '../../src/questions/explain/index.ts';
import { renderTable } from '../../src/render/table.ts';
import { documentOf } from '../../src/views/index.ts';
import { gateway, http, of, route, service, slice } from '../engines/gateway/objects.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });
const { items } = explain(lab, { object: ['gateway', 'httproute', 'grpcroute'], allNamespaces: true }) as ReportListOf<ExplainedReport>;

async function lines(report: ExplainedReport, columns?: number, wide = false): Promise<readonly string[]> {
  return renderTable(await documentOf(report, wide), { wide, color: false, columns })
    .trimEnd()
    .split('\n');
}

async function textOf(object: string, cluster = lab): Promise<string> {
  return (await lines(explain(cluster, { object }) as ExplainedReport)).join('\n');
}

describe('the Gateways and routes of the lab', () => {
  it.each(items.map((report) => [`${report.kind} ${report.summary}`, report] as const))('%s fits 80 columns', async (_summary, report) => {
    const shown = await lines(report, 80);
    expect(shown.filter((line) => stringWidth(line) > 80)).toEqual([]);
    expect(shown.every((line) => !line.includes('undefined') && !line.includes('[object'))).toBe(true);
  });

  it.each([
    ['gateway/prod/edge', 'lab   of lab.local/gateway   Accepted True'],
    ['gateway/prod/edge', '203.0.113.30   no Service or Node of the cluster has it'],
    ['gateway/prod/edge', 'Terminate prod/edge-tls'],
    ['gateway/prod/edge', 'Selector team=a'],
    ['gateway/prod/edge', 'http: its controller counts 4 routes'],
    ['gateway/prod/edge', 'its controller says ResolvedRefs False (InvalidCertificateRef, secret edge-tls not found)'],
    ['gateway/prod/edge', 'https: Secret prod/edge-tls does not exist'],
    ['gateway/a/inner', 'nosuch   there is no such GatewayClass'],
    ['gateway/a/inner', 'nothing: no controller has looked at it'],
    ['httproute/a/shop', 'copy to Service part:80, answers thrown away'],
    ['httproute/a/shop', 'Answers   redirect 301 to scheme https'],
    ['httproute/a/shop', 'Service a/foo    80     90 %    3 of 3   its part'],
    ['httproute/a/to-b', 'HTTP 500: no ReferenceGrant in namespace b lets HTTPRoutes of namespace a name Service b/web'],
    ['httproute/a/to-b', 'ResolvedRefs False (RefNotPermitted, notgranted)'],
    ['grpcroute/a/grpc', 'shop.v1.Cart/Get'],
    ['svc/a/foo', 'HTTPRoute shop        http://shop.example.com/api at 203.0.113.30 (Gateway prod/edge)'],
  ])('are told with what matters: %s says %s', async (object, says) => {
    expect(await textOf(object)).toContain(says);
  });
});

describe('what is rare', () => {
  const conditions = [{ type: 'Accepted', status: 'True', reason: 'Accepted', observedGeneration: 1 }];
  const cluster = readObjects(
    [
      {
        ...gateway([http()], { allowedListeners: { namespaces: { from: 'Same' } } }, { generation: 2 }),
        status: { conditions, addresses: [{ type: 'Hostname', value: 'lb.example.com' }] },
      },
      of('ListenerSet', 'mine', { parentRef: { name: 'gw', namespace: 'infra' }, listeners: [] }),
      route('r', {
        rules: [
          {
            name: 'slow',
            matches: [{ path: { type: 'RegularExpression', value: '/a.*' }, queryParams: [{ name: 'q', value: '1' }] }, { method: 'POST' }],
            filters: [
              { type: 'CORS', cors: { allowOrigins: ['https://x.org'] } },
              { type: 'ExtensionRef', extensionRef: { kind: 'Limit', name: 'l' } },
            ],
            timeouts: { request: '10s', backendRequest: '2s' },
            sessionPersistence: { sessionName: 'sticky' },
            backendRefs: [{ name: 'web', port: 80 }],
          },
        ],
      }),
      service(),
      slice('web', false),
    ],
    { complete: true, takenAt: '2026-11-22T07:40:00Z' },
  );

  it.each([
    ['gateway/infra/gw', 'Accepted True (of an older generation)'],
    ['gateway/infra/gw', 'lb.example.com'],
    ['httproute/app/r', 'RULE 1  slow'],
    ['httproute/app/r', 'paths like /a.* (regular expression), query parameter q: 1'],
    ['httproute/app/r', 'POST on every path'],
    ['httproute/app/r', 'CORS for https://x.org: answers preflight requests itself'],
    ['httproute/app/r', 'Limit l: the implementation decides what it does'],
    ['httproute/app/r', '10s for the whole request'],
    ['httproute/app/r', '2s for each try at a backend'],
    ['httproute/app/r', 'kept with one backend by Cookie sticky'],
    ['httproute/app/r', 'HTTP 503: no endpoint is ready'],
  ])('is told, too: %s says %s', async (object, says) => {
    expect(await textOf(object, cluster)).toContain(says);
  });
});
