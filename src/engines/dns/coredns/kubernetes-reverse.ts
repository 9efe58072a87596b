import type { Evidence } from '../../../model/evidence.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { type EndpointSlice, serviceNameOf } from '../../../model/resources/endpoint-slice.ts';
import type { Metadata } from '../../../model/resources/metadata.ts';
import { clusterIPsOf, type Service } from '../../../model/resources/service.ts';
import { sameIp } from '../../../model/values/ip.ts';
import { announce } from '../../service/index.ts';
import { answerWith, type DnsAnswer, emptyAnswer } from './answer.ts';
import { type KubernetesContext, recordOf } from './kubernetes-context.ts';
import { endpointLabel } from './kubernetes-records.ts';
import { isWatched, watchedSlices } from './kubernetes-store.ts';
import type { KubernetesSettings } from './plugin-settings.ts';

/**
 * The names of an address: the Service whose Cluster IP it is, else every endpoint that has it, whatever Services it is behind.
 * Source: coredns plugin/kubernetes/reverse.go, serviceRecordForIP (1.11 to 1.14).
 */
export function namesOf(address: string, context: KubernetesContext): DnsAnswer {
  const { settings, cluster } = context;
  const zone = settings.zones.find((one) => !one.endsWith('.arpa.')) ?? 'cluster.local.';
  const first = serviceAt(address, knownItems(cluster.list('Service', { fields: { 'spec.clusterIP': address } })), settings);
  if (first !== undefined) return serviceName(first, context, zone);
  announce(cluster, [{ kind: 'Service' }, { kind: 'EndpointSlice' }]);
  const other = serviceAt(address, knownItems(cluster.list('Service')), settings);
  return other === undefined ? endpointNames(address, context, zone) : serviceName(other, context, zone);
}

function serviceAt(address: string, services: readonly Service[], settings: KubernetesSettings): Service | undefined {
  return services.find((service) => clusterIPsOf(service).some((ip) => sameIp(ip, address)) && isServed(service.metadata, settings));
}

function serviceName({ metadata }: Service, context: KubernetesContext, zone: string): DnsAnswer {
  const { name, namespace } = metadata;
  const evidence = [{ object: refTo('Service', metadata), field: 'spec.clusterIPs', says: 'it has the address' }];
  return answerWith(
    [recordOf(context, context.question.name, `${name}.${namespace}.svc.${zone}`)],
    `Cluster IP of Service ${namespace}/${name}`,
    { evidence },
  );
}

/** `namespace_labels` does not narrow reverse look-ups. */
function isServed(metadata: Metadata, settings: KubernetesSettings): boolean {
  const { namespaces } = settings;
  return (namespaces.length === 0 || namespaces.includes(metadata.namespace ?? '')) && isWatched(metadata, settings);
}

function endpointNames(address: string, context: KubernetesContext, zone: string): DnsAnswer {
  const { question, settings, cluster } = context;
  const slices = watchedSlices(settings, cluster);
  const gaps = [...gapsOf(slices), ...gapsOf(cluster.list('Service'))];
  const having = knownItems(slices).flatMap((slice) =>
    slice.endpoints
      .filter((one) => (one.conditions.ready ?? true) && one.addresses.some((ip) => sameIp(ip, address)))
      .map((endpoint) => ({ slice, endpoint })),
  );
  const unlabelled = having.find(({ slice }) => serviceNameOf(slice) === undefined);
  if (unlabelled !== undefined) return noAnswer(unlabelled.slice);
  if (gaps.length > 0) return emptyAnswer('UNKNOWN', `whose address ${address} is is not known`, { gaps });
  const served = having.filter(({ slice }) => isServed(slice.metadata, settings));
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

function noAnswer({ metadata }: EndpointSlice): DnsAnswer {
  const evidence = [{ object: refTo('EndpointSlice', metadata), field: 'metadata.name', says: 'a slice without the label of its Service' }];
  return emptyAnswer('TIMEOUT', 'an EndpointSlice without the label of its Service has the address: CoreDNS gives no answer', { evidence });
}
