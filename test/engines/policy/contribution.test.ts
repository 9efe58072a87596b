import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../src/cluster/objects.ts';
import {
  allowancesOf,
  bareVerdict,
  type Contribution,
  contributionsOf,
  type Direction,
  isolatedAlone,
  type Policies,
  type Policy,
  podsOfPeer,
  podsOfSubject,
  policiesAboutPod,
  policiesOf,
} from '../../../src/engines/policy/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../../src/model/cluster-index.ts';
import type { Verdict } from '../../../src/model/policy-verdict.ts';
import type { Pod } from '../../../src/model/resources/pod.ts';
import { type RawObject, cluster as randomCluster } from './random-cluster.ts';

const PORTS = [79, 80, 81, 8080, 9000];

function indexOf(objects: readonly RawObject[]): ClusterIndex {
  return indexSnapshot(readObjects(objects, { complete: true, takenAt: '2026-01-01T00:00:00Z' }));
}

function isPolicy({ kind }: RawObject): boolean {
  return kind === 'NetworkPolicy';
}

/** What is asked of one policy of a cluster, by its own pods and those that its peers pick. */
function told(direction: Direction, policy: Policy, policies: Policies, index: ClusterIndex) {
  const subjects = podsOfSubject(policy, policies, index).pods.filter(({ spec }) => !spec.hostNetwork);
  const contributions = contributionsOf(
    { direction, policy, subjects, peerPods: (peer) => podsOfPeer(peer, subjects, policies, index), rangesCoverPods: true },
    policies,
  );
  return { subjects, contributions };
}

function verdictOf(direction: Direction, subject: Pod, peer: Pod, port: number, policies: Policies): Verdict {
  const [client, server] = direction === 'ingress' ? [peer, subject] : [subject, peer];
  return bareVerdict(
    direction,
    { client: { kind: 'pod', pod: client }, server: { kind: 'pod', pod: server }, port, protocol: 'TCP' },
    policies,
  );
}

/** The policies of a cluster if one of them were the only one, and had one rule. */
function aloneWith(objects: readonly RawObject[], name: string, direction: Direction, at: number): Policies {
  return policiesOf(
    indexOf(
      objects.flatMap((one) => {
        if (!isPolicy(one)) return [one];
        if (one.metadata.name !== name) return [];
        const spec = one.spec as { readonly [field: string]: readonly object[] | undefined };
        return [{ ...one, spec: { ...spec, policyTypes: ['Ingress', 'Egress'], [direction]: [spec[direction]?.[at] ?? {}] } }];
      }),
    ),
  );
}

describe('what a rule adds', () => {
  it.each(['ingress', 'egress'] as const)('agrees with every verdict that there would be without its policy, for %s', (direction) => {
    const seen = new Set<Contribution['given']>();
    fc.assert(
      fc.property(randomCluster, (drawn) => {
        const objects = drawn.filter(({ kind }) => kind !== 'ClusterNetworkPolicy');
        const index = indexOf(objects);
        const policies = policiesOf(index);
        const pods = index.known('Pod').filter(({ spec }) => !spec.hostNetwork);
        for (const namespace of ['a', 'b', 'c']) {
          for (const policy of policies.networkPolicies(namespace).items.filter(({ directions }) => directions[direction] === true)) {
            const { subjects, contributions } = told(direction, policy, policies, index);
            const others = policiesOf(indexOf(objects.filter((one) => !isPolicy(one) || one.metadata.name !== policy.ref.name)));
            contributions.forEach(({ given, rule }, at) => {
              seen.add(given);
              const own = aloneWith(objects, policy.ref.name, direction, at);
              for (const subject of subjects) {
                const isIsolated = policiesAboutPod(direction, subject, others).isolating.length > 0;
                for (const peer of pods.filter((one) => one !== subject)) {
                  for (const port of PORTS) {
                    if (verdictOf(direction, subject, peer, port, own) !== 'allowed') continue;
                    const left = verdictOf(direction, subject, peer, port, others);
                    // Selectors of others may pick pods of a range.
                    const isAlone = given === 'only-here' && isIsolated && !rule.peers?.some(({ is }) => is === 'addresses');
                    const expected = isAlone ? 'denied' : given.startsWith('given') ? 'allowed' : left;
                    const where = `${policy.ref.name} ${direction}[${at}] is ${given}: ${subject.metadata.name}, ${peer.metadata.name}, ${port}`;
                    expect([where, left]).toEqual([where, expected]);
                  }
                }
              }
            });
          }
        }
      }),
      // The same clusters each time: all that is expected below must be among them.
      { numRuns: 200, seed: 5 },
    );
    expect([...seen].sort()).toEqual(expect.arrayContaining(['given', 'only-here', 'partly']));
  });

  it('counts the pods that nothing else isolates', () => {
    fc.assert(
      fc.property(randomCluster, (objects) => {
        const index = indexOf(objects);
        const policies = policiesOf(index);
        for (const policy of policies.networkPolicies('a').items.filter(({ directions }) => directions.ingress === true)) {
          const { subjects } = told('ingress', policy, policies, index);
          const others = policiesOf(indexOf(objects.filter((one) => !isPolicy(one) || one.metadata.name !== policy.ref.name)));
          const about = subjects.map((pod) => policiesAboutPod('ingress', pod, others));
          const open = about.filter(({ isolating }) => isolating.length === 0);
          const expected = open.some(({ maybe }) => maybe.length > 0) ? 'unknown' : open.length;
          expect(isolatedAlone('ingress', policy, subjects, policies)).toBe(expected);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('who may connect, port by port', () => {
  it('is every rule that has the port, and no other', () => {
    fc.assert(
      fc.property(randomCluster, (objects) => {
        const index = indexOf(objects);
        const policies = policiesOf(index);
        for (const pod of index.known('Pod').filter(({ spec }) => !spec.hostNetwork)) {
          const rules = policiesAboutPod('ingress', pod, policies).isolating.flatMap((policy) =>
            policy.rules.ingress.filter(({ action }) => action === 'accept').map((rule) => ({ policy, rule })),
          );
          const allowances = allowancesOf('ingress', rules, pod);
          for (const port of PORTS) {
            const has = (text: string) =>
              text.split(', ').some((part) => {
                const [, protocol, start = '', end = start] = /^(\w+) (\d+)(?:-(\d+))?/.exec(part) ?? [];
                return part === 'every port of TCP' || (protocol === 'TCP' && Number(start) <= port && port <= Number(end));
              });
            const named = allowances.filter(({ ports }) => has(ports));
            const listed =
              named.length > 0 ? named : allowances.filter(({ ports }) => ports === 'every port' || ports === 'every other port');
            const peers = listed.flatMap((one) => one.rules);
            const others = rules.filter((one) => !peers.includes(one));
            expect(named.length).toBeLessThanOrEqual(1);
            for (const client of index.known('Pod').filter(({ spec }) => !spec.hostNetwork)) {
              if (client === pod) continue;
              const isAllowed = (some: typeof rules) =>
                some.some(({ policy, rule }) => {
                  const only: Policy = { ...policy, rules: { ...policy.rules, ingress: [rule] } };
                  const alone: Policies = {
                    ...policies,
                    networkPolicies: () => ({ items: [only], gaps: [] }),
                    admin: () => ({ items: [], gaps: [] }),
                  };
                  return verdictOf('ingress', pod, client, port, alone) === 'allowed';
                });
              expect(isAllowed(others)).toBe(false);
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
