import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { type ExposureQuery, type ExposureReport, exposure, readObjects } from '../../src/index.ts';
import { renderExposureCsv } from '../../src/render/exposure-csv.ts';
import { renderExposureMarkdown } from '../../src/render/exposure-markdown.ts';
import { renderTable } from '../../src/render/table.ts';
import { exposureDocument } from '../../src/views/exposure.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const lab = readObjects(labObjects(), { takenAt: NOW });
const listed = (query: ExposureQuery = {}) => exposure(lab, { allNamespaces: true, ...query });

interface Shown {
  readonly columns?: number;
  readonly wide?: boolean;
  readonly brief?: boolean;
}

const shown = (report: ExposureReport, { columns, wide = false, brief = false }: Shown = {}) =>
  renderTable(exposureDocument(report, { wide, brief }), { wide, color: false, columns });

const lines = (report: ExposureReport, options?: Shown) => shown(report, options).split('\n');

/** As many nodes as asked for, each with as many Services as asked for; every fifth Service is Local and has one endpoint. */
function manyNodes(nodes: number, services: number, query: ExposureQuery = {}): ExposureReport {
  const objects = [
    ...Array.from({ length: nodes }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `n${index}` },
      spec: {},
      status: {
        addresses: [{ type: 'InternalIP', address: `10.0.${index >> 8}.${index & 255}` }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    })),
    ...Array.from({ length: services }, (_, index) => [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: `s${String(index).padStart(3, '0')}`, namespace: 'a' },
        spec: {
          type: 'NodePort',
          clusterIP: `10.96.0.${index}`,
          clusterIPs: [`10.96.0.${index}`],
          externalTrafficPolicy: index % 5 === 0 ? 'Local' : 'Cluster',
          ports: [{ port: 80, nodePort: 30000 + index }],
        },
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: `s${index}-1`, namespace: 'a', labels: { 'kubernetes.io/service-name': `s${String(index).padStart(3, '0')}` } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [`10.1.0.${index}`], conditions: { ready: true }, nodeName: `n${index % nodes}` }],
        ports: [{ name: '', port: 80, protocol: 'TCP' }],
      },
    ]).flat(),
  ];
  return exposure(readObjects(objects, { takenAt: NOW, complete: true }), { allNamespaces: true, inventory: 'nodeports', ...query });
}

describe('an inventory', () => {
  it.each([80, 200])('fits a terminal of %i columns', (columns) => {
    for (const by of ['service', 'node'] as const) {
      for (const wide of columns === 80 ? [false] : [false, true]) {
        const tooLong = lines(listed({ by }), { columns, wide }).filter((line) => stringWidth(line) > columns);
        expect(tooLong).toEqual([]);
      }
    }
  });

  it('tells nodes that do the same in one row, and what differs below it', () => {
    const text = lines(listed({ inventory: 'nodeports' }));
    const at = text.findIndex((line) => line.startsWith('  30081/TCP'));
    expect(text.slice(at, at + 2)).toEqual([
      expect.stringMatching(/^ {2}30081\/TCP +NodePort +prod\/api-local +node3 +yes +Deployment prod\/api +some$/),
      expect.stringMatching(/^ {30,}node1, node2 +no, dropped$/),
    ]);
    expect(text).toContainEqual(expect.stringMatching(/^ {2}30080\/TCP +NodePort +a\/web-np +all 3 nodes +yes +Deployment a\/web +all$/));
    expect(text).toContainEqual(
      expect.stringMatching(/^ {2}30183\/TCP +health check +prod\/lb-local +node1, node2 +503, no endpoint +kube-proxy$/),
    );
    expect(text).toContain('  30081/TCP, 30083/TCP: externalTrafficPolicy is Local and no usable endpoint is on this node');
  });

  it('says what may be public, to whom, and what likely is sensitive', () => {
    const text = shown(listed());
    expect(text).toMatch(/^ {2}80\/TCP +LoadBalancer +prod\/lb +203\.0\.113\.10 at all 3 nodes +yes to some, may be public/m);
    expect(text).toContain('80/TCP of prod/lb: loadBalancerSourceRanges lets in 172.30.0.99/32, 10.0.0.0/8 only');
    expect(text).toContain('policies let only some through, to 2 of 2 pods: 172.30.0.0/24 without 172.30.0.99/32');
    expect(text).toMatch(/^ {2}80\/TCP +LoadBalancer +prod\/lb-pending +- +no, pending/m);
    const [row] = listed().rows;
    const risky = { ...listed(), rows: row === undefined ? [] : [{ ...row, sensitive: 'PostgreSQL' }] };
    expect(shown(risky)).toContain('Deployment a/web: likely PostgreSQL');
  });

  it('says once what the API cannot show', () => {
    expect(shown(listed()).match(/firewalls/g)?.length).toBe(1);
  });

  it('by node tells first what is the same at all of them, then what each has of its own', () => {
    const headings = lines(listed({ by: 'node' })).filter((line) => /^[A-Z]/.test(line) && !line.includes(':'));
    expect(headings.slice(0, 5)).toEqual([
      'AT ALL 3 NODES',
      'AT node1  172.30.0.11',
      'AT node2  172.30.0.12',
      'AT node3  172.30.0.13',
      'AT NO NODE  as far as the API tells',
    ]);
  });

  it('of one node is one section', () => {
    const text = shown(listed({ by: 'node', node: 'node2', inventory: 'nodeports' }));
    expect(text.match(/^AT /gm)).toEqual(['AT ']);
    expect(text).toMatch(/^ {2}30083\/TCP +NodePort +prod\/lb-local +172\.30\.0\.12 +no, dropped/m);
  });
});

describe('an inventory of many nodes', () => {
  const long = manyNodes(300, 120);

  it('names the few that differ', () => {
    expect(long.perAddress).toBe(false);
    const text = lines(long);
    expect(text).toContainEqual(expect.stringMatching(/^ {2}30001\/TCP +NodePort +a\/s001 +all 300 nodes +yes/));
    const at = text.findIndex((line) => line.startsWith('  30005/TCP'));
    expect(text.slice(at, at + 2)).toEqual([
      expect.stringMatching(/a\/s005 +n5 +yes/),
      expect.stringMatching(/^ +all but n5 +no, dropped/),
    ]);
  });

  it('by node tells what holds for most, and each node that is told apart', () => {
    const text = lines(manyNodes(300, 120, { by: 'node' }));
    const headings = text.filter((line) => line.startsWith('AT '));
    expect(headings.slice(0, 3)).toEqual(['AT ALL 300 NODES', 'AT MOST NODES  but for those where something else is told below', 'AT n0']);
    expect(headings.length).toBe(2 + 24);
  });

  it('ends in a count where it is to be brief', () => {
    expect(shown(long, { brief: true })).toContain('… and 84 more: -o wide shows all');
    expect(shown(manyNodes(300, 120, { by: 'node' }), { brief: true })).toContain('… and 14 more  -o wide shows all, --node NAME one');
    expect(shown(long)).not.toContain('-o wide shows all');
  });

  it('counts nodes where neither those that do nor those that do not are few', () => {
    const some = {
      ...long,
      rows: long.rows.slice(0, 1).map((row) => ({ ...row, nodes: { count: 4, groups: [], except: [], names: ['n1', 'n2', 'n3', 'n4'] } })),
    };
    expect(shown(some)).toContain('4 of 300 nodes');
    expect(shown(some, { wide: true })).toContain('n1, n2, n3, n4');
  });
});

describe('for other programs', () => {
  it('CSV has a line for each address', () => {
    const [head = '', ...rows] = renderExposureCsv(listed()).trimEnd().split('\r\n');
    expect(head).toBe(
      'via,service,node,nodes,address,addressType,port,protocol,answers,outcome,public,sensitive,clients,workloads,endpoints,reason,policies,policySources,object,host,path',
    );
    expect(rows.length).toBe(listed().rows.length + listed().routes.length);
    expect(rows).toContainEqual(
      expect.stringMatching(
        /^Ingress,a\/foo,,0,203\.0\.113\.20,,443,TCP,yes,delivered,candidate,,,Deployment a\/web,.*,a\/shop,shop\.example\.com,\/$/,
      ),
    );
    expect(rows).toContainEqual(
      expect.stringMatching(
        /^NodePort,prod\/api-local,node1,1,172\.30\.0\.11,InternalIP,30081,TCP,no,dropped,private,,,Deployment prod\/api,,/,
      ),
    );
  });

  it('CSV of a long inventory says how many nodes a line stands for', () => {
    expect(renderExposureCsv(manyNodes(300, 120))).toContain('NodePort,a/s001,,300,,InternalIP,30001,TCP,yes,delivered,private,');
  });

  it('Markdown has a table, and nothing in it is markup', () => {
    const text = renderExposureMarkdown(listed({ inventory: 'nodeports' }));
    expect(text.split('\n')[2]).toBe('| port | via | of | node | address | answers | public | behind | policies let in |');
    expect(text).toContain(
      '| 30081/TCP | NodePort | prod/api\\-local | node1 | 172\\.30.0.11 | no, dropped | private | Deployment prod/api | 172\\.30.0.0/24 without 172.30.0.99/32 |',
    );
  });
});
