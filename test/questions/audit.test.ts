import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/audit/rules/index.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import type { AuditReport } from '../../src/model/audit-report.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { InputError, UsageError } from '../../src/model/errors.ts';
import { ALL_KINDS, type Kind } from '../../src/model/kind.ts';
import type { Reading } from '../../src/model/snapshot.ts';
import { type AuditQuery, audit, auditPlan, baselineOf } from '../../src/questions/audit/index.ts';
import { restrict } from '../../src/questions/reading-plan.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const lab = readObjects(labObjects(), { takenAt: NOW });
const everywhere = { allNamespaces: true } as const;

const told = (report: AuditReport) => report.findings.map(({ severity, identity }) => `${severity} ${identity}`);
const identities = (report: AuditReport) => report.findings.map(({ identity }) => identity);

/** Judged by hand, each against the objects of the lab: all are right. */
const LAB = `
error NX4017 GRPCRoute a/grpc parent=Gateway prod/edge
error NX4001 Gateway a/inner
error NX4010 Gateway prod/edge listener=https
error NX4002 GatewayClass ghost
error NX4013 HTTPRoute a/orphan parent=Gateway a/nogw
error NX4018 HTTPRoute a/shop backend=Service a/nosuch:80
error NX4020 HTTPRoute a/to-b backend=Service b/web:8080
error NX4016 HTTPRoute a/wronghost parent=Gateway prod/edge, listener https
error NX4017 HTTPRoute a/wrongport parent=Gateway prod/edge
error NX4019 HTTPRoute a/wrongport backend=Service a/foo:8080
error NX4015 HTTPRoute b/section parent=Gateway prod/edge, listener https
error NX3007 Ingress a/ghostclass
error NX3001 Ingress a/shop-bad backend=nosuch
error NX3002 Ingress a/shop-bad backend=foo:web
error NX3002 Ingress a/shop-bad backend=foo:8080
error NX3013 Ingress a/shop-bad secret=missing-tls
error NX2018 Deployment prod/front
error NX2018 Deployment prod/front
error NX1007 Service a/allterm-headless
error NX1007 Service a/allunready
error NX1007 Service a/badimage
error NX1102 Service a/badname port=80/TCP http protocol=TCP
error NX1009 Service a/gated
error NX1109 Service a/manual-bad port=80/TCP http
error NX1003 Service a/nomatch
error NX1003 Service a/nomatch-np
error NX1003 Service a/nomatch-udp
error NX1007 Service a/sick-headless
error NX1112 Service b/ext-ip address=198.51.100.7
warning NX3006 Ingress a/noclass
warning NX3012 Ingress a/shop address=203.0.113.20
warning NX3019 Ingress prod/shop-dup line=shop.example.com/api (Prefix)
warning NX3010 IngressClass traefik
warning NX2007 Pod a/dns-ndots1
warning NX2020 Pod a/sub2
warning NX1013 Service a/allterm
warning NX1107 Service a/badport port=80/TCP http protocol=TCP
warning NX1110 Service a/headless-web port=80/TCP http
warning NX1117 Service a/itp-local ports=80/TCP http
warning NX1104 Service a/mixed port=80/TCP http protocol=TCP
warning NX1008 Service a/part
warning NX7005 Service prod/api-local ports=80/TCP http
warning NX7005 Service prod/lb-local ports=80/TCP http
warning NX7019 Service prod/lb-local ports=80/TCP address=203.0.113.11
warning NX7019 Service prod/lb-nonp ports=80/TCP address=203.0.113.12
warning NX7019 Service prod/lb-proxy ports=80/TCP address=203.0.113.13
`
  .trim()
  .split('\n');

/** What is for information only: right, and of use to those who ask for it. */
const INFORMATION = {
  NX1015: 20,
  NX1016: 1,
  NX1017: 8,
  NX1026: 1,
  NX1028: 2,
  NX1033: 2,
  NX1105: 1,
  NX1115: 1,
  NX1116: 1,
  NX2004: 1,
  NX2005: 2,
  NX3018: 1,
  NX3021: 1,
  NX3023: 1,
  NX5011: 1,
  NX5013: 1,
  NX5014: 3,
  NX5029: 1,
  NX7001: 9,
  NX7007: 5,
  NX7025: 1,
  NX7028: 2,
  NX7029: 3,
  NX7030: 2,
};

function hide(snapshot: typeof lab, kind: Kind) {
  const gap = { kind, scope: {}, reason: 'forbidden', message: 'no' } as const;
  const readings = snapshot.readings.map(
    (reading): Reading => (reading.need.kind === kind ? { ...reading, listing: { state: 'unknown', gaps: [gap] } } : reading),
  );
  return { ...snapshot, readings };
}

function shuffled(seed: readonly number[]) {
  const readings = lab.readings.map((reading) => {
    const { listing } = reading;
    if (listing.state === 'unknown') return reading;
    const order = listing.items.map((item, index) => ({ item, at: seed[index % seed.length] ?? 0 })).sort((a, b) => a.at - b.at);
    return { ...reading, listing: { ...listing, items: order.map(({ item }) => item) } };
  });
  return { ...lab, readings: readings.toReversed() };
}

describe('the audit of the lab', () => {
  const report = audit(lab, everywhere);

  it('has these findings, and no other', () => {
    expect(told(report)).toEqual(LAB);
    expect(report.counts).toEqual({ error: 29, warning: 17, info: 0 });
    expect(report.outcome).toBe('findings');
  });

  it('has these for information, when they are asked for', () => {
    const { findings, question } = audit(lab, { ...everywhere, all: true });
    const codes = findings.filter(({ severity }) => severity === 'info').map(({ code }) => code);
    expect(question.severity).toBe('info');
    expect(Object.fromEntries([...new Set(codes)].sort().map((code) => [code, codes.filter((one) => one === code).length]))).toEqual(
      INFORMATION,
    );
  });

  it('tells a root cause once, and what follows from it', () => {
    const follows = report.findings.flatMap(({ identity, follows: codes }) => codes.map((code) => `${identity} → ${code}`));
    expect(follows).toContain('NX1003 Service a/nomatch → NX1002');
    const codesOf = (object: string) => report.findings.filter((one) => one.identity.includes(`${object} `)).map(({ code }) => code);
    expect(codesOf('Service a/badname')).toEqual(['NX1102']);
  });

  it('is each part of it, put together', () => {
    const parts = (['services', 'dns', 'ingress', 'gateway', 'nodes'] as const).flatMap((scope) =>
      told(audit(lab, { ...everywhere, scope })),
    );
    // What a Service lacks explains its Ingress: a part that looks at one of them alone tells both.
    expect(parts.filter((one) => !one.includes(' NX3003 ')).sort()).toEqual([...LAB].sort());
    expect(parts.filter((one) => one.includes(' NX3003 '))).toHaveLength(2);
  });

  it('names no rule that needs what a dump of the common kinds lacks', () => {
    const judged = report.rules.map(({ code }) => code);
    const skipped = new Set(report.skipped.filter(({ code }) => !judged.includes(code)).map(({ code, reason }) => `${code} ${reason}`));
    // Rules about routes are judged for the kinds that it has.
    const lacking = ['NX1124', 'NX1125', 'NX1127', 'NX1134', 'NX2013', 'NX4029', 'NX4030'];
    // The server of the dump has no policies of administrators.
    const lackingPolicies = ['NX5026', 'NX5027'];
    expect([...skipped]).toEqual([...lacking.map((code) => `${code} not-given`), ...lackingPolicies.map((code) => `${code} not-served`)]);
  });
});

describe('which rules are judged', () => {
  const codes = (query: AuditQuery) => [...new Set(audit(lab, { ...everywhere, ...query }).findings.map(({ code }) => code))].sort();

  it.each<[string, AuditQuery, readonly string[]]>([
    ['rules by code, information too', { rules: ['NX1015', 'nx1102'] }, ['NX1015', 'NX1102']],
    [
      'all but some',
      { scope: 'services', exclude: ['NX1007', 'NX1003'], severity: 'error' },
      ['NX1002', 'NX1009', 'NX1102', 'NX1109', 'NX1112'],
    ],
    ['a severity and worse', { scope: 'dns', severity: 'warning' }, ['NX2007', 'NX2018', 'NX2020']],
    ['the severity wins over all', { scope: 'dns', severity: 'error', all: true }, ['NX2018']],
  ])('%s', (_, query, expected) => {
    expect(codes(query)).toEqual(expected);
  });

  it.each([
    [{ rules: ['NX9999'] }, 'unknown finding "NX9999"'],
    [{ exclude: ['foo'] }, 'unknown finding "foo"'],
    [{ rules: ['NX1101'] }, 'NX1101 is a finding of "path", not of "audit"'],
    [{ selector: 'app=(' }, 'unable to parse requirement: "app=("'],
  ])('refuses %o', (query, message) => {
    expect(() => audit(lab, query)).toThrow(new UsageError(message));
  });

  it('judges only objects with the labels of a selector', () => {
    const subjects = audit(lab, { ...everywhere, selector: 'app=dns-ndots1' }).findings.map(({ subject }) => subject.name);
    expect(subjects.filter((name) => name !== 'dns-ndots1')).toEqual([]);
  });
});

describe('what is read', () => {
  const kinds = (query: AuditQuery) => {
    const snapshot = restrict(indexSnapshot(lab), auditPlan(query));
    return [...new Set(snapshot.readings.map(({ need }) => need.kind))].sort();
  };

  it.each<[AuditQuery, readonly Kind[]]>([
    [{ rules: ['NX1112'] }, ['Service']],
    [{ rules: ['NX6001'] }, ['Node']],
    [{ rules: ['NX1013', 'NX1024'] }, ['EndpointSlice', 'Event', 'Node', 'Pod', 'Service']],
    [{ rules: ['NX2007'] }, ['Pod']],
  ])('%o reads no more kinds than the rules look at', (query, expected) => {
    expect(kinds({ ...everywhere, ...query })).toEqual(expected);
  });

  it('is each kind once for the cluster, and never all ConfigMaps', () => {
    const { readings } = restrict(indexSnapshot(lab), auditPlan({ ...everywhere, all: true }));
    const whole = readings.filter(({ need }) => Object.keys(need).length === 1).map(({ need }) => need.kind);
    expect(whole).toEqual([...new Set(whole)]);
    expect(whole).not.toContain('ConfigMap');
    expect(readings.filter(({ need }) => need.kind === 'ConfigMap').every(({ need }) => need.name !== undefined)).toBe(true);
  });

  it('is the namespace alone for one namespace, but for what has none and single objects by name', () => {
    const { readings } = restrict(indexSnapshot(lab), auditPlan({ namespace: 'a', all: true }));
    const wide = readings.filter(({ need }) => need.namespace === undefined && Object.keys(need).length === 1).map(({ need }) => need.kind);
    expect([...wide].sort()).toEqual([
      'APIService',
      'AdminNetworkPolicy',
      'BaselineAdminNetworkPolicy',
      'CiliumClusterwideNetworkPolicy',
      'ClusterNetworkPolicy',
      'ClusterNetworkPolicy.crd.antrea.io',
      'ClusterRole',
      'ClusterRoleBinding',
      'CustomResourceDefinition',
      'GatewayClass',
      'GlobalNetworkPolicy.crd.projectcalico.org',
      'GlobalNetworkPolicy.projectcalico.org',
      'IPAddress',
      'IngressClass',
      'MutatingWebhookConfiguration',
      'Namespace',
      'Node',
      'ServiceCIDR',
      'ValidatingWebhookConfiguration',
    ]);
  });
});

describe('laws', () => {
  it('the order of the input never changes a report', () => {
    const expected = audit(lab, { ...everywhere, all: true });
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 3, maxLength: 20 }), (seed) => {
        const { coverage: _a, ...report } = audit(shuffled(seed), { ...everywhere, all: true });
        const { coverage: _b, ...same } = expected;
        expect(report).toEqual(same);
      }),
      { numRuns: 8 },
    );
  });

  it.each(ALL_KINDS)('without the right to read %s, no error appears that was not there, nor do skipped rules go unnamed', (kind) => {
    const whole = audit(lab, { ...everywhere, all: true });
    const report = audit(hide(lab, kind), { ...everywhere, all: true });
    const explained = new Set(
      whole.findings.flatMap(({ identity, follows, subject }) => [identity, ...follows.map((code) => `${code} ${subject.name}`)]),
    );
    // What another object's finding explained is told itself where that one cannot be judged.
    const followed = new Set(whole.findings.flatMap(({ follows }) => follows));
    const fresh = report.findings.filter(
      ({ identity, code, subject, severity }) =>
        severity === 'error' && !explained.has(identity) && !explained.has(`${code} ${subject.name}`) && !followed.has(code),
    );
    expect(fresh.map(({ identity }) => identity)).toEqual([]);
    const gone = whole.findings.filter(({ identity }) => !identities(report).includes(identity)).map(({ code }) => code);
    const named = new Set<string>([...report.skipped.map(({ code }) => code), ...report.findings.map(({ code }) => code)]);
    expect(gone.filter((code) => !named.has(code))).toEqual([]);
  });

  it.each(['a', 'b', 'prod', 'kube-system'])('what is said of namespace %s is what is said of it among all', (namespace) => {
    const whole = new Set(RULES.filter(({ wholeKinds = [] }) => wholeKinds.length > 0).map(({ code }) => code));
    const own = audit(lab, { namespace, all: true });
    const all = audit(lab, { ...everywhere, all: true });
    const expected = all.findings.filter(({ subject, code }) => subject.namespace === namespace && !whole.has(code));
    const found = own.findings.filter(({ subject, code }) => subject.namespace === namespace && !whole.has(code));
    expect(found).toEqual(expected);
    expect(own.findings.every(({ subject }) => subject.namespace === undefined || subject.namespace === namespace)).toBe(true);
  });
});

describe('what could not be judged', () => {
  it('is undetermined where the rights are missing, and says which', () => {
    const report = audit(hide(lab, 'Pod'), { ...everywhere, rules: ['NX1002', 'NX1102'] });
    expect([report.outcome, report.findings]).toEqual(['unknown', []]);
    expect(report.skipped).toMatchObject([
      { code: 'NX1002', reason: 'unread', objects: 48 },
      { code: 'NX1102', reason: 'unread' },
    ]);
    expect(report.coverage.notChecked).toEqual([
      { what: 'pods', why: 'you may not list them (kubectl auth can-i list pods -A)', codes: ['NX1002', 'NX1102'] },
    ]);
  });

  it('is left out of one namespace where it needs all of them', () => {
    const { skipped, outcome } = audit(lab, { namespace: 'b', rules: ['NX6007', 'NX7009'] });
    expect(skipped.map(({ code, reason, why }) => [code, reason, why])).toEqual([
      ['NX6007', 'namespace', 'pods of all namespaces: only namespace b was read (-A reads all)'],
      ['NX7009', 'namespace', 'services of all namespaces: only namespace b was read (-A reads all)'],
    ]);
    expect(outcome).toBe('clean');
  });

  it('is the live state, for manifests: no pod is not "no pods", but a NodePort is going to be one', () => {
    const manifests = [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web' },
        spec: { type: 'NodePort', externalTrafficPolicy: 'Local', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } } } },
      },
    ];
    const report = audit(readObjects(manifests, { takenAt: NOW }), { ...everywhere, all: true });
    expect(told(report)).toEqual(['info NX7001 Service default/web ports=80/TCP protocol=TCP']);
    expect(report.skipped.find(({ code }) => code === 'NX1002')).toMatchObject({ reason: 'not-given' });
  });
});

describe('manifests of one namespace', () => {
  const alias = (name: string, externalName: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'a' },
    spec: { type: 'ExternalName', externalName },
  });
  const manifests = [alias('here', 'nosuch.a.svc.cluster.local'), alias('there', 'db.prd.svc.cluster.local')];

  it('do not tell that something is missing in another', () => {
    const { findings, skipped } = audit(readObjects(manifests, { takenAt: NOW }), { ...everywhere, rules: ['NX1113'] });
    expect(findings.map(({ identity }) => identity)).toEqual(['NX1113 Service a/here']);
    expect(skipped).toMatchObject([{ code: 'NX1113', reason: 'not-given', objects: 1 }]);
  });

  it('do, where they are said to be complete', () => {
    const { findings } = audit(readObjects(manifests, { takenAt: NOW, complete: true }), { ...everywhere, rules: ['NX1113'] });
    expect(findings.map(({ identity }) => identity)).toEqual(['NX1113 Service a/here', 'NX1113 Service a/there']);
  });
});

describe('exceptions', () => {
  const excepting = (...exceptions: NonNullable<AuditQuery['exceptions']>) => audit(lab, { ...everywhere, exceptions });

  it.each([
    ['Service a/gated', 1],
    ['svc/a/gated', 1],
    ['service/a/gated', 1],
    ['Service a/gate', 0],
    ['Service a/*', 1],
    ['Service b/gated', 0],
    ['Pod a/gated', 0],
  ])('mean the object %s', (object, hidden) => {
    const report = excepting({ code: 'NX1009', object, reason: 'a test' });
    expect(report.excepted.map(({ identity, reason, by }) => [identity, reason, by])).toEqual(
      hidden === 0 ? [] : [['NX1009 Service a/gated', 'a test', 'file']],
    );
    expect(report.findings.length).toBe(LAB.length - hidden);
    expect(report.idleExceptions.map(({ state }) => state)).toEqual(hidden === 0 ? ['unused'] : []);
  });

  it.each([
    ['2026-11-21', 'expired'],
    ['2026-11-22', undefined],
  ])('hold up to the end of their last day: %s', (expires, state) => {
    const report = excepting({ code: 'NX1009', object: 'Service a/gated', reason: 'a test', expires });
    expect(report.idleExceptions[0]?.state).toBe(state);
    expect(identities(report).includes('NX1009 Service a/gated')).toBe(state === 'expired');
  });

  it('are not called unused where nobody looked', () => {
    const exceptions = [{ code: 'NX1009', object: 'Service a/other', reason: 'x' }];
    expect(audit(lab, { namespace: 'b', exceptions }).idleExceptions).toEqual([]);
    expect(audit(lab, { ...everywhere, scope: 'dns', exceptions }).idleExceptions).toEqual([]);
    expect(audit(hide(lab, 'Pod'), { ...everywhere, exceptions }).idleExceptions).toEqual([]);
  });

  it.each([
    [{ code: 'NX1009', object: 'Service a/x', reason: ' ' }, 'exception 1: reason: required'],
    [{ code: '1009', object: 'Service a/x', reason: 'x' }, 'exception 1: code: "1009" is none (NX and four digits)'],
    [{ code: 'NX1009', object: 'Service a/x', reason: 'x', expires: 'soon' }, 'exception 1: expires: expected a day, YYYY-MM-DD'],
    [
      { code: 'NX1009', object: 'Service a/x', reason: 'x', until: '2027-01-01' },
      'exception 1: unknown field "until"; there are code, object, reason, expires',
    ],
  ])('are refused: %o', (exception, message) => {
    expect(() => excepting(exception)).toThrow(new InputError(message));
  });

  it('are read from the annotation of the object', () => {
    const service = (note: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'x', namespace: 'a', annotations: { 'netexplain/ignore': note } },
      spec: { type: 'ExternalName', externalName: '10.0.0.1' },
    });
    const of = (note: string) =>
      audit(readObjects([service(note)], { complete: true, takenAt: NOW }), { namespace: 'a', scope: 'services' });
    expect(of('NX1112 until the proxy is there; expires=2027-01-01').excepted).toMatchObject([
      { code: 'NX1112', reason: 'until the proxy is there', expires: '2027-01-01', by: 'annotation' },
    ]);
    expect(of('NX1002 not this\nNX1112 but this').findings).toEqual([]);
    expect(of('NX1112 gone; expires=2026-01-01')).toMatchObject({
      outcome: 'findings',
      idleExceptions: [{ state: 'expired', code: 'NX1112' }],
    });
    expect(of('NX1112')).toMatchObject({
      outcome: 'findings',
      idleExceptions: [{ state: 'invalid', reason: 'NX1112 (reason: required)' }],
    });
    expect(of('NX1112 x; expires=soon')).toMatchObject({ outcome: 'findings', idleExceptions: [{ state: 'invalid' }] });
  });

  it('mean the pods of a workload by its name', () => {
    const pod = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'a',
        labels: { 'pod-template-hash': '5f7' },
        ownerReferences: [{ kind: 'ReplicaSet', name: 'web-5f7', controller: true }],
      },
      spec: { dnsPolicy: 'Default', containers: [] },
    });
    const pods = readObjects([pod('web-5f7-a'), pod('web-5f7-b')], { complete: true, takenAt: NOW });
    const exceptions = [{ code: 'NX2004', object: 'Deployment a/web', reason: 'x' }];
    expect(audit(pods, { namespace: 'a', rules: ['NX2004'] }).findings.map(({ identity }) => identity)).toEqual([
      'NX2004 Deployment a/web',
      'NX2004 Deployment a/web',
    ]);
    expect(audit(pods, { namespace: 'a', rules: ['NX2004'], exceptions }).excepted.length).toBe(2);
  });
});

describe('a baseline', () => {
  const baseline = baselineOf(audit(lab, everywhere));

  it('hides what is known', () => {
    const report = audit(lab, { ...everywhere, baseline });
    expect([report.outcome, report.findings, report.baseline?.known.length, report.baseline?.gone]).toEqual([
      'clean',
      [],
      new Set(LAB).size,
      [],
    ]);
  });

  it('leaves what is new, and tells what is gone', () => {
    const [first, ...rest] = baseline;
    const report = audit(lab, { ...everywhere, baseline: [...rest, 'NX1002 Service a/was-here'] });
    expect(identities(report)).toEqual([first]);
    expect(report.baseline?.gone).toEqual(['NX1002 Service a/was-here']);
  });

  it('does not say that something is gone which was not judged', () => {
    const report = audit(hide(lab, 'Pod'), { ...everywhere, baseline });
    expect(report.baseline?.gone.filter((identity) => /NX1(00|102|104|107)/.test(identity))).toEqual([]);
  });

  it('is the same again with what was known', () => {
    expect(baselineOf(audit(lab, { ...everywhere, baseline }))).toEqual(baseline);
  });

  it('does not depend on counts, reasons and names of pods', () => {
    expect(baseline.filter((identity) => /m5cm4|readiness|[0-9] of [0-9]/.test(identity))).toEqual([]);
  });
});

describe('what other tools report, and what is no fault', () => {
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }];
  const nodes = ['n1', 'n2'].map((name, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: { podCIDR: `10.1.${index}.0/24`, podCIDRs: [`10.1.${index}.0/24`] },
    status: { conditions, addresses: [{ type: 'InternalIP', address: `172.16.0.${index + 1}` }] },
  }));
  const pods = [0, 1].map((index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `web-${index}`, namespace: 'a', labels: { app: 'web' }, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: {
      nodeName: `n${index + 1}`,
      containers: [{ name: 'main' }],
      initContainers: [{ name: 'proxy', restartPolicy: 'Always', ports: [{ name: 'mesh', containerPort: 15001 }] }],
    },
    status: { phase: 'Running', conditions, podIPs: [{ ip: `10.1.${index}.5` }], podIP: `10.1.${index}.5` },
  }));
  const service = (name: string, spec: object) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'a', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { clusterIP: `10.96.0.${name.length}`, ipFamilies: ['IPv4'], ...spec },
  });
  const slice = (name: string, port: object, endpoints: readonly object[]) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace: 'a', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [port],
    endpoints,
  });
  const ofPods = [0, 1].map((index) => ({
    addresses: [`10.1.${index}.5`],
    nodeName: `n${index + 1}`,
    targetRef: { kind: 'Pod', namespace: 'a', name: `web-${index}` },
  }));
  const selector = { app: 'web' };

  it.each<[string, readonly object[]]>([
    [
      'a Service without selector whose slices somebody writes',
      [service('manual', { ports: [{ port: 80 }] }), slice('manual', { port: 80 }, [{ addresses: ['192.0.2.7'] }])],
    ],
    [
      'a targetPort that no container declares, where none declares any',
      [
        service('number', { selector, ports: [{ port: 80, targetPort: 9000 }] }),
        slice('number', { port: 9000 }, ofPods),
        ...pods.map((pod) => ({ ...pod, spec: { ...pod.spec, initContainers: [] } })),
      ],
    ],
    [
      'a port other than the targetPort, which a native sidecar names',
      [service('sidecar', { selector, ports: [{ port: 80, targetPort: 'mesh' }] }), slice('sidecar', { port: 15001 }, ofPods), ...pods],
    ],
    [
      'a NetworkPolicy and a Service of another namespace, an Ingress with an empty secretName',
      [
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'deny', namespace: 'b' },
          spec: { podSelector: {}, policyTypes: ['Ingress'] },
        },
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: { name: 'i', namespace: 'a' },
          spec: { ingressClassName: 'own', tls: [{ hosts: ['x'], secretName: '' }] },
        },
        { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'own' }, spec: { controller: 'example.com/own' } },
        ...pods,
      ],
    ],
  ])('%s', (_, objects) => {
    const report = audit(readObjects([...nodes, ...objects], { complete: true, takenAt: NOW }), everywhere);
    expect(told(report)).toEqual([]);
    expect([report.outcome, report.skipped]).toEqual(['clean', []]);
  });
});
