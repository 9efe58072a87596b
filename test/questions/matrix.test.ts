import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { bothEnds, type PolicyEnd, policiesOf, policyVerdicts } from '../../src/engines/policy/index.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { ALL_KINDS, type Kind } from '../../src/model/kind.ts';
import type { MatrixReport, MatrixVerdict } from '../../src/model/matrix-report.ts';
import type { Pod } from '../../src/model/resources/pod.ts';
import { type MatrixQuery, matrix } from '../../src/questions/matrix/index.ts';
import { path } from '../../src/questions/path/index.ts';
import { clusterNetworkPolicy, namespace, networkPolicy, pod } from '../engines/policy/cluster.ts';
import { cluster } from '../engines/policy/random-cluster.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-01-01T00:00:00Z';

function judged(objects: readonly object[], query: MatrixQuery = {}, hidden: readonly Kind[] = []): MatrixReport {
  const given = objects.filter((one) => !hidden.includes((one as { readonly kind: Kind }).kind));
  const complete = ALL_KINDS.filter((kind) => !hidden.includes(kind));
  return matrix(readObjects(given, { complete, takenAt: NOW }), { namespace: 'a', assumeEnforced: 'yes', ...query });
}

const nameOf = ({ namespace: own, name }: { readonly namespace?: string; readonly name: string }) => `${own}/${name}`;

/** Each pair of a report by name: `a/web → a/db:5432`. Fails where one is told twice. */
function pairsOf({ clients, servers, cells }: MatrixReport): Readonly<Record<string, MatrixVerdict>> {
  const pairs = new Map<string, MatrixVerdict>();
  for (const { from, to, verdict } of cells) {
    for (const client of clients.filter(({ id }) => from.includes(id))) {
      for (const server of servers.filter(({ id }) => to.includes(id))) {
        const names = client.outside === true ? ['outside'] : client.workloads.map(nameOf);
        const ends = server.outside === undefined ? server.ends.map((end) => `${nameOf(end)}:${end.port}`) : ['outside'];
        for (const pair of names.flatMap((one) => ends.map((end) => `${one} → ${end}`))) {
          if (pairs.has(pair)) throw new Error(`${pair} is told twice`);
          pairs.set(pair, verdict);
        }
      }
    }
  }
  return Object.fromEntries(pairs);
}

const deployed = (name: string, hash: string, labels: object, ip: string, ports: readonly object[] = [{ containerPort: 80 }]) => {
  const made = pod(`a/${name}-${hash}-x`, { labels: { ...labels, 'pod-template-hash': hash }, ip, ports }) as { readonly metadata: object };
  const ownerReferences = [{ kind: 'ReplicaSet', name: `${name}-${hash}`, controller: true }];
  return { ...made, metadata: { ...made.metadata, name: `${name}-${hash}-${ip.replaceAll('.', '-')}`, ownerReferences } };
};

const WEB = [deployed('web', 'aaa', { app: 'web' }, '10.0.0.1'), deployed('web', 'aaa', { app: 'web' }, '10.0.0.2')];
const API = deployed('api', 'bbb', { app: 'api' }, '10.0.0.3');
const DB = deployed('db', 'ccc', { app: 'db' }, '10.0.0.4', [{ containerPort: 5432 }]);
const JOB = deployed('job', 'ddd', { app: 'job' }, '10.0.0.5', []);
const ONLY_API = networkPolicy('a/db', {
  podSelector: { matchLabels: { app: 'db' } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'api' } } }] }],
});
const STORY = [namespace('a'), ...WEB, API, DB, JOB, ONLY_API];

describe('the matrix of a namespace', () => {
  const report = judged(STORY);

  it('takes the pods of a Deployment together and asks each server about the ports that it declares', () => {
    expect(pairsOf(report)).toEqual({
      'a/api → a/api:80': 'allowed',
      'a/api → a/db:5432': 'allowed',
      'a/api → a/web:80': 'allowed',
      'a/api → outside': 'allowed',
      'a/db → a/api:80': 'allowed',
      'a/db → a/db:5432': 'denied',
      'a/db → a/web:80': 'allowed',
      'a/db → outside': 'allowed',
      'a/job → a/api:80': 'allowed',
      'a/job → a/db:5432': 'denied',
      'a/job → a/web:80': 'allowed',
      'a/job → outside': 'allowed',
      'a/web → a/api:80': 'allowed',
      'a/web → a/db:5432': 'denied',
      'a/web → a/web:80': 'allowed',
      'a/web → outside': 'allowed',
      'outside → a/api:80': 'allowed',
      'outside → a/db:5432': 'denied',
      'outside → a/web:80': 'allowed',
    });
  });

  it('counts each pair of workloads once, and the only pod of one not with itself', () => {
    expect(report.pairs).toEqual({ allowed: 8, denied: 2, unknown: 0, mixed: 0 });
    expect(report.summary).toBe('4 workloads in namespace a: 2 of 10 pairs are denied on the ports that they declare.');
  });

  it('puts those together that fare alike', () => {
    expect(report.clients.map(({ workloads }) => workloads.map(nameOf))).toEqual([['a/api'], ['a/db', 'a/job', 'a/web'], []]);
    expect(report.servers.map(({ ends }) => ends.map(nameOf))).toEqual([['a/api', 'a/web'], ['a/db'], []]);
  });

  it('tells who decides, and whose policies that are', () => {
    const policy = { kind: 'NetworkPolicy', namespace: 'a', name: 'db' };
    expect(report.reasons).toEqual([
      {
        direction: 'ingress',
        of: ['s2'],
        peers: ['c2', 'outside'],
        verdict: 'denied',
        decidedBy: [{ tier: 'NetworkPolicy', verdict: 'denied', policy }],
        doubts: [],
      },
    ]);
  });

  it('names workloads without a port', () => {
    expect(report.withoutPort.map(nameOf)).toEqual(['a/job']);
  });

  it('asks everybody about the port that is given', () => {
    const { servers, pairs, withoutPort } = judged(STORY, { port: 5432 });
    expect(servers.flatMap(({ ends }) => ends.map((end) => `${nameOf(end)}:${end.port}`)).sort()).toEqual([
      'a/api:5432',
      'a/db:5432',
      'a/job:5432',
      'a/web:5432',
    ]);
    expect([pairs.allowed, pairs.denied, withoutPort]).toEqual([11, 2, []]);
  });

  it('asks about the ports of Services, too', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'job', namespace: 'a' },
      spec: { selector: { app: 'job' }, ports: [{ port: 80, targetPort: 9000 }] },
    };
    expect(judged([...STORY, service]).servers.flatMap(({ ends }) => ends.map((end) => `${nameOf(end)}:${end.port}`))).toContain(
      'a/job:9000',
    );
  });

  it('tells pods of one workload that differ', () => {
    const canary = deployed('web', 'aaa', { app: 'web', track: 'canary' }, '10.0.0.9');
    const closed = networkPolicy('a/canary', { podSelector: { matchLabels: { track: 'canary' } }, ingress: [] });
    const pairs = pairsOf(judged([...STORY, canary, closed]));
    expect([pairs['a/api → a/web:80'], pairs['a/web → a/web:80'], pairs['a/web → a/api:80']]).toEqual(['mixed', 'mixed', 'allowed']);
  });

  it('says of the pods of one workload only what is between different ones', () => {
    const old = deployed('api', 'bbb', { app: 'api', track: 'old' }, '10.0.0.9');
    const onlyOld = networkPolicy('a/api', {
      podSelector: { matchLabels: { app: 'api' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { track: 'new' } } }] }],
    });
    const lonely = networkPolicy('a/old', {
      podSelector: { matchLabels: { track: 'old' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { track: 'old' } } }] }],
    });
    const objects = [...STORY, old, onlyOld, lonely];
    // The old pod would let itself in, and there is no other of its kind.
    expect(pairsOf(judged(objects))['a/api → a/api:80']).toBe('denied');
  });

  it('leaves out pods that have ended', () => {
    const done = { ...pod('a/done', { ports: [{ containerPort: 80 }] }), status: { phase: 'Succeeded', podIPs: [{ ip: '10.0.0.8' }] } };
    expect(judged([...STORY, done]).workloads).toBe(4);
  });

  it('names pods in the network of their node apart', () => {
    const host = pod('a/host', { hostNetwork: true, ip: '192.168.0.1', ports: [{ containerPort: 80 }] });
    const { clients } = judged([...STORY, host]);
    expect(
      clients
        .flatMap(({ workloads }) => workloads)
        .filter(({ hostNetwork }) => hostNetwork === true)
        .map(nameOf),
    ).toEqual(['a/host']);
  });
});

describe('whoever is outside the cluster', () => {
  it('is let in from some addresses where a range says so', () => {
    const range = networkPolicy('a/range', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }] });
    const report = judged([namespace('a'), API, range]);
    expect(pairsOf(report)['outside → a/api:80']).toBe('mixed');
    const [reason] = report.reasons;
    expect([reason?.verdict, reason?.decidedBy.find(({ verdict }) => verdict === 'allowed')?.rule, report.outcome]).toEqual([
      'mixed',
      'spec.ingress[0]',
      'judged',
    ]);
  });

  it('is reached on TCP 443, or on the port that is given', () => {
    const out = networkPolicy('a/out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 443 }] }] });
    const objects = [namespace('a'), API, out];
    expect(pairsOf(judged(objects))['a/api → outside']).toBe('allowed');
    expect(pairsOf(judged(objects, { port: 80 }))['a/api → outside']).toBe('denied');
  });
});

describe('a pod in the network of its node', () => {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', labels: { role: 'edge' } } };
  const host = pod('a/host', { hostNetwork: true, node: 'n1', ip: '192.168.0.1', ports: [{ containerPort: 80 }] });
  const rules = (role: string) => ({
    subject: { namespaces: {} },
    egress: [{ action: 'Deny', to: [{ nodes: { matchLabels: { role } } }] }],
  });

  it.each([
    ['AdminNetworkPolicy', 'anp', { priority: 5 }],
    ['BaselineAdminNetworkPolicy', 'default', {}],
  ])('is a peer of %s by the labels of its node', (kind, name, more) => {
    const verdictFor = (role: string) => {
      const policy = { apiVersion: 'policy.networking.k8s.io/v1alpha1', kind, metadata: { name }, spec: { ...more, ...rules(role) } };
      return pairsOf(judged([namespace('a'), API, host, node, policy]))['a/api → a/host:80'];
    };
    expect(['edge', 'core'].map(verdictFor)).toEqual(['denied', 'allowed']);
  });
});

describe('what is not known', () => {
  it.each<Kind>(['NetworkPolicy', 'ClusterNetworkPolicy', 'CiliumNetworkPolicy'])(
    'makes every pair unknown where %s could not be read',
    (kind) => {
      const { pairs, outcome, reasons } = judged(STORY, {}, [kind]);
      expect([pairs.unknown, pairs.allowed, outcome]).toEqual([10, 0, 'incomplete']);
      expect(reasons.flatMap(({ doubts }) => doubts).join()).toContain(kind === 'NetworkPolicy' ? 'NetworkPolicies' : kind);
    },
  );

  it('is everything where the pods could not be read', () => {
    const { outcome, summary, cells } = judged(STORY, {}, ['Pod']);
    expect([outcome, cells.flatMap(({ from, pairs }) => (pairs > 0 ? from : []))]).toEqual(['unknown', []]);
    expect(summary).toMatch(/^The pods of namespace a could not be read/);
  });

  it('is whether anything is denied where nobody is seen who enforces policies', () => {
    const objects = readObjects(STORY, { complete: true, takenAt: NOW });
    const open = matrix(objects, { namespace: 'a' });
    expect([open.enforced, open.outcome, open.pairs.denied]).toEqual([null, 'incomplete', 2]);
    expect(open.summary).toContain('if policies are enforced');
    const told = matrix(objects, { namespace: 'a', assumeEnforced: 'no' });
    expect([told.enforced, told.outcome]).toEqual([false, 'judged']);
    expect(told.summary).toContain('would be denied');
  });

  it('is nothing where no policy denies anything, whoever enforces policies', () => {
    expect(matrix(readObjects([namespace('a'), ...WEB, API], { complete: true, takenAt: NOW }), { namespace: 'a' }).outcome).toBe('judged');
  });
});

describe('every pair of the matrix', () => {
  it('is what the engine says of it, asked directly', () => {
    const port = fc.constantFrom(80, 81, 8080);
    const admin = clusterNetworkPolicy('all', { tier: 'Baseline', priority: 9, subject: { namespaces: {} }, ingress: [], egress: [] });
    fc.assert(
      fc.property(cluster, port, (objects, number) => {
        const snapshot = readObjects([...objects, admin], { complete: true, takenAt: NOW });
        const index = indexSnapshot(snapshot);
        const policies = policiesOf(index);
        const told = pairsOf(matrix(snapshot, { allNamespaces: true, port: number, assumeEnforced: 'yes' }));
        const end = (one: Pod): PolicyEnd => ({ kind: 'pod', pod: one });
        const pods = index.known('Pod');
        for (const client of pods) {
          for (const server of pods) {
            if (client === server) continue;
            const flow = { client: end(client), server: end(server), port: number, protocol: 'TCP' } as const;
            const { egress, ingress } = policyVerdicts(flow, policies);
            const pair = `${nameOf(client.metadata)} → ${nameOf(server.metadata)}:${number}`;
            expect([pair, told[pair]]).toEqual([pair, bothEnds(egress.verdict, ingress.verdict)]);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is what path says of the one pod and the other', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const snapshot = readObjects(objects, { complete: true, takenAt: NOW });
        const told = pairsOf(matrix(snapshot, { allNamespaces: true, port: 80, assumeEnforced: 'yes' }));
        const pods = indexSnapshot(snapshot)
          .known('Pod')
          .filter(({ spec }) => !spec.hostNetwork)
          .map(({ metadata }) => nameOf(metadata));
        for (const client of pods) {
          for (const server of pods.filter((one) => one !== client)) {
            const { outcome } = path(snapshot, { from: `pod/${client}`, to: `pod/${server}:80`, assumeEnforced: 'yes' });
            const verdict = outcome === 'denied' ? 'denied' : outcome === 'unknown' ? 'unknown' : 'allowed';
            expect([client, server, told[`${client} → ${server}:80`]]).toEqual([client, server, verdict]);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('does not depend on the order of the objects', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const ask = (given: readonly object[]) => matrix(readObjects(given, { complete: true, takenAt: NOW }), { allNamespaces: true });
        expect(pairsOf(ask(objects.toReversed()))).toEqual(pairsOf(ask(objects)));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the lab', () => {
  const lab = readObjects(labObjects(), { takenAt: NOW });
  const report = matrix(lab, { namespace: 'prod', assumeEnforced: 'yes' });

  it('is judged by the policies of prod', () => {
    expect(pairsOf(report)).toMatchObject({
      'prod/front → prod/api:8080': 'allowed',
      'prod/front → prod/pg:5432': 'denied',
      'prod/api → prod/pg:5432': 'denied',
      'prod/api → prod/front:8080': 'allowed',
      'outside → prod/api:8080': 'mixed',
    });
  });

  it('has as many pairs in its cells as it counts', () => {
    const all = matrix(lab, { allNamespaces: true });
    const sum = all.cells.reduce((total, { pairs }) => total + pairs, 0);
    expect(Object.values(all.pairs).reduce((total, one) => total + one, 0)).toBe(sum);
    expect(sum).toBeGreaterThan(1000);
  });
});
