import { KINDS } from '../src/model/kind.ts';

type Fields = Readonly<Record<string, unknown>>;

interface RawObject extends Fields {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
}

/** Healthy and broken Services side by side, as a newcomer meets them. */
const SERVICES = new Set([
  ...['foo', 'web-np', 'nomatch', 'badname', 'part', 'allunready', 'db', 'itp-local', 'zonal', 'multi'].map((name) => `a/${name}`),
  ...['ext', 'ext-in', 'web'].map((name) => `b/${name}`),
  ...['api', 'api-local', 'lb', 'front'].map((name) => `prod/${name}`),
  'default/kubernetes',
  'kube-system/kube-dns',
]);

/** What stands behind them (label app or k8s-app), and the clients. */
const APPS = new Set(['web', 'sick', 'part', 'db', 'pin', 'api', 'front', 'kube-dns']);
const CLIENTS = 'a/cli';

const CHOSEN = new Set([
  ...['a', 'b', 'prod', 'default', 'kube-system', 'a/shop', 'prod/shop-dup', 'kube-system/coredns', 'kube-system/kube-proxy'],
  ...['lab', 'prod/edge', 'a/to-prod', 'a/grpc', 'prod/a-to-api', 'a/shop-tls'],
]);

/**
 * The objects of the demo cluster among all of a cluster's: a few that tell a story, whole in themselves, without what no question reads.
 * @param objects the raw Lists of the lab's record
 * @returns a v1 List as JSON text
 */
export function demoCluster(objects: readonly unknown[]): string {
  const all = objects.flatMap((list) => (list as { readonly items?: readonly RawObject[] }).items ?? []);
  const chosen = all.filter((one) => typeof one.kind === 'string' && Object.hasOwn(KINDS, one.kind) && isChosen(one));
  const pods = new Set(chosen.filter((one) => one.kind === 'Pod').map(fullName));
  const events = chosen.filter(
    (one) => one.kind !== 'Event' || pods.has(fullName({ metadata: one['involvedObject'] as RawObject['metadata'] })),
  );
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: events.map(trimmed) }, null, 1)}\n`;
}

function isChosen(object: RawObject): boolean {
  const { labels = {} } = object.metadata;
  switch (object.kind) {
    case 'Node':
    case 'Event':
    case 'DaemonSet':
    case 'ServiceCIDR':
    case 'IngressClass':
      return true;
    case 'NetworkPolicy':
      return object.metadata.namespace === 'prod' && !object.metadata.name.startsWith('pg');
    case 'IPAddress':
      return SERVICES.has(ownerOf(object));
    case 'Service':
    case 'Endpoints':
      return SERVICES.has(fullName(object));
    case 'EndpointSlice':
      return SERVICES.has(`${object.metadata.namespace}/${labels['kubernetes.io/service-name']}`);
    case 'Pod':
      return isOfApp(object, labels) && (object['status'] as Fields)['phase'] === 'Running';
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
      return isOfApp(object, templateOf(object).labels);
    default:
      return CHOSEN.has(fullName(object));
  }
}

function isOfApp({ metadata }: RawObject, labels: Readonly<Record<string, string>>): boolean {
  const app = labels['app'] ?? labels['k8s-app'] ?? '';
  return APPS.has(app) || `${metadata.namespace}/${app}` === CLIENTS;
}

/** The Service that an IPAddress belongs to. */
function ownerOf(address: RawObject): string {
  const { parentRef } = address['spec'] as { readonly parentRef: { readonly namespace?: string; readonly name: string } };
  return fullName({ metadata: parentRef });
}

function fullName({ metadata: { namespace, name } }: Pick<RawObject, 'metadata'>): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function templateOf(workload: RawObject): { readonly labels: Readonly<Record<string, string>> } {
  return (workload['spec'] as { readonly template: { readonly metadata: { readonly labels: Record<string, string> } } }).template.metadata;
}

/** Fields that no kind needs here, wherever they stand. */
const NOISE = new Set([
  ...['managedFields', 'resourceVersion', 'generation', 'generateName', 'observedGeneration', 'lastProbeTime', 'fieldPath'],
  'kubectl.kubernetes.io/last-applied-configuration',
]);

/** By these the conditions of the Gateway API show whether they are of today. */
const GENERATIONS = new Set(['generation', 'observedGeneration']);

const WORKLOAD = ['apiVersion', 'kind', 'metadata', 'spec'];

/** What is kept of fields that are large, by kind; '' is the object itself. */
const KEPT: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Pod: {
    spec: [
      'nodeName',
      'serviceAccountName',
      'hostNetwork',
      'hostname',
      'subdomain',
      'containers',
      'initContainers',
      'readinessGates',
      'dnsPolicy',
      'dnsConfig',
      'hostAliases',
    ],
    status: ['phase', 'conditions', 'podIP', 'podIPs', 'containerStatuses', 'initContainerStatuses'],
    containers: ['name', 'ports', 'restartPolicy', 'readinessProbe', 'livenessProbe', 'startupProbe'],
    containerStatuses: ['name', 'ready', 'restartCount', 'state'],
  },
  Node: {
    spec: ['podCIDR', 'podCIDRs', 'providerID', 'taints', 'unschedulable'],
    status: ['addresses', 'allocatable', 'conditions', 'nodeInfo'],
    allocatable: ['cpu'],
    nodeInfo: ['kubeletVersion', 'operatingSystem'],
  },
  Secret: { '': ['apiVersion', 'kind', 'metadata'] },
  Deployment: { '': WORKLOAD, spec: ['replicas', 'selector', 'template'], template: ['metadata'] },
  ReplicaSet: { '': WORKLOAD, spec: ['replicas', 'selector', 'template'], template: ['metadata'] },
  StatefulSet: { '': WORKLOAD, spec: ['replicas', 'serviceName', 'selector', 'template'], template: ['metadata'] },
  DaemonSet: {
    '': [...WORKLOAD, 'status'],
    status: ['desiredNumberScheduled', 'numberReady'],
    containers: ['name', 'image', 'command', 'args'],
  },
};

function trimmed(object: RawObject): unknown {
  const kept = KEPT[object.kind] ?? {};
  const countsGenerations = String(object['apiVersion']).startsWith('gateway.networking.k8s.io/');
  const isNoise = (name: string) => NOISE.has(name) && !(countsGenerations && GENERATIONS.has(name));
  const trim = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => trim(item, key));
    if (typeof value !== 'object' || value === null) return value;
    const wanted = ([name]: readonly [string, unknown]) => !isNoise(name) && (kept[key]?.includes(name) ?? true);
    const fields = Object.entries(value).filter(wanted);
    return Object.fromEntries(fields.map(([name, field]) => [name, trim(field, name)]));
  };
  return trim(object);
}
