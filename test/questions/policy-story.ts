import { type PathOptions, type PathReport, path, readObjects } from '../../src/index.ts';

export type Fields = Readonly<Record<string, unknown>>;

const NODES = ['n1', 'n2'].map((name, index) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec: { podCIDR: `10.1.${index + 1}.0/24`, podCIDRs: [`10.1.${index + 1}.0/24`] },
  status: { addresses: [{ type: 'InternalIP', address: `192.168.0.${index + 1}` }] },
}));

/** A namespace with labels. */
export const namespace = (name: string, labels: Fields = {}) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });

/** A pod by NAMESPACE/NAME, on a node, with an address. */
export function pod(name: string, nodeName: string, ip: string, labels: Fields, more: Fields = {}) {
  const [inNamespace = '', own = ''] = name.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: own, namespace: inNamespace, labels, ...more },
    spec: { nodeName, containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }] },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

const ENDPOINTS = [
  ['web-1', 'n1', '10.1.1.11'],
  ['web-2', 'n2', '10.1.2.12'],
] as const;

/** Two nodes; a client in namespace b; two pods of Service web in namespace a, one on each node. */
export const BASE: readonly Fields[] = [
  ...NODES,
  namespace('a', { team: 'a' }),
  namespace('b'),
  pod('b/client', 'n1', '10.1.1.10', { app: 'client' }),
  pod('a/other', 'n2', '10.1.2.20', { app: 'other' }),
  ...ENDPOINTS.map(([name, node, ip]) => pod(`a/${name}`, node, ip, { app: 'web', name })),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'a' },
    spec: {
      type: 'NodePort',
      clusterIP: '10.96.0.10',
      clusterIPs: ['10.96.0.10'],
      ipFamilies: ['IPv4'],
      selector: { app: 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort: 30080 }],
    },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', namespace: 'a', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: ENDPOINTS.map(([name, nodeName, ip]) => ({
      addresses: [ip],
      nodeName,
      conditions: { ready: true },
      targetRef: { kind: 'Pod', namespace: 'a', name },
    })),
  },
];

/** A plugin that enforces policies. */
export const calico = (inNamespace: string) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'calico-node', namespace: inNamespace },
  spec: { selector: { matchLabels: {} }, template: { spec: { containers: [{ name: 'calico-node', image: 'calico/node:v3.30' }] } } },
  status: { desiredNumberScheduled: 2, numberReady: 2 },
});

/** A NetworkPolicy by NAMESPACE/NAME. */
export const policy = (name: string, spec: Fields) => {
  const [inNamespace = '', own = ''] = name.split('/');
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: own, namespace: inNamespace }, spec };
};

/** Follows the way from b/client to Service a/web, unless told otherwise, in the story with more objects. */
export const follow = (objects: readonly Fields[], options: Partial<PathOptions> = {}, complete = true): PathReport =>
  path(readObjects([...BASE, ...objects], complete ? { complete } : {}), {
    from: 'pod/b/client',
    to: 'svc/a/web:80',
    proxyMode: 'iptables',
    ...options,
  });

/** Each destination by its last part, with what becomes of it: `web-1 denied`. */
export const fates = ({ answers }: PathReport) =>
  answers.flatMap(({ destinations }) => destinations.map(({ pod: name, ip, outcome }) => `${name?.split('/')[1] ?? ip} ${outcome}`)).sort();
