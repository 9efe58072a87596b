import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { path } from '../../src/questions/path/index.ts';
import { calico, fates, follow, pod, policy } from './policy-story.ts';

const DENY = policy('a/deny', { podSelector: { matchLabels: { name: 'web-1' } }, policyTypes: ['Ingress'] });
const YES = { assumeEnforced: 'yes' } as const;

describe('policies in path', () => {
  it('each destination is judged by itself: one of two admits the client', () => {
    const report = follow([DENY], YES);
    expect([report.outcome, fates(report)]).toEqual(['mixed', ['web-1 denied', 'web-2 delivered']]);
    const [web1] = report.answers[0]?.destinations.filter((one) => one.pod === 'a/web-1') ?? [];
    expect(web1?.policy?.ingress.verdict).toBe('denied');
    expect(web1?.policy?.ingress.decidedBy.map(({ policy: by, rule }) => [by?.kind, by?.name, rule])).toEqual([
      ['NetworkPolicy', 'deny', undefined],
    ]);
    const ends = report.answers[0]?.traces.map(({ disposition }) => disposition);
    expect([...new Set(ends)].sort()).toEqual(['delivered', 'denied-ingress']);
  });

  it.each([
    ['nothing is seen that enforces them', 'unknown', [], {}],
    ['it is told that they are', 'denied', [], { assumeEnforced: 'yes' }],
    ['it is told that they are not', 'delivered', [], { assumeEnforced: 'no' }],
    ['a plugin that does is seen in kube-system', 'denied', [calico('kube-system')], {}],
    ['a plugin that does is seen in a namespace of its own', 'denied', [calico('calico-system')], {}],
  ] as const)('where %s, what they deny is %s', (_where, outcome, agents, options) => {
    const deny = policy('a/deny', { podSelector: {}, ingress: [] });
    const report = follow([...agents, deny], options);
    expect(report.outcome).toBe(outcome);
    expect(report.assumptions.some(({ id }) => id === 'policies')).toBe(true);
  });

  it('what nothing enforces is told and decides nothing', () => {
    const [without, told] = [follow([], { assumeEnforced: 'no' }), follow([DENY], { assumeEnforced: 'no' })];
    expect([told.outcome, fates(told)]).toEqual([without.outcome, fates(without)]);
    const [web1] = told.answers[0]?.destinations.filter((one) => one.pod === 'a/web-1') ?? [];
    expect([web1?.outcome, web1?.policy?.ingress.verdict]).toEqual(['delivered', 'denied']);
  });

  it('a rule that allows is a step of the way, with its field', () => {
    const allow = policy('a/allow', {
      podSelector: {},
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { x: 'y' } } }, { namespaceSelector: {} }] }],
    });
    const [answer] = follow([allow], YES).answers;
    const steps = answer?.traces.flatMap(({ hops }) => hops.flatMap((hop) => hop.steps)).filter((step) => step.action === 'admit');
    expect(new Set(steps?.flatMap(({ evidence }) => evidence.map(({ field }) => field)))).toEqual(new Set(['spec.ingress[0]']));
  });

  it.each([
    ['the port of the pod', 8080, 'delivered'],
    ['the port of the Service', 80, 'denied'],
    ['the name that the pods give their port', 'http', 'delivered'],
  ])('ports are judged after address translation: %s', (_what, port, outcome) => {
    const egress = policy('b/egress', { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port }] }] });
    expect(follow([egress], YES).outcome).toBe(outcome);
  });

  it('egress ends the way on the node of the client', () => {
    const egress = policy('b/egress', { podSelector: {}, policyTypes: ['Egress'] });
    const report = follow([egress], YES);
    expect(report.outcome).toBe('denied');
    for (const { disposition, hops } of report.answers[0]?.traces ?? []) {
      expect([disposition, hops.some((hop) => hop.steps.some(({ action }) => action === 'forward'))]).toEqual(['denied-egress', false]);
    }
  });

  it('a NodePort of another node is judged by the address of that node on leaving, and by that of the node on arriving', () => {
    const egress = policy('b/egress', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '192.168.0.2/32' } }], ports: [{ port: 30080 }] }],
    });
    const fromNode = policy('a/from', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '192.168.0.2/32' } }] }] });
    expect(fates(follow([egress, fromNode], { ...YES, to: 'node/n2:30080' }))).toContain('web-1 delivered');
    const fromPod = policy('a/from', { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] });
    expect(fates(follow([egress, fromPod], { ...YES, to: 'node/n2:30080' }))).toContain('web-1 denied');
  });

  it.each([
    ['its own', 'node/n1', 'web-1', 'delivered'],
    ['another', 'node/n2', 'web-1', 'denied'],
  ])('a node reaches its own pods whatever policies say: %s', (_what, from, name, outcome) => {
    const deny = policy('a/deny', { podSelector: {}, ingress: [] });
    expect(follow([deny], { ...YES, from, to: `pod/a/${name}:8080` }).outcome).toBe(outcome);
  });

  it('a pod always reaches itself', () => {
    const deny = policy('a/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(follow([deny], { ...YES, from: 'pod/a/web-1', to: 'pod/a/web-1:8080' }).outcome).toBe('delivered');
  });

  it('an address outside is judged by ipBlock, less its exceptions', () => {
    const block = { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '203.0.113.0/24'] };
    const egress = policy('b/egress', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: block }] }] });
    const outcomes = ['8.8.8.8:53', '203.0.113.9:443'].map((to) => follow([egress], { ...YES, to }).outcome);
    expect(outcomes).toEqual(['leaves-cluster', 'denied']);
  });

  it('pods of a workload that policies treat differently have an answer each', () => {
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'cl', namespace: 'b' },
      spec: { selector: { matchLabels: { app: 'cl' } } },
    };
    const pods = ['one', 'two', 'three'].map((name, index) => pod(`b/${name}`, 'n1', `10.1.1.3${index}`, { app: 'cl', name }));
    const egress = policy('b/egress', { podSelector: { matchLabels: { name: 'two' } }, policyTypes: ['Egress'] });
    const { answers, outcome } = follow([owner, ...pods, egress], { ...YES, from: 'deploy/b/cl', to: 'pod/a/other:8080' });
    expect(outcome).toBe('mixed');
    expect(answers.map(({ when, outcome: each }) => [when.pods, each]).sort()).toEqual([
      [['b/one', 'b/three'], 'delivered'],
      [['b/two'], 'denied'],
    ]);
  });

  it('an Admin policy decides before a NetworkPolicy, and says so', () => {
    const admin = {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'admin' },
      spec: {
        tier: 'Admin',
        priority: 5,
        subject: { namespaces: {} },
        ingress: [{ name: 'open', action: 'Accept', from: [{ namespaces: {} }] }],
      },
    };
    const report = follow([DENY, admin], YES);
    expect(report.outcome).toBe('delivered');
    expect(report.answers[0]?.destinations[0]?.policy?.ingress.decidedBy[0]).toMatchObject({
      tier: 'Admin',
      policy: { name: 'admin' },
      rule: 'spec.ingress[0]',
    });
  });

  it.each([
    ['a range that is none', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0' } }] }] }],
    [
      'a selector with an operator that is none',
      { ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'Gt' }] } }] }] },
    ],
  ])('%s leaves it open what the policy means', (_what, spec) => {
    const report = follow([policy('a/bad', { podSelector: {}, ...spec })], { ...YES, to: 'pod/a/other:8080', from: 'pod/a/web-1' });
    expect([report.outcome, report.answers[0]?.destinations[0]?.policy?.ingress.verdict]).toEqual(['unknown', 'unknown']);
  });

  it('policies that were not read leave every pod open', () => {
    expect(follow([], {}, false).outcome).toBe('unknown');
    expect(follow([], { assumeEnforced: 'no' }, false).outcome).toBe('delivered');
  });

  it('an endpoint that is no pod is open to a proxy that nobody saw: no policy is about it', () => {
    const objects = [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'own' },
        spec: { controller: 'traefik.io/ingress-controller' },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'shop', namespace: 'a' },
        spec: {
          ingressClassName: 'own',
          rules: [
            {
              host: 'shop.example.com',
              http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'db', port: { number: 80 } } } }] },
            },
          ],
        },
        status: { loadBalancer: { ingress: [{ ip: '203.0.113.5' }] } },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'db', namespace: 'a' },
        spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }] },
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'db-1', namespace: 'a', labels: { 'kubernetes.io/service-name': 'db' } },
        addressType: 'IPv4',
        ports: [{ name: '', port: 80 }],
        endpoints: [{ addresses: ['192.0.2.7'] }],
      },
    ];
    const cluster = readObjects(objects, { complete: true, takenAt: '2026-11-22T07:40:00Z' });
    expect(path(cluster, { from: 'internet', to: 'http://shop.example.com/' }).outcome).toBe('delivered');
  });
});
