import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../src/cluster/objects.ts';
import { bothEnds, networkPolicyProblems, type PolicyEnd, policiesOf, policyVerdicts } from '../../../src/engines/policy/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../../src/model/cluster-index.ts';
import type { NetworkPolicy } from '../../../src/model/resources/network-policy.ts';
import type { Protocol } from '../../../src/model/values/port.ts';
import { oracle } from '../../support/truth.ts';

interface Flow {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** The index of the flow that this one answers. */
  readonly replyTo?: number;
  readonly toIP?: string;
}

interface Query {
  readonly kind: 'connectivity' | 'policyTypes' | 'validate';
  readonly flows?: readonly Flow[];
  readonly networkPolicy?: string;
}

function clusterOf(input: object): ClusterIndex {
  const { objects } = input as { readonly objects: readonly unknown[] };
  return indexSnapshot(readObjects(objects, { complete: true, takenAt: '2026-01-01T00:00:00Z' }));
}

function endOf(text: string, cluster: ClusterIndex): PolicyEnd {
  if (text.startsWith('ip:')) return { kind: 'address', address: text.slice(3) };
  if (text.startsWith('node:')) return { kind: 'node', name: text.slice(5) };
  const [namespace = '', name = ''] = text.split('/');
  const pod = cluster.get('Pod', name, namespace);
  if (pod.state !== 'found') throw new Error(`no pod ${text}`);
  return { kind: 'pod', pod: pod.item };
}

function verdictsOf(flows: readonly Flow[], cluster: ClusterIndex): readonly string[] {
  const policies = policiesOf(cluster);
  return flows.map((flow) => {
    // Policies judge the first packet of a connection, and its answers pass with it.
    const { from, to, port, protocol } = flow.replyTo === undefined ? flow : (flows[flow.replyTo] ?? flow);
    const { egress, ingress } = policyVerdicts({ client: endOf(from, cluster), server: endOf(to, cluster), port, protocol }, policies);
    return { allowed: 'allow', denied: 'deny', unknown: 'unknown' }[bothEnds(egress.verdict, ingress.verdict)];
  });
}

function networkPolicy(name: string, cluster: ClusterIndex): NetworkPolicy {
  const [namespace = '', own = ''] = name.split('/');
  const policy = cluster.get('NetworkPolicy', own, namespace);
  if (policy.state !== 'found') throw new Error(`no NetworkPolicy ${name}`);
  return policy.item;
}

describe('the facts that upstream test suites state about policies', () => {
  it.each(oracle('netpol').map((one) => [one.id, one] as const))('%s', (_, { input, query, expect: expected }) => {
    const cluster = clusterOf(input);
    const { kind, flows = [], networkPolicy: name = '' } = query as Query;
    switch (kind) {
      case 'connectivity':
        expect({ verdicts: verdictsOf(flows, cluster) }).toEqual(expected);
        break;
      case 'policyTypes':
        expect({ policyTypes: networkPolicy(name, cluster).spec.policyTypes }).toEqual(expected);
        break;
      case 'validate':
        expect({ valid: networkPolicyProblems(networkPolicy(name, cluster)).length === 0 }).toEqual(expected);
        break;
    }
  });
});
