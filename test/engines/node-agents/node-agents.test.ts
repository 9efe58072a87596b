import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../src/cluster/objects.ts';
import { agentPodsOn, nodeAgentsOf } from '../../../src/engines/node-agents/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../../src/model/cluster-index.ts';
import type { Kind } from '../../../src/model/kind.ts';
import type { Need } from '../../../src/model/listing.ts';
import { knownItems } from '../../../src/model/listing.ts';
import { fieldExists } from '../../support/field-path.ts';

const TAKEN_AT = '2026-11-22T08:00:00Z';

interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

function daemonSet(name: string, containers: readonly Container[], { namespace = 'kube-system', desired = 3 } = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace },
    spec: { template: { spec: { containers } } },
    status: { desiredNumberScheduled: desired },
  };
}

function configMap(name: string, data: Readonly<Record<string, string>>, namespace = 'kube-system'): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

function indexOf(objects: readonly object[], complete: readonly Kind[] = ['DaemonSet', 'ConfigMap', 'Pod']): ClusterIndex {
  return indexSnapshot(readObjects(objects, { complete, takenAt: TAKEN_AT }));
}

/** What is known once only these needs were read. */
function readingOnly(objects: readonly object[], needs: readonly Need[]): ClusterIndex {
  const whole = indexOf(objects);
  const readings = needs.map((need) => ({ need, listing: whole.list(need.kind, need) }));
  return indexSnapshot({ takenAt: TAKEN_AT, readings });
}

const cilium = daemonSet('cilium', [{ name: 'cilium-agent', image: 'quay.io/cilium/cilium:v1.18.2@sha256:0' }]);
const kubeProxy = daemonSet('kube-proxy', [{ name: 'kube-proxy', image: 'registry.k8s.io/kube-proxy:v1.36.2' }]);
const calico = (env: Container['env'] = []) =>
  daemonSet('calico-node', [{ name: 'calico-node', image: 'quay.io/calico/node:v3.31.0', env }], { namespace: 'calico-system' });

describe('what serves Services', () => {
  it.each<[string, readonly object[], string, boolean | 'unknown']>([
    ['kube-proxy by its name', [kubeProxy], 'kube-proxy', false],
    [
      'kube-proxy by its image, from a registry with a port',
      [daemonSet('x', [{ image: 'r:5000/eks/kube-proxy:v1.31.2' }])],
      'kube-proxy',
      false,
    ],
    ['Cilium that replaces it', [cilium, configMap('cilium-config', { 'kube-proxy-replacement': 'true' })], 'Cilium', true],
    [
      'Cilium that replaces it, as older versions say',
      [cilium, configMap('cilium-config', { 'kube-proxy-replacement': 'strict' })],
      'Cilium',
      true,
    ],
    [
      'Cilium that replaces a part of it',
      [cilium, configMap('cilium-config', { 'kube-proxy-replacement': 'partial' })],
      'Cilium',
      'unknown',
    ],
    [
      'Cilium by its command line, before its ConfigMap',
      [
        daemonSet('cilium', [{ name: 'cilium-agent', args: ['--config-dir=/tmp', '--kube-proxy-replacement=true'] }]),
        configMap('cilium-config', { 'kube-proxy-replacement': 'false' }),
      ],
      'Cilium',
      true,
    ],
    [
      'Cilium in another namespace',
      [daemonSet('cilium', [], { namespace: 'cilium' }), configMap('cilium-config', { 'kube-proxy-replacement': 'true' }, 'cilium')],
      'Cilium',
      true,
    ],
    ['Cilium without its ConfigMap', [cilium], 'Cilium', 'unknown'],
    [
      'kube-proxy beside a Cilium that does not replace it',
      [cilium, kubeProxy, configMap('cilium-config', { 'kube-proxy-replacement': 'false' })],
      'kube-proxy',
      false,
    ],
    ['kube-proxy beside a Cilium that says nothing', [cilium, kubeProxy, configMap('cilium-config', {})], 'kube-proxy', false],
    [
      'a Cilium that replaces a kube-proxy still there',
      [cilium, kubeProxy, configMap('cilium-config', { 'kube-proxy-replacement': 'true' })],
      'Cilium',
      true,
    ],
    ["GKE's anetd", [daemonSet('anetd', [{ name: 'cilium-agent' }])], 'GKE Dataplane V2', true],
    ['Calico with its eBPF data plane', [calico([{ name: 'FELIX_BPFENABLED', value: 'true' }])], 'Calico', true],
    ['Calico that may have it by its FelixConfiguration', [calico()], 'Calico', 'unknown'],
    ['kube-proxy beside such a Calico', [calico(), kubeProxy], 'kube-proxy', false],
    [
      'kube-router with all its parts',
      [daemonSet('kube-router', [{ name: 'kube-router', args: ['--run-router=true'] }])],
      'kube-router',
      true,
    ],
    [
      'Antrea for everything',
      [daemonSet('antrea-agent', []), configMap('antrea-config', { 'antrea-agent.conf': 'antreaProxy:\n  proxyAll: true\n' })],
      'Antrea',
      true,
    ],
    [
      'Antrea of unknown configuration',
      [daemonSet('antrea-agent', []), configMap('antrea-config', { 'antrea-agent.conf': ': [' })],
      'Antrea',
      'unknown',
    ],
    ['OpenShift SDN', [daemonSet('sdn', [{ name: 'sdn' }], { namespace: 'openshift-sdn' })], 'OpenShift SDN', true],
    ['OVN-Kubernetes', [daemonSet('ovnkube-node', [], { namespace: 'openshift-ovn-kubernetes' })], 'OVN-Kubernetes', true],
  ])('is recognised: %s', (_name, objects, name, replacesKubeProxy) => {
    const snapshot = readObjects(objects, { complete: ['DaemonSet', 'ConfigMap'], takenAt: TAKEN_AT });
    const { proxy } = nodeAgentsOf(indexSnapshot(snapshot));
    expect(proxy).toMatchObject({ state: 'seen', name, replacesKubeProxy });
    for (const evidence of proxy.state === 'seen' ? proxy.evidence : []) expect(fieldExists(snapshot, evidence)).toBe(true);
  });

  it.each<[string, readonly object[]]>([
    ['no DaemonSet', []],
    ['other DaemonSets', [daemonSet('node-exporter', [{ name: 'kube-rbac-proxy', image: 'quay.io/brancz/kube-rbac-proxy:v0.18' }])]],
    ['a DaemonSet of a common name elsewhere', [daemonSet('sdn', [{ name: 'sdn' }], { namespace: 'a' })]],
    ['kube-proxy switched off', [daemonSet('kube-proxy', [{ name: 'kube-proxy' }], { desired: 0 })]],
    [
      'a kube-router that leaves Services alone',
      [daemonSet('kube-router', [{ name: 'kube-router', args: ['--run-service-proxy=false'] }])],
    ],
    ['a Cilium that leaves Services alone', [cilium, configMap('cilium-config', { 'kube-proxy-replacement': 'disabled' })]],
    ['flannel', [daemonSet('kube-flannel-ds', [{ name: 'kube-flannel' }], { namespace: 'kube-flannel' })]],
  ])('is not seen in %s', (_name, objects) => {
    expect(nodeAgentsOf(indexOf(objects)).proxy).toEqual({ state: 'none-seen', says: 'no DaemonSet shows what serves Services' });
  });

  it.each<[string, Container, string | undefined]>([
    ['a flag', { command: ['kube-proxy'], args: ['--proxy-mode=nftables'] }, 'nftables'],
    ['a flag and its value apart', { command: ['kube-proxy', '--proxy-mode', 'ipvs', '--v=2'] }, 'ipvs'],
    ['the last of two', { args: ['--proxy-mode=iptables', '--proxy-mode=nftables'] }, 'nftables'],
    ['a shell command', { command: ['/bin/sh', '-c', 'exec kube-proxy --proxy-mode=iptables 1>>/var/log/x'] }, 'iptables'],
    ['no flag where a file counts', { args: ['--config=/var/lib/kube-proxy/config.conf', '--proxy-mode=ipvs'] }, undefined],
    ['no flag that it does not know', { args: ['--proxy-mode=userspace'] }, undefined],
    ['no flag', { command: ['kube-proxy'] }, undefined],
  ])("takes kube-proxy's mode from %s", (_name, container, mode) => {
    const { proxy } = nodeAgentsOf(indexOf([daemonSet('kube-proxy', [container])]));
    expect(proxy.state === 'seen' && proxy.mode).toBe(mode);
  });
});

describe('what gives pods their network', () => {
  const kindnet = (image: string, ...args: readonly string[]) => daemonSet('kindnet', [{ name: 'kindnet-cni', image, args }]);
  const aws = (...args: readonly string[]) => daemonSet('aws-node', [{ name: 'aws-node' }, { name: 'aws-eks-nodeagent', args }]);
  it.each<[string, readonly object[], string, boolean | 'unknown', string]>([
    ['Cilium with its own ranges', [cilium, configMap('cilium-config', { ipam: 'cluster-pool' })], 'Cilium', true, 'own'],
    ["Cilium with the nodes' ranges", [cilium, configMap('cilium-config', { ipam: 'kubernetes' })], 'Cilium', true, 'node-pod-cidrs'],
    [
      'Cilium with the addresses of another plugin',
      [cilium, configMap('cilium-config', { ipam: 'delegated-plugin' })],
      'Cilium',
      true,
      'unknown',
    ],
    ['Cilium without its ConfigMap', [cilium], 'Cilium', true, 'unknown'],
    ['Calico', [calico()], 'Calico', true, 'own'],
    ["Calico with the nodes' ranges", [calico([{ name: 'USE_POD_CIDR', value: 'true' }])], 'Calico', true, 'node-pod-cidrs'],
    ['flannel', [daemonSet('kube-flannel-ds', [])], 'flannel', false, 'node-pod-cidrs'],
    [
      'flannel that brings what enforces policies',
      [daemonSet('kube-flannel-ds', [{ name: 'kube-flannel' }, { name: 'kube-network-policies' }])],
      'flannel',
      true,
      'node-pod-cidrs',
    ],
    ['flannel of one architecture', [daemonSet('kube-flannel-ds-amd64', [{ name: 'kube-flannel' }])], 'flannel', false, 'node-pod-cidrs'],
    ['canal', [daemonSet('canal', [{ name: 'calico-node' }, { name: 'kube-flannel' }])], 'canal', true, 'node-pod-cidrs'],
    ['kindnet, whose policies depend on its version', [daemonSet('kindnet', [])], 'kindnet', 'unknown', 'node-pod-cidrs'],
    ['kindnet before it had policies', [kindnet('kindest/kindnetd:v20240202-8f1494ea')], 'kindnet', false, 'node-pod-cidrs'],
    ['kindnet with policies', [kindnet('docker.io/kindest/kindnetd:v20250512-df8de77b')], 'kindnet', true, 'node-pod-cidrs'],
    ['kindnet that was told to', [kindnet('ghcr.io/aojea/kindnetd:stable', '--network-policy=true')], 'kindnet', true, 'node-pod-cidrs'],
    [
      'flannel with policies beside it',
      [daemonSet('kube-flannel-ds', []), daemonSet('kube-network-policies', [])],
      'flannel with kube-network-policies',
      true,
      'node-pod-cidrs',
    ],
    [
      'Cilium that was told to follow no policies',
      [cilium, configMap('cilium-config', { 'enable-policy': 'never' })],
      'Cilium',
      false,
      'own',
    ],
    ['Cilium that keeps everybody apart', [cilium, configMap('cilium-config', { 'enable-policy': 'always' })], 'Cilium', 'unknown', 'own'],
    ['Amazon VPC CNI', [aws()], 'Amazon VPC CNI', false, 'own'],
    ['Amazon VPC CNI with policies', [aws('--enable-network-policy=true')], 'Amazon VPC CNI', true, 'own'],
    [
      'Amazon VPC CNI with Calico for policies',
      [aws(), calico([{ name: 'CALICO_NETWORKING_BACKEND', value: 'none' }])],
      'Amazon VPC CNI with Calico',
      true,
      'own',
    ],
    [
      'Azure CNI with its policy manager',
      [daemonSet('azure-cns', []), daemonSet('azure-npm', [])],
      'Azure CNI with Azure Network Policy Manager',
      true,
      'unknown',
    ],
    ['Weave Net', [daemonSet('weave-net', [{ name: 'weave' }, { name: 'weave-npc' }])], 'Weave Net', true, 'own'],
    ['Antrea', [daemonSet('antrea-agent', [])], 'Antrea', true, 'node-pod-cidrs'],
    [
      'kube-router without policies',
      [daemonSet('kube-router', [{ args: ['--run-firewall=false'] }])],
      'kube-router',
      false,
      'node-pod-cidrs',
    ],
  ])('is recognised: %s', (_name, objects, name, enforcesPolicies, podAddressing) => {
    expect(nodeAgentsOf(indexOf(objects)).plugin).toMatchObject({ state: 'seen', name, enforcesPolicies, podAddressing });
  });

  it.each([
    ['Cilium', [cilium], { hostNetwork: 'node', ipBlocks: 'outside' }],
    ['Calico', [calico()], { hostNetwork: 'node', ipBlocks: 'all-addresses' }],
    [
      'Calico beside flannel',
      [daemonSet('kube-flannel-ds', []), calico([{ name: 'CALICO_NETWORKING_BACKEND', value: 'none' }])],
      { hostNetwork: 'node', ipBlocks: 'all-addresses' },
    ],
    ['OVN-Kubernetes', [daemonSet('ovnkube-node', [])], { follows: { AdminNetworkPolicy: true, BaselineAdminNetworkPolicy: true } }],
    ['kindnet', [kindnet('kindest/kindnetd:v20250512-df8de77b')], { follows: { ClusterNetworkPolicy: false } }],
  ])('tells how %s follows policies', (_name, objects, policies) => {
    expect(nodeAgentsOf(indexOf(objects)).plugin).toMatchObject({ policies });
  });

  it('leaves open whether policies are enforced where only one namespace was looked at', () => {
    const { plugin } = nodeAgentsOf(indexOf([daemonSet('kube-flannel-ds', [])]), { namespace: 'kube-system' });
    expect(plugin).toMatchObject({ name: 'flannel', enforcesPolicies: 'unknown' });
  });
});

describe('a partial view', () => {
  it('is unknown where DaemonSets could not be read', () => {
    const { proxy, plugin, gaps } = nodeAgentsOf(indexOf([], ['ConfigMap']));
    expect([proxy.state, plugin.state]).toEqual(['unknown', 'unknown']);
    expect(gaps).toHaveLength(1);
  });

  it('says which namespace was looked at', () => {
    const cluster = readingOnly([calico([{ name: 'FELIX_BPFENABLED', value: 'true' }])], [{ kind: 'DaemonSet', namespace: 'kube-system' }]);
    const { proxy, gaps } = nodeAgentsOf(cluster, { namespace: 'kube-system' });
    expect(proxy).toEqual({ state: 'none-seen', says: 'no DaemonSet of namespace kube-system shows what serves Services' });
    expect(gaps).toEqual([]);
  });

  it('takes a ConfigMap that was not read for unknown, not for its default', () => {
    const objects = [cilium, configMap('cilium-config', {})];
    const cluster = readingOnly(objects, [{ kind: 'DaemonSet', namespace: 'kube-system' }]);
    const { proxy, plugin } = nodeAgentsOf(cluster, { namespace: 'kube-system' });
    expect(proxy).toMatchObject({ name: 'Cilium', replacesKubeProxy: 'unknown' });
    expect(plugin).toMatchObject({ name: 'Cilium', enforcesPolicies: 'unknown' });
  });
});

describe('the pods of these programs on a node', () => {
  const pod = (name: string, owner: string, nodeName: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'kube-system', ownerReferences: [{ kind: 'DaemonSet', name: owner, controller: true }] },
    spec: { nodeName },
  });
  const objects = [
    kubeProxy,
    cilium,
    pod('proxy-1', 'kube-proxy', 'node1'),
    pod('proxy-2', 'kube-proxy', 'node2'),
    pod('other', 'logs', 'node1'),
  ];

  it('are those whose controller is one of their DaemonSets', () => {
    const found = agentPodsOn('node1', indexOf(objects));
    expect(knownItems(found).map((one) => [one.program.name, one.pod.metadata.name])).toEqual([['kube-proxy', 'proxy-1']]);
    expect(found.state).toBe('complete');
  });

  it('are unknown where pods could not be read', () => {
    expect(agentPodsOn('node1', indexOf([kubeProxy], ['DaemonSet'])).state).toBe('unknown');
  });
});
