import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { DnsRecord } from '../../../model/dns-report.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isHeadless, type Service } from '../../../model/resources/service.ts';
import { familyOf, parseIp, sameIp } from '../../../model/values/ip.ts';
import { slicesOf } from '../../service/index.ts';
import { answerWith, type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import { endpointLabel } from './kubernetes-records.ts';
import type { K8sExternalSettings } from './plugin-settings.ts';
import { addressOfReverse, splitAtZone, zoneOf } from './zone-name.ts';

interface Target {
  readonly host: string;
  /** Below the zone: `svc1.testns`, `web-0.svc1.testns`. */
  readonly key: string;
  readonly port?: number;
}

/**
 * What the plugin k8s_external answers: a Service's addresses for the outside (externalIPs and load balancer) under another zone, as
 * `SERVICE.NAMESPACE.ZONE`; with `headless` also the endpoints of headless Services. Undefined for a name that is not in its zones.
 * Source: coredns plugin/k8s_external/external.go, plugin/kubernetes/external.go (1.11 to 1.14).
 */
export function externalAnswer(question: DnsQuestion, settings: K8sExternalSettings, cluster: ClusterIndex): DnsAnswer | undefined {
  const zone = zoneOf(question.name, settings.zones);
  if (zone === undefined) return undefined;
  const address = addressOfReverse(question.name);
  if (address !== undefined && question.type === 'PTR') return reverse(question, address, settings, cluster);
  const { base, asked } = splitAtZone(question.name, zone);
  const found = targetsOf(
    base.map((label) => label.toLowerCase()),
    settings,
    cluster,
  );
  if ('kind' in found) return found.kind === 'NXDOMAIN' || found.kind === 'NODATA' ? { ...found, authoritySOA: asked } : found;
  const answer = answerByType(question, found.targets, asked, settings.ttl);
  return answer ?? emptyAnswer('NODATA', `the name exists, without ${question.type} records`, { authoritySOA: asked });
}

function targetsOf(
  base: readonly string[],
  settings: K8sExternalSettings,
  cluster: ClusterIndex,
): { readonly targets: readonly Target[] } | DnsAnswer {
  const [namespace, name, first, second, ...more] = base.toReversed();
  if (namespace === undefined) return emptyAnswer('NODATA', 'the zone itself');
  const exists = cluster.get('Namespace', namespace);
  if (exists.state === 'unknown')
    return emptyAnswer('UNKNOWN', `whether namespace "${namespace}" exists is not known`, { gaps: exists.gaps });
  if (exists.state === 'absent') return emptyAnswer('NXDOMAIN', `namespace "${namespace}" does not exist`);
  if (name === undefined) return { targets: [] };
  if (more.length > 0) return emptyAnswer('NXDOMAIN', 'too many labels');
  const service = cluster.get('Service', name, namespace);
  if (service.state === 'unknown') return emptyAnswer('UNKNOWN', `Service ${namespace}/${name} could not be read`, { gaps: service.gaps });
  if (service.state === 'absent') return emptyAnswer('NXDOMAIN', `there is no Service "${name}" in namespace ${namespace}`);
  const endpoint = second === undefined ? first : undefined;
  const port = second === undefined ? undefined : { name: second.replace(/^_/, ''), protocol: (first ?? '').replace(/^_/, '') };
  const outside = outsideHosts(service.item);
  if (settings.headless && outside.length === 0 && (isHeadless(service.item) || endpoint !== undefined)) {
    return endpointTargets(service.item, endpoint, port, cluster);
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
  cluster: ClusterIndex,
): { readonly targets: readonly Target[] } | DnsAnswer {
  const { name, namespace } = service.metadata;
  const slices = slicesOf(service, cluster);
  if (slices.state !== 'complete')
    return emptyAnswer('UNKNOWN', `the endpoints of Service ${namespace}/${name} are not known`, { gaps: gapsOf(slices) });
  const targets = slices.items.flatMap((slice) =>
    slice.endpoints
      .filter((one) => one.conditions.ready ?? true)
      .map((one) => ({ one, label: endpointLabel(one, false) }))
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

function reverse({ name }: DnsQuestion, address: string, { zones, ttl }: K8sExternalSettings, cluster: ClusterIndex): DnsAnswer {
  const services = cluster.list('Service');
  const owner = knownItems(services).find((service) => outsideHosts(service).some((host) => sameIp(host, address)));
  const zone = zones.find((one) => !one.endsWith('.arpa.')) ?? '';
  if (owner !== undefined) {
    const { name: service, namespace } = owner.metadata;
    const evidence = [{ object: refTo('Service', owner.metadata), field: 'metadata.name', says: 'it has the address' }];
    return answerWith([{ name, type: 'PTR', data: `${service}.${namespace}.${zone}`, ttl }], 'an address for the outside', { evidence });
  }
  if (services.state !== 'complete') return emptyAnswer('UNKNOWN', `whose address ${address} is is not known`, { gaps: gapsOf(services) });
  return emptyAnswer('NXDOMAIN', `no Service has ${address} for the outside`);
}
