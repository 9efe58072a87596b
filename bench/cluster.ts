import { type ApiObject, record, records } from '../test/support/api-server/api-object.ts';
import type { Generated } from '../test/support/api-server/collection.ts';
import type { ApiServerOptions } from '../test/support/api-server/index.ts';
import { labObjects } from '../test/support/truth.ts';

/** A namespace brings so much: at 500 of them, the largest cluster that Kubernetes supports (5,000 nodes, 150,000 pods, 10,000 Services). */
const EACH = { nodes: 10, services: 20, pods: 300, events: 30 } as const;

/** A kubelet names so many images (nodeStatusMaxImages): they make most of a node's size. */
const IMAGES = 50;

const CREATED = '2026-01-01T00:00:00Z';

/**
 * A cluster of a number of nodes (a multiple of 10), with 2 Services, 30 pods and 3 events to each, made as they are asked for in the form
 * of the lab's objects. Namespace `a`, which holds Service foo (ClusterIP) and Service open (NodePort) with three endpoints each, and
 * kube-system are the same at every size; namespaces b-0001 and on hold the rest.
 */
export function clusterOf(nodes: number): Pick<ApiServerOptions, 'objects' | 'generated'> {
  const namespaces = nodes / EACH.nodes;
  const perNamespace = (each: number, make: (namespace: number, number: number) => object): Generated => ({
    count: namespaces * each,
    make: (index) => make(Math.floor(index / each), index % each),
  });
  const templates = templatesOf(labObjects() as readonly ApiObject[]);
  return {
    objects: [
      ...templates.kubeSystem,
      ...Array.from({ length: namespaces }, (_, namespace) => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: nameOf(namespace), uid: uidOf(5, namespace), creationTimestamp: CREATED },
      })),
    ],
    generated: {
      nodes: { count: nodes, make: (index) => nodeOf(templates.node, index) },
      services: perNamespace(EACH.services, (namespace, number) => serviceOf(templates.service, namespace, number)),
      endpointslices: perNamespace(EACH.services, (namespace, number) => sliceOf(templates.slice, namespace, number)),
      pods: perNamespace(EACH.pods, (namespace, number) => podOf(templates.pod, namespace, number)),
      events: perNamespace(EACH.events, eventOf),
    },
  };
}

interface Templates {
  readonly kubeSystem: readonly ApiObject[];
  readonly node: ApiObject;
  readonly service: ApiObject;
  readonly slice: ApiObject;
  readonly pod: ApiObject;
}

/** Service foo of the lab with its EndpointSlice and one of its pods, a node, and the configuration of kube-proxy and CoreDNS. */
function templatesOf(documents: readonly ApiObject[]): Templates {
  const lab = documents.flatMap((document) => (Array.isArray(document['items']) ? (document['items'] as ApiObject[]) : [document]));
  const first = (what: string, isIt: (object: ApiObject) => boolean) => {
    const found = lab.find(isIt);
    if (found === undefined) throw new Error(`the lab's record holds no ${what}`);
    return found;
  };
  const inA = (object: ApiObject, kind: string) => object.kind === kind && object.metadata.namespace === 'a';
  const slice = first('EndpointSlice of a/foo', (one) => inA(one, 'EndpointSlice') && one.metadata.labels?.[SERVICE_NAME] === 'foo');
  const podName = record(record(records(slice['endpoints'])[0])['targetRef'])['name'];
  return {
    kubeSystem: lab.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.namespace === 'kube-system'),
    node: withImages(first('Node', ({ kind }) => kind === 'Node')),
    service: first('Service a/foo', (one) => inA(one, 'Service') && one.metadata.name === 'foo'),
    slice,
    pod: first('pod of a/foo', (one) => inA(one, 'Pod') && one.metadata.name === podName),
  };
}

const SERVICE_NAME = 'kubernetes.io/service-name';

function withImages(node: ApiObject): ApiObject {
  const images = Array.from({ length: IMAGES }, (_, number) => {
    const image = `registry.example.com/platform/component-${number}`;
    return { names: [`${image}@sha256:${String(number).padStart(64, '0')}`, `${image}:v1.${number}.0`], sizeBytes: 50_000_000 + number };
  });
  return { ...node, status: { ...record(node['status']), images } };
}

function nodeOf(template: ApiObject, index: number): object {
  const { metadata, spec, status } = template;
  const name = nodeName(index);
  const podCIDR = `${podNetwork(index)}.0/24`;
  const zone = zoneOf(index);
  const labels = { ...metadata.labels, 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': zone };
  const addresses = [
    { type: 'InternalIP', address: nodeAddress(index) },
    { type: 'Hostname', address: name },
  ];
  return {
    metadata: { ...metadata, name, uid: uidOf(1, index), labels },
    spec: { ...record(spec), podCIDR, podCIDRs: [podCIDR] },
    status: { ...record(status), addresses },
  };
}

function serviceOf(template: ApiObject, namespace: number, number: number): object {
  const { metadata, spec, status } = template;
  const name = appOf(namespace, number);
  const index = namespace * EACH.services + number;
  const clusterIP = `10.96.${byteOf(index + FIRST_CLUSTER_IP, 1)}.${byteOf(index + FIRST_CLUSTER_IP, 0)}`;
  const own = { ...record(spec), selector: { app: name }, clusterIP, clusterIPs: [clusterIP] };
  const ports = records(record(spec)['ports']).map((port) => ({ ...port, nodePort: 30_080 }));
  return {
    metadata: { ...metadata, name, namespace: nameOf(namespace), uid: uidOf(2, index) },
    spec: name === OPEN ? { ...own, type: 'NodePort', externalTrafficPolicy: 'Cluster', ports } : own,
    status,
  };
}

function sliceOf(template: ApiObject, namespace: number, number: number): object {
  const { metadata, addressType, ports } = template;
  const app = appOf(namespace, number);
  const index = namespace * EACH.services + number;
  const [owner] = records(metadata['ownerReferences']);
  return {
    metadata: {
      ...metadata,
      name: `${app}-x7k2p`,
      namespace: nameOf(namespace),
      generateName: `${app}-`,
      uid: uidOf(3, index),
      labels: { ...metadata.labels, [SERVICE_NAME]: app },
      ownerReferences: [{ ...owner, name: app, uid: uidOf(2, index) }],
    },
    addressType,
    ports,
    endpoints: podsOf(namespace).flatMap((one, pod) => (one === app ? [endpointOf(namespace, pod)] : [])),
  };
}

function endpointOf(namespace: number, number: number): object {
  const node = nodeOfPod(namespace, number);
  return {
    addresses: [podAddress(namespace, number)],
    conditions: { ready: true, serving: true, terminating: false },
    nodeName: nodeName(node),
    zone: zoneOf(node),
    targetRef: {
      kind: 'Pod',
      namespace: nameOf(namespace),
      name: podName(namespace, number),
      uid: uidOf(4, namespace * EACH.pods + number),
    },
  };
}

function podOf(template: ApiObject, namespace: number, number: number): object {
  const { metadata, spec, status } = template;
  const node = nodeOfPod(namespace, number);
  const podIP = podAddress(namespace, number);
  const hostIP = nodeAddress(node);
  return {
    metadata: {
      ...metadata,
      name: podName(namespace, number),
      namespace: nameOf(namespace),
      uid: uidOf(4, namespace * EACH.pods + number),
      labels: { ...metadata.labels, app: podsOf(namespace)[number] ?? '', 'topology.kubernetes.io/zone': zoneOf(node) },
    },
    spec: { ...record(spec), nodeName: nodeName(node) },
    status: { ...record(status), podIP, podIPs: [{ ip: podIP }], hostIP, hostIPs: [{ ip: hostIP }] },
  };
}

function eventOf(namespace: number, number: number): object {
  const pod = number * (EACH.pods / EACH.events);
  const name = podName(namespace, pod);
  return {
    metadata: {
      name: `${name}.18ea4dd7332a4aca`,
      namespace: nameOf(namespace),
      uid: uidOf(6, namespace * EACH.events + number),
      creationTimestamp: CREATED,
    },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: nameOf(namespace), name, uid: uidOf(4, namespace * EACH.pods + pod) },
    reason: 'Pulled',
    message: 'Container image "registry.example.com/platform/echo:1" already present on machine',
    source: { component: 'kubelet', host: nodeName(nodeOfPod(namespace, pod)) },
    firstTimestamp: CREATED,
    lastTimestamp: CREATED,
    count: 1,
    type: 'Normal',
    reportingComponent: 'kubelet',
    reportingInstance: nodeName(nodeOfPod(namespace, pod)),
  };
}

const FOO = 'foo';
const OPEN = 'open';

function nameOf(namespace: number): string {
  return namespace === 0 ? 'a' : `b-${padded(namespace, 4)}`;
}

/** A Service and the app that its selector picks, of the same name. The last two of namespace a are the ones that are asked for. */
function appOf(namespace: number, number: number): string {
  const fromEnd = EACH.services - number;
  if (namespace === 0 && fromEnd === 2) return FOO;
  if (namespace === 0 && fromEnd === 1) return OPEN;
  return `app-${padded(number, 2)}`;
}

/** The app of each pod of a namespace: as many for each, but three for foo and for open, whose others the first app has instead. */
function podsOf(namespace: number): readonly string[] {
  return namespace === 0 ? PODS_OF_A : PODS_OF_OTHERS;
}

const REPLICAS = EACH.pods / EACH.services;
const PODS_OF_OTHERS = apps(1).flatMap((app) => Array<string>(REPLICAS).fill(app));
const PODS_OF_A = apps(0).flatMap((app, number) => {
  const few = app === FOO || app === OPEN;
  return Array<string>(few ? 3 : REPLICAS + (number === 0 ? 2 * (REPLICAS - 3) : 0)).fill(app);
});

function apps(namespace: number): readonly string[] {
  return Array.from({ length: EACH.services }, (_, number) => appOf(namespace, number));
}

function podName(namespace: number, number: number): string {
  return `${podsOf(namespace)[number]}-675c54595f-${padded(number, 5)}`;
}

function nodeOfPod(namespace: number, number: number): number {
  return namespace * EACH.nodes + (number % EACH.nodes);
}

function podAddress(namespace: number, number: number): string {
  return `${podNetwork(nodeOfPod(namespace, number))}.${2 + Math.floor(number / EACH.nodes)}`;
}

function nodeName(index: number): string {
  return `node-${padded(index, 5)}`;
}

function nodeAddress(index: number): string {
  return `172.16.${byteOf(index, 1)}.${byteOf(index, 0)}`;
}

function podNetwork(index: number): string {
  return `10.${128 + byteOf(index, 1)}.${byteOf(index, 0)}`;
}

function zoneOf(index: number): string {
  return `z${(index % 3) + 1}`;
}

/** Below it are the cluster's own: kubernetes, kube-dns. */
const FIRST_CLUSTER_IP = 20;

function byteOf(value: number, byte: number): number {
  return (value >> (8 * byte)) & 0xff;
}

function uidOf(kind: number, index: number): string {
  return `0000000${kind}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0');
}
