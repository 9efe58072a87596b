import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { sameIp } from '../../../model/values/ip.ts';
import { DNS_CACHE, listensOn } from '../cluster-nameserver.ts';
import { type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import { parseCorefile, type ReadFiles } from './corefile.ts';
import { nodeLocalAnswer } from './node-local.ts';
import { type ServerOptions, serverAnswer } from './server.ts';

/** What is not in the API, and whom the question goes to. */
export interface ClusterAnswerOptions extends ServerOptions {
  /** The address of the cluster's DNS that is asked; null or absent where that is not known. */
  readonly server?: string | null;
}

/** What kubeadm writes: what a cluster has whose Corefile cannot be read. */
const USUAL_COREFILE = `.:53 {
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 30
  }
  forward . /etc/resolv.conf
}`;

/** ConfigMaps that are mounted as folders beside the Corefile: its own, and the one that k3s and AKS leave to users. */
const FOLDERS = [
  { name: 'coredns', folder: '/etc/coredns/' },
  { name: 'coredns-custom', folder: '/etc/coredns/custom/' },
] as const;

/**
 * What the DNS of the cluster answers: CoreDNS by the Corefile in ConfigMap kube-system/coredns, or NodeLocal DNSCache before it where that
 * listens on the address that is asked. Where the address is not known, what both agree on.
 */
export function clusterAnswer(question: DnsQuestion, cluster: ClusterIndex, options: ClusterAnswerOptions = {}): DnsAnswer {
  const coredns = (asked: DnsQuestion) => corednsAnswer(asked, cluster, options);
  const cache = cluster.get(DNS_CACHE.kind, DNS_CACHE.name, DNS_CACHE.namespace);
  if (cache.state !== 'found') return coredns(question);
  const { server } = options;
  const isCached = typeof server === 'string' && listensOn(cache.item).some((address) => sameIp(address, server));
  if (typeof server === 'string' && !isCached) return coredns(question);
  const cached = nodeLocalAnswer(question, cluster, options, coredns);
  return isCached ? cached : agreed(cached, coredns(question));
}

function corednsAnswer(question: DnsQuestion, cluster: ClusterIndex, options: ServerOptions): DnsAnswer {
  const read = filesOf(cluster);
  const configMap = cluster.get('ConfigMap', 'coredns', 'kube-system');
  const text = configMap.state === 'found' ? configMap.item.data['Corefile'] : undefined;
  return serverAnswer(question, parseCorefile(text ?? USUAL_COREFILE, read), {
    cluster,
    options,
    read,
    configMap: text === undefined ? null : 'coredns',
    pods: 'CoreDNS',
  });
}

/** The files beside the Corefile that a path or glob names, as far as ConfigMaps hold them; undefined where that is not known. */
function filesOf(cluster: ClusterIndex): ReadFiles {
  return (path) => {
    const place = FOLDERS.findLast(({ folder }) => path.startsWith(folder) || !path.startsWith('/'));
    if (place === undefined) return undefined;
    const configMap = cluster.get('ConfigMap', place.name, 'kube-system');
    if (configMap.state !== 'found') return configMap.state === 'absent' && place.name === 'coredns-custom' ? [] : undefined;
    const wanted = path.replace(place.folder, '').replace(/^(\.\/)?custom\//, '');
    const pattern = new RegExp(`^${wanted.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
    return Object.entries(configMap.item.data).flatMap(([name, text]) => (pattern.test(name) ? [text] : []));
  };
}

/** The answer that two servers give alike; UNKNOWN where they differ. */
function agreed(cached: DnsAnswer, direct: DnsAnswer): DnsAnswer {
  if (summaryOf(cached) === summaryOf(direct)) return direct;
  const says = `NodeLocal DNSCache and CoreDNS differ, and which of them pods ask is not known: ${cached.says}; ${direct.says}`;
  return emptyAnswer('UNKNOWN', says, { evidence: [...cached.evidence, ...direct.evidence], gaps: [...cached.gaps, ...direct.gaps] });
}

function summaryOf({ kind, answers }: DnsAnswer): string {
  return JSON.stringify([kind, answers.map(({ name, type, data }) => `${name} ${type} ${data}`).sort()]);
}
