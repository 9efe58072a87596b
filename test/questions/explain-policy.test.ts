import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { explain, type NetworkPolicyReport, readObjects } from '../../src/index.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { ALL_KINDS, type Kind } from '../../src/model/kind.ts';
import { describeNeed, type Need } from '../../src/model/listing.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import type { ClusterSnapshot } from '../../src/model/snapshot.ts';
import { explainPlan } from '../../src/questions/explain/index.ts';
import { readPlan, restrict } from '../../src/questions/reading-plan.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });
const OBJECTS = parseAllDocuments(readFileSync(join(import.meta.dirname, '../clusters/policies.yaml'), 'utf8')).map(
  (document) => document.toJS() as object,
);
const story = storyWith();

function storyWith(...more: readonly object[]): ClusterSnapshot {
  return readObjects([...OBJECTS, ...more], { complete: true });
}

function policy(name: string, spec: object): object {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'shop' }, spec };
}

function daemonSet(name: string, image: string): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: 'kube-system' },
    spec: { selector: {}, template: { spec: { containers: [{ name: 'c', image }] } } },
    status: { desiredNumberScheduled: 2 },
  };
}

function one(object: string, cluster: ClusterSnapshot = story): NetworkPolicyReport {
  const report = explain(cluster, { object });
  if (report.kind !== 'NetworkPolicy') throw new Error('not the report of a policy');
  return report;
}

function without(cluster: ClusterSnapshot, kind: Kind): ClusterSnapshot {
  const gap = { kind, scope: {}, reason: 'forbidden', message: `${kind} is forbidden` } as const;
  return {
    ...cluster,
    readings: cluster.readings.map((reading) =>
      reading.need.kind === kind ? { ...reading, listing: { state: 'unknown', gaps: [gap] } as const } : reading,
    ),
  };
}

const adds = ({ rules }: NetworkPolicyReport) =>
  rules.map(({ field, adds: told }) => `${field} ${told?.given} ${told?.by.map(({ name }) => name).join(',')}`.trimEnd());

describe('the policies of the lab', () => {
  it.each([
    ['api-from-cidr', 'NetworkPolicy prod/api-from-cidr selects 2 pods. It isolates them for ingress (1 rule).', 0],
    ['default-deny-ingress', 'selects 8 pods. It isolates them for ingress (no rule: nothing is allowed).', 3],
    ['front-egress', 'selects 2 pods. It isolates them for egress (1 rule).', 2],
    ['pg-from-front', 'selects 1 pod. It isolates it for ingress (1 rule) and egress (1 rule).', 0],
  ])('%s: %s', (name, summary, open) => {
    const report = one(`netpol/prod/${name}`, lab);
    expect(report.outcome).toBe('if-enforced');
    expect(report.summary).toContain(summary);
    expect(report.withoutIt[0]?.noLongerIsolated).toBe(open);
  });

  it('tell whom each rule lets in, how many pods that are now, and what named ports are', () => {
    const [rule] = one('netpol/prod/api-from-team-a', lab).rules;
    expect(rule?.says).toBe(
      'lets in all pods of namespaces with team=a, or pods with app=front of namespace prod, to the TCP port named http',
    );
    expect(rule?.peers.map(({ matches }) => [matches?.state, matches?.pods])).toEqual([
      ['complete', 38],
      ['complete', 2],
    ]);
    expect(rule?.ports[0]?.resolves).toEqual([{ port: 8080, pods: 2 }]);
    expect(rule?.adds).toMatchObject({ given: 'only-here' });
  });

  it('are explained by their type alone', () => {
    const { items } = explain(lab, { object: 'networkpolicies', namespace: 'prod' }) as ReportListOf<NetworkPolicyReport>;
    expect(items.map(({ question }) => question.object)).toHaveLength(6);
    expect(items.map((report) => one(report.question.object, lab))).toEqual(items);
  });
});

describe('whom a policy selects', () => {
  it('is told by workloads, without pods that have ended, and names those that policies do not cover', () => {
    expect(one('netpol/shop/web').selects).toMatchObject({
      state: 'complete',
      says: 'pods with app=web of namespace shop',
      pods: 2,
      workloads: [{ workload: 'Deployment shop/web', pods: 2 }],
      hostNetwork: ['shop/host'],
    });
  });

  it('may be nobody', () => {
    const report = one('netpol/shop/gone');
    expect([report.outcome, report.summary]).toEqual([
      'selects-nobody',
      'NetworkPolicy shop/gone selects no pod: pods with app=gone of namespace shop. Whether anything enforces it is not known: nothing that is known to enforce policies was seen.',
    ]);
    expect(report.withoutIt).toEqual([]);
  });

  it('is unknown where pods may not be read', () => {
    const report = one('netpol/shop/web', without(story, 'Pod'));
    expect([report.outcome, report.selects.state, report.alone]).toEqual(['unknown', 'unknown', 'unknown']);
    expect(report.summary).toContain('Whom NetworkPolicy shop/web selects is unknown: pods: you may not list them');
    expect(report.rules.map(({ peers }) => peers[0]?.matches?.state)).toEqual(['unknown', undefined, 'unknown']);
  });
});

describe('what a rule adds to other policies of the same pods', () => {
  it('is told rule by rule, as far as each pod has other policies', () => {
    expect(adds(one('netpol/shop/web'))).toEqual([
      'spec.ingress[0] partly canary',
      'spec.ingress[1] partly canary',
      'spec.ingress[2] nothing',
    ]);
    expect(adds(one('netpol/shop/canary'))).toEqual(['spec.ingress[0] partly web', 'spec.ingress[1] partly web']);
  });

  it.each([
    ['the same selector', [{ from: [{ podSelector: { matchLabels: { a: 'b' } } }] }], 'given'],
    ['a wider selector', [{ from: [{ podSelector: {} }] }], 'given'],
    ['every pod of the cluster', [{ from: [{ namespaceSelector: {} }] }], 'given'],
    ['everybody', [{}], 'given'],
    ['everybody, on another port', [{ ports: [{ port: 81 }] }], 'only-here'],
    [
      'everybody, on a part of the ports',
      [
        {
          ports: [
            { port: 1, endPort: 79 },
            { port: 81, endPort: 65535 },
          ],
        },
      ],
      'only-here',
    ],
    ['everybody, by UDP', [{ ports: [{ protocol: 'UDP', port: 80 }] }], 'only-here'],
    ['a wider selector, and the port among a range', [{ from: [{ podSelector: {} }], ports: [{ port: 79, endPort: 81 }] }], 'given'],
    ['pods that happen to be all of them', [{ from: [{ podSelector: { matchLabels: { other: 'label' } } }] }], 'given-now'],
    ['none', [], 'only-here'],
    ['two that are the whole together', [{ ports: [{ port: 80 }], from: [{ podSelector: {} }] }], 'given'],
  ])('is judged against %s', (_name, ingress, given) => {
    const cluster = storyWith(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'peer', namespace: 'shop', labels: { a: 'b', other: 'label' } },
        spec: {},
        status: { phase: 'Running', podIPs: [{ ip: '10.1.0.77' }] },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'db', namespace: 'shop', labels: { app: 'db' } },
        spec: {},
        status: { phase: 'Running', podIPs: [{ ip: '10.1.0.78' }] },
      },
      policy('own', {
        podSelector: { matchLabels: { app: 'db' } },
        ingress: [{ from: [{ podSelector: { matchLabels: { a: 'b' } } }], ports: [{ port: 80 }] }],
      }),
      policy('other', { podSelector: { matchLabels: { app: 'db' } }, ingress }),
    );
    expect(one('netpol/shop/own', cluster).rules[0]?.adds?.given).toBe(given);
  });

  it.each([
    ['10.0.0.0/8', ['10.0.0.0/8'], 'given'],
    ['10.0.0.0/8', ['0.0.0.0/0'], 'given'],
    ['10.0.0.0/8', ['10.0.0.0/9', '10.128.0.0/9'], 'given'],
    ['10.0.0.0/8', ['10.0.0.0/9'], 'partly'],
    ['10.0.0.0/8', ['11.0.0.0/8', '::/0'], 'only-here'],
    ['2001:db8::/32', ['2001:db8::/31'], 'given'],
    ['2001:db8::/32', ['2001:db8::1/128'], 'partly'],
  ])('of addresses %s is judged against %j', (cidr, others, given) => {
    const blocks = (all: readonly string[]) => [{ from: all.map((one) => ({ ipBlock: { cidr: one } })) }];
    const cluster = storyWith(
      policy('own', { podSelector: { matchLabels: { canary: 'yes' } }, ingress: blocks([cidr]) }),
      policy('other', { podSelector: { matchLabels: { app: 'web' } }, ingress: blocks(others) }),
    );
    const readings = cluster.readings.map((reading) =>
      reading.need.kind === 'NetworkPolicy' && reading.listing.state !== 'unknown'
        ? {
            ...reading,
            listing: {
              ...reading.listing,
              items: reading.listing.items.filter(({ metadata }) => ['own', 'other'].includes(metadata.name)),
            },
          }
        : reading,
    );
    expect(one('netpol/shop/own', { ...cluster, readings } as ClusterSnapshot).rules[0]?.adds?.given).toBe(given);
  });

  it('is unknown where another policy may select them, and says which', () => {
    const broken = policy('broken', { podSelector: { matchLabels: ['a'] }, ingress: [{}] });
    const [first] = one('netpol/shop/web', storyWith(broken)).rules;
    expect(first?.adds?.given).toBe('unknown');
    expect(first?.adds?.says).toContain('NetworkPolicy shop/broken, spec.podSelector.matchLabels: expected an object, got a list');
  });
});

describe('what is wrong about a policy', () => {
  it('is told, and never a crash', () => {
    const report = one(
      'netpol/shop/broken',
      storyWith(
        policy('broken', {
          podSelector: { matchLabels: ['a'] },
          policyTypes: ['Ingress', 'Both'],
          ingress: [
            {
              from: [{ ipBlock: { cidr: '10.0.0.0/88' } }, { podSelector: { matchExpressions: [{ key: 'a', operator: 'Foo' }] } }, {}],
              ports: [{ port: 99999 }, { protocol: 'ICMP', port: 1 }, { port: 10, endPort: 5 }],
            },
            'nonsense',
          ],
        }),
      ),
    );
    expect(report.outcome).toBe('unknown');
    expect(report.problems.map(({ field }) => field)).toEqual(['spec.podSelector', 'spec.policyTypes', 'spec.ingress']);
    expect(report.rules.map(({ action }) => action)).toEqual(['unreadable']);
  });

  it('leaves the rest of it as it is', () => {
    const ingress = [{ from: [{ ipBlock: { cidr: '10.0.0.0/88' } }, { podSelector: {} }] }];
    const report = one('netpol/shop/half', storyWith(policy('half', { podSelector: { matchLabels: { app: 'web' } }, ingress })));
    expect(report.problems).toEqual([
      { field: 'spec.ingress[0].from[0].ipBlock.cidr', says: '"10.0.0.0/88" is no CIDR (like 10.0.0.0/8 or fd00::/8)' },
    ]);
    expect(report.rules[0]?.peers.map(({ kind, says }) => [kind, says])).toEqual([
      ['unreadable', 'what cannot be read'],
      ['pods', 'all pods of namespace shop'],
    ]);
    expect(report.rules[0]?.adds?.given).toBe('unknown');
  });

  it('names what has no effect', () => {
    expect(one('netpol/shop/web').ignored).toEqual([
      { field: 'spec.egress', says: 'policyTypes does not have Egress: what stands here has no effect' },
    ]);
  });
});

describe('named ports', () => {
  it('are looked up in the pods that receive', () => {
    expect(one('netpol/shop/web').rules[0]?.ports[0]?.resolves).toEqual([
      { port: 8080, pods: 1 },
      { port: 9090, pods: 1 },
    ]);
    expect(one('netpol/shop/web').rules[2]?.ports[0]?.resolves).toEqual([{ port: null, pods: 2 }]);
    expect(one('netpol/shop/metrics').rules[0]?.ports[0]?.resolves).toEqual([{ port: 9090, pods: 1 }]);
  });
});

describe('a policy of an administrator', () => {
  it('tells its place, its actions, and who shares its priority', () => {
    const report = one('cnp/guard');
    expect(report.policy).toEqual({ kind: 'ClusterNetworkPolicy', name: 'guard', tier: 'Admin', priority: 10 });
    expect(report.rules.map(({ name, action, says }) => [name, action, says])).toEqual([
      ['metrics', 'accept', 'lets in all pods of namespaces with team=ops, to TCP 8080'],
      ['rest', 'pass', 'leaves to NetworkPolicies what comes from all pods of all namespaces, on every port'],
    ]);
    expect(report.others.map(({ policy: { name }, pods, order }) => [name, pods, order])).toEqual([
      ['old', 2, 'of another generation of the API: which one is asked first depends on who enforces them'],
      ['twin', 1, 'has the same priority: which one is asked first is not defined'],
    ]);
    expect(report.rules[1]?.peers[0]?.matches).toMatchObject({ state: 'uncounted', pods: 0 });
  });

  it.each([
    [
      'anp/old',
      'AdminNetworkPolicy old selects 2 pods (1 pod with hostNetwork not covered). In tier Admin with priority 10, it decides about ingress (1 rule).',
    ],
    [
      'banp/default',
      'BaselineAdminNetworkPolicy default selects 3 pods (1 pod with hostNetwork not covered). In tier Baseline, it decides about egress (1 rule).',
    ],
  ])('%s is explained', (object, summary) => {
    expect(one(object).summary).toContain(summary);
  });

  it.each([
    ['a', 'sameLabels', 2],
    ['a', 'notSameLabels', 1],
    ['nobody', 'sameLabels', 0],
  ])('of team %s counts the peers of namespaces with %s: %i', (team, relation, pods) => {
    const old = {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'relative' },
      spec: {
        priority: 1,
        subject: { namespaces: { matchLabels: { team } } },
        ingress: [{ action: 'Allow', from: [{ namespaces: { [relation]: ['team'] } }] }],
      },
    };
    expect(one('anp/relative', storyWith(old)).rules[0]?.peers[0]?.matches).toMatchObject({ state: 'complete', pods });
  });

  it('is named beside the NetworkPolicies that it comes before', () => {
    expect(one('netpol/shop/web').others.map(({ policy: { name }, order }) => `${name} ${order}`)).toEqual([
      'canary undefined',
      'old asked before this one, in tier Admin',
      'guard asked before this one, in tier Admin',
      'twin asked before this one, in tier Admin',
    ]);
  });
});

describe('a rule for domain names', () => {
  it.each([
    [[{ domainNames: ['*.example.com'] }], ['domain-names']],
    [
      [{ networks: ['192.0.2.0/24'] }, { domainNames: ['example.com'] }],
      ['ip-blocks', 'domain-names'],
    ],
    [[{ namespaces: {} }], []],
  ])('is said not to be decidable: %o', (to, ids) => {
    const rules = {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'names' },
      spec: { tier: 'Admin', priority: 1, subject: { namespaces: {} }, egress: [{ action: 'Accept', to }] },
    };
    const told = one('cnp/names', storyWith(rules)).assumptions.map(({ id }) => id);
    expect(told.filter((id) => id === 'ip-blocks' || id === 'domain-names')).toEqual(ids);
  });
});

describe('who enforces it', () => {
  it.each([
    ['netpol/shop/web', 'calico-node', 'docker.io/calico/node:v3.31.0', 'in-effect', 'Calico enforces it'],
    [
      'netpol/shop/web',
      'kube-flannel-ds',
      'ghcr.io/flannel-io/flannel:v0.27.0',
      'not-enforced',
      'nothing enforces policies here: the network plugin is flannel, which does not',
    ],
    ['cnp/guard', 'kube-flannel-ds', 'ghcr.io/flannel-io/flannel:v0.27.0', 'not-enforced', 'nothing enforces policies here'],
    ['netpol/shop/web', 'mine', 'example.com/mine:1', 'if-enforced', 'nothing that is known to enforce policies was seen'],
  ])('%s with %s is %s', (object, name, image, outcome, says) => {
    const report = one(object, storyWith(daemonSet(name, image)));
    expect([report.outcome, report.enforcement.says]).toEqual([outcome, expect.stringContaining(says)]);
  });
});

describe('what is read', () => {
  it('is selected by the server, and is the same for a reader that answers only what is asked', async () => {
    const index = indexSnapshot(lab);
    const rounds: (readonly Need[])[] = [];
    const read = async (needs: readonly Need[]) => {
      rounds.push(needs);
      return needs.map((need) => {
        const { kind, only, ...scope } = need;
        return { need, listing: only === undefined ? index.list(kind, scope) : index.metadata(kind, scope) };
      });
    };
    const snapshot = await readPlan(explainPlan({ object: 'netpol/prod/pg-from-front' }), read, lab.takenAt);
    const { coverage: _live, ...live } = one('netpol/prod/pg-from-front', snapshot);
    const { coverage: _files, ...files } = one('netpol/prod/pg-from-front', lab);
    expect(live).toEqual(files);
    expect(rounds.length).toBeLessThanOrEqual(4);
    const pods = rounds.flat().filter(({ kind }) => kind === 'Pod' || kind === 'Namespace');
    expect(pods.map(describeNeed).sort()).toEqual([
      'metadata of namespace kube-system',
      'metadata of namespace prod',
      'pods in namespace kube-system with k8s-app=kube-dns',
      'pods in namespace prod with app=front',
      'pods in namespace prod with app=pg',
    ]);
  });

  it.each(['netpol/shop/web', 'netpol/shop/canary', 'cnp/guard', 'pod/shop/web-2'])('has the same answer in any order: %s', (object) => {
    const turned = readObjects(OBJECTS.toReversed(), { complete: true, takenAt: story.takenAt });
    expect(explain(turned, { object })).toEqual(explain(story, { object }));
  });

  it('does not take all pods of the cluster for peers that are everybody', () => {
    const spec = { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ from: [{ namespaceSelector: {} }] }] };
    const needs = restrict(indexSnapshot(storyWith(policy('open', spec))), explainPlan({ object: 'netpol/shop/open' })).readings;
    expect(needs.map(({ need }) => need).filter(({ kind }) => kind === 'Pod')).toEqual([
      { kind: 'Pod', namespace: 'shop', labels: [{ key: 'app', operator: 'In', values: ['web'] }] },
    ]);
  });

  it.each(ALL_KINDS.filter((kind) => kind !== 'NetworkPolicy'))('turns answers only into unknown without %s', (kind) => {
    for (const object of ['netpol/shop/web', 'netpol/shop/canary', 'netpol/shop/metrics']) {
      const [before, after] = [one(object), one(object, without(story, kind))];
      expect([before.outcome, 'unknown', 'if-enforced']).toContain(after.outcome);
      expect([before.alone, 'unknown', 'no']).toContain(after.alone);
      after.rules.forEach(({ adds: told }, at) => {
        expect([before.rules[at]?.adds?.given, 'unknown', undefined]).toContain(told?.given);
      });
    }
  });
});
