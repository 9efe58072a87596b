import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { schemaOf } from '../../scripts/generate-docs.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { ALL_KINDS } from '../../src/model/kind.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import type { ServiceReport } from '../../src/model/service-report.ts';
import { address } from '../../src/questions/address/index.ts';
import { type AuditQuery, audit } from '../../src/questions/audit/index.ts';
import { dns } from '../../src/questions/dns/index.ts';
import { type ExplainedReport, explain } from '../../src/questions/explain/index.ts';
import { type ExposureQuery, exposure } from '../../src/questions/exposure/index.ts';
import { addressMap } from '../../src/questions/map/index.ts';
import { type PathOptions, path } from '../../src/questions/path/index.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });
const everything = { object: 'svc', allNamespaces: true } as const;

function problems(validate: ValidateFunction, report: unknown): readonly string[] {
  const plain: unknown = JSON.parse(JSON.stringify(report));
  return validate(plain) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

const ajv = new Ajv({ strict: false });
const strictList = ajv.compile(schemaOf('ReportList', false));
const strictService = ajv.compile(schemaOf('ServiceReport', false));
const published = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../docs/schema/${name}.schema.json`), 'utf8')) as object;

const strictAddress = ajv.compile(schemaOf('AddressReport', false));
const strictMap = ajv.compile(schemaOf('AddressMapReport', false));

describe('the reports of addresses', () => {
  const addresses = indexSnapshot(lab)
    .known('Pod')
    .flatMap(({ status }) => status.podIPs.map(({ ip }) => ip))
    .concat('10.96.0.10', '10.96.3.3', '172.30.0.13', '203.0.113.10', '203.0.113.13', '203.0.113.50', '8.8.8.8', '::1');

  it('have the fields of the schema, and no other', () => {
    expect(addresses.flatMap((one) => problems(strictAddress, address(lab, { address: one })))).toEqual([]);
    expect(problems(strictList, address(lab, { addresses }))).toEqual([]);
  });

  it('have them where nothing could be read', () => {
    const nothing = readObjects([], { takenAt: lab.takenAt });
    expect(problems(strictAddress, address(nothing, { address: '10.96.0.10' }))).toEqual([]);
    expect(problems(strictMap, addressMap(nothing))).toEqual([]);
  });

  it('joined in a map have them, too', () => {
    expect(problems(strictMap, addressMap(lab, { allNamespaces: true }))).toEqual([]);
    expect(problems(strictMap, addressMap(lab, { namespace: 'a', selector: 'app=web' }))).toEqual([]);
  });

  it('fit the published schemas', () => {
    expect(problems(ajv.compile(published('address')), address(lab, { address: '10.244.1.3' }))).toEqual([]);
    expect(problems(ajv.compile(published('address-map')), addressMap(lab, { namespace: 'a' }))).toEqual([]);
  });
});

describe('the reports of audits', () => {
  const strictAudit = ajv.compile(schemaOf('AuditReport', false));
  const exceptions = [
    { code: 'NX1009', object: 'Service a/gated', reason: 'known', expires: '2027-01-01' },
    { code: 'NX1007', object: 'Service a/no-more', reason: 'old', expires: '2026-01-01' },
  ];
  const queries: readonly AuditQuery[] = [
    { allNamespaces: true, all: true, exceptions },
    { namespace: 'a', scope: 'services', selector: 'app', baseline: ['NX1002 Service a/gone'] },
    { allNamespaces: true, rules: ['NX1002'], severity: 'error' },
  ];

  it.each(queries)('have the fields of the schema, and no other: %o', (query) => {
    expect(problems(strictAudit, audit(lab, query))).toEqual([]);
    expect(problems(strictAudit, audit(readObjects([], { takenAt: lab.takenAt }), query))).toEqual([]);
    expect(problems(ajv.compile(published('audit')), audit(lab, query))).toEqual([]);
  });
});

describe('inventories', () => {
  const strictExposure = ajv.compile(schemaOf('ExposureReport', false));
  const queries: readonly ExposureQuery[] = [
    { allNamespaces: true },
    { inventory: 'nodeports', namespace: 'prod', by: 'node', node: 'node2', baseline: ['NX7001 Service a/gone'] },
    { allNamespaces: true, selector: 'app', addressType: 'InternalIP' },
  ];

  it.each(queries)('have the fields of the schema, and no other: %o', (query) => {
    expect(problems(strictExposure, exposure(lab, query))).toEqual([]);
    expect(problems(ajv.compile(published('exposure')), exposure(lab, query))).toEqual([]);
  });

  it('have them where nothing could be read', () => {
    expect(problems(strictExposure, exposure(readObjects([], { takenAt: lab.takenAt })))).toEqual([]);
  });

  it('have them where a row stands for many nodes', () => {
    const nodes = Array.from({ length: 100 }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `n${index}` },
      status: { addresses: [{ type: 'InternalIP', address: `10.9.0.${index}` }] },
    }));
    const services = Array.from({ length: 250 }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `s${index}`, namespace: 'a' },
      spec: { type: 'NodePort', clusterIP: `10.96.1.${index}`, ports: [{ port: 80, nodePort: 30000 + index }] },
    }));
    const report = exposure(readObjects([...nodes, ...services], { takenAt: lab.takenAt, complete: true }), { allNamespaces: true });
    expect(report.perAddress).toBe(false);
    expect(problems(strictExposure, report)).toEqual([]);
  });
});

describe('the reports of flows', () => {
  const strictPath = ajv.compile(schemaOf('PathReport', false));
  const flows: readonly PathOptions[] = [
    { from: 'pod/a/cli-czzjz', to: 'svc/a/foo:80' },
    { from: 'pod/a/cli-czzjz', to: 'svc/a/foo:81' },
    { from: 'deploy/a/web', to: 'svc/a/itp-local', assumeEnforced: 'no' },
    { from: 'internet', to: 'svc/prod/api-local' },
    { from: 'node/node1', to: 'svc/prod/api:80', assumeEnforced: 'yes', whyNot: true },
    { from: 'pod/a/cli-czzjz', to: 'api.prod:80', assumeEnforced: 'yes' },
    { from: '172.30.0.99', to: '203.0.113.10:80', node: 'node3', proxyMode: 'iptables' },
    { from: 'node/node1', to: '8.8.8.8:53', protocol: 'UDP' },
    { from: 'internet', to: 'https://shop.example.com/cart' },
    { from: 'pod/a/cli-czzjz', to: 'http://shop.example.com/', method: 'POST', headers: ['x-a: b'] },
    { from: 'internet', to: 'https://bad.example.com/missing' },
    { from: 'internet', to: 'https://nowhere.example.org/' },
    { from: 'internet', to: 'http://api.example.com/orders' },
    { from: 'internet', to: 'http://b.example.com/' },
    { from: 'internet', to: 'http://203.0.113.30/old', headers: ['Host: shop.example.com'] },
  ];

  it.each(flows.map((flow) => [`${flow.from} → ${flow.to}`, flow] as const))(
    'have the fields of the schema, and no other: %s',
    (_, flow) => {
      expect(problems(strictPath, path(lab, flow))).toEqual([]);
      expect(problems(ajv.compile(published('path')), path(lab, flow))).toEqual([]);
    },
  );

  it('have them where kube-proxy is not known', () => {
    const readings = lab.readings.filter(({ need }) => need.kind !== 'ConfigMap');
    expect(problems(strictPath, path({ ...lab, readings }, { from: 'pod/a/cli-czzjz', to: 'svc/a/foo:81' }))).toEqual([]);
  });
});

describe('the reports of policies', () => {
  const strictPolicy = ajv.compile(schemaOf('NetworkPolicyReport', false));
  const file = readFileSync(join(import.meta.dirname, '../clusters/policies.yaml'), 'utf8');
  const story = readObjects(
    parseAllDocuments(file).map((document) => document.toJS() as object),
    { takenAt: lab.takenAt },
  );

  it.each(['netpol/shop/web', 'netpol/shop/metrics', 'netpol/shop/gone', 'cnp/guard', 'anp/old', 'banp/default'])(
    'have the fields of the schema, and no other: %s',
    (object) => {
      expect(problems(strictPolicy, explain(story, { object }))).toEqual([]);
    },
  );
});

describe('looked-up names', () => {
  const strictDns = ajv.compile(schemaOf('DnsReport', false));

  it.each([
    { name: 'foo', from: 'pod/a/cli-czzjz' },
    { name: 'foo', namespace: 'b', allForms: true },
    { name: 'foo.a', from: 'pod/a/dns-aliases' },
    { name: '10.96.0.10' },
    { name: 'www.example.com', from: 'pod/a/hostnet' },
    { name: '_http._tcp.foo.a.svc.cluster.local' },
  ])('have the fields of the schema, and no other: %j', (question) => {
    expect(problems(strictDns, dns(lab, question))).toEqual([]);
    expect(problems(ajv.compile(published('dns')), dns(lab, question))).toEqual([]);
  });
});

describe('every report of the lab', () => {
  it('has the fields of the schema, and no other', () => {
    expect(problems(strictList, explain(lab, everything))).toEqual([]);
  });

  it.each(['pod/a/cli-czzjz', 'node/node2'])('has them for the client %s, too', (from) => {
    const { items } = explain(lab, { ...everything, from }) as ReportListOf<ServiceReport>;
    expect(items.flatMap((report) => problems(strictService, report))).toEqual([]);
  });

  it.each(ALL_KINDS.filter((kind) => kind !== 'Service'))('has them where %s may not be read', (kind) => {
    const gap = { kind, scope: {}, reason: 'forbidden', message: 'no' } as const;
    const readings = lab.readings.map((reading) =>
      reading.need.kind === kind ? { ...reading, listing: { state: 'unknown', gaps: [gap] } as const } : reading,
    );
    expect(problems(strictList, explain({ ...lab, readings }, everything))).toEqual([]);
    for (const object of ['pod', 'node', 'ingress', 'gateway', 'httproute', 'grpcroute', 'networkpolicy'].filter(
      (one) => one !== kind.toLowerCase(),
    )) {
      expect(problems(strictList, explain({ ...lab, readings }, { object, allNamespaces: true }))).toEqual([]);
    }
  });

  it.each(['pod', 'node', 'ing', 'gateway', 'httproute', 'grpcroute', 'netpol'])('has them for every %s, too', (object) => {
    expect(problems(strictList, explain(lab, { object, allNamespaces: true }))).toEqual([]);
  });

  it('fits the published schemas, which allow more fields', () => {
    const list = explain(lab, everything) as ReportListOf<ServiceReport>;
    expect(problems(ajv.compile(published('report-list')), list)).toEqual([]);
    expect(problems(ajv.compile(published('service')), { ...list.items[0], somethingNew: 1 })).toEqual([]);
    for (const kind of ['pod', 'node', 'ingress', 'gateway', 'httproute', 'grpcroute']) {
      const { items } = explain(lab, { object: kind, allNamespaces: true }) as ReportListOf<ExplainedReport>;
      expect(items.flatMap((report) => problems(ajv.compile(published(kind)), report))).toEqual([]);
    }
  });

  it('is refused by the strict schema when a field is misspelt', () => {
    const [report] = (explain(lab, everything) as ReportListOf<ServiceReport>).items;
    expect(problems(strictService, { ...report, sumary: 'x' })).not.toEqual([]);
  });
});
