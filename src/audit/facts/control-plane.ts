import type { PolicyEnd } from '../../engines/policy/index.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';
import { perCluster } from './by-value.ts';

/** Labels of control-plane nodes: of Kubernetes, of Kubernetes before 1.24, and of MicroK8s. */
const NODE_LABELS = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
  'node.kubernetes.io/microk8s-controlplane',
] as const;

/**
 * The labels of pods through which API servers outside the cluster's network connect: agents of konnectivity (GKE, AKS, k0s), and Gardener's.
 * Sources: kubernetes.io, "Set up Konnectivity service"; gardener.cloud, "Reversed VPN".
 */
const AGENT_LABELS = [{ 'k8s-app': 'konnectivity-agent' }, { app: 'konnectivity-agent' }, { app: 'vpn-shoot' }] as const;

/** Static pods of kubeadm. */
const API_SERVER_LABELS = { component: 'kube-apiserver' } as const;

/**
 * As whom the API server may connect to pods: from an address that nobody knows, since a managed control plane is not in the API, and nodes
 * may send to pods from addresses of a tunnel; from a node of the control plane, whose own pods always let it in; through an agent.
 */
export const apiServerEnds = perCluster((cluster): { readonly ends: readonly PolicyEnd[]; readonly gaps: readonly Gap[] } => {
  const nodes = cluster.list('Node');
  const labelled = knownItems(nodes).filter(({ metadata }) => NODE_LABELS.some((label) => Object.hasOwn(metadata.labels, label)));
  const system = (labels: Readonly<Record<string, string>>) =>
    cluster.list('Pod', { namespace: 'kube-system', labels: selectorOfLabels(labels) });
  const servers = system(API_SERVER_LABELS);
  const agents = AGENT_LABELS.map(system);
  const names = new Set([
    ...labelled.map(({ metadata }) => metadata.name),
    ...knownItems(servers).flatMap(({ spec: { nodeName } }) => nodeName ?? []),
  ]);
  return {
    ends: [
      { kind: 'address', address: null },
      ...[...names].map((name) => ({ kind: 'node', name }) as const),
      ...agents.flatMap((listing) => knownItems(listing)).map((pod) => ({ kind: 'pod', pod }) as const),
    ],
    gaps: [nodes, servers, ...agents].flatMap((listing) => gapsOf(listing)),
  };
});
