import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { DnsRecord } from '../../../model/dns-report.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { serviceNameOf } from '../../../model/resources/endpoint-slice.ts';
import { clusterIPsOf, isHeadless, type Service } from '../../../model/resources/service.ts';
import { familyOf, sameIp } from '../../../model/values/ip.ts';
import { announce } from '../../service/index.ts';
import { answerWith, type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import { endpointLabel, type Found, findRecords, parseRequest, type ServiceRecord } from './kubernetes-records.ts';
import type { KubernetesSettings } from './plugin-settings.ts';
import { addressOfReverse, splitAtZone, zoneOf } from './zone-name.ts';

/** What is not in the Corefile. */
export interface KubernetesOptions {
  /** The server's own addresses, for NS records. */
  readonly localIPs?: readonly string[];
  /** Whether the server has read the API once; before that it cannot deny a name. */
  readonly synced?: boolean;
}

/** So many aliases are followed in one answer. Source: coredns plugin/backend_lookup.go, A. */
const MAX_ALIASES = 8;

/** What the TXT record dns-version says: the version of the specification. */
const DNS_VERSION = '1.1.0';
const DNS_VERSION_TTL = 28800;

/**
 * What the kubernetes plugin answers; undefined for a name that is not in its zones. Whether a name that does not exist falls through to the
 * next plugin is the caller's affair.
 * Source: coredns plugin/kubernetes/{handler,kubernetes,reverse,ns}.go and plugin/backend_lookup.go (1.11 to 1.14).
 */
export function kubernetesAnswer(
  question: DnsQuestion,
  settings: KubernetesSettings,
  cluster: ClusterIndex,
  options: KubernetesOptions = {},
): DnsAnswer | undefined {
  const zone = zoneOf(question.name, settings.zones);
  if (zone === undefined) return undefined;
  const { base, asked } = splitAtZone(question.name, zone);
  const context: Context = { question, settings, cluster, options, base, zone: asked };
  const answer = answerByType(context);
  if (answer.kind === 'NXDOMAIN' && options.synced === false) return emptyAnswer('SERVFAIL', 'the server has not read the API yet');
  return answer.kind === 'NODATA' || answer.kind === 'NXDOMAIN' ? { ...answer, authoritySOA: asked } : answer;
}

interface Context {
  readonly question: DnsQuestion;
  readonly settings: KubernetesSettings;
  readonly cluster: ClusterIndex;
  readonly options: KubernetesOptions;
  readonly base: readonly string[];
  /** In the case in which it was asked. */
  readonly zone: string;
}

function answerByType(context: Context): DnsAnswer {
  const { question, base, zone, settings } = context;
  const apex = base.length === 0;
  switch (question.type) {
    case 'A':
    case 'AAAA':
      return addresses(context);
    case 'SRV':
      return serviceRecords(context);
    case 'CNAME':
      return alias(context);
    case 'PTR':
      return reverse(context);
    case 'TXT':
      if (base.join('.').toLowerCase() !== 'dns-version') return onlyWhetherItExists(context);
      return answerWith(
        [{ name: question.name, type: 'TXT', data: DNS_VERSION, ttl: DNS_VERSION_TTL }],
        'the version of the specification',
      );
    case 'SOA': {
      const data = `ns.dns.${zone} hostmaster.${zone} <serial> 7200 1800 86400 ${settings.ttl}`;
      return apex ? answerWith([recordOf(context, question.name, data)], 'the zone itself') : onlyWhetherItExists(context);
    }
    case 'NS':
      return apex ? nameservers(context) : onlyWhetherItExists(context);
    default:
      return onlyWhetherItExists(context);
  }
}

function recordOf({ settings, question }: Context, name: string, data: string, type = question.type): DnsRecord {
  return { name, type, data, ttl: settings.ttl };
}

function lookUp({ base, settings, cluster, question }: Context): Found {
  const request = parseRequest(base, settings.zonal);
  if (request === 'structural')
    return { state: 'found', records: [], says: 'a part of the zone: the name exists, without records', evidence: [] };
  if (request === undefined) return { state: 'missing', says: notInTheZone(base), evidence: [] };
  if (/\.(in-addr|ip6)\.arpa\.?$/i.test(question.name)) return { state: 'missing', says: 'a name for reverse look-ups', evidence: [] };
  return findRecords(request, settings, cluster);
}

function notInTheZone(base: readonly string[]): string {
  const last = base.at(-1) ?? '';
  if (!['svc', 'pod'].includes(last.toLowerCase())) return `names of the cluster end in svc or pod before the zone, not in "${last}"`;
  return `${base.length} labels before the zone are more than a name of the cluster has`;
}

function negative(found: Found): DnsAnswer | undefined {
  if (found.state === 'unknown') return emptyAnswer('UNKNOWN', found.says, { gaps: found.gaps });
  if (found.state === 'missing') return emptyAnswer('NXDOMAIN', found.says, { evidence: found.evidence });
  return undefined;
}

function onlyWhetherItExists(context: Context): DnsAnswer {
  const found = lookUp(context);
  return negative(found) ?? emptyAnswer('NODATA', `the name exists, without ${context.question.type} records`);
}

function isName({ host }: ServiceRecord): boolean {
  return familyOf(host) === undefined;
}

function addresses(context: Context, before: readonly string[] = []): DnsAnswer {
  const { question } = context;
  if (context.base.join('.').toLowerCase() === 'ns.dns') return nameserverAddresses(context);
  const found = lookUp(context);
  const denied = negative(found);
  if (denied !== undefined || found.state !== 'found') return denied ?? emptyAnswer('NXDOMAIN', '');
  const [first] = found.records;
  if (first !== undefined && isName(first)) return followAlias(context, first.host, found, before);
  const family = question.type === 'A' ? 'IPv4' : 'IPv6';
  const hosts = [...new Set(found.records.map(({ host }) => host))].filter((host) => familyOf(host) === family);
  if (hosts.length > 0) {
    return answerWith(
      hosts.map((host) => recordOf(context, question.name, host)),
      found.says,
      { evidence: found.evidence },
    );
  }
  const says = found.records.length === 0 ? found.says : `${found.says}, which has no ${family} address`;
  return emptyAnswer('NODATA', says, { evidence: found.evidence });
}

/** A target in the zone is resolved in the same answer; what leads nowhere leaves the answer empty. */
function followAlias(context: Context, target: string, found: Extract<Found, { state: 'found' }>, before: readonly string[]): DnsAnswer {
  const { question, zone } = context;
  const own = question.name.toLowerCase();
  const { evidence } = found;
  const here = recordOf(context, question.name, target, 'CNAME');
  if (zoneOf(target, [zone]) === undefined) {
    return answerWith([here], `${found.says}: asked upstream`, { follow: target, evidence });
  }
  const seen = [...before, own];
  if (seen.includes(target.toLowerCase()) || seen.length > MAX_ALIASES)
    return emptyAnswer('NODATA', `${found.says}, which leads back to itself`, { evidence });
  const { base, asked } = splitAtZone(target, zone);
  const next = addresses({ ...context, question: { ...question, name: target }, base, zone: asked }, seen);
  if (next.kind === 'ANSWER')
    return { ...next, answers: [here, ...next.answers], says: `${found.says}: ${next.says}`, evidence: [...evidence, ...next.evidence] };
  if (next.kind === 'UNKNOWN') return next;
  return emptyAnswer('NODATA', `${found.says}: ${next.says}`, { evidence: [...evidence, ...next.evidence] });
}

function serviceRecords(context: Context): DnsAnswer {
  const { question, zone } = context;
  const found = lookUp(context);
  const denied = negative(found);
  if (denied !== undefined || found.state !== 'found') return denied ?? emptyAnswer('NXDOMAIN', '');
  const targets = found.records.filter((record) => !isName(record));
  const weight = Math.max(1, Math.floor(100 / Math.max(1, targets.length)));
  const withPort = targets.filter(({ port }) => port !== undefined);
  const answers = withPort.map(({ key, port }) => recordOf(context, question.name, `0 ${weight} ${port} ${key}.${zone}`));
  const additional = withPort.map(({ key, host }) => recordOf(context, `${key}.${zone}`, host, familyOf(host) === 'IPv4' ? 'A' : 'AAAA'));
  if (answers.length === 0) return emptyAnswer('NODATA', `${found.says}, without a port`, { evidence: found.evidence });
  return answerWith(distinct(answers), found.says, { additional: distinct(additional), evidence: found.evidence });
}

function distinct(records: readonly DnsRecord[]): readonly DnsRecord[] {
  return [...new Map(records.map((record) => [JSON.stringify(record), record])).values()];
}

function alias(context: Context): DnsAnswer {
  const found = lookUp(context);
  const denied = negative(found);
  if (denied !== undefined || found.state !== 'found') return denied ?? emptyAnswer('NXDOMAIN', '');
  const [first] = found.records;
  if (first === undefined || !isName(first)) return emptyAnswer('NODATA', `${found.says}: no alias`, { evidence: found.evidence });
  return answerWith([recordOf(context, context.question.name, first.host)], found.says, { evidence: found.evidence });
}

/** A Cluster IP's Service, else every endpoint that has the address, whatever Services it is behind. */
function reverse(context: Context): DnsAnswer {
  const { question, settings, cluster } = context;
  const address = addressOfReverse(question.name);
  if (address === undefined) return onlyWhetherItExists(context);
  const zone = settings.zones.find((one) => !one.endsWith('.arpa.')) ?? 'cluster.local.';
  const byAddress = cluster.list('Service', { fields: { 'spec.clusterIP': address } });
  const owner = knownItems(byAddress).find(
    (service) => clusterIPsOf(service).some((ip) => sameIp(ip, address)) && isServed(service, settings),
  );
  if (owner !== undefined) {
    const { name, namespace } = owner.metadata;
    const evidence = [{ object: refTo('Service', owner.metadata), field: 'spec.clusterIPs', says: 'it has the address' }];
    return answerWith(
      [recordOf(context, question.name, `${name}.${namespace}.svc.${zone}`)],
      `Cluster IP of Service ${namespace}/${name}`,
      { evidence },
    );
  }
  announce(cluster, [{ kind: 'Service' }, { kind: 'EndpointSlice' }]);
  const services = cluster.list('Service');
  const second = knownItems(services).find(
    (service) => clusterIPsOf(service).some((ip) => sameIp(ip, address)) && isServed(service, settings),
  );
  if (second !== undefined) {
    const { name, namespace } = second.metadata;
    return answerWith([recordOf(context, question.name, `${name}.${namespace}.svc.${zone}`)], `Cluster IP of Service ${namespace}/${name}`);
  }
  return reverseOfEndpoints(context, address, zone);
}

function isServed({ metadata }: Service, { namespaces }: KubernetesSettings): boolean {
  return namespaces.length === 0 || namespaces.includes(metadata.namespace ?? '');
}

function reverseOfEndpoints(context: Context, address: string, zone: string): DnsAnswer {
  const { question, settings, cluster } = context;
  const slices = cluster.list('EndpointSlice');
  const gaps = [...gapsOf(slices), ...gapsOf(cluster.list('Service'))];
  const having = knownItems(slices).flatMap((slice) =>
    slice.endpoints
      .filter((one) => (one.conditions.ready ?? true) && one.addresses.some((ip) => sameIp(ip, address)))
      .map((endpoint) => ({ slice, endpoint })),
  );
  const unlabelled = having.find(({ slice }) => serviceNameOf(slice) === undefined);
  if (unlabelled !== undefined) {
    const evidence = [
      {
        object: refTo('EndpointSlice', unlabelled.slice.metadata),
        field: 'metadata.name',
        says: 'a slice without the label of its Service',
      },
    ];
    return emptyAnswer('TIMEOUT', 'an EndpointSlice without the label of its Service has the address: CoreDNS gives no answer', {
      evidence,
    });
  }
  if (gaps.length > 0) return emptyAnswer('UNKNOWN', `whose address ${address} is is not known`, { gaps });
  const served = having.filter(
    ({ slice }) => settings.namespaces.length === 0 || settings.namespaces.includes(slice.metadata.namespace ?? ''),
  );
  if (served.length === 0) return emptyAnswer('NXDOMAIN', `no Service and no ready endpoint has ${address}`);
  const names = served.map(
    ({ slice, endpoint }) =>
      `${endpointLabel(endpoint, settings.endpointPodNames)}.${serviceNameOf(slice)}.${slice.metadata.namespace}.svc.${zone}`,
  );
  const evidence: readonly Evidence[] = served.slice(0, 3).map(({ slice }) => ({
    object: refTo('EndpointSlice', slice.metadata),
    field: 'endpoints',
    says: 'one of its endpoints has the address',
  }));
  return answerWith(
    [...new Set(names)].map((name) => recordOf(context, question.name, name)),
    `an endpoint of ${new Set(served.map(({ slice }) => serviceNameOf(slice))).size === 1 ? 'a Service' : 'several Services'}`,
    { evidence },
  );
}

/** The Services behind which the server itself stands, else a name that stands for its own addresses. Source: plugin/kubernetes/ns.go. */
function nameservers(context: Context): DnsAnswer {
  const { question, zone } = context;
  const own = ownServices(context);
  if (own.length === 0) {
    const name = `ns.dns.${zone}`;
    const additional = (context.options.localIPs ?? []).map((ip) => recordOf(context, name, ip, familyOf(ip) === 'IPv4' ? 'A' : 'AAAA'));
    return answerWith([recordOf(context, question.name, name)], 'the server itself', { additional });
  }
  const named = own.map((service) => ({ service, name: `${service.metadata.name}.${service.metadata.namespace}.svc.${zone}` }));
  const additional = named.flatMap(({ service, name }) =>
    clusterIPsOf(service).map((ip) => recordOf(context, name, ip, familyOf(ip) === 'IPv4' ? 'A' : 'AAAA')),
  );
  return answerWith(
    named.map(({ name }) => recordOf(context, question.name, name)),
    'the Service of the server',
    { additional },
  );
}

function nameserverAddresses(context: Context): DnsAnswer {
  const { question, options } = context;
  const family = question.type === 'A' ? 'IPv4' : 'IPv6';
  const ips = [...(options.localIPs ?? []), ...ownServices(context).flatMap(clusterIPsOf)].filter((ip) => familyOf(ip) === family);
  if (ips.length === 0) return emptyAnswer('NODATA', `the server has no ${family} address`);
  return answerWith(
    ips.map((ip) => recordOf(context, question.name, ip)),
    'the server itself',
  );
}

/** Without its own addresses the server is taken for the one behind the Service that is meant for DNS. */
function ownServices({ cluster, options }: Context): readonly Service[] {
  if (options.localIPs !== undefined) return [];
  const service = cluster.get('Service', 'kube-dns', 'kube-system');
  return service.state === 'found' && !isHeadless(service.item) ? [service.item] : [];
}
