import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../src/cluster/objects.ts';
import { clusterAnswer } from '../../../src/engines/dns/index.ts';
import { indexSnapshot } from '../../../src/model/cluster-index.ts';
import type { DnsRecord } from '../../../src/model/dns-report.ts';
import { type OracleCase, oracle } from '../../support/truth.ts';

interface DnsCase extends OracleCase {
  readonly input: {
    readonly coredns: {
      readonly plugin?: 'k8s_external' | 'autopath';
      readonly zones?: readonly string[];
      readonly pods?: string;
      readonly namespaces?: readonly string[];
      readonly ttl?: number;
      readonly headless?: boolean;
      readonly endpointPodNames?: boolean;
      readonly ignoreEmptyService?: boolean;
      readonly zonal?: boolean;
      readonly localIPs?: readonly string[];
      readonly apiSynced?: boolean;
      /** autopath: the search list of the file that it names, and what the servers behind it say. */
      readonly search?: readonly string[];
      readonly upstream?: Readonly<Record<string, 'NOERROR' | 'NXDOMAIN'>>;
    };
    readonly namespaceNames?: readonly string[];
    readonly services: readonly object[];
    readonly endpointSlices: readonly object[];
    readonly pods?: readonly object[];
  };
  readonly query: { readonly kind: string; readonly name: string; readonly type: string };
  readonly expect: {
    readonly rcode: string;
    readonly kind: string;
    readonly answers: readonly DnsRecord[];
    readonly additional?: readonly DnsRecord[];
    readonly authoritySOA?: string;
  };
}

/** The settings of a case where a cluster keeps them: in the Corefile. */
function corefileOf({ input: { coredns } }: DnsCase): string {
  if (coredns.plugin === 'autopath') return '.:53 {\n  autopath . /etc/resolv.conf\n  forward . 192.0.2.1\n}\n';
  const { plugin = 'kubernetes', zones = [], ttl = 5, pods = 'disabled', headless, endpointPodNames, ignoreEmptyService, zonal } = coredns;
  const settings = [
    `ttl ${ttl}`,
    ...(plugin === 'k8s_external' ? [headless === true ? 'headless' : ''] : [`pods ${pods}`]),
    plugin === 'kubernetes' && (coredns.namespaces ?? []).length > 0 ? `namespaces ${coredns.namespaces?.join(' ')}` : '',
    endpointPodNames === true ? 'endpoint_pod_names' : '',
    ignoreEmptyService === true ? 'ignore empty_service' : '',
    zonal === true ? 'zonal' : '',
  ].filter((line) => line !== '');
  // k8s_external does not start without it.
  const besides = plugin === 'k8s_external' ? '  kubernetes cluster.local\n' : '';
  return `.:53 {\n${besides}  ${plugin} ${zones.join(' ')} {\n    ${settings.join('\n    ')}\n  }\n}\n`;
}

function answerTo(one: DnsCase) {
  const { namespaceNames = [], services = [], endpointSlices = [], pods = [], coredns } = one.input;
  const namespaces = namespaceNames.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: 'kube-system' },
    data: { Corefile: corefileOf(one) },
  };
  const cluster = indexSnapshot(readObjects([...namespaces, configMap, ...services, ...endpointSlices, ...pods], { complete: true }));
  return clusterAnswer(one.query, cluster, {
    ...(coredns.localIPs === undefined ? {} : { localIPs: coredns.localIPs }),
    ...(coredns.apiSynced === undefined ? {} : { synced: coredns.apiSynced }),
    ...(coredns.search === undefined ? {} : { searchPath: coredns.search.map((domain) => (domain === '' ? '.' : domain)) }),
    ...(coredns.upstream === undefined ? {} : { upstream: (name) => upstreamOf(name, coredns.upstream ?? {}) }),
  });
}

/** The stand-in for the next plugin of the upstream tests: one address for whatever exists. */
function upstreamOf(name: string, outcomes: Readonly<Record<string, 'NOERROR' | 'NXDOMAIN'>>) {
  const rcode = outcomes[name] ?? 'NXDOMAIN';
  return { rcode, answers: rcode === 'NOERROR' ? [{ name, type: 'A', data: '127.0.0.53', ttl: 3600 }] : [] };
}

function asSet(records: readonly DnsRecord[]): readonly string[] {
  return records.map(({ name, type, ttl, data }) => `${name} ${ttl} ${type} ${data}`).sort();
}

describe('every case of the upstream tests of CoreDNS', () => {
  const cases = oracle('coredns') as readonly DnsCase[];

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, one) => {
    const said = answerTo(one);
    const { kind, answers, additional, authoritySOA } = one.expect;
    expect({ kind: said.kind, answers: asSet(said.answers) }).toEqual({ kind, answers: asSet(answers) });
    if (additional !== undefined) expect(asSet(said.additional)).toEqual(asSet(additional));
    if (authoritySOA !== undefined) expect(said.authoritySOA).toBe(authoritySOA);
  });
});
