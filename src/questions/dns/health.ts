import { type Judgement, judge } from '../../audit/judge.ts';
import { RULES } from '../../audit/rules/index.ts';
import { DNS_CACHE, DNS_SERVICE_SCOPE } from '../../engines/dns/index.ts';
import { announce } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Code } from '../../model/finding.ts';
import { knownItems, type Lookup } from '../../model/listing.ts';
import type { DnsClient } from './client.ts';

/** What is judged of the DNS of the cluster, and of the pod that asks. */
const JUDGED = {
  Service: ['NX2010', 'NX2011'],
  Pod: ['NX2004', 'NX2005', 'NX2006', 'NX2007', 'NX2008', 'NX2020', 'NX2021', 'NX2024'],
  ConfigMap: ['NX2014'],
  DaemonSet: ['NX2017'],
} as const satisfies Record<string, readonly Code[]>;

const SERVERS: readonly Code[] = ['NX2012'];

/** What takes lists of the whole cluster, and is left to the audit. */
export const LEFT_TO_THE_AUDIT: readonly Code[] = ['NX2009', 'NX2013', 'NX2025'];

/** Whether the cluster's DNS can answer at all, and whether the pod that asks is set up to ask it. */
export function healthOf(client: DnsClient, cluster: ClusterIndex): Judgement {
  const rules = (codes: readonly Code[]) => RULES.filter(({ code }) => codes.includes(code));
  announce(cluster, [
    { kind: 'Service', ...DNS_SERVICE_SCOPE },
    { kind: 'Pod', ...DNS_SERVICE_SCOPE },
  ]);
  const services = knownItems(cluster.list('Service', DNS_SERVICE_SCOPE));
  const servers = knownItems(cluster.list('Pod', DNS_SERVICE_SCOPE));
  const judged = [
    judge(rules(JUDGED.Service), 'Service', services, cluster),
    judge(rules(SERVERS), 'Pod', servers, cluster),
    judge(rules(JUDGED.ConfigMap), 'ConfigMap', found(cluster.get('ConfigMap', 'coredns', 'kube-system')), cluster),
    judge(rules(JUDGED.DaemonSet), 'DaemonSet', found(cluster.get(DNS_CACHE.kind, DNS_CACHE.name, DNS_CACHE.namespace)), cluster),
    judge(rules(JUDGED.Pod), 'Pod', client.real ? [client.pod] : [], cluster),
  ];
  return { findings: judged.flatMap(({ findings }) => findings), skipped: judged.flatMap(({ skipped }) => skipped) };
}

function found<T>(lookup: Lookup<T>): readonly T[] {
  return lookup.state === 'found' ? [lookup.item] : [];
}
