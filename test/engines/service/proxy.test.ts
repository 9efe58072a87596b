import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import { nodePortAddressesOf, type ProxyConfig, proxyConfigOf } from '../../../src/engines/service/index.ts';
import type { Lookup } from '../../../src/model/listing.ts';
import type { ConfigMap } from '../../../src/model/resources/config-map.ts';

function configMap(conf: string | undefined): Lookup<ConfigMap> {
  const data = conf === undefined ? {} : { 'config.conf': conf };
  return { state: 'found', item: project('ConfigMap', { metadata: { name: 'kube-proxy', namespace: 'kube-system' }, data }) };
}

describe('proxyConfigOf', () => {
  it('reads what kubeadm writes', () => {
    const conf = [
      'kind: KubeProxyConfiguration',
      'mode: nftables',
      'clusterCIDR: 10.244.0.0/16,fd00:10:244::/56',
      'nodePortAddresses: [10.0.0.0/8]',
      'iptables: { masqueradeAll: true, localhostNodePorts: null }',
      'nftables: { masqueradeAll: false }',
    ];
    expect(proxyConfigOf(configMap(conf.join('\n')))).toEqual({
      mode: 'nftables',
      localDetector: 'range',
      nodePortAddresses: ['10.0.0.0/8'],
      clusterCIDRs: ['10.244.0.0/16', 'fd00:10:244::/56'],
      masqueradeAll: false,
      localhostNodePorts: false,
      says: 'ConfigMap kube-system/kube-proxy says mode nftables',
    });
  });
  it('takes an empty mode as iptables, and says so', () => {
    for (const conf of ['mode: ""\nnodePortAddresses: null\nclusterCIDR: ""', 'mode: null\n', 'kind: KubeProxyConfiguration']) {
      expect(proxyConfigOf(configMap(conf))).toEqual({
        mode: 'iptables',
        localDetector: 'none',
        nodePortAddresses: [],
        clusterCIDRs: [],
        masqueradeAll: false,
        localhostNodePorts: true,
        says: 'ConfigMap kube-system/kube-proxy says no mode: iptables, the default on Linux',
      });
    }
  });
  it('reads the settings of the mode in use', () => {
    expect(proxyConfigOf(configMap('mode: iptables\niptables: {masqueradeAll: true, localhostNodePorts: false}'))).toMatchObject({
      masqueradeAll: true,
      localhostNodePorts: false,
    });
    expect(proxyConfigOf(configMap('mode: ipvs\niptables: {masqueradeAll: true}'))).toMatchObject({ mode: 'ipvs', masqueradeAll: true });
  });

  const unread: Lookup<ConfigMap> = { state: 'unknown', gaps: [] };
  const unknown: readonly (readonly [string, Lookup<ConfigMap>, string])[] = [
    ['there is no ConfigMap', { state: 'absent' }, 'there is no ConfigMap kube-system/kube-proxy; something else may do its work'],
    ['the ConfigMap could not be read', unread, 'ConfigMap kube-system/kube-proxy could not be read'],
    ['it has no config.conf', configMap(undefined), 'what ConfigMap kube-system/kube-proxy holds cannot be understood'],
    ['config.conf is no YAML', configMap('{'), 'what ConfigMap kube-system/kube-proxy holds cannot be understood'],
    ['config.conf is a list', configMap('- mode: iptables'), 'what ConfigMap kube-system/kube-proxy holds cannot be understood'],
    ['the mode is none of Linux', configMap('mode: kernelspace'), 'ConfigMap kube-system/kube-proxy says mode "kernelspace"'],
  ];
  it.each(unknown)('does not know the mode where %s', (_why, lookup, says) => {
    expect(proxyConfigOf(lookup)).toEqual({
      mode: 'unknown',
      nodePortAddresses: [],
      clusterCIDRs: [],
      says: `kube-proxy's mode is not known: ${says}`,
    });
  });
});

describe('nodePortAddressesOf', () => {
  const node = (...addresses: readonly (readonly [string, string])[]) =>
    project('Node', { metadata: { name: 'n1' }, status: { addresses: addresses.map(([type, address]) => ({ type, address })) } });
  const two = node(['Hostname', 'n1'], ['ExternalIP', '203.0.113.1'], ['InternalIP', '10.0.0.1'], ['InternalIP', '192.168.0.1']);
  const dual = node(['InternalIP', '10.0.0.1'], ['InternalIP', 'fd00::1'], ['InternalIP', 'fd00::2']);
  const config = (mode: ProxyConfig['mode'], ...nodePortAddresses: readonly string[]): ProxyConfig => ({
    mode,
    nodePortAddresses,
    clusterCIDRs: [],
    says: '',
  });
  const answers = (...args: Parameters<typeof nodePortAddressesOf>) =>
    Object.fromEntries(nodePortAddressesOf(...args).map((one) => [one.address, one.answers]));

  it('answers on every address with iptables and ipvs; what an ExternalIP leads to is not known', () => {
    for (const mode of ['iptables', 'ipvs'] as const) {
      expect(answers(two, config(mode))).toEqual({ '10.0.0.1': 'yes', '192.168.0.1': 'yes', '203.0.113.1': 'unknown' });
    }
  });
  it('answers on the first address of each family with nftables', () => {
    expect(answers(two, config('nftables'))).toEqual({ '10.0.0.1': 'yes', '192.168.0.1': 'no', '203.0.113.1': 'unknown' });
    expect(answers(dual, config('nftables'))).toEqual({ '10.0.0.1': 'yes', 'fd00::1': 'yes', 'fd00::2': 'no' });
  });
  it('is sure of the first address only where the mode is not known', () => {
    expect(answers(two, config('unknown'))).toEqual({ '10.0.0.1': 'yes', '192.168.0.1': 'unknown', '203.0.113.1': 'unknown' });
  });
  it('answers on the addresses in nodePortAddresses, first or not', () => {
    expect(answers(two, config('iptables', '192.168.0.0/16'))).toMatchObject({ '10.0.0.1': 'no', '192.168.0.1': 'yes' });
    expect(answers(two, config('nftables', '10.0.0.0/8', '192.168.0.0/16'))).toMatchObject({ '10.0.0.1': 'yes', '192.168.0.1': 'yes' });
  });
  it('answers on all addresses of a family that nodePortAddresses has no range of, in any mode', () => {
    for (const mode of ['iptables', 'nftables'] as const) {
      expect(answers(dual, config(mode, '192.168.0.0/16'))).toEqual({ '10.0.0.1': 'no', 'fd00::1': 'yes', 'fd00::2': 'yes' });
    }
  });
  it('takes "primary" as the first address of each family, in any mode', () => {
    expect(answers(dual, config('iptables', 'primary'))).toEqual({ '10.0.0.1': 'yes', 'fd00::1': 'yes', 'fd00::2': 'no' });
  });
  it('answers on an ExternalIP that is the only address, or an InternalIP, too, and names it once', () => {
    expect(nodePortAddressesOf(node(['ExternalIP', '203.0.113.1']), config('nftables'))).toEqual([
      { address: '203.0.113.1', answers: 'yes', why: "the node's primary address" },
    ]);
    const same = node(['ExternalIP', '203.0.113.1'], ['InternalIP', '203.0.113.1']);
    expect(nodePortAddressesOf(same, config('iptables')).map((one) => one.answers)).toEqual(['yes']);
  });
});
