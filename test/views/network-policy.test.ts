import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readObjects } from '../../src/cluster/objects.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import type { ClusterSnapshot } from '../../src/model/snapshot.ts';
import { type ExplainedReport, explain } from '../../src/questions/explain/index.ts';
import { renderTable } from '../../src/render/table.ts';
import { documentOf } from '../../src/views/index.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });
const OBJECTS = parseAllDocuments(readFileSync(join(import.meta.dirname, '../clusters/policies.yaml'), 'utf8')).map(
  (document) => document.toJS() as object,
);
const BROKEN = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'broken', namespace: 'shop' },
  spec: { podSelector: { matchLabels: ['a'] }, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/88' } }] }] },
};
const story = readObjects(OBJECTS, { complete: true });
const broken = readObjects([...OBJECTS, BROKEN], { complete: true });

function all(cluster: ClusterSnapshot, ...object: readonly string[]): readonly ExplainedReport[] {
  return (explain(cluster, { object, allNamespaces: true }) as ReportListOf<ExplainedReport>).items;
}

async function lines(report: ExplainedReport, columns?: number, wide = false): Promise<readonly string[]> {
  return renderTable(await documentOf(report, wide), { wide, color: false, columns })
    .trimEnd()
    .split('\n');
}

async function textOf(object: string, cluster: ClusterSnapshot): Promise<string> {
  return (await lines(explain(cluster, { object }) as ExplainedReport)).join('\n');
}

describe('policies', () => {
  const reports = [...all(lab, 'netpol'), ...all(story, 'netpol', 'cnp', 'anp', 'banp'), ...all(broken, 'netpol')];

  it.each(reports.map((report) => [report.summary, report] as const))('fit 80 and 200 columns: %s', async (_summary, report) => {
    for (const columns of [80, 200]) {
      const shown = await lines(report, columns);
      expect(shown.filter((line) => stringWidth(line) > columns)).toEqual([]);
      expect(shown.every((line) => !line.includes('undefined') && !line.includes('[object'))).toBe(true);
    }
  });

  it.each([
    ['netpol/prod/api-from-team-a', lab, '38 pods: DaemonSet a/cli (3), Deployment a/web (3), StatefulSet a/db (3) and 27 more'],
    ['netpol/prod/api-from-team-a', lab, 'TCP "http" = 8080'],
    [
      'netpol/prod/api-from-cidr',
      lab,
      'ingress[0] lets in 172.30.0.0/24 without 172.30.0.99/32, to TCP 8080-8443\n    adds  only this rule allows it',
    ],
    ['netpol/prod/default-deny-ingress', lab, 'isolates its pods, and lets nothing in: only what other policies allow comes in'],
    ['netpol/prod/default-deny-ingress', lab, 'without it: 3 of its pods would be open for ingress'],
    ['netpol/prod/front-egress', lab, 'OTHER POLICIES OF THESE PODS  no other NetworkPolicy selects them'],
    ['netpol/shop/web', story, 'Not covered   shop/host: in the network of their node'],
    ['netpol/shop/web', story, 'TCP "http" = 8080 in 1, 9090 in 1, TCP 8080-8090'],
    ['netpol/shop/web', story, 'spec.egress policyTypes does not have Egress: what stands here has no effect'],
    ['netpol/shop/web', story, 'ClusterNetworkPolicy guard   2      ingress   asked before this one, in tier Admin'],
    ['netpol/shop/gone', story, 'NetworkPolicy shop/gone selects no pod'],
    ['cnp/guard', story, 'Tier          Admin, priority 10 (the lower first)'],
    ['cnp/guard', story, 'ingress[1] rest: leaves to NetworkPolicies what comes from all pods of all namespaces, on every port'],
    ['cnp/guard', story, 'has the same priority: which one is asked first is not defined'],
    [
      'netpol/shop/broken',
      broken,
      'MALFORMED  the API server would refuse this, or nobody can read it\n  spec.podSelector.matchLabels: expected an object, got a list',
    ],
    [
      'netpol/shop/canary',
      broken,
      'is not known (NetworkPolicy shop/broken, spec.podSelector.matchLabels: expected an object, got a list)',
    ],
  ])('%s tells what matters', async (object, cluster, says) => {
    expect(await textOf(object, cluster)).toContain(says);
  });

  it('are wide with the field of each peer', async () => {
    const wide = await lines(explain(lab, { object: 'netpol/prod/api-from-cidr' }) as ExplainedReport, undefined, true);
    expect(wide.join('\n')).toContain('spec.ingress[0].from[0]');
  });
});

describe('who may connect to a Service', () => {
  it.each(['svc/prod/api', 'svc/prod/api-local', 'svc/prod/lb', 'svc/a/foo'])('%s fits 80 columns', async (object) => {
    const shown = await lines(explain(lab, { object }) as ExplainedReport, 80);
    const [start, end] = [
      shown.findIndex((line) => line.startsWith('WHO MAY CONNECT')),
      shown.findIndex((line) => line.startsWith('ASSUMED')),
    ];
    expect(start).toBeGreaterThan(0);
    expect(shown.slice(start, end).filter((line) => stringWidth(line) > 80)).toEqual([]);
  });

  it.each([
    ['svc/prod/api', '  80/TCP http: 2 of 2 endpoints are isolated for ingress'],
    ['svc/prod/api', 'NetworkPolicies isolate 2 of 2 endpoints of port 80/TCP http, 443/TCP https, and decide who may connect.'],
    ['svc/prod/api-local', 'from outside: some: 172.30.0.0/24 without 172.30.0.99/32 (policies let only some through, to 2 of 2 pods)'],
    ['svc/prod/lb', 'from outside: unknown: at least whoever comes in by node node1, node2'],
    ['svc/a/web-np', 'from outside: yes (policies let everybody through)'],
    ['svc/prod/front', 'everybody   front-open'],
  ])('%s says %s', async (object, says) => {
    expect(await textOf(object, lab)).toContain(says);
  });
});
