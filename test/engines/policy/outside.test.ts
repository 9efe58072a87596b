import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../src/cluster/objects.ts';
import { bareVerdict, outsideAdmission, policiesOf } from '../../../src/engines/policy/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../../src/model/cluster-index.ts';
import type { Pod } from '../../../src/model/resources/pod.ts';
import { cidrContains } from '../../../src/model/values/cidr.ts';
import { clusterNetworkPolicy, clusterOf, networkPolicy, pod } from './cluster.ts';
import { cluster as randomCluster } from './random-cluster.ts';

const ADDRESSES = ['10.0.0.1', '10.0.0.4', '10.0.0.9', '10.200.0.1', '192.168.3.4', '8.8.8.8', '255.255.255.255'];

/** Whether a text like `10.0.0.0/8 without 10.1.0.0/16, 10.2.0.0/16` holds an address. */
function holds(source: string, address: string): boolean {
  const [range = '', without = ''] = source.replace('anywhere', '0.0.0.0/0').split(' without ');
  return cidrContains(range, address) && !without.split(', ').some((part) => cidrContains(part, address));
}

describe('clients outside, whose address is kept', () => {
  it('are let through exactly where the verdict about their address says so', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(randomCluster, fc.constantFrom(80, 8080), (objects, port) => {
        const index = indexSnapshot(readObjects(objects, { complete: true, takenAt: '2026-01-01T00:00:00Z' }));
        const policies = policiesOf(index);
        for (const one of index.known('Pod')) {
          const { verdict, sources } = outsideAdmission(
            { endpoints: [{ pod: one, port }], protocol: 'TCP', seen: 'client', nodes: [] },
            policies,
          );
          seen.add(verdict);
          for (const address of ADDRESSES) {
            const client = { kind: 'address', address } as const;
            const judged = bareVerdict('ingress', { client, server: { kind: 'pod', pod: one }, port, protocol: 'TCP' }, policies);
            expect([address, sources.some((source) => holds(source, address))]).toEqual([address, judged === 'allowed']);
            if (verdict === 'yes' || verdict === 'no') expect(judged).toBe(verdict === 'yes' ? 'allowed' : 'denied');
          }
        }
      }),
      { numRuns: 200 },
    );
    expect([...seen].sort()).toEqual(['no', 'some', 'unknown', 'yes']);
  });
});

const ranges = (...cidrs: readonly string[]) =>
  networkPolicy('a/p', { podSelector: {}, ingress: [{ from: cidrs.map((cidr) => ({ ipBlock: { cidr } })) }] });

function podsOf(index: ClusterIndex): readonly Pod[] {
  return index.known('Pod');
}

describe('clients outside', () => {
  const ask = (
    objects: readonly object[],
    seen: 'client' | 'node' | 'unknown',
    nodes = [
      { name: 'node1', ip: '192.0.2.1' },
      { name: 'node2', ip: '192.0.2.2' },
    ],
  ) => {
    const index = clusterOf([pod('a/x', { ip: '10.0.0.1' }), ...objects]);
    const endpoints = podsOf(index).map((one) => ({ pod: one, port: 80 }));
    return outsideAdmission({ endpoints, protocol: 'TCP', seen, nodes }, policiesOf(index));
  };

  it.each([
    ['no policy', [], 'client', 'yes', ['anywhere']],
    ['no policy, whoever is seen', [], 'unknown', 'yes', ['anywhere']],
    ['everybody', [networkPolicy('a/p', { podSelector: {}, ingress: [{}] })], 'node', 'yes', ['anywhere']],
    ['nobody', [networkPolicy('a/p', { podSelector: {} })], 'client', 'no', []],
    ['two halves of everything', [ranges('0.0.0.0/1', '128.0.0.0/1')], 'client', 'yes', ['anywhere']],
    ['an office', [ranges('198.51.100.0/24')], 'client', 'some', ['198.51.100.0/24']],
    ['an office, of which the pod sees nothing', [ranges('198.51.100.0/24')], 'node', 'unknown', []],
    ['an office, if the pod sees it', [ranges('198.51.100.0/24')], 'unknown', 'unknown', []],
    ['the nodes', [ranges('192.0.2.0/24')], 'node', 'unknown', ['whoever comes in by node node2']],
    ['pods alone', [networkPolicy('a/p', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] })], 'client', 'no', []],
    [
      'everybody but for some of whom some again',
      [
        networkPolicy('a/p', {
          podSelector: {},
          ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }, { ipBlock: { cidr: '10.1.0.0/16' } }] }],
        }),
      ],
      'client',
      'some',
      ['anywhere without 10.0.0.0/8', '10.1.0.0/16'],
    ],
    [
      'an administrator who denies nobody outside, and a NetworkPolicy for an office',
      [
        clusterNetworkPolicy('c', {
          tier: 'Admin',
          priority: 1,
          subject: { namespaces: {} },
          ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
        }),
        ranges('198.51.100.0/24'),
      ],
      'client',
      'some',
      ['198.51.100.0/24'],
    ],
  ] as const)('with %s', (_name, objects, seen, verdict, sources) => {
    expect(ask(objects, seen)).toMatchObject({ verdict, sources });
  });

  it('get through to some pods where these differ', () => {
    const objects = [
      pod('a/y', { ip: '10.0.0.2', labels: { app: 'y' } }),
      networkPolicy('a/p', { podSelector: { matchLabels: { app: 'y' } } }),
    ];
    expect(ask(objects, 'client')).toEqual({
      verdict: 'some',
      sources: ['anywhere'],
      why: 'policies let only some through, to 1 of 2 pods',
    });
  });

  it('are not known to get through where a pod, or policies, could not be read', () => {
    const index = clusterOf([pod('a/x')], ['NetworkPolicy']);
    const [one] = podsOf(index);
    const asked = { protocol: 'TCP', seen: 'client', nodes: [] } as const;
    expect(outsideAdmission({ ...asked, endpoints: [{ pod: one, port: 80 }] }, policiesOf(index)).verdict).toBe('unknown');
    expect(outsideAdmission({ ...asked, endpoints: [{ pod: undefined, port: 80 }] }, policiesOf(clusterOf([]))).verdict).toBe('unknown');
    expect(outsideAdmission({ ...asked, endpoints: [] }, policiesOf(clusterOf([]))).verdict).toBe('unknown');
  });

  it('reach a pod in the network of its node, which policies do not cover', () => {
    const index = clusterOf([pod('a/x', { hostNetwork: true }), networkPolicy('a/p', { podSelector: {} })]);
    const endpoints = podsOf(index).map((one) => ({ pod: one, port: 80 }));
    expect(outsideAdmission({ endpoints, protocol: 'TCP', seen: 'client', nodes: [] }, policiesOf(index)).verdict).toBe('yes');
  });
});
