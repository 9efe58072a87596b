import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../src/cluster/objects.ts';
import {
  clusterDomainOf,
  clusterNameserverOf,
  DNS_CACHE,
  DNS_SERVICE_SCOPE,
  type KubeletDns,
  libcResolvConf,
  type OpenOutcome,
  type Outcome,
  podHostName,
  podHosts,
  podResolvConf,
  type Query,
  searchName,
} from '../../../src/engines/dns/index.ts';
import { indexSnapshot } from '../../../src/model/cluster-index.ts';
import type { DnsEntry } from '../../../src/model/resolv-conf.ts';
import type { Pod } from '../../../src/model/resources/pod.ts';
import { type LabRow, labObjects, labRows } from '../../support/truth.ts';

const cluster = indexSnapshot(readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' }));
const { domain } = clusterDomainOf(cluster.get('ConfigMap', 'coredns', 'kube-system'));
const { address } = clusterNameserverOf(
  cluster.list('Service', DNS_SERVICE_SCOPE),
  cluster.get('DaemonSet', DNS_CACHE.name, DNS_CACHE.namespace),
);

/** The lab's nodes, whose own files are not in the API. */
const KUBELET: KubeletDns = {
  clusterDNS: address === undefined ? null : [address],
  clusterDomain: domain,
  nodeResolvConf: 'nameserver 172.30.0.1\nsearch corp.lab\n',
  version: 'v1.36.2',
};

function podOf({ from }: LabRow): Pod {
  const [, namespace, name = ''] = /^pod ([^/]+)\/(\S+)/.exec(from) ?? [];
  const pod = cluster.get('Pod', name, namespace);
  if (pod.state !== 'found') throw new Error(`no such pod: ${from}`);
  return pod.item;
}

/** The file as the container runtime writes it. */
function resolvConfText(pod: Pod): string {
  const { nameservers, search, options } = podResolvConf(pod, KUBELET);
  const words = (entries: readonly DnsEntry[]) => entries.map(({ value }) => value).join(' ');
  return [
    `search ${words(search)}`,
    ...nameservers.map(({ value }) => `nameserver ${value}`),
    ...(options.length === 0 ? [] : [`options ${words(options)}`]),
    '',
  ].join('\n');
}

/** The words of each line. */
function hostsLines(pod: Pod): readonly (readonly string[])[] {
  const { nodeName = '' } = pod.spec;
  const hosts = podHosts(pod, {
    clusterDomain: domain,
    nodeHosts: `127.0.0.1 localhost\n${pod.status.podIP} ${nodeName}\n`,
  });
  expect(hosts.complete).toBe(true);
  return hosts.entries.map((entry) => [entry.address, ...entry.names]);
}

describe.each(['nftables', 'iptables'] as const)('the files of the lab (%s)', (mode) => {
  const files = labRows(mode).filter(({ kind }) => kind === 'file');
  const named = (path: string) => files.filter(({ name }) => name === path).map((row) => [row.from, row] as const);

  it('are two each of 14 pods', () => {
    expect([named('/etc/resolv.conf'), named('/etc/hosts')].map((rows) => rows.length)).toEqual([14, 14]);
  });

  it.each(named('/etc/resolv.conf'))('/etc/resolv.conf of %s', (_from, row) => {
    expect(resolvConfText(podOf(row))).toBe(row.text);
  });

  it.each(named('/etc/hosts'))('/etc/hosts of %s', (_from, row) => {
    const lines = (row.text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(hostsLines(podOf(row))).toEqual(lines.map((line) => line.split(/[ \t]/)));
  });
});

describe.each(['nftables', 'iptables'] as const)('the searches of the lab (%s)', (mode) => {
  const rows = labRows(mode).filter(({ kind, from }) => kind === 'dns' && from.startsWith('pod '));
  const record = new Map(
    rows.flatMap((row) => (row.steps ?? []).map((step) => [`${serverOf(podOf(row))} ${nameOf(step)} ${row.qtype}`, outcomeOf(step)])),
  );

  /** What the servers of the lab answered, whoever asked them. */
  const ask = ({ server, name, type }: Query): { readonly outcome: OpenOutcome } => ({
    outcome: record.get(`${server} ${name.toLowerCase()} ${type}`) ?? 'UNKNOWN',
  });

  it('are many', () => {
    expect(rows.length).toBeGreaterThan(800);
  });

  it('send the same queries in the same order, and end alike', () => {
    const told = rows.map((row) => {
      const pod = podOf(row);
      const conf = libcResolvConf(podResolvConf(pod, KUBELET), 'glibc', podHostName(pod, domain).kernel ?? '');
      const { steps, outcome } = searchName({ name: row.name ?? '', types: [row.qtype ?? ''], conf, libc: 'glibc', ask });
      return `${row.from} ${row.name} ${row.qtype}: ${steps.map(({ name }) => `${name}.`).join(' ')} ${outcome === 'ANSWER'}`;
    });
    const seen = rows.map(
      (row) => `${row.from} ${row.name} ${row.qtype}: ${(row.steps ?? []).map((step) => step.split(' ')[0]).join(' ')} ${row.ok}`,
    );
    expect(told).toEqual(seen);
  });
});

function serverOf(pod: Pod): string | null | undefined {
  return podResolvConf(pod, KUBELET).nameservers[0]?.value;
}

function nameOf(step: string): string {
  return (step.split(' ')[0] ?? '').replace(/\.$/, '').toLowerCase();
}

function outcomeOf(step: string): Outcome {
  const [, rcode, count] = step.split(' ');
  if (rcode === 'NOERROR') return count === '0' ? 'NODATA' : 'ANSWER';
  return rcode as Outcome;
}
