import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/audit/rules/index.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { ClusterError, UsageError } from '../../src/model/errors.ts';
import { ALL_KINDS, type Kind } from '../../src/model/kind.ts';
import type { Need } from '../../src/model/listing.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import type { ServiceReport } from '../../src/model/service-report.ts';
import { outcomeOf } from '../../src/model/trace.ts';
import { explain, explainPlan } from '../../src/questions/explain/index.ts';
import { readPlan, restrict } from '../../src/questions/reading-plan.ts';
import { fieldExists } from '../support/field-path.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const lab = readObjects(labObjects(), { takenAt: NOW });
const index = indexSnapshot(lab);
const SERVICES = (explain(lab, { object: 'svc', allNamespaces: true }) as ReportListOf<ServiceReport>).items;

function one(object: string, options: { readonly namespace?: string; readonly from?: string } = {}): ServiceReport {
  return explain(lab, { object, ...options }) as ServiceReport;
}

/** A cluster without some kinds: as a person sees it who may not read them. */
function labWithout(hidden: readonly Kind[], reason: 'forbidden' | 'not-served' = 'forbidden', cluster = lab) {
  const readings = cluster.readings.map((reading) =>
    hidden.includes(reading.need.kind)
      ? {
          ...reading,
          listing: { state: 'unknown', gaps: [{ kind: reading.need.kind, scope: {}, reason, message: 'no' }] } as const,
        }
      : reading,
  );
  return { ...cluster, readings };
}

describe('a question', () => {
  it.each([
    ['svc/foo', 'a'],
    ['service/foo', 'a'],
    ['Services/foo', 'a'],
    ['services.v1./foo', 'a'],
    ['svc/a/foo', 'default'],
  ])('%s in namespace %s is Service a/foo', (object, namespace) => {
    expect(one(object, { namespace }).question.object).toBe('svc/a/foo');
  });

  it('for a type alone gives every Service of the namespace, sorted', () => {
    const { items } = explain(lab, { object: 'svc', namespace: 'b' }) as ReportListOf<ServiceReport>;
    expect(items.map((item) => item.service.name)).toEqual(['ext', 'ext-dead', 'ext-in', 'ext-ip', 'web']);
  });

  it('with a selector gives those that have the labels', () => {
    const { items } = explain(lab, { object: 'svc', allNamespaces: true, selector: 'k8s-app=kube-dns' }) as ReportListOf<ServiceReport>;
    expect(items.map((item) => item.service.name)).toEqual(['kube-dns']);
  });

  it.each([
    ['deploy/foo', 'cannot explain resource type "deployments": this version explains services, pods, nodes'],
    ['frobnicate/x', 'the server doesn\'t have a resource type "frobnicate"'],
    ['svc/', 'arguments in resource/name form must have a single resource and name'],
  ])('%s is refused: %s', (object, message) => {
    expect(() => one(object)).toThrow(UsageError);
    expect(() => one(object)).toThrow(message);
  });

  it.each([
    ['svc/fooo', 'a', 'did you mean', 'namespace a has a Service "foo": did you mean that?'],
    ['svc/pg', 'a', 'another namespace', 'namespace prod has a Service "pg": try -n prod'],
    ['svc/foo', 'nowhere', 'no such namespace', 'namespace "nowhere" does not exist'],
  ])('%s in namespace %s is not found, with a hint: %s', (object, namespace, _what, hint) => {
    const message = `Error from server (NotFound): services "${object.slice(4)}" not found`;
    expect(() => one(object, { namespace })).toThrow(ClusterError);
    expect(() => one(object, { namespace })).toThrow(message);
    expect(() => one(object, { namespace })).toThrow(hint);
  });

  it('for a client that does not exist is an error in the words of kubectl', () => {
    expect(() => one('svc/foo', { namespace: 'a', from: 'pod/ghost' })).toThrow('Error from server (NotFound): pods "ghost" not found');
    expect(() => one('svc/foo', { namespace: 'a', from: 'deploy/x' })).toThrow(UsageError);
  });
});

describe('the verdict', () => {
  it.each([
    ['a/foo', 'reachable'],
    ['a/nomatch', 'unreachable'],
    ['a/badname', 'unreachable'],
    ['a/allunready', 'unreachable'],
    ['a/allunready-pub', 'reachable'],
    ['a/allterm', 'reachable'],
    ['a/allterm-headless', 'unreachable'],
    ['a/itp-local', 'partly-reachable'],
    ['a/itp-local-all', 'reachable'],
    ['a/manual-bad', 'unreachable'],
    ['b/ext', 'leaves-cluster'],
    ['b/ext-in', 'reachable'],
    ['b/ext-ip', 'unreachable'],
  ])('of %s is %s', (name, outcome) => {
    expect(one(`svc/${name}`).outcome).toBe(outcome);
  });

  it('leads with the cause of a break', () => {
    expect(one('svc/a/badname').summary).toContain('"htpp"');
    expect(one('svc/a/nomatch').summary).toContain('app=wbe');
  });

  it.each([
    ['node/node2', true],
    ['node/node1', false],
  ])('for a client on %s under internalTrafficPolicy Local: reachable %s', (from, reachable) => {
    expect(one('svc/a/itp-local', { from }).outcome).toBe(reachable ? 'reachable' : 'unreachable');
  });
});

describe('entries from outside', () => {
  const nodePorts = (name: string) =>
    one(`svc/${name}`)
      .entries.filter((entry) => entry.via === 'NodePort')
      .map((entry) => `${entry.address}:${entry.port} ${outcomeOf(entry.trace)}`);

  it('a NodePort answers on the primary address of every node', () => {
    expect(nodePorts('a/web-np')).toEqual(['172.30.0.11:30080 delivered', '172.30.0.12:30080 delivered', '172.30.0.13:30080 delivered']);
  });
  it('externalTrafficPolicy Local drops on nodes without endpoint', () => {
    expect(nodePorts('prod/api-local')).toEqual(['172.30.0.11:30081 dropped', '172.30.0.12:30081 dropped', '172.30.0.13:30081 delivered']);
  });
  it('no endpoint at all refuses everywhere', () => {
    expect(nodePorts('a/nomatch-np')).toEqual(['172.30.0.11:30085 refused', '172.30.0.12:30085 refused', '172.30.0.13:30085 refused']);
  });
  it('source ranges stand beside the load balancer address', () => {
    const entry = one('svc/prod/lb').entries.find(({ via }) => via === 'LoadBalancer');
    expect(entry).toMatchObject({ address: '203.0.113.10', port: 80, sourceRanges: ['172.30.0.99/32', '10.0.0.0/8'] });
  });
  it('an Ingress that points at the Service is named with its URL, and not claimed to work', () => {
    const entries = one('svc/prod/api').entries.filter(({ via }) => via === 'Ingress');
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.every((entry) => outcomeOf(entry.trace) === 'unknown' && entry.url !== undefined)).toBe(true);
  });
});

describe('entries that may not be read', () => {
  const complete = readObjects(labObjects(), { takenAt: NOW, complete: true });
  const without = (kinds: readonly Kind[], reason?: 'not-served') =>
    explain(labWithout(kinds, reason, complete), { object: 'svc/badimage', namespace: 'a' }) as ServiceReport;

  it.each<[readonly Kind[], string]>([
    [['Ingress'], 'It opens no way from outside itself; whether an Ingress leads to it is unknown.'],
    [['HTTPRoute'], 'It opens no way from outside itself; whether a Gateway leads to it is unknown.'],
    [['Ingress', 'TCPRoute'], 'It opens no way from outside itself; whether an Ingress or a Gateway leads to it is unknown.'],
  ])('%s: are never said not to be there', (kinds, says) => {
    const report = without(kinds);
    expect(report.entriesUnread).toEqual(kinds);
    expect(report.summary).toContain(says);
    expect(report.coverage.notChecked.map(({ why }) => why).join()).toContain('you may not list them');
  });

  it('of kinds that the server does not have are none', () => {
    const report = without(['HTTPRoute'], 'not-served');
    expect([report.entriesUnread, report.summary.endsWith('It is not exposed outside.')]).toEqual([[], true]);
  });
});

describe('every report of the lab', () => {
  it.each(SERVICES.map((report) => [report.question.object, report] as const))('%s shows evidence that exists', (_name, report) => {
    const steps = [...report.paths, ...report.entries.map((entry) => entry.trace)].flatMap((trace) =>
      trace.hops.flatMap((hop) => hop.steps),
    );
    for (const evidence of [...steps.flatMap((step) => step.evidence), ...report.findings.flatMap((finding) => finding.evidence)]) {
      expect(fieldExists(lab, evidence), JSON.stringify(evidence)).toBe(true);
    }
  });

  it('is the same when it is asked for alone', () => {
    const { coverage: _1, ...together } = SERVICES.find((report) => report.question.object === 'svc/a/foo') ?? one('svc/a/foo');
    const { coverage: _2, ...alone } = one('svc/a/foo');
    expect(alone).toEqual(together);
  });
});

describe('laws', () => {
  const answer = (cluster: typeof lab, object: string) => {
    const { coverage: _coverage, ...rest } = explain(cluster, { object }) as ServiceReport;
    return rest;
  };

  it('the order of the input never changes a report', () => {
    const reversed = readObjects(
      labObjects()
        .map((list) => {
          const { items } = list as { items?: readonly unknown[] };
          return items === undefined ? list : { ...(list as object), items: [...items].reverse() };
        })
        .reverse(),
      { takenAt: NOW },
    );
    for (const { question } of SERVICES) expect(answer(reversed, question.object)).toEqual(answer(lab, question.object));
  });

  it.each(ALL_KINDS.filter((kind) => kind !== 'Service'))('hiding %s changes a verdict only into unknown', (kind) => {
    const hidden = labWithout([kind]);
    for (const report of SERVICES) {
      const changed = answer(hidden, report.question.object);
      if (changed.outcome !== report.outcome)
        expect([report.question.object, changed.outcome]).toEqual([report.question.object, 'unknown']);
    }
  });

  it.each(ALL_KINDS.filter((kind) => kind !== 'Service'))('hiding %s adds no error', (kind) => {
    const hidden = labWithout([kind]);
    for (const report of SERVICES) {
      const known = report.findings.flatMap((finding) => [finding.code, ...finding.follows]);
      const errors = answer(hidden, report.question.object).findings.filter(({ severity }) => severity === 'error');
      expect(
        errors
          .filter((finding) => !known.includes(finding.code))
          .map(({ code, message }) => `${report.question.object} ${code} ${message}`),
      ).toEqual([]);
    }
  });

  it('a reader that answers only what is asked gives the same report as a whole snapshot', async () => {
    const read = async (needs: readonly Need[]) =>
      needs.map((need) => {
        const { kind, only, ...scope } = need;
        return { need, listing: only === undefined ? index.list(kind, scope) : index.metadata(kind, scope) };
      });
    for (const { question } of SERVICES) {
      const snapshot = await readPlan(explainPlan({ object: question.object }), read, NOW);
      expect(answer(snapshot, question.object)).toEqual(answer(lab, question.object));
    }
  });

  it.each([
    ['svc/a/foo', ['Node', 'Service', 'Pod', 'IPAddress']],
    ['svc/a/web-np', ['Service', 'Pod', 'IPAddress']],
  ])('%s leaves to the audit, and says so, what takes all objects of a kind, but for kinds that it reads anyway', (object, unread) => {
    const told = RULES.filter((rule) => rule.subject === 'Service' && rule.auditOnly !== true);
    const concerned = told.filter(({ wholeKinds = [] }) => wholeKinds.some((kind) => unread.includes(kind)));
    const { coverage, findings } = one(object);
    const left = coverage.notChecked.find(({ why }) => why === 'the audit checks it')?.codes;
    expect(left).toEqual(concerned.map(({ code }) => code));
    expect(findings.filter(({ code }) => left?.includes(code))).toEqual([]);
  });

  it('explaining a Cluster IP reads the same needs in a cluster of any size', () => {
    const needs = restrict(index, explainPlan({ object: 'svc/a/foo' })).readings.map(({ need }) => need);
    expect(needs.filter((need) => need.kind === 'Node' && need.name === undefined)).toEqual([]);
    expect(needs.filter((need) => need.kind === 'Pod' && need.labels === undefined && need.name === undefined)).toEqual([]);
    // A cluster has a handful of its administrators' policies, ServiceCIDRs, IngressClasses and pods of an Ingress controller, however large it is.
    const whole = needs.filter(({ kind, namespace, name }) => namespace === undefined && name === undefined && !/Policy/.test(kind));
    expect(whole).toMatchObject([{ kind: 'ServiceCIDR' }, { kind: 'IngressClass' }, { kind: 'Pod', labels: [{ values: ['traefik'] }] }]);
  });
});

describe('who may connect', () => {
  const admission = (object: string, at = 0) => {
    const found = one(object).ports[at]?.admission;
    if (found === undefined) throw new Error('no endpoint takes connections');
    return found;
  };

  it('is told for each port, by the policies of its endpoints', () => {
    const { says, groups } = admission('svc/prod/api');
    expect(says).toBe('2 of 2 endpoints are isolated for ingress');
    expect(groups.map(({ pods, peers }) => [pods.length, peers.map(({ says: peer, policy: { name } }) => `${peer} (${name})`)])).toEqual([
      [
        2,
        [
          '172.30.0.0/24 without 172.30.0.99/32 (api-from-cidr)',
          'all pods of namespaces with team=a (api-from-team-a)',
          'pods with app=front of namespace prod (api-from-team-a)',
        ],
      ],
    ]);
    expect(admission('svc/prod/api', 1).groups.flatMap(({ peers }) => peers.map(({ says: peer }) => peer))).toEqual([
      '172.30.0.0/24 without 172.30.0.99/32',
    ]);
    expect(admission('svc/a/foo')).toMatchObject({
      isolated: 0,
      says: 'no NetworkPolicy isolates its endpoints: every client may connect',
    });
  });

  it('is told for the client that is asked for, by the policies of both ends', () => {
    const client = (from: string) => one('svc/prod/api', { from }).ports.map(({ admission: of }) => of?.client?.says);
    expect(client('pod/prod/front-86b844d6d4-wdtql')).toEqual([
      'policies let pod prod/front-86b844d6d4-wdtql through to 2 of 2 endpoints',
      'policies let pod prod/front-86b844d6d4-wdtql through to 0 of 2 endpoints',
    ]);
    expect(client('pod/b/cli-mwwdw')[0]).toBe('policies let pod b/cli-mwwdw through to 0 of 2 endpoints');
    expect(one('svc/prod/api', { from: 'pod/b/cli-mwwdw' }).summary).toContain(
      'Policies, if they are enforced, let it through to 0 of 2 endpoints of port 80/TCP http.',
    );
  });

  it('tells whether a client outside gets through, as far as its address is kept', () => {
    expect(admission('svc/prod/api-local').outside).toEqual({
      verdict: 'some',
      sources: ['172.30.0.0/24 without 172.30.0.99/32'],
      why: 'policies let only some through, to 2 of 2 pods',
    });
    const { verdict, sources } = admission('svc/prod/lb').outside ?? {};
    expect([verdict, sources]).toEqual(['unknown', ['whoever comes in by node node1, node2']]);
    expect(admission('svc/a/web-np').outside).toMatchObject({ verdict: 'yes', sources: ['anywhere'] });
    expect(admission('svc/prod/api').outside).toBeUndefined();
  });

  it('is not said to be everybody where administrators keep somebody out, or others may', () => {
    const guard = {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'guard' },
      spec: { tier: 'Admin', priority: 1, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
    };
    const cilium = {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'l7', namespace: 'a' },
      spec: { endpointSelector: {}, ingress: [{}] },
    };
    const told = (more: object) => {
      const report = explain(readObjects([...labObjects(), more], { takenAt: NOW }), { object: 'svc/a/foo' }) as ServiceReport;
      return report.ports[0]?.admission;
    };
    expect(told(guard)).toMatchObject({
      says: 'no NetworkPolicy isolates its endpoints; other policies have a say',
      groups: [{ isolated: 'no', admin: [{ says: 'keeps out all pods of all namespaces, on every port' }] }],
    });
    expect(told(cilium)).toMatchObject({
      says: 'no NetworkPolicy isolates its endpoints; other policies have a say',
      doubts: ['CiliumNetworkPolicy a/l7 selects it, and is not followed here'],
    });
  });

  it('is unknown where policies may not be read', () => {
    const hidden = explain(labWithout(['NetworkPolicy']), { object: 'svc/prod/api' }) as ServiceReport;
    expect(hidden.ports[0]?.admission).toMatchObject({
      isolated: 0,
      unknown: 2,
      says: 'whether its endpoints are isolated is not known',
      doubts: ['not all NetworkPolicy objects could be read'],
    });
    expect(hidden.summary).not.toContain('isolate');
  });
});
