import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { sameIp } from '../../../model/values/ip.ts';
import { announce } from '../../service/index.ts';
import { clusterDomainOf } from '../cluster-domain.ts';
import { DNS_SERVICE_SCOPE } from '../cluster-nameserver.ts';
import { type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import { parseCorefile } from './corefile.ts';
import type { ForwardTarget } from './forward.ts';
import { type ServerOptions, serverAnswer } from './server.ts';

const CONFIG = { kind: 'ConfigMap', namespace: 'kube-system', name: 'node-local-dns' } as const;

/** Where kube-dns kept stub domains, which the cache still reads. */
const KUBE_DNS = { kind: 'ConfigMap', namespace: 'kube-system', name: 'kube-dns' } as const;

/** What the cache fills in as it starts: the Cluster IP of a Service before CoreDNS; the servers for names of others. */
const CLUSTER_DNS = '__PILLAR__CLUSTER__DNS__';
const UPSTREAM_SERVERS = '__PILLAR__UPSTREAM__SERVERS__';

/**
 * What NodeLocal DNSCache answers: it is a CoreDNS with a Corefile of its own (ConfigMap kube-system/node-local-dns) that hands names of
 * the cluster on to `coredns` and, as it is usually set up, asks for all others past it: what CoreDNS's Corefile says of those has no effect.
 * UNKNOWN where its Corefile cannot be read, unless the usual one leads to what CoreDNS answers.
 * Source: kubernetes/dns cmd/node-cache/app/configmap.go, updateCorefile (1.26); kubernetes cluster/addons/dns/nodelocaldns (1.36).
 */
export function nodeLocalAnswer(
  question: DnsQuestion,
  cluster: ClusterIndex,
  options: ServerOptions,
  coredns: (question: DnsQuestion) => DnsAnswer,
): DnsAnswer {
  announce(cluster, [CONFIG, KUBE_DNS, { kind: 'Service', ...DNS_SERVICE_SCOPE }]);
  const configMap = cluster.get(CONFIG.kind, CONFIG.name, CONFIG.namespace);
  const text = configMap.state === 'found' ? configMap.item.data['Corefile'] : undefined;
  const corefile = filledIn(text ?? usualCorefile(cluster), cluster);
  if (corefile === undefined) return emptyAnswer('UNKNOWN', 'what ConfigMap kube-system/kube-dns tells NodeLocal DNSCache is no JSON');
  let isCoredns = false;
  const onward = (targets: readonly ForwardTarget[], asked: DnsQuestion): DnsAnswer | undefined => {
    const to = serversOf(targets, cluster);
    isCoredns = to === 'coredns';
    if (to === 'coredns') return withoutFollow(coredns(asked));
    return to === 'outside' ? undefined : emptyAnswer('UNKNOWN', 'whether NodeLocal DNSCache asks CoreDNS is not known', { gaps: to });
  };
  const setting = { cluster, options, read: () => undefined, configMap: CONFIG.name, pods: CONFIG.name, onward };
  const answer = serverAnswer(question, parseCorefile(corefile), setting);
  const isSure = text !== undefined || isCoredns || (answer.kind === 'UPSTREAM' && coredns(question).kind === 'UPSTREAM');
  const gaps = configMap.state === 'unknown' ? configMap.gaps : [];
  return isSure
    ? answer
    : emptyAnswer('UNKNOWN', 'what NodeLocal DNSCache does with the name is not known: its Corefile was not read', { gaps });
}

/** As in the manifest that Kubernetes offers. */
function usualCorefile(cluster: ClusterIndex): string {
  const { domain } = clusterDomainOf(cluster.get('ConfigMap', 'coredns', 'kube-system'));
  const zones = [domain, 'in-addr.arpa', 'ip6.arpa'].map((zone) => `${zone}:53 {\n  forward . ${CLUSTER_DNS}\n}`);
  return [...zones, `.:53 {\n  forward . ${UPSTREAM_SERVERS}\n}`].join('\n');
}

/** The Corefile with the stub domains and servers of ConfigMap kube-dns; undefined where those cannot be understood. */
function filledIn(corefile: string, cluster: ClusterIndex): string | undefined {
  const found = cluster.get(KUBE_DNS.kind, KUBE_DNS.name, KUBE_DNS.namespace);
  const { stubDomains = '{}', upstreamNameservers = '[]' }: Readonly<Record<string, string>> =
    found.state === 'found' ? found.item.data : {};
  const servers = serverList(fromJson(upstreamNameservers));
  const stubs = fromJson(stubDomains);
  if (servers === undefined || typeof stubs !== 'object' || stubs === null) return undefined;
  const blocks = Object.entries(stubs).map(([domain, value]) => ({ domain, to: serverList(value) }));
  if (blocks.some(({ to }) => to === undefined)) return undefined;
  const text = corefile.replaceAll(UPSTREAM_SERVERS, () => (servers.length === 0 ? '/etc/resolv.conf' : servers.join(' ')));
  return [text, ...blocks.map(({ domain, to = [] }) => `${domain}:53 {\n  forward . ${to.join(' ')}\n}`)].join('\n');
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function serverList(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}

/** Whether those that are asked are CoreDNS, by the addresses of the Services before it; else what is missing to tell. */
function serversOf(targets: readonly ForwardTarget[], cluster: ClusterIndex): 'coredns' | 'outside' | ReturnType<typeof gapsOf> {
  const services = cluster.list('Service', DNS_SERVICE_SCOPE);
  const own = knownItems(services).flatMap(({ spec }) => spec.clusterIPs);
  const isOwn = (target: ForwardTarget): boolean =>
    target.kind === 'address' ? own.some((ip) => sameIp(ip, target.address)) : target.kind === 'unknown' && target.text === CLUSTER_DNS;
  if (targets.every(isOwn)) return 'coredns';
  const mayBeOwn = services.state !== 'complete' && targets.some(({ kind }) => kind === 'address');
  return targets.some(isOwn) || mayBeOwn ? gapsOf(services) : 'outside';
}

/** What CoreDNS hands over is complete. */
function withoutFollow({ follow: _followed, ...answer }: DnsAnswer): DnsAnswer {
  return answer;
}
