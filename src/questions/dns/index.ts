import type { LookUpFacts } from '../../audit/look-up-rule.ts';
import type { Libc } from '../../engines/dns/index.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import type { DnsRecord, DnsReport } from '../../model/dns-report.ts';
import { UsageError } from '../../model/errors.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { askedBy, type ReadingPlan, restrict } from '../reading-plan.ts';
import { parseClientName } from './client.ts';
import { type LookUp, lookUp } from './look-up.ts';
import { dnsReport, factsOf } from './report.ts';

/** What a server outside the cluster says of a name; answers as records, or as their data alone. */
export interface UpstreamReply {
  readonly rcode: string;
  readonly answers: readonly (DnsRecord | { readonly name?: string; readonly type?: string; readonly data: string } | string)[];
}

/** A name to look up. The same strings as on the command line. */
export interface DnsOptions {
  /** As typed in a program: `foo`, `foo.a`, `foo.a.svc.cluster.local.`, `http://foo:8080/x`, an address. */
  readonly name: string;
  /** `pod/x` or `pod/NAMESPACE/x`; left out: a pod of the namespace as most are. */
  readonly from?: string;
  /** The namespace of a pod that names none; `default` when left out. */
  readonly namespace?: string;
  /** A record type; left out: A, or PTR for an address, SRV for `_port._protocol` names. */
  readonly type?: string;
  /** The C library of the image; glibc when left out. */
  readonly libc?: Libc;
  /** Also every name by which the Service can be reached. */
  readonly allForms?: boolean;
  /** The text of the node's own resolv.conf, which is not in the API. */
  readonly nodeResolvConf?: string;
  /** The text of the node's own /etc/hosts. */
  readonly nodeHosts?: string;
  /** What servers outside the cluster say; undefined for what is not known. */
  readonly upstream?: (name: string, type: string) => UpstreamReply | undefined;
}

/** What looking a name up reads: what each query meets, followed as it goes. Refuses (UsageError) a malformed question. */
export function* dnsPlan(options: DnsOptions): ReadingPlan {
  const question = questionOf(options);
  yield [
    { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' },
    ...(question.client.kind === 'pod' ? [{ kind: 'Pod' as const, namespace: question.client.namespace, name: question.client.name }] : []),
  ];
  yield* askedBy((cluster, attempt) => attempt(() => void dnsReport(question, cluster)));
}

/**
 * Looks a name up in what is known of a cluster.
 * @throws UsageError for a malformed question; ClusterError, in kubectl's words, for a pod that does not exist or may not be read.
 */
export function dns(cluster: ClusterSnapshot, options: DnsOptions): DnsReport {
  const snapshot = restrict(indexSnapshot(cluster), dnsPlan(options));
  return dnsReport(questionOf(options), indexSnapshot(snapshot), snapshot);
}

/** What the rules about look-ups look at, and what was read for it. Throws what `dns` throws. */
export function lookUpFacts(
  cluster: ClusterSnapshot,
  options: DnsOptions,
): { readonly facts: LookUpFacts; readonly snapshot: ClusterSnapshot } {
  const snapshot = restrict(indexSnapshot(cluster), dnsPlan(options));
  return { facts: factsOf(lookUp(questionOf(options), indexSnapshot(snapshot))), snapshot };
}

const TYPES = ['A', 'AAAA', 'SRV', 'CNAME', 'PTR', 'NS', 'SOA', 'TXT', 'MX', 'HINFO', 'ANY'];

function questionOf(options: DnsOptions): LookUp & { readonly allForms: boolean } {
  const { name, from, namespace = 'default', type, libc = 'glibc', allForms = false, nodeResolvConf, nodeHosts, upstream } = options;
  if (type !== undefined && !TYPES.includes(type.toUpperCase())) {
    throw new UsageError(`invalid record type "${type}": expected one of ${TYPES.join(', ')}`);
  }
  return {
    typed: name,
    client: parseClientName(from, namespace),
    libc,
    allForms,
    ...(type === undefined ? {} : { type: type.toUpperCase() }),
    ...(nodeResolvConf === undefined ? {} : { nodeResolvConf }),
    ...(nodeHosts === undefined ? {} : { nodeHosts }),
    ...(upstream === undefined ? {} : { upstream: upstreamOf(upstream) }),
  };
}

/** What servers outside say, in the words of the engine; an rcode that is none counts as SERVFAIL. */
export function upstreamOf(upstream: NonNullable<DnsOptions['upstream']>) {
  return (name: string, type: string) => normalized(name, type, upstream(name, type));
}

const RCODES = ['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED'] as const;

function normalized(name: string, type: string, reply: UpstreamReply | undefined) {
  if (reply === undefined) return undefined;
  const rcode = RCODES.find((one) => one === reply.rcode) ?? 'SERVFAIL';
  const answers = reply.answers.map(
    (answer): DnsRecord => (typeof answer === 'string' ? { name, type, data: answer } : { name, type, ...answer }),
  );
  return { rcode, answers };
}
