import { expect, it } from 'vitest';
import { judge } from '../../src/audit/judge.ts';
import { RULES } from '../../src/audit/rules/index.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { knownItems } from '../../src/model/listing.ts';

const DAEMON_SETS = ['kube-proxy', 'kindnet'].map((name) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name, namespace: 'kube-system' },
  spec: { template: { spec: { containers: [{ name }] } } },
  status: { desiredNumberScheduled: 1 },
}));

const ADDRESS = [{ type: 'InternalIP', address: '172.30.0.11' }];

/** What all rules together say of node1, whose pods of both DaemonSets have the Ready condition given: `NX6001`, `NX6004 > NX6003`. */
function findingsOf(node: { readonly spec?: object; readonly status: object }, ready: { readonly proxy: string; readonly plugin: string }) {
  const pods = [
    ['kube-proxy', ready.proxy],
    ['kindnet', ready.plugin],
  ].map(([name, status]) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${name}-1`, namespace: 'kube-system', ownerReferences: [{ kind: 'DaemonSet', name, controller: true }] },
    spec: { nodeName: 'node1', hostNetwork: true },
    status: { phase: 'Running', podIPs: [{ ip: '172.30.0.11' }], conditions: [{ type: 'Ready', status }] },
  }));
  const objects = [{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node1' }, ...node }, ...DAEMON_SETS, ...pods];
  const cluster = indexSnapshot(readObjects(objects, { complete: true, takenAt: '2026-11-22T08:00:00Z' }));
  const { findings } = judge(RULES, 'Node', knownItems(cluster.list('Node')), cluster);
  return findings.map(({ code, follows }) => [code, ...follows].join(' > '));
}

it('says nothing of a node that works', () => {
  const status = { addresses: ADDRESS, conditions: [{ type: 'Ready', status: 'True' }] };
  expect(findingsOf({ status }, { proxy: 'True', plugin: 'True' })).toEqual([]);
});

it('says of a silent node only that it is silent, not that each of its pods is', () => {
  const status = { addresses: ADDRESS, conditions: [{ type: 'Ready', status: 'Unknown' }] };
  expect(findingsOf({ status }, { proxy: 'False', plugin: 'False' })).toEqual(['NX6001']);
});

it('names the network plugin of a node that waits for it', () => {
  const status = {
    addresses: ADDRESS,
    conditions: [{ type: 'Ready', status: 'False', message: 'container runtime network not ready: NetworkReady=false' }],
  };
  expect(findingsOf({ status }, { proxy: 'True', plugin: 'False' })).toEqual(['NX6001', 'NX6011']);
});

it('blames missing addresses on the cloud that has not looked at the node', () => {
  const spec = { taints: [{ key: 'node.cloudprovider.kubernetes.io/uninitialized', effect: 'NoSchedule' }] };
  const status = { addresses: [], conditions: [{ type: 'Ready', status: 'True' }] };
  expect(findingsOf({ spec, status }, { proxy: 'True', plugin: 'True' })).toEqual(['NX6004 > NX6003']);
});
