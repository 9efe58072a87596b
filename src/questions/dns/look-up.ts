import {
  type ClusterAnswerOptions,
  clusterAnswer,
  type DnsAnswer,
  hostsAnswer,
  type Libc,
  libcResolvConf,
  type OpenOutcome,
  parseTypedHost,
  podHostName,
  podHosts,
  podResolvConf,
  type ServerQuestion,
  searchName,
  type UpstreamAnswer,
} from '../../engines/dns/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Rcode } from '../../model/dns-report.ts';
import { UsageError } from '../../model/errors.ts';
import type { IpFamily } from '../../model/values/ip.ts';
import { type ClientName, clientOf, kubeletOf } from './client.ts';
import { serverHealth } from './server-health.ts';

/** A look-up that was understood. */
export interface LookUp {
  /** As typed. */
  readonly typed: string;
  readonly client: ClientName;
  /** Absent: A, or what makes sense for what was typed. */
  readonly type?: string;
  readonly libc: Libc;
  readonly upstream?: ClusterAnswerOptions['upstream'];
  readonly nodeResolvConf?: string;
  readonly nodeHosts?: string;
}

/** What a query brought. */
export interface QueryReply {
  readonly outcome: OpenOutcome;
  readonly rcode: Rcode;
  readonly answer: DnsAnswer;
}

const FAMILY: Readonly<Record<string, IpFamily>> = { A: 'IPv4', AAAA: 'IPv6' };

/** Looks a name up in a client, as its C library does: /etc/hosts, then the search list, each name asked of the servers in turn. */
export function lookUp(question: LookUp, cluster: ClusterIndex) {
  const host = parseTypedHost(question.typed);
  if (host === undefined) throw new UsageError(`invalid NAME "${question.typed}": expected a name, an address or a URL`);
  const type = (question.type ?? host.type ?? 'A').toUpperCase();
  const client = clientOf(question.client, cluster);
  const kubelet = kubeletOf(client.pod, question.nodeResolvConf, cluster);
  const conf = podResolvConf(client.pod, kubelet);
  const hostName = podHostName(client.pod, kubelet.clusterDomain).kernel ?? '';
  const hostsFile = podHosts(client.pod, {
    clusterDomain: kubelet.clusterDomain,
    ...(question.nodeHosts === undefined ? {} : { nodeHosts: question.nodeHosts }),
  });
  const family = FAMILY[type];
  const hosts =
    family === undefined ? { entries: [], complete: true } : hostsAnswer(hostsFile, host.name.replace(/\.$/, ''), [family], question.libc);
  const libcConf = libcResolvConf(conf, question.libc, hostName);
  const { upstream } = question;
  const { namespace } = client.pod.metadata;
  const options = { ...(upstream === undefined ? {} : { upstream }), ...(namespace === undefined ? {} : { namespace }) };
  const search = searchName<QueryReply>({
    name: host.name,
    types: [type],
    conf: libcConf,
    libc: question.libc,
    ask: ({ server, name }) => {
      const asked = { name: `${name.replace(/\.$/, '')}.`, type };
      const answer = isCluster(server, kubelet) ? fromCluster(asked, cluster, options) : fromOutside(asked, server, upstream);
      return { outcome: outcomeOf(answer), rcode: rcodeOf(answer), answer };
    },
  });
  return { host, type, client, kubelet, conf, libcConf, hosts, search };
}

/** The cluster's DNS: by its address, or whatever kubelet is told where that is not known. */
function isCluster(server: string | null, kubelet: ReturnType<typeof kubeletOf>): boolean {
  if (server !== null) return kubelet.clusterAddresses.includes(server);
  return kubelet.clusterDNS === null;
}

function fromCluster(question: ServerQuestion, cluster: ClusterIndex, options: ClusterAnswerOptions): DnsAnswer {
  return serverHealth(cluster) ?? clusterAnswer(question, cluster, options);
}

function fromOutside(
  { name, type }: { readonly name: string; readonly type: string },
  server: string | null,
  upstream: LookUp['upstream'],
): DnsAnswer {
  const who = server === null ? "the node's own nameserver" : server;
  const told: UpstreamAnswer | undefined = upstream?.(name, type);
  const base = { additional: [], evidence: [], gaps: [] };
  if (told === undefined) return { ...base, kind: 'UPSTREAM', answers: [], says: `asked of ${who}, outside the cluster` };
  const kind = told.rcode === 'NOERROR' ? (told.answers.length === 0 ? 'NODATA' : 'ANSWER') : told.rcode;
  return { ...base, kind, answers: told.answers, says: `${who} says ${told.rcode}` };
}

function outcomeOf({ kind }: DnsAnswer): OpenOutcome {
  return kind;
}

function rcodeOf({ kind }: DnsAnswer): Rcode {
  switch (kind) {
    case 'ANSWER':
    case 'NODATA':
      return 'NOERROR';
    case 'NXDOMAIN':
    case 'SERVFAIL':
    case 'REFUSED':
      return kind;
    case 'UPSTREAM':
    case 'UNKNOWN':
    case 'TIMEOUT':
      return null;
  }
}
