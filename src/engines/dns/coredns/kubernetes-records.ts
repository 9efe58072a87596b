import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { type Gap, gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Endpoint, EndpointSlice } from '../../../model/resources/endpoint-slice.ts';
import { clusterIPsOf, isHeadless, type Service } from '../../../model/resources/service.ts';
import { parseIp } from '../../../model/values/ip.ts';
import { selects } from '../../../model/values/label-selector.ts';
import { announce } from '../../service/index.ts';
import { isWatched, watchedPodsAt, watchedSlicesOf } from './kubernetes-store.ts';
import type { KubernetesSettings } from './plugin-settings.ts';

/** What a name below the zone of the kubernetes plugin asks for, read from the right. */
export interface NameRequest {
  readonly kind: 'svc' | 'pod';
  readonly namespace?: string;
  /** A Service, or a pod's address in dashes. */
  readonly name?: string;
  readonly endpoint?: string;
  readonly port?: string;
  readonly protocol?: string;
  /** `ZONE.pin._zone.SERVICE…` or `ZONE.prefer._zone.SERVICE…`: the endpoints of a zone. */
  readonly zonal?: { readonly zone: string; readonly mode: string };
}

/** One thing that a name stands for: an address (or, of an ExternalName, a name), and the name by which SRV records call it. */
export interface ServiceRecord {
  readonly host: string;
  /** Below the zone: `foo.a.svc`, `web-0.foo.a.svc`. */
  readonly key: string;
  /** Absent where the Service or slice declares none. */
  readonly port?: number;
}

/** The records of a name; none: it exists; or why it does not; or what could not be read. */
export type Found =
  | { readonly state: 'found'; readonly records: readonly ServiceRecord[]; readonly says: string; readonly evidence: readonly Evidence[] }
  | { readonly state: 'missing'; readonly says: string; readonly evidence: readonly Evidence[] }
  | { readonly state: 'unknown'; readonly says: string; readonly gaps: readonly Gap[] };

/**
 * Reads a name: `svc` or `pod`, namespace, Service; then an endpoint, or a port and a protocol. 'structural': the zone itself, or `svc`
 * and `pod` alone, which exist without records. Undefined: too many labels, or something else than svc and pod.
 * Source: coredns plugin/kubernetes/parse.go, parseRequest.
 */
export function parseRequest(base: readonly string[], zonal: boolean): NameRequest | 'structural' | undefined {
  const labels = base.map((label) => label.toLowerCase()).toReversed();
  const [kind, namespace, name, ...more] = labels;
  if (kind === undefined) return 'structural';
  if (kind !== 'svc' && kind !== 'pod') return undefined;
  if (namespace === undefined) return 'structural';
  const request = { kind, namespace, ...(name === undefined ? {} : { name }) } as const;
  const [first, second, third, ...tooMany] = more;
  if (first === undefined) return request;
  if (second === undefined) return { ...request, endpoint: first };
  if (third === undefined) return { ...request, protocol: first.replace(/^_/, ''), port: second.replace(/^_/, '') };
  if (!zonal || tooMany.length > 0 || first !== '_zone') return undefined;
  return { ...request, zonal: { mode: second, zone: third } };
}

/** The records of a name of the cluster. Source: coredns plugin/kubernetes/kubernetes.go, Records, findPods and findServices. */
export function findRecords(request: NameRequest, settings: KubernetesSettings, cluster: ClusterIndex): Found {
  const { kind, namespace = '', name } = request;
  if (kind === 'svc' && name !== undefined)
    announce(cluster, [
      { kind: 'Namespace', name: namespace },
      { kind: 'Service', namespace, name },
    ]);
  const exposed = namespaceState(namespace, settings, cluster);
  if (exposed !== 'exposed' && !(exposed.state === 'unknown' && holdsService(request, settings, cluster))) return exposed;
  if (kind === 'pod') return findPod(request, settings, cluster);
  if (name === undefined) return { state: 'found', records: [], says: 'a namespace: the name exists, without records', evidence: [] };
  return findService(request, name, settings, cluster);
}

/** A Service proves that its namespace exists, where that may not be read; not which labels it has. */
function holdsService({ kind, namespace, name }: NameRequest, { namespaceLabels }: KubernetesSettings, cluster: ClusterIndex): boolean {
  if (kind !== 'svc' || name === undefined || namespaceLabels !== undefined) return false;
  return cluster.get('Service', name, namespace).state === 'found';
}

/** Whether names of a namespace are answered: it exists, and no option of the plugin leaves it out. */
export function namespaceState(name: string, settings: KubernetesSettings, cluster: ClusterIndex): Found | 'exposed' {
  if (settings.namespaces.length > 0 && !settings.namespaces.includes(name)) {
    return { state: 'missing', says: `the Corefile does not serve namespace "${name}"`, evidence: [] };
  }
  const found = cluster.get('Namespace', name);
  if (found.state === 'unknown') return { state: 'unknown', says: `whether namespace "${name}" exists is not known`, gaps: found.gaps };
  if (found.state === 'absent') return { state: 'missing', says: `namespace "${name}" does not exist`, evidence: [] };
  const { namespaceLabels } = settings;
  if (namespaceLabels === undefined || selects(namespaceLabels, found.item.metadata.labels)) return 'exposed';
  return { state: 'missing', says: `the Corefile does not serve namespace "${name}" (namespace_labels)`, evidence: [] };
}

function findPod({ namespace = '', name }: NameRequest, settings: KubernetesSettings, cluster: ClusterIndex): Found {
  const { pods } = settings;
  if (pods === 'disabled') return { state: 'missing', says: 'the Corefile has names of pods disabled', evidence: [] };
  if (name === undefined) return { state: 'found', records: [], says: 'a namespace: the name exists, without records', evidence: [] };
  const dashed = name.split('-').length === 4 && !name.includes('--') ? name.replaceAll('-', '.') : name.replaceAll('-', ':');
  const address = parseIp(dashed)?.text;
  if (address === undefined) return { state: 'missing', says: `"${name}" is no address in dashes`, evidence: [] };
  const record = { host: address, key: `${name}.${namespace}.pod` };
  if (pods === 'insecure') {
    return {
      state: 'found',
      records: [record],
      says: 'the address in the name, whether a pod has it or not (pods insecure)',
      evidence: [],
    };
  }
  const having = watchedPodsAt(address, namespace, settings, cluster);
  const [pod] = knownItems(having);
  if (pod === undefined && having.state !== 'complete')
    return { state: 'unknown', says: `whether a pod has ${address} is not known`, gaps: having.gaps };
  if (pod === undefined)
    return { state: 'missing', says: `no running pod in namespace ${namespace} has ${address} (pods verified)`, evidence: [] };
  const evidence = [{ object: refTo('Pod', pod.metadata), field: 'status.podIP', value: address, says: 'the address in the name' }];
  return { state: 'found', records: [record], says: `the address of pod ${pod.metadata.name}`, evidence };
}

function findService(request: NameRequest, name: string, settings: KubernetesSettings, cluster: ClusterIndex): Found {
  const { namespace = '' } = request;
  const found = cluster.get('Service', name, namespace);
  if (found.state === 'unknown') return { state: 'unknown', says: `Service ${namespace}/${name} could not be read`, gaps: found.gaps };
  if (found.state === 'absent') return { state: 'missing', says: `there is no Service "${name}" in namespace ${namespace}`, evidence: [] };
  const service = found.item;
  if (!isWatched(service.metadata, settings)) {
    return { state: 'missing', says: `the Corefile leaves out Service ${namespace}/${name} (labels)`, evidence: [] };
  }
  if (service.spec.type === 'ExternalName') return externalName(service, request);
  if (isHeadless(service) || request.endpoint !== undefined) return fromEndpoints(service, request, settings, cluster);
  if (request.zonal !== undefined) return { state: 'missing', says: 'only headless Services have names of zones', evidence: [] };
  return fromClusterIPs(service, request, settings, cluster);
}

function externalName(service: Service, { endpoint, port, zonal }: NameRequest): Found {
  const { name, namespace } = service.metadata;
  const target = service.spec.externalName ?? '';
  const evidence = [
    { object: refTo('Service', service.metadata), field: 'spec.externalName', value: target, says: 'what the name stands for' },
  ];
  if (endpoint !== undefined || port !== undefined || zonal !== undefined) {
    return { state: 'missing', says: `an ExternalName has no names below it`, evidence };
  }
  if (parseIp(target.replace(/\.$/, '')) !== undefined) {
    return { state: 'missing', says: `externalName ${target} is an address, which no CNAME can name`, evidence };
  }
  const host = `${target.replace(/\.$/, '')}.`;
  return { state: 'found', records: [{ host, key: `${name}.${namespace}.svc` }], says: `an alias for ${target}`, evidence };
}

function fromClusterIPs(service: Service, request: NameRequest, settings: KubernetesSettings, cluster: ClusterIndex): Found {
  const { name, namespace } = service.metadata;
  const object = refTo('Service', service.metadata);
  if (settings.ignoreEmptyService) {
    const slices = watchedSlicesOf(service, settings, cluster);
    if (slices.state !== 'complete') return { state: 'unknown', says: 'whether it has endpoints is not known', gaps: gapsOf(slices) };
    if (!slices.items.some((slice) => slice.endpoints.some(isListed))) {
      return { state: 'missing', says: 'no endpoint is ready (ignore empty_service)', evidence: [] };
    }
  }
  const ports = service.spec.ports.length === 0 ? [undefined] : service.spec.ports;
  const fitting = ports.filter((port) => fits(request, port));
  const evidence = clusterIPsOf(service).map((ip, index) => ({
    object,
    field: `spec.clusterIPs[${index}]`,
    value: ip,
    says: 'its Cluster IP',
  }));
  if (fitting.length === 0) return noSuchPort(request, service.spec.ports, [{ object, field: 'spec.ports', says: 'its ports' }]);
  const records = fitting.flatMap((port) =>
    clusterIPsOf(service).map((ip) => ({
      host: parseIp(ip)?.text ?? ip,
      key: `${name}.${namespace}.svc`,
      ...(port === undefined ? {} : { port: port.port }),
    })),
  );
  return { state: 'found', records, says: `Cluster IP of Service ${namespace}/${name}`, evidence };
}

function noSuchPort({ port, protocol }: NameRequest, ports: Service['spec']['ports'], evidence: readonly Evidence[]): Found {
  const has = ports.map((one) => `_${one.name === '' ? '(unnamed)' : one.name}._${one.protocol.toLowerCase()}`).join(', ');
  return { state: 'missing', says: `no port is named _${port}._${protocol}: it has ${has === '' ? 'no ports' : has}`, evidence };
}

function fits({ port, protocol }: NameRequest, one: { readonly name: string; readonly protocol: string } | undefined): boolean {
  const same = (asked: string | undefined, has: string | undefined) => asked === undefined || asked === (has ?? '').toLowerCase();
  return same(port, one?.name) && same(protocol, one?.protocol);
}

/** CoreDNS gives out ready endpoints alone; an absent condition means ready. */
function isListed({ conditions }: Endpoint): boolean {
  return conditions.ready ?? true;
}

function fromEndpoints(service: Service, request: NameRequest, settings: KubernetesSettings, cluster: ClusterIndex): Found {
  const { name, namespace } = service.metadata;
  const slices = watchedSlicesOf(service, settings, cluster);
  if (slices.state !== 'complete')
    return { state: 'unknown', says: `the endpoints of Service ${namespace}/${name} are not known`, gaps: gapsOf(slices) };
  const listed = slices.items.flatMap((slice) =>
    slice.addressType === 'FQDN'
      ? []
      : [...slice.endpoints.entries()].flatMap(([at, endpoint]) => (isListed(endpoint) ? [{ slice, endpoint, at }] : [])),
  );
  const named = listed.map((one) => ({ ...one, label: endpointLabel(one.endpoint, settings.endpointPodNames) }));
  const asked = named.filter(({ label }) => request.endpoint === undefined || label.toLowerCase() === request.endpoint);
  const inZone = zoned(asked, request.zonal);
  if (inZone === undefined) return { state: 'missing', says: `"${request.zonal?.mode}" is neither pin nor prefer`, evidence: [] };
  const records = inZone.flatMap(({ slice, endpoint, label }) =>
    portsOf(slice)
      .filter((port) => fits(request, port))
      .flatMap((port) =>
        endpoint.addresses.map((address) => ({
          host: parseIp(address)?.text ?? address,
          key: `${label}.${name}.${namespace}.svc`,
          ...(port?.port === undefined ? {} : { port: port.port }),
        })),
      ),
  );
  const object = refTo('Service', service.metadata);
  const evidence = inZone.slice(0, 3).map(({ slice, at }) => ({
    object: refTo('EndpointSlice', slice.metadata),
    field: `endpoints[${at}]`,
    says: 'a ready endpoint',
  }));
  if (records.length > 0) return { state: 'found', records, says: whatEndpoints(request, service), evidence };
  if (request.zonal !== undefined && asked.length > 0)
    return { state: 'found', records: [], says: `no ready endpoint is in zone ${request.zonal.zone}`, evidence: [] };
  const why =
    listed.length === 0
      ? settings.noEndpoints
        ? 'the Corefile leaves out all endpoints (noendpoints)'
        : 'no endpoint is ready'
      : request.endpoint === undefined
        ? undefined
        : `no ready endpoint is called "${request.endpoint}"`;
  const selfEvidence = [{ object, field: 'metadata.name', value: name, says: 'the Service exists' }];
  return why === undefined
    ? noSuchPort(request, service.spec.ports, selfEvidence)
    : { state: 'missing', says: why, evidence: selfEvidence };
}

function whatEndpoints({ endpoint }: NameRequest, service: Service): string {
  const { name, namespace } = service.metadata;
  return endpoint === undefined
    ? `the ready endpoints of headless Service ${namespace}/${name}`
    : `an endpoint of Service ${namespace}/${name}`;
}

/** Ports of a slice; one without a number where it has none, as upstream does. */
function portsOf(
  slice: EndpointSlice,
): readonly ({ readonly name: string; readonly protocol: string; readonly port?: number } | undefined)[] {
  return slice.ports.length === 0 ? [undefined] : slice.ports;
}

function zoned<T extends { readonly endpoint: Endpoint }>(all: readonly T[], zonal: NameRequest['zonal']): readonly T[] | undefined {
  if (zonal === undefined) return all;
  const inside = all.filter(({ endpoint }) => endpoint.zone?.toLowerCase() === zonal.zone);
  if (zonal.mode === 'pin') return inside;
  if (zonal.mode === 'prefer') return inside.length > 0 ? inside : all;
  return undefined;
}

/**
 * The name of an endpoint below its Service: its hostname, else (option endpoint_pod_names) its pod, else its address in dashes.
 * Source: coredns plugin/kubernetes/kubernetes.go, endpointHostname.
 */
export function endpointLabel({ hostname, targetRef, addresses }: Endpoint, podNames: boolean): string {
  if (hostname !== undefined && hostname !== '') return hostname;
  if (podNames && targetRef?.name !== undefined && targetRef.name !== '') return targetRef.name;
  const [address = ''] = addresses;
  const text = parseIp(address)?.text ?? address;
  if (!text.includes(':')) return text.replaceAll('.', '-');
  const dashed = text.replaceAll(':', '-');
  return dashed.endsWith('-') ? `${dashed}0` : dashed;
}
