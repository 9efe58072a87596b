import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { DnsRecord } from '../../../model/dns-report.ts';
import { familyOf } from '../../../model/values/ip.ts';
import { answerWith, type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import { type KubernetesContext, type KubernetesOptions, recordOf } from './kubernetes-context.ts';
import { nameserverAddresses, nameservers } from './kubernetes-nameservers.ts';
import { type Found, findRecords, parseRequest, type ServiceRecord } from './kubernetes-records.ts';
import { namesOf } from './kubernetes-reverse.ts';
import type { KubernetesSettings } from './plugin-settings.ts';
import { addressOfReverse, splitAtZone, zoneOf } from './zone-name.ts';

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
  const context: KubernetesContext = { question, settings, cluster, options, base, zone: asked };
  const answer = answerByType(context);
  if (answer.kind === 'NXDOMAIN' && options.synced === false) return emptyAnswer('SERVFAIL', 'the server has not read the API yet');
  return answer.kind === 'NODATA' || answer.kind === 'NXDOMAIN' ? { ...answer, authoritySOA: asked } : answer;
}

function answerByType(context: KubernetesContext): DnsAnswer {
  const { question, base, zone, settings } = context;
  const apex = base.length === 0;
  if (isServersName(context)) return nameserverAddresses(context);
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
      return texts(context);
    case 'SOA': {
      const data = `ns.dns.${zone} hostmaster.${zone} <serial> 7200 1800 86400 ${settings.ttl}`;
      if (apex) return answerWith([recordOf(context, question.name, data)], 'the zone itself');
      return emptyAnswer('NODATA', 'only the zone itself has an SOA record, and no other name is denied one');
    }
    case 'NS':
      return apex ? nameservers(context) : onlyWhetherItExists(context);
    default:
      return onlyWhetherItExists(context);
  }
}

/** `ns.dns` below the zone; of these types it is a name like any other. */
function isServersName({ base, question }: KubernetesContext): boolean {
  return base.join('.').toLowerCase() === 'ns.dns' && !['PTR', 'SOA', 'TXT'].includes(question.type);
}

/** Names without records of any type count as missing here. */
function texts(context: KubernetesContext): DnsAnswer {
  const { question, base } = context;
  if (base.join('.').toLowerCase() === 'dns-version') {
    const version = { name: question.name, type: 'TXT', data: DNS_VERSION, ttl: DNS_VERSION_TTL };
    return answerWith([version], 'the version of the specification');
  }
  const found = lookUp(context);
  if (found.state === 'found' && found.records.length === 0 && !isZonal(context))
    return emptyAnswer('NXDOMAIN', `${found.says}; CoreDNS denies TXT records of such a name`);
  return negative(found) ?? emptyAnswer('NODATA', 'the name exists, without TXT records');
}

function isZonal({ base, settings }: KubernetesContext): boolean {
  const request = parseRequest(base, settings.zonal);
  return typeof request === 'object' && request.zonal !== undefined;
}

function lookUp({ base, settings, cluster, question }: KubernetesContext): Found {
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

function onlyWhetherItExists(context: KubernetesContext): DnsAnswer {
  const found = lookUp(context);
  return negative(found) ?? emptyAnswer('NODATA', `the name exists, without ${context.question.type} records`);
}

function isName({ host }: ServiceRecord): boolean {
  return familyOf(host) === undefined;
}

function addresses(context: KubernetesContext, before: readonly string[] = []): DnsAnswer {
  const { question } = context;
  if (isServersName(context)) return nameserverAddresses(context);
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
function followAlias(
  context: KubernetesContext,
  target: string,
  found: Extract<Found, { state: 'found' }>,
  before: readonly string[],
): DnsAnswer {
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

function serviceRecords(context: KubernetesContext): DnsAnswer {
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

function alias(context: KubernetesContext): DnsAnswer {
  const found = lookUp(context);
  const denied = negative(found);
  if (denied !== undefined || found.state !== 'found') return denied ?? emptyAnswer('NXDOMAIN', '');
  const [first] = found.records;
  if (first === undefined || !isName(first)) return emptyAnswer('NODATA', `${found.says}: no alias`, { evidence: found.evidence });
  return answerWith([recordOf(context, context.question.name, first.host)], found.says, { evidence: found.evidence });
}

function reverse(context: KubernetesContext): DnsAnswer {
  const address = addressOfReverse(context.question.name);
  return address === undefined ? onlyWhetherItExists(context) : namesOf(address, context);
}
