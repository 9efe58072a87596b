import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../src/cluster/objects.ts';
import {
  bareVerdict,
  bothEnds,
  type MatrixRow,
  type Policies,
  type PolicyEnd,
  type PolicyFlow,
  podClasses,
  policiesOf,
  policyMatrix,
  policyVerdicts,
} from '../../../src/engines/policy/index.ts';
import { indexSnapshot } from '../../../src/model/cluster-index.ts';
import { ALL_KINDS, type Kind } from '../../../src/model/kind.ts';
import type { Verdict } from '../../../src/model/policy-verdict.ts';
import type { Pod } from '../../../src/model/resources/pod.ts';
import { addedRule, cluster, policyOf, type RawObject } from './random-cluster.ts';

const PROTOCOL = 'TCP';

interface World {
  readonly pods: readonly Pod[];
  readonly policies: Policies;
}

function worldOf(objects: readonly RawObject[], hidden?: Kind): World {
  const complete = ALL_KINDS.filter((kind) => kind !== hidden);
  const index = indexSnapshot(
    readObjects(
      objects.filter(({ kind }) => kind !== hidden),
      { complete, takenAt: '2026-01-01T00:00:00Z' },
    ),
  );
  return { pods: indexSnapshot(readObjects(objects, { takenAt: '2026-01-01T00:00:00Z' })).known('Pod'), policies: policiesOf(index) };
}

function flow(client: Pod, server: Pod, port: number): PolicyFlow {
  return { client: { kind: 'pod', pod: client }, server: { kind: 'pod', pod: server }, port, protocol: PROTOCOL };
}

function pairs(pods: readonly Pod[]): readonly (readonly [Pod, Pod])[] {
  return pods.flatMap((a) => pods.map((b) => [a, b] as const));
}

function verdictOf({ policies }: World, client: Pod, server: Pod, port: number): Verdict {
  const { egress, ingress } = policyVerdicts(flow(client, server, port), policies);
  return bothEnds(egress.verdict, ingress.verdict);
}

function verdicts(world: World, port: number): Readonly<Record<string, Verdict>> {
  const name = ({ metadata }: Pod) => `${metadata.namespace}/${metadata.name}`;
  return Object.fromEntries(pairs(world.pods).map(([a, b]) => [`${name(a)} → ${name(b)}`, verdictOf(world, a, b, port)]));
}

/** The policies of a cluster with their lists turned round, where order has no meaning. */
function turned(objects: readonly RawObject[]): readonly RawObject[] {
  return objects.toReversed().map((object) => {
    if (object.kind !== 'NetworkPolicy') return object;
    return JSON.parse(JSON.stringify(object), (key, value: unknown) =>
      ['ingress', 'egress', 'from', 'to', 'ports', 'policyTypes'].includes(key) && Array.isArray(value) ? value.toReversed() : value,
    ) as RawObject;
  });
}

const port = fc.constantFrom(80, 81, 8080, 9000);

describe('the laws of policies', () => {
  it('the order of policies, rules and peers decides nothing, except among the rules of an admin', () => {
    fc.assert(
      fc.property(cluster, port, (objects, number) => {
        expect(verdicts(worldOf(turned(objects)), number)).toEqual(verdicts(worldOf(objects), number));
      }),
      { numRuns: 60 },
    );
  });

  it('a rule added to a NetworkPolicy never takes an allowed connection away', () => {
    fc.assert(
      fc.property(cluster, addedRule, fc.nat(), port, (objects, { peer, ports }, which, number) => {
        const own = objects.filter(({ kind }) => kind === 'NetworkPolicy');
        const chosen = own[which % Math.max(1, own.length)];
        fc.pre(chosen !== undefined);
        const { policyTypes = ['Ingress'] } = (chosen?.spec ?? {}) as { readonly policyTypes?: readonly string[] };
        const spec = { ...(chosen?.spec as { readonly ingress?: readonly object[]; readonly egress?: readonly object[] }) };
        const more = {
          ...spec,
          // Without types, an egress rule would make the policy isolate in a direction in which it did not.
          policyTypes:
            spec.egress === undefined || spec.egress.length === 0 ? policyTypes : (spec as { policyTypes?: unknown }).policyTypes,
          ingress: [...(spec.ingress ?? []), { from: [peer], ports }],
          egress: [...(spec.egress ?? []), { to: [peer], ports }],
        };
        const before = verdicts(worldOf(objects), number);
        const after = verdicts(worldOf(objects.map((one) => (one === chosen ? { ...one, spec: more } : one))), number);
        for (const [pair, verdict] of Object.entries(before))
          if (verdict === 'allowed') expect([pair, after[pair]]).toEqual([pair, 'allowed']);
      }),
      { numRuns: 60 },
    );
  });

  it('a kind that nobody may read turns verdicts into unknown, and into nothing else', () => {
    const kinds = fc.constantFrom<Kind>(
      'NetworkPolicy',
      'ClusterNetworkPolicy',
      'AdminNetworkPolicy',
      'Namespace',
      'Node',
      'CiliumNetworkPolicy',
    );
    fc.assert(
      fc.property(cluster, kinds, port, (objects, hidden, number) => {
        const before = verdicts(worldOf(objects), number);
        for (const [pair, verdict] of Object.entries(verdicts(worldOf(objects, hidden), number))) {
          if (verdict !== 'unknown') expect([pair, verdict]).toEqual([pair, before[pair]]);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('a policy of a namespace without pods changes nothing', () => {
    fc.assert(
      fc.property(cluster, port, (objects, number) => {
        const added = policyOf('empty', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
        expect(verdicts(worldOf([...objects, added]), number)).toEqual(verdicts(worldOf(objects), number));
      }),
      { numRuns: 40 },
    );
  });

  it('the verdict with reasons is the verdict without', () => {
    fc.assert(
      fc.property(cluster, port, (objects, number) => {
        const { pods, policies } = worldOf(objects);
        for (const [a, b] of pairs(pods)) {
          const { egress, ingress } = policyVerdicts(flow(a, b, number), policies);
          expect([bareVerdict('egress', flow(a, b, number), policies), bareVerdict('ingress', flow(a, b, number), policies)]).toEqual([
            egress.verdict,
            ingress.verdict,
          ]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('a denied verdict names who decides, and an unknown one why', () => {
    fc.assert(
      fc.property(cluster, port, (objects, number) => {
        const { pods, policies } = worldOf(objects);
        for (const [a, b] of pairs(pods)) {
          const { egress, ingress } = policyVerdicts(flow(a, b, number), policies);
          for (const one of [egress, ingress]) {
            expect(one.decidedBy.length).toBeGreaterThan(0);
            if (one.verdict === 'denied') expect(one.decidedBy.every(({ policy }) => policy !== undefined)).toBe(true);
            expect(one.doubts.length > 0).toBe(one.verdict === 'unknown');
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the matrix', () => {
  it('says of every pair of pods what the engine says of it', () => {
    fc.assert(
      fc.property(cluster, port, (objects, number) => {
        const world = worldOf(objects);
        const classes = podClasses(world.pods, world.policies);
        const servers = classes.map((_, position) => position);
        const { verdicts, ports } = policyMatrix(world.policies, { classes, ports: [{ port: number, protocol: PROTOCOL, servers }] });
        const { egress = [], ingress = [] } = ports[0] ?? {};
        const classOf = (pod: Pod) => classes.findIndex(({ pods }) => pods.includes(pod));
        const told = (row: MatrixRow | undefined, at: number) => verdicts[row?.[at] ?? -1]?.verdict ?? 'unknown';
        const cell = (client: number, server: number) => bothEnds(told(egress[client], server), told(ingress[server], client));
        const asked = pairs(world.pods).filter(([a, b]) => a !== b);
        expect(asked.map(([a, b]) => [a.metadata.name, b.metadata.name, cell(classOf(a), classOf(b))])).toEqual(
          asked.map(([a, b]) => [a.metadata.name, b.metadata.name, verdictOf(world, a, b, number)]),
        );
        const outside: PolicyEnd = { kind: 'address', address: null };
        for (const pod of world.pods) {
          const own: PolicyEnd = { kind: 'pod', pod };
          const base = { port: number, protocol: PROTOCOL } as const;
          const at = classOf(pod);
          expect([told(egress[at], classes.length), told(ingress[at], classes.length)]).toEqual([
            bareVerdict('egress', { client: own, server: outside, ...base }, world.policies),
            bareVerdict('ingress', { client: outside, server: own, ...base }, world.policies),
          ]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
