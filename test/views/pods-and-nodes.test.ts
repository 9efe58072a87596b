import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import { type ExplainedReport, explain } from '../../src/questions/explain/index.ts';
import { renderTable } from '../../src/render/table.ts';
import { documentOf } from '../../src/views/index.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });
const { items } = explain(lab, { object: ['pod', 'node'], allNamespaces: true }) as ReportListOf<ExplainedReport>;

async function lines(report: ExplainedReport, columns?: number, wide = false): Promise<readonly string[]> {
  return renderTable(await documentOf(report, wide), { wide, color: false, columns })
    .trimEnd()
    .split('\n');
}

async function textOf(object: string): Promise<string> {
  return (await lines(explain(lab, { object }) as ExplainedReport)).join('\n');
}

describe('pods and nodes of the lab', () => {
  it.each(items.map((report) => [report.question.object, report] as const))('%s fits 80 columns', async (_object, report) => {
    const shown = await lines(report, 80);
    expect(shown.filter((line) => stringWidth(line) > 80)).toEqual([]);
    expect(shown.every((line) => !line.includes('undefined') && !line.includes('[object'))).toBe(true);
  });
});

describe('the view of a pod', () => {
  it.each([
    ['pod/a/web-675c54595f-7n6qp', '10.244.1.3   from pod CIDR 10.244.1.0/24 of its node'],
    ['pod/a/hostnet', 'hostNetwork: it has no network namespace of its own'],
    ['pod/a/hostport-ip', 'on the node itself only: hostIP is its loopback'],
    ['pod/a/sidecar', 'proxy (sidecar)'],
    ['pod/a/dns-hostnet-cf', 'ClusterFirst, which acts as Default with hostNetwork'],
    ['pod/a/dns-aliases', '/etc/hosts'],
    ['pod/a/sick-665785fddb-hwsjt', 'allunready, sick-headless: it is not ready'],
    ['pod/a/pending', 'none yet'],
    ['pod/a/done', 'the pod has ended: the address is free again'],
    ['pod/prod/pg-69df697644-ctdjg', 'isolated by pg-from-front: only what stands below goes out'],
    ['pod/prod/pg-69df697644-ctdjg', 'TCP 5432 (pg)    from   pods with app=front of namespace prod'],
    ['pod/prod/cli-5h9wq', 'isolated by default-deny-ingress: nothing comes in'],
    ['pod/a/solo', 'open: no NetworkPolicy selects it, so that everything comes in'],
  ])('%s says: %s', async (object, says) => {
    expect(await textOf(object)).toContain(says);
  });
});

describe('the view of a node', () => {
  it('says who answers on which port, and why not', async () => {
    const text = await textOf('node/node2');
    for (const says of [
      /30080\/TCP +172\.30\.0\.12 +NodePort +a\/web-np +yes/,
      /30081\/TCP +172\.30\.0\.12 +NodePort +prod\/api-local +no, dropped/,
      /30085\/TCP +172\.30\.0\.12 +NodePort +a\/nomatch-np +no, refused/,
      /30081\/TCP, 30083\/TCP: externalTrafficPolicy is Local and no usable endpoint is on this node/,
      /dns-hostnet-cf +the node's \(hostNetwork\)/,
    ])
      expect(text).toMatch(says);
  });

  it('names the endpoints where there is room', async () => {
    const wide = (await lines(explain(lab, { object: 'node/node2' }) as ExplainedReport, undefined, true)).join('\n');
    expect(wide).toContain('a/web-675c54595f-7n6qp:8080');
  });
});
