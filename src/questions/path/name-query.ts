import type { PolicedArrival } from '../../audit/flow-rule.ts';
import { clusterNameserverOf, DNS_CACHE, DNS_SERVICE_SCOPE, podResolvConf } from '../../engines/dns/index.ts';
import { mayHavePolicies, policyNeeds } from '../../engines/policy/index.ts';
import { announce, endpointNodeNeeds, podNeeds, podsOf, slicesOf } from '../../engines/service/index.ts';
import { type Arrival, type Connection, hopOf, type Network, type Sender, walk } from '../../engines/trace/index.ts';
import { knownItems } from '../../model/listing.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import type { AskedServer, NameQuery } from '../../model/path-report.ts';
import type { Verdict } from '../../model/policy-verdict.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { clusterIPsOf } from '../../model/resources/service.ts';
import type { Hop, Step } from '../../model/trace.ts';
import { hostPort } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import { kubeletOf } from '../dns/client.ts';
import { lookUp } from '../dns/look-up.ts';
import type { To } from './ends.ts';
import type { Enforcement } from './enforcement.ts';
import { judgedWay, type Policing } from './judged-way.ts';
import type { Naming } from './name-targets.ts';
import { reasonOf } from './policy-steps.ts';

/** A name that a pod asks DNS for before it dials. `needed`: it has nothing but the name; the address of a Service it may have otherwise. */
export interface Asking {
  readonly name: string;
  readonly needed: boolean;
  readonly nodeResolvConf?: string;
}

/** What a sender asks DNS for: nothing where an address is dialled, or its /etc/hosts has the name. */
export function askingOf(
  { to, naming }: { readonly to: To; readonly naming: Naming },
  sender: Sender,
  network: Network,
): Asking | undefined {
  if (sender.kind !== 'pod') return undefined;
  const conf = naming.nodeResolvConf === undefined ? {} : { nodeResolvConf: naming.nodeResolvConf };
  if (to.kind === 'Service') return { ...conf, name: `${to.name}.${to.namespace}`, needed: false };
  if (to.kind !== 'name') return undefined;
  const { name, namespace = '' } = sender.pod.metadata;
  const { hosts } = lookUp({ typed: to.name, client: { kind: 'pod', namespace, name }, ...naming }, network.cluster);
  return hosts.entries.length > 0 && hosts.complete ? undefined : { ...conf, name: to.name, needed: true };
}

/** What becomes of the query for a name. */
export interface JudgedQuery {
  readonly told: NameQuery;
  /** The ways of queries after which nothing else happens; their shares are parts of all queries. */
  readonly ends: readonly PolicedArrival[];
  /** What is told of the others. */
  readonly admits: readonly Step[];
}

const PORT = 53;

/**
 * Judges the query of a pod by the policies of both ends: of the pod, and of the DNS servers that it is led to. It goes by UDP, unless
 * resolv.conf has use-vc; resolvers go over to TCP only for answers that are too long. Undefined where no policy has a say.
 */
export function judgedQuery(sender: Sender, asking: Asking, policing: Policing, network: Network): JudgedQuery | undefined {
  if (sender.kind !== 'pod') return undefined;
  const namespaces = [sender.pod.metadata.namespace ?? '', DNS_SERVICE_SCOPE.namespace];
  announce(network.cluster, policyNeeds(namespaces));
  if (namespaces.every((namespace) => !mayHavePolicies(namespace, policing.policies))) return undefined;
  const { nameservers, options } = podResolvConf(sender.pod, kubeletOf(sender.pod, asking.nodeResolvConf, network.cluster));
  const byTcp = options.some(({ value }) => value === 'use-vc');
  const ways = (protocol: Protocol) =>
    nameservers.map(({ value }) =>
      waysTo(value, protocol, sender, network).map((way) => judgedWay(way, sender, sender, policing, network)),
    );
  const usual = ways(byTcp ? 'TCP' : 'UDP');
  const large = byTcp ? [] : ways('TCP').flat();
  const servers = [...usual.flat(), ...large].flatMap(serverOf);
  if (servers.length === 0) return undefined;
  // The next nameserver is asked where one does not answer.
  const asked = usual.find((all) => verdictOf(all) === 'allowed') ?? usual[0] ?? [];
  return answered({ asking, asked, large, servers, pod: sender.pod }, policing.enforcement());
}

interface Query {
  readonly asking: Asking;
  /** The ways to the nameserver that counts. */
  readonly asked: readonly PolicedArrival[];
  /** The same by TCP, for answers that are too long for UDP. */
  readonly large: readonly PolicedArrival[];
  readonly servers: readonly AskedServer[];
  readonly pod: Pod;
}

function answered({ asking, asked, large, servers, pod }: Query, { enforced, by }: Enforcement): JudgedQuery {
  const verdict = verdictOf(asked);
  const kept = asked.filter((way) => verdictOfWay(way) !== 'allowed');
  const may = IF[`${enforced}`];
  const where = kept.length === asked.length ? 'the DNS server' : `${kept.length} of ${asked.length} DNS servers`;
  const isCut = large.some((way) => verdictOfWay(way) !== 'allowed');
  const why = whyOf(kept[0] ?? asked[0]);
  const tcp = isCut ? `; ${may}not by TCP, so that answers too long for UDP are lost` : '';
  const says = {
    allowed: `the DNS server may be asked${why}${tcp}`,
    denied: `${may}${where} may not be asked for the name${why}`,
    unknown: `whether ${where} may be asked for the name is not known${why}`,
  }[verdict];
  const evidence = servers
    .flatMap(({ policy }) => [policy.egress, policy.ingress].flatMap(({ decidedBy }) => decidedBy))
    .flatMap((one) => one.evidence);
  const isEnd = asking.needed && enforced !== false;
  return {
    told: { verdict, says, servers },
    ends: isEnd ? kept.map((way) => ({ ...way, hops: [askingHop(asking, pod), ...way.hops] })) : [],
    admits: [{ component: by, action: 'admit', says, evidence }],
  };
}

const IF = { true: '', false: 'if policies were enforced, ', null: 'if policies are enforced, ' } as const;

function askingHop({ name }: Asking, pod: Pod): Hop {
  const object = refTo('Pod', pod.metadata);
  const says = `${name}: ${describeRef(object)} asks its DNS server`;
  return hopOf('name', says, { component: "the pod's resolver", action: 'send', object, says, evidence: [] });
}

/** Of several servers, to any of which a query may be led: unknown before denied before allowed, where all do not fare alike. */
function verdictOf(ways: readonly PolicedArrival[]): Verdict {
  const verdicts = new Set(ways.map(verdictOfWay));
  return verdicts.has('unknown') ? 'unknown' : verdicts.has('denied') ? 'denied' : 'allowed';
}

function verdictOfWay({ policy }: PolicedArrival): Verdict {
  if (policy === undefined) return 'allowed';
  const both = [policy.egress.verdict, policy.ingress.verdict];
  return both.includes('denied') ? 'denied' : both.includes('unknown') ? 'unknown' : 'allowed';
}

function serverOf({ destination, policy }: PolicedArrival): readonly AskedServer[] {
  if (destination === undefined || policy === undefined) return [];
  const { ip, port, protocol, pod } = destination;
  return [{ ip, port, protocol, ...(pod === undefined ? {} : { pod }), policy }];
}

function whyOf(way: PolicedArrival | undefined): string {
  if (way?.policy === undefined || way.destination === undefined) return '';
  const { policy, destination } = way;
  const verdict = verdictOfWay(way);
  const reasons = [policy.egress, policy.ingress]
    .filter((one) => one.verdict === verdict)
    .map(reasonOf)
    .filter((text) => text !== '');
  const server = [destination.pod ?? destination.ip, 'by', destination.protocol, destination.port].filter((word) => word !== '');
  return `, ${server.join(' ')}: ${[...new Set(reasons)].join('; ')}`;
}

/** The ways of a query to a nameserver; null: one of which nothing is known. */
function waysTo(server: string | null, protocol: Protocol, sender: Extract<Sender, { kind: 'pod' }>, network: Network): readonly Arrival[] {
  const { cluster } = network;
  const services = cluster.list('Service', { namespace: DNS_SERVICE_SCOPE.namespace, labels: DNS_SERVICE_SCOPE.labels });
  const cache = clusterNameserverOf(services, cluster.get(DNS_CACHE.kind, DNS_CACHE.name, DNS_CACHE.namespace)).cache ?? [];
  if (server === null || cache.includes(server)) return [toNode(server, protocol, sender)];
  for (const service of knownItems(services).filter((one) => clusterIPsOf(one).includes(server))) {
    const slices = knownItems(slicesOf(service, cluster));
    announce(cluster, [...podNeeds(service, slices), ...endpointNodeNeeds(slices)]);
    podsOf(service, cluster);
  }
  const dialled = { destination: server, port: PORT, protocol };
  return walk(sender, dialled, network);
}

/** A cache of names on the pod's own node; or a server of which only the node's own resolv.conf knows. */
function toNode(server: string | null, protocol: Protocol, sender: Extract<Sender, { kind: 'pod' }>): Arrival {
  const ip = server ?? '';
  const destination = { ip, port: PORT, protocol, source: { address: null, kept: true } } as const;
  const where = server === null ? 'a nameserver that is not known' : `${hostPort(server, PORT)} the cache of names on ${sender.node.name}`;
  const step = { component: "the pod's resolver", action: 'deliver', says: `asks ${where}`, evidence: [] } as const;
  const reached: Connection['destination'] =
    server === null ? { ...destination, kind: 'outside' } : { ...destination, kind: 'node', node: sender.node.name };
  return {
    disposition: 'delivered',
    destination: reached,
    hops: [hopOf(server === null ? 'outside' : 'node', where, step)],
    share: 1,
    assumes: [],
    passed: [sender.node.name],
    connections: [{ sender, dialled: ip, destination: reached, passed: [sender.node.name], from: 0, to: 1 }],
  };
}
