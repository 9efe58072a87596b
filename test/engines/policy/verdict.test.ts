import { describe, expect, it } from 'vitest';
import { bothEnds } from '../../../src/engines/policy/index.ts';
import { clusterNetworkPolicy, clusterOf, namespace, networkPolicy, pod, verdicts } from './cluster.ts';

const WEB = pod('a/web', { labels: { app: 'web' }, ip: '10.0.0.1', node: 'node1' });
const CLIENT = pod('b/client', { labels: { app: 'client' }, ip: '10.0.1.1', node: 'node2' });
const HOST = pod('b/host', { labels: { app: 'client' }, ip: '192.168.0.2', node: 'node2', hostNetwork: true });
const BASE = [namespace('a'), namespace('b', { team: 'x' }), WEB, CLIENT, HOST];

const ingress = (...rules: readonly object[]) => networkPolicy('a/in', { podSelector: {}, policyTypes: ['Ingress'], ingress: rules });
const egress = (...rules: readonly object[]) => networkPolicy('b/out', { podSelector: {}, policyTypes: ['Egress'], egress: rules });
const from = (...peers: readonly object[]) => ({ from: peers });
const to = (...peers: readonly object[]) => ({ to: peers });
const admin = (name: string, priority: number, ...rules: readonly object[]) =>
  clusterNetworkPolicy(name, { tier: 'Admin', priority, subject: { namespaces: {} }, ingress: rules });
const rule = (action: string, ...peers: readonly object[]) => ({ action, from: peers });

const ANYBODY = { namespaces: {} };

describe('one end of a connection', () => {
  it.each<[string, readonly object[], string, string, readonly string[]]>([
    ['a pod without policies takes all', [], 'b/client → a/web', 'allowed', []],
    [
      'an ipBlock holds the address of a pod, as far as plugins do',
      [ingress(from({ ipBlock: { cidr: '10.0.1.0/24' } }))],
      'b/client → a/web',
      'allowed',
      ['ip-blocks'],
    ],
    [
      'a block that holds everything lets in somebody outside, wherever that is',
      [ingress(from({ ipBlock: { cidr: '0.0.0.0/0' } }))],
      'outside → a/web',
      'allowed',
      [],
    ],
    ['a block of IPv6 holds nobody who comes by IPv4', [ingress(from({ ipBlock: { cidr: '::/0' } }))], 'outside → a/web', 'denied', []],
    [
      'whether a part of the world holds somebody outside is not known',
      [ingress(from({ ipBlock: { cidr: '203.0.113.0/24' } }))],
      'outside → a/web',
      'unknown',
      [],
    ],
    [
      'what a block leaves out may be where somebody outside is',
      [ingress(from({ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }))],
      'outside → a/web',
      'unknown',
      [],
    ],
    ['the node of a pod is always let in', [ingress()], 'node:node1 → a/web', 'allowed', []],
    ['another node is not', [ingress()], 'node:node2 → a/web', 'denied', []],
    [
      'a pod in the network of the same node is its node',
      [ingress(), pod('a/agent', { ip: '192.168.0.1', node: 'node1', hostNetwork: true })],
      'a/agent → a/web',
      'allowed',
      [],
    ],
    [
      'selectors do not see a pod in the network of its node, as far as plugins do not',
      [ingress(from({ namespaceSelector: {} }))],
      'b/host → a/web',
      'denied',
      ['host-network'],
    ],
    ['where every way of seeing it agrees, nothing is assumed', [ingress()], 'b/host → a/web', 'denied', []],
    [
      'a selector that the API server would have refused may mean anything',
      [ingress(from({ podSelector: { matchExpressions: [{ key: 'app', operator: 'Near' }] } }))],
      'b/client → a/web',
      'denied',
      [],
    ],
    [
      'and so in the namespace that it is about',
      [ingress(from({ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'In' }] } }))],
      'b/client → a/web',
      'unknown',
      [],
    ],
    ['unless another rule lets the connection in', [ingress(from({ ipBlock: { cidr: 'here' } }), {})], 'b/client → a/web', 'allowed', []],
    [
      'a range that ends before it begins may mean anything',
      [ingress({ ports: [{ port: 90, endPort: 80 }] })],
      'b/client → a/web',
      'unknown',
      [],
    ],
    [
      'a type that the API does not have leaves open what is isolated',
      [networkPolicy('a/odd', { podSelector: {}, policyTypes: ['ingress'] })],
      'b/client → a/web',
      'unknown',
      [],
    ],
    [
      'rules that are no list leave open what is let in',
      [networkPolicy('a/odd', { podSelector: {}, ingress: 'all' })],
      'b/client → a/web',
      'unknown',
      [],
    ],
    ['a NetworkPolicy of another namespace has no say', [networkPolicy('b/deny', { podSelector: {} })], 'b/client → a/web', 'allowed', []],
  ])('%s', (_name, policies, flow, verdict, assumes) => {
    const { ingress: judged } = verdicts(flow, clusterOf([...BASE, ...policies]));
    expect(judged).toMatchObject({ verdict, assumes });
  });

  it.each<[string, readonly object[], string, string]>([
    ['a block holds the address of the server', [egress(to({ ipBlock: { cidr: '10.0.0.0/24' } }))], 'b/client → a/web', 'allowed'],
    ['the server of a node is not let out to by selectors', [egress(to({ namespaceSelector: {} }))], 'b/client → node:node1', 'denied'],
    ['whether policies bind what goes to the own node is not agreed', [egress()], 'b/client → node:node2', 'unknown'],
    ['a pod cannot be kept from itself', [egress()], 'b/client → b/client', 'allowed'],
    ['a pod in the network of its node is bound by none', [egress()], 'b/host → a/web', 'allowed'],
    ['a client outside is bound by none', [egress()], 'outside → a/web', 'allowed'],
  ])('as the sender: %s', (_name, policies, flow, verdict) => {
    expect(verdicts(flow, clusterOf([...BASE, ...policies])).egress.verdict).toBe(verdict);
  });

  it('a named port is the one of the destination, by name and protocol', () => {
    const server = pod('a/named', { ip: '10.0.0.9', ports: [{ name: 'http', containerPort: 8080 }] });
    const cluster = clusterOf([...BASE, server, egress({ ports: [{ port: 'http' }] })]);
    const judged = (port: number, protocol: 'TCP' | 'UDP') => verdicts('b/client → a/named', cluster, { port, protocol }).egress.verdict;
    expect([judged(8080, 'TCP'), judged(8080, 'UDP'), judged(80, 'TCP')]).toEqual(['allowed', 'denied', 'denied']);
  });

  it('is judged by the address that its side sees', () => {
    const cluster = clusterOf([...BASE, ingress(from({ ipBlock: { cidr: '203.0.113.0/24' } }))]);
    const seen = (...seenAs: readonly string[]) => verdicts('203.0.113.7 → a/web', cluster, { seenAs }).ingress;
    expect(seen('203.0.113.7').verdict).toBe('allowed');
    expect(seen('192.168.0.2').verdict).toBe('denied');
    expect(seen('node:node1').verdict).toBe('allowed');
    expect(seen('203.0.113.7', '192.168.0.2')).toMatchObject({
      verdict: 'unknown',
      doubts: ["whose address the server's side sees is not known, and that decides"],
    });
  });

  it('a range for a Cluster IP is held against the server, as is usual', () => {
    const cluster = clusterOf([...BASE, egress(to({ ipBlock: { cidr: '10.96.0.0/12' } }))]);
    const judged = verdicts('b/client → a/web', cluster, { dialled: '10.96.0.10' }).egress;
    expect(judged).toMatchObject({ verdict: 'denied', assumes: ['translated-destination'] });
  });

  it('follows what is known of the plugin', () => {
    const cluster = clusterOf([...BASE, ingress(from({ ipBlock: { cidr: '10.0.1.0/24' } }))]);
    expect(verdicts('b/client → a/web', cluster, {}, { ipBlocks: 'outside' }).ingress).toMatchObject({ verdict: 'denied', assumes: [] });
    expect(verdicts('b/client → a/web', cluster, {}, { ipBlocks: 'all-addresses' }).ingress).toMatchObject({
      verdict: 'allowed',
      assumes: [],
    });
  });
});

describe('both ends of a connection', () => {
  it.each([
    ['allowed', 'allowed', 'allowed'],
    ['allowed', 'unknown', 'unknown'],
    ['unknown', 'allowed', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
    ['denied', 'allowed', 'denied'],
    ['allowed', 'denied', 'denied'],
    ['denied', 'unknown', 'denied'],
    ['unknown', 'denied', 'denied'],
  ] as const)('%s by the sender and %s by the receiver is %s', (egress, ingress, verdict) => {
    expect(bothEnds(egress, ingress)).toBe(verdict);
  });
});

describe('policies of administrators', () => {
  it.each<[string, readonly object[], string]>([
    ['the lower priority decides', [admin('one', 1, rule('Accept', ANYBODY)), admin('two', 2, rule('Deny', ANYBODY))], 'allowed'],
    [
      'of the same priority, which differ, either may',
      [admin('one', 1, rule('Accept', ANYBODY)), admin('two', 1, rule('Deny', ANYBODY))],
      'unknown',
    ],
    [
      'of the same priority, which agree, one does',
      [admin('one', 1, rule('Deny', ANYBODY)), admin('two', 1, rule('Deny', ANYBODY))],
      'denied',
    ],
    [
      'of the same priority, one that is about others has no say',
      [admin('one', 1, rule('Deny', { namespaces: { matchLabels: { team: 'y' } } })), admin('two', 1, rule('Accept', ANYBODY))],
      'allowed',
    ],
    [
      'a rule with a peer that a newer API has may mean anything',
      [admin('one', 1, rule('Accept', { services: {} })), ingress()],
      'unknown',
    ],
    [
      'a rule that accepts, with a peer that a newer API has, may match nothing, whoever else it names',
      [admin('one', 1, rule('Accept', ANYBODY, { services: {} })), ingress()],
      'unknown',
    ],
    [
      'a rule that denies, with a peer that a newer API has, may deny every port',
      [admin('one', 1, { ...rule('Deny', ANYBODY, { services: {} }), protocols: [{ udp: {} }] })],
      'unknown',
    ],
    [
      'a rule that passes, with a peer that a newer API has, may deny',
      [admin('one', 1, rule('Pass', ANYBODY, { services: {} }))],
      'unknown',
    ],
    ['an action of the older API is none of this one', [admin('one', 1, rule('Allow', ANYBODY)), ingress()], 'unknown'],
    ['a peer that says two things may mean either', [admin('one', 1, rule('Deny', { namespaces: {}, pods: {} }))], 'unknown'],
    ['an action that the API does not have may be any', [admin('one', 1, rule('Log', ANYBODY))], 'unknown'],
    ['a rule without peers may be about anybody', [admin('one', 1, { action: 'Deny' })], 'unknown'],
    [
      'a tier that the API does not have may be any',
      [clusterNetworkPolicy('odd', { tier: 'Middle', priority: 1, subject: { namespaces: {} }, ingress: [rule('Deny', ANYBODY)] })],
      'unknown',
    ],
    [
      'a tier that the API does not have may come before every other policy',
      [
        clusterNetworkPolicy('odd', { tier: 'Middle', priority: 9, subject: { namespaces: {} }, ingress: [rule('Deny', ANYBODY)] }),
        admin('one', 1, rule('Accept', ANYBODY)),
      ],
      'unknown',
    ],
    [
      'a policy that is surely passed over decides nothing',
      [
        clusterNetworkPolicy('odd', {
          tier: 'Middle',
          priority: 1,
          subject: { namespaces: { matchLabels: { team: 'x' } } },
          ingress: [rule('Deny', ANYBODY)],
        }),
      ],
      'allowed',
    ],
  ])('%s', (_name, policies, verdict) => {
    expect(verdicts('b/client → a/web', clusterOf([...BASE, ...policies])).ingress.verdict).toBe(verdict);
  });

  it('of two generations that differ: which one decides depends on who enforces them', () => {
    const old = {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'old' },
      spec: { priority: 50, subject: { namespaces: {} }, ingress: [{ action: 'Allow', from: [ANYBODY] }] },
    };
    const cluster = clusterOf([...BASE, old, admin('new', 1, rule('Deny', ANYBODY))]);
    expect(verdicts('b/client → a/web', cluster).ingress.verdict).toBe('unknown');
    expect(verdicts('b/client → a/web', cluster, {}, { follows: { ClusterNetworkPolicy: false } }).ingress.verdict).toBe('allowed');
    expect(verdicts('b/client → a/web', cluster, {}, { follows: { AdminNetworkPolicy: false } }).ingress.verdict).toBe('denied');
  });

  it.each<[string, object, string]>([
    ['with the same labels as the subject', { sameLabels: ['team'] }, 'denied'],
    ['with other labels than the subject', { notSameLabels: ['team'] }, 'allowed'],
    ['by no label of the subject', { sameLabels: [] }, 'allowed'],
    ['by no other label than the subject', { notSameLabels: [] }, 'allowed'],
    ['by a label that neither has', { sameLabels: ['zone'] }, 'allowed'],
  ])('of the first version, about namespaces %s', (_name, namespaces, verdict) => {
    const old = {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'old' },
      spec: { priority: 1, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces }] }] },
    };
    const same = [namespace('a', { team: 'x' }), namespace('b', { team: 'x' }), WEB, CLIENT];
    expect(verdicts('b/client → a/web', clusterOf([...same, old])).ingress.verdict).toBe(verdict);
  });

  it('are never about a pod in the network of its node, even where NetworkPolicies are', () => {
    const host = pod('a/host', { hostNetwork: true, ip: '192.168.0.1' });
    const cluster = clusterOf([...BASE, host, admin('one', 1, rule('Deny', ANYBODY))]);
    expect(verdicts('b/client → a/host', cluster, {}, { hostNetwork: 'pod' }).ingress.verdict).toBe('allowed');
  });

  it('are taken for followed, and that is named where it decides', () => {
    const cluster = clusterOf([...BASE, admin('one', 1, rule('Deny', ANYBODY))]);
    expect(verdicts('b/client → a/web', cluster).ingress).toMatchObject({ verdict: 'denied', assumes: ['admin-policies'] });
    expect(verdicts('b/client → a/web', cluster, {}, { follows: { ClusterNetworkPolicy: true } }).ingress.assumes).toEqual([]);
  });

  it('by names of domains leave open what goes outside, and nothing else', () => {
    const names = clusterNetworkPolicy('names', {
      tier: 'Admin',
      priority: 1,
      subject: { namespaces: {} },
      egress: [
        { action: 'Accept', to: [{ domainNames: ['*.example.com'] }] },
        { action: 'Deny', to: [{ networks: ['0.0.0.0/0'] }] },
      ],
    });
    const cluster = clusterOf([...BASE, names]);
    expect(verdicts('b/client → 203.0.113.7', cluster).egress).toMatchObject({
      verdict: 'unknown',
      doubts: [expect.stringContaining('*.example.com')],
    });
    expect(verdicts('b/client → a/web', cluster).egress.verdict).toBe('denied');
  });
});

describe('what could not be read', () => {
  const labelled = ingress(from({ namespaceSelector: { matchLabels: { team: 'x' } } }));

  it.each<[string, readonly object[], Parameters<typeof clusterOf>[1], string]>([
    ['NetworkPolicies', [], ['NetworkPolicy'], 'unknown'],
    ['labels of a namespace that decide', [labelled], ['Namespace'], 'unknown'],
    [
      'labels of a namespace whose name decides',
      [ingress(from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'b' } } }))],
      ['Namespace'],
      'allowed',
    ],
    [
      'labels of a namespace that some other rule makes needless',
      [labelled, networkPolicy('a/all', { podSelector: {}, ingress: [{}] })],
      ['Namespace'],
      'allowed',
    ],
    ['ClusterNetworkPolicies', [], ['ClusterNetworkPolicy'], 'unknown'],
    ['policies of Cilium', [], ['CiliumNetworkPolicy'], 'unknown'],
    ['policies of a mesh in which the pod is not', [], ['AuthorizationPolicy', 'PeerAuthentication'], 'allowed'],
  ])('%s', (_name, policies, hidden, verdict) => {
    const { ingress: judged } = verdicts('b/client → a/web', clusterOf([...BASE, ...policies], hidden));
    expect(judged.verdict).toBe(verdict);
    expect(judged.gaps.length > 0).toBe(verdict === 'unknown');
  });

  it('is no gap where the server does not have the kind', () => {
    const groups = { kind: 'APIGroupList', groups: [{ name: 'networking.k8s.io', versions: [{ groupVersion: 'networking.k8s.io/v1' }] }] };
    const cluster = clusterOf([...BASE, groups], ['ClusterNetworkPolicy', 'AdminNetworkPolicy', 'CiliumNetworkPolicy']);
    expect(verdicts('b/client → a/web', cluster).ingress.verdict).toBe('allowed');
  });
});

describe('reasons', () => {
  it('name the rule that lets in, with its field', () => {
    const cluster = clusterOf([...BASE, ingress(from({ podSelector: {} }), from({ namespaceSelector: { matchLabels: { team: 'x' } } }))]);
    const { decidedBy, isolatedBy } = verdicts('b/client → a/web', cluster).ingress;
    expect(decidedBy).toEqual([
      {
        tier: 'NetworkPolicy',
        verdict: 'allowed',
        policy: { kind: 'NetworkPolicy', namespace: 'a', name: 'in' },
        rule: 'spec.ingress[1]',
        says: 'NetworkPolicy a/in lets in all pods of namespaces with team=x',
        evidence: [
          {
            object: { kind: 'NetworkPolicy', namespace: 'a', name: 'in' },
            field: 'spec.ingress[1]',
            says: 'lets in all pods of namespaces with team=x',
          },
        ],
      },
    ]);
    expect(isolatedBy).toEqual([{ kind: 'NetworkPolicy', namespace: 'a', name: 'in' }]);
  });

  it('name the policies that isolate where none lets in', () => {
    const { decidedBy } = verdicts('b/client → a/web', clusterOf([...BASE, ingress()])).ingress;
    expect(decidedBy.map(({ says }) => says)).toEqual([
      'NetworkPolicy a/in isolates pod a/web for ingress, and no rule lets this connection in',
    ]);
  });

  it("name the rule of an administrator's policy", () => {
    const cluster = clusterOf([
      ...BASE,
      admin('one', 1, { name: 'no-x', ...rule('Deny', { namespaces: { matchLabels: { team: 'x' } } }) }),
    ]);
    expect(verdicts('b/client → a/web', cluster).ingress.decidedBy.map(({ says }) => says)).toEqual([
      'ClusterNetworkPolicy one, rule no-x, keeps out all pods of namespaces with team=x',
    ]);
  });

  it('say that nobody has a say', () => {
    expect(verdicts('b/client → a/web', clusterOf(BASE)).ingress.decidedBy).toMatchObject([
      { tier: 'none', verdict: 'allowed', says: 'no policy has a say in ingress of pod a/web on TCP 80' },
    ]);
  });
});

describe('the rule that comes nearest', () => {
  const miss = (policies: readonly object[], more: Parameters<typeof verdicts>[2] = {}) => {
    const { ingress: judged } = verdicts('b/client → a/web', clusterOf([...BASE, ...policies]), more);
    return { rule: judged.nearest?.rule, differences: judged.nearest?.differences.map(({ in: what, says }) => `${what}: ${says}`) };
  };

  it.each<[string, object, Parameters<typeof verdicts>[2], readonly string[]]>([
    [
      'a label of the pod',
      from({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'front' } } }),
      {},
      ['pod label: it wants pods with app=front, and the pod has app=client'],
    ],
    [
      'a label of the namespace',
      from({ namespaceSelector: { matchLabels: { team: 'y' } } }),
      {},
      ['namespace label: it wants namespaces with team=y, and b has team=x'],
    ],
    [
      'the namespace',
      from({ podSelector: { matchLabels: { app: 'client' } } }),
      {},
      ['namespace: it is for pods of namespace a, and the pod is in b'],
    ],
    ['the port', { ports: [{ port: 8080 }] }, {}, ['port: it is for TCP 8080, and the connection is to TCP 80']],
    ['the protocol', { ports: [{ port: 80 }] }, { protocol: 'UDP' }, ['protocol: it is for TCP 80, and the connection is to UDP 80']],
    [
      'a port by name',
      { ports: [{ port: 'http' }] },
      {},
      ['port: it is for TCP http, and the connection is to TCP 80; no container of the server has a port of that name'],
    ],
    [
      'the address',
      from({ ipBlock: { cidr: '203.0.113.0/24' } }),
      {},
      ['address: it is for 203.0.113.0/24, which does not hold the address'],
    ],
  ])('differs in %s', (_name, given, more, differences) => {
    expect(miss([ingress(given)], more)).toEqual({ rule: 'spec.ingress[0]', differences });
  });

  it('is the one with the fewest differences', () => {
    const far = { ...from({ podSelector: { matchLabels: { app: 'front' } } }), ports: [{ port: 443 }] };
    const near = from({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'front' } } });
    expect(miss([ingress(far, near)]).rule).toBe('spec.ingress[1]');
  });

  it('is none where no rule lets anybody in', () => {
    expect(miss([ingress()])).toEqual({ rule: undefined, differences: undefined });
  });
});
