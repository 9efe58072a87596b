import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { DaemonContainer, DaemonSet } from '../../model/resources/daemon-set.ts';
import { antreaProxiesAll } from './antrea.ts';
import { containerOf, flagOf, imageName } from './arguments.ts';
import { ciliumAddressing, ciliumEnforces, ciliumReplaces } from './cilium.ts';
import { BY_ADDRESS, BY_IDENTITY, NO_ADMIN_POLICIES, OLD_ADMIN_POLICIES, type PolicyHabits } from './policy-habits.ts';

/** `unknown` where nothing that was read says it. */
export type Answer = boolean | 'unknown';

/** Where pods get their addresses: from `spec.podCIDRs` of their node, or from ranges that the plugin keeps itself. */
export type PodAddressing = 'node-pod-cidrs' | 'own' | 'unknown';

/** A program that runs on nodes, and what is known of it. */
export interface Program {
  /** As people call it. */
  readonly name: string;
  readonly daemonSets: readonly string[];
  readonly containers: readonly string[];
  /** Last parts of image repositories. */
  readonly images: readonly string[];
  /** Where its names are too common to mean it anywhere else. */
  readonly namespace?: string;
  /** Whether it replaces kube-proxy, where it serves Services at all; `kube-proxy` is that itself. */
  readonly service?: 'kube-proxy' | ((daemonSet: DaemonSet, cluster: ClusterIndex) => Answer);
  /** What it does for pods, where it is a network plugin, or a part of one. */
  readonly plugin?: {
    readonly enforcesPolicies: (daemonSet: DaemonSet, cluster: ClusterIndex) => Answer;
    /** What is known of how it follows policies; nothing where it is left out. */
    readonly policies?: PolicyHabits;
    /** `none`: it only enforces policies beside another plugin. */
    readonly addressing: (daemonSet: DaemonSet, cluster: ClusterIndex) => PodAddressing | 'none';
  };
}

const yes = () => true;
const no = () => false;
const unknown = () => 'unknown' as const;
const own = () => 'own' as const;
const podCIDRs = () => 'node-pod-cidrs' as const;

/**
 * The programs that are recognised, the narrower before the broader. A DaemonSet is one of them by its own name, by a container's or by
 * an image's. What is said of each is what its documentation says of the version of late 2025:
 * - kube-proxy: kubernetes cmd/kubeadm/app/phases/addons/proxy/manifests.go.
 * - Cilium: docs.cilium.io, "Kubernetes Without kube-proxy" and "IP Address Management"; GKE's anetd is Cilium
 *   (cloud.google.com/kubernetes-engine/docs/concepts/dataplane-v2).
 * - canal, Calico: docs.tigera.io/calico, "Install Calico for policy and flannel for networking", "Enable the eBPF data plane",
 *   "Configure calico/node".
 * - flannel: github.com/flannel-io/flannel, README ("Flannel is focused on networking …"), and Documentation/netpol.md (kube-network-policies
 *   beside it in its pods, where that is asked for).
 * - Antrea: antrea.io/docs, "AntreaProxy", "Antrea IPAM".
 * - kube-router: github.com/cloudnativelabs/kube-router, docs/user-guide.md (all three functions are on by default).
 * - OVN-Kubernetes: ovn-kubernetes.io ("It replaces kube-proxy"); OpenShift SDN: openshift/sdn, README (kube-proxy is built in).
 * - Kube-OVN: kubeovn.github.io/docs; Weave Net: github.com/weaveworks/weave, site/kubernetes/kube-addon.md.
 * - kindnet: kind.sigs.k8s.io, release notes of v0.24.0 (policies from there on); github.com/aojea/kindnet (`--network-policy`).
 * - kube-network-policies: kube-network-policies.sigs.k8s.io.
 * - AWS: github.com/aws/amazon-vpc-cni-k8s, README, and aws/aws-network-policy-agent (`--enable-network-policy`).
 * - Azure: learn.microsoft.com/azure/aks, "Secure traffic between pods by using network policies" (azure-npm);
 *   github.com/Azure/azure-container-networking.
 * - GKE's netd: github.com/GoogleCloudPlatform/netd (addresses from the node's alias range, which is its pod CIDR).
 */
export const PROGRAMS: readonly Program[] = [
  { name: 'kube-proxy', daemonSets: ['kube-proxy'], containers: ['kube-proxy'], images: ['kube-proxy'], service: 'kube-proxy' },
  {
    name: 'GKE Dataplane V2',
    daemonSets: ['anetd'],
    containers: [],
    images: [],
    service: yes,
    plugin: { enforcesPolicies: yes, policies: BY_IDENTITY, addressing: podCIDRs },
  },
  {
    name: 'Cilium',
    daemonSets: ['cilium'],
    containers: ['cilium-agent'],
    images: [],
    service: ciliumReplaces,
    plugin: { enforcesPolicies: ciliumEnforces, policies: BY_IDENTITY, addressing: ciliumAddressing },
  },
  {
    name: 'canal',
    daemonSets: ['canal', 'rke2-canal'],
    containers: [],
    images: [],
    plugin: { enforcesPolicies: yes, policies: BY_ADDRESS, addressing: podCIDRs },
  },
  {
    name: 'Calico',
    daemonSets: ['calico-node'],
    containers: ['calico-node'],
    images: ['calico-node'],
    service: calicoReplaces,
    plugin: { enforcesPolicies: yes, policies: BY_ADDRESS, addressing: calicoAddressing },
  },
  {
    name: 'flannel',
    daemonSets: ['kube-flannel-ds', 'kube-flannel'],
    containers: ['kube-flannel'],
    images: ['flannel'],
    plugin: {
      enforcesPolicies: flannelEnforces,
      policies: NO_ADMIN_POLICIES,
      addressing: podCIDRs,
    },
  },
  {
    name: 'Antrea',
    daemonSets: ['antrea-agent'],
    containers: ['antrea-agent'],
    images: [],
    service: antreaProxiesAll,
    plugin: { enforcesPolicies: yes, policies: BY_ADDRESS, addressing: podCIDRs },
  },
  {
    name: 'kube-router',
    daemonSets: ['kube-router'],
    containers: ['kube-router'],
    images: ['kube-router'],
    service: (daemonSet) => kubeRouterRuns(daemonSet, 'run-service-proxy'),
    plugin: {
      enforcesPolicies: (daemonSet) => kubeRouterRuns(daemonSet, 'run-firewall'),
      policies: BY_ADDRESS,
      addressing: (daemonSet) => (kubeRouterRuns(daemonSet, 'run-router') ? 'node-pod-cidrs' : 'none'),
    },
  },
  {
    name: 'OVN-Kubernetes',
    daemonSets: ['ovnkube-node'],
    containers: ['ovnkube-node', 'ovnkube-controller', 'ovnkube-controller-with-node'],
    images: [],
    service: yes,
    plugin: { enforcesPolicies: yes, policies: OLD_ADMIN_POLICIES, addressing: own },
  },
  {
    name: 'OpenShift SDN',
    daemonSets: ['sdn'],
    containers: [],
    images: [],
    namespace: 'openshift-sdn',
    service: yes,
    plugin: { enforcesPolicies: unknown, addressing: own },
  },
  {
    name: 'Kube-OVN',
    daemonSets: ['kube-ovn-cni'],
    containers: [],
    images: [],
    plugin: { enforcesPolicies: yes, addressing: own },
  },
  {
    name: 'kindnet',
    daemonSets: ['kindnet'],
    containers: ['kindnet-cni'],
    images: ['kindnetd'],
    plugin: { enforcesPolicies: kindnetEnforces, policies: NO_ADMIN_POLICIES, addressing: podCIDRs },
  },
  {
    name: 'kube-network-policies',
    daemonSets: ['kube-network-policies'],
    containers: ['kube-network-policies'],
    images: ['kube-network-policies'],
    plugin: { enforcesPolicies: yes, addressing: () => 'none' },
  },
  {
    name: 'Amazon VPC CNI',
    daemonSets: ['aws-node'],
    containers: ['aws-node'],
    images: ['amazon-k8s-cni'],
    plugin: { enforcesPolicies: awsEnforces, addressing: own },
  },
  {
    name: 'Azure Network Policy Manager',
    daemonSets: ['azure-npm', 'azure-npm-win'],
    containers: ['azure-npm'],
    images: ['azure-npm'],
    plugin: { enforcesPolicies: yes, policies: NO_ADMIN_POLICIES, addressing: () => 'none' },
  },
  {
    name: 'Azure CNI',
    daemonSets: ['azure-cns', 'azure-cni'],
    containers: ['cns-container'],
    images: ['azure-cns'],
    plugin: { enforcesPolicies: no, policies: NO_ADMIN_POLICIES, addressing: () => 'unknown' },
  },
  {
    name: 'GKE netd',
    daemonSets: ['netd'],
    containers: [],
    images: [],
    namespace: 'kube-system',
    plugin: { enforcesPolicies: no, policies: NO_ADMIN_POLICIES, addressing: podCIDRs },
  },
  {
    name: 'Weave Net',
    daemonSets: ['weave-net'],
    containers: [],
    images: ['weave-kube'],
    plugin: { enforcesPolicies: (daemonSet) => hasContainer(daemonSet, 'weave-npc'), policies: NO_ADMIN_POLICIES, addressing: own },
  },
];

/** The program that a DaemonSet starts, if it is one that moves packets. */
export function programOf({ metadata, spec }: DaemonSet): Program | undefined {
  const { containers } = spec.template.spec;
  const possible = PROGRAMS.filter(({ namespace }) => namespace === undefined || namespace === metadata.namespace);
  return (
    possible.find((program) => program.daemonSets.includes(metadata.name)) ??
    possible.find((program) =>
      containers.some(({ name, image }) => program.containers.includes(name) || program.images.includes(imageName(image))),
    )
  );
}

/** Felix's variable on the container counts before its FelixConfiguration, which is no kind that is read: so its absence says nothing. */
function calicoReplaces(daemonSet: DaemonSet): Answer {
  const said = calicoNode(daemonSet)?.env['FELIX_BPFENABLED']?.toLowerCase();
  return said === undefined ? 'unknown' : ['true', '1', 'yes', 'y', 't'].includes(said);
}

function calicoAddressing(daemonSet: DaemonSet): PodAddressing | 'none' {
  const env = calicoNode(daemonSet)?.env ?? {};
  if (env['CALICO_NETWORKING_BACKEND'] === 'none') return 'none';
  return env['USE_POD_CIDR'] === 'true' ? 'node-pod-cidrs' : 'own';
}

function calicoNode(daemonSet: DaemonSet): DaemonContainer | undefined {
  return containerOf(daemonSet, ({ name, env }) => name === 'calico-node' || 'FELIX_BPFENABLED' in env)?.container;
}

function kubeRouterRuns({ spec }: DaemonSet, part: 'run-service-proxy' | 'run-firewall' | 'run-router'): boolean {
  return !spec.template.spec.containers.some((container) => flagOf(container, part) === 'false');
}

/** The first image of kind that does: that of v0.24.0. Its tags begin with their date. */
const KINDNET_WITH_POLICIES = 20240813;

function kindnetEnforces({ spec }: DaemonSet): Answer {
  for (const container of spec.template.spec.containers) {
    const flag = flagOf(container, 'network-policy');
    if (flag !== undefined) return flag === 'true';
    const date = /kindest\/kindnetd:v(\d{8})\b/.exec(container.image)?.[1];
    if (date !== undefined) return Number(date) >= KINDNET_WITH_POLICIES;
  }
  return 'unknown';
}

function awsEnforces({ spec }: DaemonSet): Answer {
  return spec.template.spec.containers.some((container) => flagOf(container, 'enable-network-policy') === 'true');
}

function flannelEnforces({ spec }: DaemonSet): Answer {
  return spec.template.spec.containers.some(({ name, image }) => [name, imageName(image)].includes('kube-network-policies'));
}

function hasContainer({ spec }: DaemonSet, name: string): boolean {
  return spec.template.spec.containers.some((container) => container.name === name);
}
