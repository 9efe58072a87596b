import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { DnsRecord } from '../../../model/dns-report.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isHeadless, type Service } from '../../../model/resources/service.ts';
import { familyOf, parseIp, sameIp } from '../../../model/values/ip.ts';
import { answerWith, type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import { endpointLabel, namespaceState } from './kubernetes-records.ts';
import { isWatched, watchedSlicesOf } from './kubernetes-store.ts';
import type { K8sExternalSettings, KubernetesSettings } from './plugin-settings.ts';
import { addressOfReverse, isInZone, labelsOf, splitAtZone, zoneOf } from './zone-name.ts';

interface Target {
  readonly host: string;
  /** Below the zone: `svc1.testns`, `web-0.svc1.testns`. */
  readonly key: string;
  readonly port?: number;
}

/**
 * What the plugin k8s_external answers: a Service's addresses for the outside (externalIPs and load balancer) under another zone, as
 * `SERVICE.NAMESPACE.ZONE`; with `headless` also the endpoints of headless Services. Undefined for a name that is not in its zones.
 * It looks at what the kubernetes plugin of its block knows (`services`).
 * Source: coredns plugin/k8s_external/external.go, plugin/kubernetes/external.go (1.11 to 1.14).
 */
export function externalAnswer(
  question: DnsQuestion,
  settings: K8sExternalSettings,
  services: KubernetesSettings,
  cluster: ClusterIndex,
): DnsAnswer | undefined {
  const zone = zoneOf(question.name, settings.zones);
  if (zone === undefined) return undefined;
  const own = apexAnswer(question, settings, zone);
  if (own !== undefined) return own;
  const address = addressOfReverse(question.name);
  if (address !== undefined && question.type === 'PTR') return reverse(question, address, settings, services, cluster);
  const { base, asked } = splitAtZone(question.name, zone);
  const found = targetsOf(
    base.map((label) => label.toLowerCase()),
    settings,
    services,
    cluster,
  );
  if ('kind' in found) return found.kind === 'NXDOMAIN' || found.kind === 'NODATA' ? { ...found, authoritySOA: asked } : found;
  const answer = answerByType(question, found.targets, asked, settings.ttl);
  return answer ?? emptyAnswer('NODATA', `the name exists, without ${question.type} records`, { authoritySOA: asked });
}

/** The zone itself, and the name of its server. Source: coredns plugin/k8s_external/apex.go (1.11 to 1.14). */
function apexAnswer({ name, type }: DnsQuestion, { zones, apex, ttl }: K8sExternalSettings, zone: string): DnsAnswer | undefined {
  const authoritySOA = zone;
  const server = `ns1.${apex}.${zone}`;
  const record = (data: string): DnsRecord => ({ name, type, data, ttl });
  if (zones.includes(name.toLowerCase())) {
    if (type === 'SOA')
      return answerWith([record(`${server} hostmaster.${apex}.${zone} <serial> 7200 1800 86400 ${ttl}`)], 'the zone itself');
    if (type === 'NS') return answerWith([record(server)], 'the name of the server');
    return emptyAnswer('NODATA', 'the zone itself', { authoritySOA });
  }
  const below = zones.find((one) => isInZone(name, `${apex}.${one}`));
  if (below === undefined) return undefined;
  const [label, ...more] = labelsOf(name).slice(0, -labelsOf(`${apex}.${below}`).length);
  if (label === undefined) return emptyAnswer('NODATA', 'the name exists, without records', { authoritySOA });
  if (label.toLowerCase() !== 'ns1' || more.length > 0) return emptyAnswer('NXDOMAIN', `only ${server} is below it`, { authoritySOA });
  if (type !== 'A' && type !== 'AAAA') return emptyAnswer('NODATA', `the name of the server, without ${type} records`, { authoritySOA });
  return emptyAnswer('UNKNOWN', 'which addresses for the outside the server itself has is not known');
}

function targetsOf(
  base: readonly string[],
  settings: K8sExternalSettings,
  services: KubernetesSettings,
  cluster: ClusterIndex,
): { readonly targets: readonly Target[] } | DnsAnswer {
  const [namespace, name, first, second, ...more] = base.toReversed();
  const exposed = namespaceState(namespace ?? '', services, cluster);
  if (exposed !== 'exposed') {
    return exposed.state === 'unknown'
      ? emptyAnswer('UNKNOWN', exposed.says, { gaps: exposed.gaps })
      : emptyAnswer('NXDOMAIN', exposed.says, { evidence: exposed.evidence });
  }
  if (name === undefined) return { targets: [] };
  if (more.length > 0) return emptyAnswer('NXDOMAIN', 'too many labels');
  const service = cluster.get('Service', name, namespace);
  if (service.state === 'unknown') return emptyAnswer('UNKNOWN', `Service ${namespace}/${name} could not be read`, { gaps: service.gaps });
  if (service.state === 'absent' || !isWatched(service.item.metadata, services))
    return emptyAnswer('NXDOMAIN', `there is no Service "${name}" in namespace ${namespace}`);
  const endpoint = second === undefined ? first : undefined;
  const port = second === undefined ? undefined : { name: second.replace(/^_/, ''), protocol: (first ?? '').replace(/^_/, '') };
  const outside = outsideHosts(service.item);
  if (settings.headless && outside.length === 0 && (isHeadless(service.item) || endpoint !== undefined)) {
    return endpointTargets(service.item, endpoint, port, services, cluster);
  }
  const ports = service.item.spec.ports.filter((one) => isSame(port, one));
  const targets = outside.flatMap((host) => ports.map((one) => ({ host, key: `${name}.${namespace}`, port: one.port })));
  if (targets.length > 0 && endpoint === undefined) return { targets };
  return emptyAnswer('NXDOMAIN', outside.length === 0 ? 'the Service has no address for the outside' : 'no such port');
}

type AskedPort = { readonly name: string; readonly protocol: string } | undefined;

function isSame(asked: AskedPort, port: { readonly name: string; readonly protocol: string }): boolean {
  return asked === undefined || (asked.name === port.name.toLowerCase() && asked.protocol === port.protocol.toLowerCase());
}

function outsideHosts({ spec, status }: Service): readonly string[] {
  const balanced = status.loadBalancer.ingress.flatMap(
    (one) => one.ip ?? (one.hostname === undefined ? [] : `${one.hostname.replace(/\.$/, '')}.`),
  );
  return [...spec.externalIPs, ...balanced].map((host) => parseIp(host)?.text ?? host);
}

function endpointTargets(
  service: Service,
  endpoint: string | undefined,
  port: AskedPort,
  services: KubernetesSettings,
  cluster: ClusterIndex,
): { readonly targets: readonly Target[] } | DnsAnswer {
  const { name, namespace } = service.metadata;
  const slices = watchedSlicesOf(service, services, cluster);
  if (slices.state !== 'complete')
    return emptyAnswer('UNKNOWN', `the endpoints of Service ${namespace}/${name} are not known`, { gaps: gapsOf(slices) });
  const targets = slices.items.flatMap((slice) =>
    slice.endpoints
      .filter((one) => one.conditions.ready ?? true)
      .map((one) => ({ one, label: endpointLabel(one, services.endpointPodNames) }))
      .filter(({ label }) => endpoint === undefined || label.toLowerCase() === endpoint)
      .flatMap(({ one, label }) =>
        slice.ports
          .filter((each) => isSame(port, each))
          .flatMap((each) =>
            one.addresses.map((host) => ({
              host,
              key: `${label}.${name}.${namespace}`,
              ...(each.port === undefined ? {} : { port: each.port }),
            })),
          ),
      ),
  );
  return targets.length > 0 ? { targets } : emptyAnswer('NXDOMAIN', 'no ready endpoint fits');
}

function answerByType({ name, type }: DnsQuestion, targets: readonly Target[], zone: string, ttl: number): DnsAnswer | undefined {
  const record = (owner: string, data: string, kind = type): DnsRecord => ({ name: owner, type: kind, data, ttl });
  const typeOf = (host: string) => ({ IPv4: 'A', IPv6: 'AAAA', name: 'CNAME' })[familyOf(host) ?? 'name'];
  const distinct = (records: readonly DnsRecord[]) => [...new Map(records.map((one) => [JSON.stringify(one), one])).values()];
  if (type === 'SRV') {
    const weight = Math.max(1, Math.floor(100 / Math.max(1, targets.length)));
    const owner = ({ host, key }: Target) => (typeOf(host) === 'CNAME' ? host : `${key}.${zone}`);
    const answers = distinct(targets.map((one) => record(name, `0 ${weight} ${one.port} ${owner(one)}`)));
    const additional = distinct(
      targets.filter(({ host }) => typeOf(host) !== 'CNAME').map((one) => record(owner(one), one.host, typeOf(one.host))),
    );
    return answers.length === 0 ? undefined : answerWith(answers, 'addresses for the outside', { additional });
  }
  if (type !== 'A' && type !== 'AAAA') return undefined;
  const alias = targets.find(({ host }) => typeOf(host) === 'CNAME');
  const fitting = distinct(targets.filter(({ host }) => typeOf(host) === type).map(({ host }) => record(name, host)));
  if (fitting.length > 0) return answerWith(fitting, 'addresses for the outside');
  return alias === undefined
    ? undefined
    : answerWith([record(name, alias.host, 'CNAME')], 'a name for the outside', { follow: alias.host });
}

function reverse(
  { name }: DnsQuestion,
  address: string,
  { zones, ttl }: K8sExternalSettings,
  { namespaces, labels, noEndpoints }: KubernetesSettings,
  cluster: ClusterIndex,
): DnsAnswer {
  const services = cluster.list('Service');
  const owners = knownItems(services).filter(
    (service) =>
      isWatched(service.metadata, { ...(labels && { labels }), noEndpoints }) &&
      (namespaces.length === 0 || namespaces.includes(service.metadata.namespace ?? '')) &&
      outsideHosts(service).some((host) => sameIp(host, address)),
  );
  if (services.state !== 'complete') return emptyAnswer('UNKNOWN', `whose address ${address} is is not known`, { gaps: gapsOf(services) });
  if (owners.length === 0) return emptyAnswer('NXDOMAIN', `no Service has ${address} for the outside`);
  const evidence = owners.map(({ metadata }) => ({
    object: refTo('Service', metadata),
    field: 'metadata.name',
    says: 'it has the address',
  }));
  return answerWith(
    owners.map(({ metadata }) => ({ name, type: 'PTR', data: `${metadata.name}.${metadata.namespace}.${zones[0]}`, ttl })),
    'an address for the outside',
    { evidence },
  );
}
