import type { Difference, NearMiss } from '../../model/policy-verdict.ts';
import { formatSelector } from '../../model/values/label-selector.ts';
import { declaredPorts } from '../service/index.ts';
import type { Judgement } from './judge.ts';
import { selected } from './labels.ts';
import { type Direction, isDoubt, type Peer, type Policy, type Port, type Rule } from './policy.ts';
import { peerMatches, portsMatch, type Sight } from './rule-match.ts';
import { isolating, type Sights } from './tiers.ts';
import { describePeer, describePort } from './words.ts';

/**
 * The rule that accepts and comes nearest to a denied connection: the one that differs in the fewest respects, a label counting less than an
 * address, and that less than another kind of peer. Of a connection that
 * NetworkPolicies deny, those of the policies that isolate the pod; of one that an admin's rule denies, none: that rule decides.
 */
export function nearestRule(direction: Direction, judgements: readonly Judgement[]): NearMiss | undefined {
  const misses = judgements.flatMap((judgement) => {
    if ('exempt' in judgement || judgement.outcomes.every(({ tier }) => tier !== 'NetworkPolicy')) return [];
    const { networkPolicy } = judgement.sights satisfies Sights;
    return isolating(direction, networkPolicy).found.flatMap(({ policy }) =>
      policy.rules[direction].flatMap((rule) => missOf(policy, rule, networkPolicy)),
    );
  });
  return misses.reduce<NearMiss | undefined>(
    (best, miss) => (best === undefined || distanceOf(miss.differences) < distanceOf(best.differences) ? miss : best),
    undefined,
  );
}

function missOf(policy: Policy, rule: Rule, sight: Sight): readonly NearMiss[] {
  const [first, ...rest] = [...peerDifferences(rule, sight), ...portDifferences(rule, sight)];
  return first === undefined ? [] : [{ policy: policy.ref, rule: rule.field, differences: [first, ...rest] }];
}

function distanceOf(differences: readonly Difference[]): number {
  return differences.reduce((sum, one) => sum + (one.in === 'kind of peer' ? 3 : one.in === 'address' ? 2 : 1), 0);
}

function fewest(options: readonly (readonly Difference[])[]): readonly Difference[] {
  return (
    options.reduce<readonly Difference[] | undefined>(
      (best, one) => (best === undefined || distanceOf(one) < distanceOf(best) ? one : best),
      undefined,
    ) ?? []
  );
}

function peerDifferences({ peers, field }: Rule, sight: Sight): readonly Difference[] {
  if (peers === undefined || peers.some((peer) => peerMatches(peer, sight) === true)) return [];
  if (peers.length === 0) return [{ in: 'kind of peer', field, says: 'the rule is for nobody' }];
  return fewest(peers.map((peer) => peerDifference(peer, sight)));
}

function peerDifference(entry: Peer, sight: Sight): readonly Difference[] {
  const { field } = entry;
  const { peer } = sight;
  if (entry.is === 'addresses')
    return [{ in: 'address', field, says: `it is for ${describePeer(entry)}, which does not hold the address` }];
  if (entry.is !== 'pods') return [{ in: 'kind of peer', field, says: `it is for ${describePeer(entry)}` }];
  if (peer.pod === undefined) {
    return [{ in: 'kind of peer', field, says: `it is for ${describePeer(entry)}, and the other end is no pod that selectors see` }];
  }
  return [...namespaceDifferences(entry, sight, peer.pod.metadata.namespace ?? ''), ...labelDifferences(entry, peer.pod.metadata.labels)];
}

function namespaceDifferences({ field, namespaces }: Extract<Peer, { is: 'pods' }>, sight: Sight, name: string): readonly Difference[] {
  if ('own' in namespaces) {
    if (namespaces.own === name) return [];
    return [{ in: 'namespace', field, says: `it is for pods of namespace ${namespaces.own}, and the pod is in ${name}` }];
  }
  if (!('selector' in namespaces) || isDoubt(namespaces.selector))
    return [{ in: 'namespace label', field, says: 'it is for other namespaces' }];
  const labels = sight.policies.namespace(name);
  return namespaces.selector.flatMap((term): readonly Difference[] => {
    if (selected([term], labels) === true) return [];
    return [
      {
        in: 'namespace label',
        field,
        says: `it wants namespaces with ${formatSelector([term])}, and ${name} ${has(labels.labels, term.key)}`,
      },
    ];
  });
}

function labelDifferences({ field, pods }: Extract<Peer, { is: 'pods' }>, labels: Readonly<Record<string, string>>): readonly Difference[] {
  if (isDoubt(pods)) return [{ in: 'pod label', field, says: pods.says }];
  return pods.flatMap((term): readonly Difference[] => {
    if (selected([term], { of: 'the pod', labels }) === true) return [];
    return [{ in: 'pod label', field, says: `it wants pods with ${formatSelector([term])}, and the pod ${has(labels, term.key)}` }];
  });
}

function has(labels: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(labels, key) ? `has ${key}=${labels[key]}` : `has no label ${key}`;
}

function portDifferences({ ports }: Rule, sight: Sight): readonly Difference[] {
  if (ports === undefined || portsMatch(ports, sight) === true) return [];
  return fewest(ports.map((port) => [portDifference(port, sight)]));
}

function portDifference(entry: Port, { port, protocol, server }: Sight): Difference {
  const { field } = entry;
  const it = `it is for ${describePort(entry)}, and the connection is to ${protocol} ${port}`;
  if (entry.is === 'numbers') {
    const isPort = entry.start <= port && port <= entry.end;
    return { in: isPort ? 'protocol' : 'port', field, says: it };
  }
  if (entry.is === 'unreadable') return { in: 'port', field, says: entry.doubt.says };
  const named = server.pod === undefined ? [] : declaredPorts(server.pod).filter(({ name }) => name === entry.name);
  const where =
    named.length === 0
      ? 'no container of the server has a port of that name'
      : `there that is ${named.map((one) => `${one.protocol} ${one.port}`).join(', ')}`;
  return { in: named.some((one) => one.port === port) ? 'protocol' : 'port', field, says: `${it}; ${where}` };
}
