import { describe, expect, it } from 'vitest';
import { type PathReport, path, readObjects } from '../../src/index.ts';
import { hostPort } from '../../src/model/values/ip.ts';
import { type OracleCase, oracle, proxyRandomCases } from '../support/truth.ts';

const MODES = ['iptables', 'nftables'] as const;

/** kube-proxy's settings as ConfigMap kube-system/kube-proxy holds them. */
function proxyConfigMap(config: object): object {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kube-proxy', namespace: 'kube-system' },
    data: { 'config.conf': JSON.stringify(config) },
  };
}

function nodeObject(name: string, addresses: readonly string[], labels: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    status: { addresses: addresses.map((address) => ({ type: 'InternalIP', address })) },
  };
}

function serviceCIDR(cidrs: readonly string[]): object {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name: 'kubernetes' }, spec: { cidrs } };
}

/** What a report says in the words of the oracles: endpoints, or what became of the packet, and whether it is masqueraded. */
function told(report: PathReport, destination: string) {
  const destinations = report.answers.flatMap((answer) => answer.destinations);
  const endpoints = [...new Set(destinations.map(({ ip, port }) => hostPort(ip, port)))].sort();
  const untouched = endpoints.every((endpoint) => endpoint === destination);
  return {
    outcome: report.outcome,
    endpoints,
    untouched,
    kinds: [...new Set(destinations.map(({ kind }) => kind))],
    masquerade: destinations.map(({ source }) => (source.kept === null ? null : !source.kept)),
  };
}

interface PacketCase extends OracleCase {
  readonly input: {
    readonly proxy: {
      readonly modes: readonly (typeof MODES)[number][];
      readonly clusterCIDR: string | null;
      readonly masqueradeAll: boolean;
      /** A prose string means the default of the mode. */
      readonly nodePortAddresses: readonly string[] | string;
      readonly localhostNodePorts?: boolean;
      readonly serviceCIDRs?: readonly string[];
    };
    readonly node: { readonly name: string; readonly nodeIP: string; readonly addresses: readonly string[] };
    readonly services: readonly object[];
    readonly endpointSlices: readonly object[];
  };
  readonly query: {
    readonly kind: string;
    readonly sourceIP: string;
    readonly destIP: string;
    readonly destPort: number;
    readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  };
  readonly expect: {
    readonly verdict: 'DNAT' | 'DROP' | 'REJECT' | 'ACCEPT' | 'NONE';
    readonly endpoints: readonly string[];
    readonly masquerade?: boolean;
  };
}

function followPacket({ input, query }: PacketCase, mode: (typeof MODES)[number]): PathReport {
  const { proxy, node } = input;
  const { masqueradeAll, nodePortAddresses, localhostNodePorts = true, serviceCIDRs = [] } = proxy;
  const addresses = [...new Set([node.nodeIP, ...node.addresses])].filter((address) => address !== '127.0.0.1' && address !== '::1');
  const config = {
    mode,
    clusterCIDR: proxy.clusterCIDR ?? '',
    nodePortAddresses: typeof nodePortAddresses === 'string' ? [] : nodePortAddresses,
    iptables: { masqueradeAll, localhostNodePorts },
    nftables: { masqueradeAll },
  };
  const cluster = readObjects(
    [
      nodeObject(node.name, addresses),
      proxyConfigMap(config),
      ...(serviceCIDRs.length === 0 ? [] : [serviceCIDR(serviceCIDRs)]),
      ...input.services,
      ...input.endpointSlices,
    ],
    { complete: true },
  );
  const to = hostPort(query.destIP, query.destPort);
  return path(cluster, { from: query.sourceIP, node: node.name, to, protocol: query.protocol, assumeEnforced: 'no' });
}

describe('every packet of the upstream tests of kube-proxy', () => {
  const cases = oracle('kube-proxy-packets') as readonly PacketCase[];
  const runs = cases.flatMap((one) => one.input.proxy.modes.map((mode) => [`${one.id} (${mode})`, one, mode] as const));

  it.each(runs)('%s', (_name, one, mode) => {
    const { verdict, endpoints, masquerade } = one.expect;
    const said = told(followPacket(one, mode), hostPort(one.query.destIP, one.query.destPort));
    if (verdict === 'DNAT') {
      expect(said.endpoints).toEqual([...endpoints].sort());
      if (masquerade !== undefined) expect(said.masquerade).toEqual(said.masquerade.map(() => masquerade));
    }
    if (verdict === 'REJECT') expect(said.outcome).toBe('refused');
    if (verdict === 'DROP') expect(said.outcome).toBe('dropped');
    if (verdict === 'ACCEPT') expect(said).toMatchObject({ outcome: 'delivered', kinds: ['kube-proxy'] });
    if (verdict === 'NONE') expect(said.untouched).toBe(true);
  });
});

describe.each(MODES)('every packet of kube-proxy on random input in %s mode', (mode) => {
  it.each(proxyRandomCases().map((one) => [one.id, one] as const))(
    '%s',
    (_id, { node, clusterCIDR, services, endpointSlices, packets }) => {
      const config = { mode, clusterCIDR, nodePortAddresses: node.nodePortAddresses };
      const cluster = readObjects(
        [
          nodeObject(node.name, node.ips, node.labels),
          proxyConfigMap(config),
          serviceCIDR(['10.96.0.0/16']),
          ...services,
          ...endpointSlices,
        ],
        { complete: true },
      );
      for (const { src, dst, port, proto, expect: expected } of packets) {
        const to = hostPort(dst, port);
        const said = told(path(cluster, { from: src, node: node.name, to, protocol: proto, assumeEnforced: 'no' }), to);
        const outputs = expected[mode].outputs ?? [];
        const { masquerade } = expected[mode];
        const what = `${src} → ${to}/${proto}`;
        if (outputs.length === 0) expect(said.untouched, what).toBe(true);
        else if (outputs[0] === 'REJECT') expect(said.outcome, what).toBe('refused');
        else if (outputs[0] === 'DROP') expect(said.outcome, what).toBe('dropped');
        else expect(said.endpoints, what).toEqual([...outputs].sort());
        if (masquerade !== undefined) expect(said.masquerade, what).toEqual(said.masquerade.map(() => masquerade));
      }
    },
  );
});
