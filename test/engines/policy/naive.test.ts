import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../src/cluster/objects.ts';
import { type PolicyEnd, type PolicyFlow, policiesOf, policyVerdicts } from '../../../src/engines/policy/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../../src/model/cluster-index.ts';
import type { Protocol } from '../../../src/model/values/port.ts';
import { type NaiveEnd, type NaiveFlow, naiveVerdict, type Raw } from './naive.ts';
import { adminObjects, namespaces, networkPolicies, pods } from './valid-cluster.ts';

function clusterOf(objects: readonly Raw[]): ClusterIndex {
  return indexSnapshot(readObjects(objects, { complete: true, takenAt: '2026-01-01T00:00:00Z' }));
}

function endOf(end: NaiveEnd, cluster: ClusterIndex): PolicyEnd {
  if ('address' in end) return { kind: 'address', address: end.address };
  if ('node' in end) return { kind: 'node', name: end.node.metadata.name, ip: end.ip };
  const found = cluster.get('Pod', end.pod.metadata.name, end.pod.metadata.namespace);
  if (found.state !== 'found') throw new Error(`no pod ${end.pod.metadata.name}`);
  return { kind: 'pod', pod: found.item };
}

/** Every pair of pods, nodes and addresses of a family, of which one is a pod. */
function flowsOf(objects: readonly Raw[], family: 4 | 6, more: Pick<NaiveFlow, 'port' | 'protocol'>): readonly NaiveFlow[] {
  const ofFamily = (ip: string) => ip.includes(':') === (family === 6);
  const own = objects.filter(({ kind, status }) => kind === 'Pod' && status.podIPs.some(({ ip }: Raw) => ofFamily(ip)));
  const nodes = objects
    .filter(({ kind }) => kind === 'Node')
    .map((node): NaiveEnd => ({ node, ip: node.status.addresses.find(({ address }: Raw) => ofFamily(address)).address }));
  const addresses = (family === 4 ? ['10.0.0.200', '203.0.113.9', '10.96.0.1'] : ['fd00::c8', '2001:db8::9']).map((address) => ({
    address,
  }));
  const ends: readonly NaiveEnd[] = [...own.map((pod) => ({ pod })), ...nodes, ...addresses];
  return ends.flatMap((client) =>
    ends.flatMap((server) => ('pod' in client || 'pod' in server ? [{ client, server, family, ...more }] : [])),
  );
}

function nameOf(end: NaiveEnd): string {
  return 'pod' in end ? end.pod.metadata.name : 'node' in end ? end.node.metadata.name : end.address;
}

/** The flow with the addresses of its family, as packets have them. */
function flowOf({ client, server, port, protocol, family }: NaiveFlow, cluster: ClusterIndex): PolicyFlow {
  const end = (one: NaiveEnd): PolicyEnd => {
    const known = endOf(one, cluster);
    if (known.kind !== 'pod') return known;
    const ip = known.pod.status.podIPs.find((each) => each.ip.includes(':') === (family === 6))?.ip;
    return ip === undefined ? known : { ...known, ip };
  };
  // The address of one end tells the family of the other.
  return { client: endOf(client, cluster), server: end(server), port, protocol: protocol as Protocol };
}

const asked = fc.record({ port: fc.constantFrom(80, 81, 82, 8080, 9000), protocol: fc.constantFrom('TCP', 'TCP', 'UDP', 'SCTP') });
const family = fc.constantFrom<4 | 6>(4, 4, 6);

/** What both say of every connection; an unknown verdict of the engine comes with its reasons, and no other does. */
function bothSay(objects: readonly Raw[], of: 4 | 6, question: Pick<NaiveFlow, 'port' | 'protocol'>) {
  const cluster = clusterOf(objects);
  const policies = policiesOf(cluster);
  const flows = flowsOf(objects, of, question);
  const engine = flows.map((flow) => {
    const { egress, ingress } = policyVerdicts(flowOf(flow, cluster), policies);
    return [
      nameOf(flow.client),
      nameOf(flow.server),
      ...[egress, ingress].map(({ verdict, doubts }) =>
        doubts.length > 0 === (verdict === 'unknown') ? verdict : `${verdict}, ${doubts}`,
      ),
    ];
  });
  const told = (way: 'egress' | 'ingress', flow: NaiveFlow) => {
    const verdict = naiveVerdict(way, flow, objects);
    return verdict === 'open' ? 'unknown' : verdict;
  };
  const naive = flows.map((flow) => [nameOf(flow.client), nameOf(flow.server), told('egress', flow), told('ingress', flow)]);
  return { engine, naive };
}

describe('the engine says what a reading of the API reference says', () => {
  it('of NetworkPolicies', () => {
    fc.assert(
      fc.property(namespaces, pods, networkPolicies, family, asked, (spaces, own, policies, of, question) => {
        const { engine, naive } = bothSay([...spaces, ...own, ...policies], of, question);
        expect(engine).toEqual(naive);
      }),
      { numRuns: 300 },
    );
  });

  it("of administrators' policies before and after them", () => {
    fc.assert(
      fc.property(namespaces, pods, networkPolicies, adminObjects, family, asked, (spaces, own, policies, admin, of, question) => {
        const { engine, naive } = bothSay([...spaces, ...own, ...policies, ...admin], of, question);
        expect(engine).toEqual(naive);
      }),
      { numRuns: 300 },
    );
  });
});
