import type { Evidence } from '../../model/evidence.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Node } from '../../model/resources/node.ts';
import { type Condition, conditionOf } from '../../model/resources/pod.ts';

/** A condition of a node, to be shown. */
export function conditionEvidence(node: Node, condition: Condition, says: string): Evidence {
  const field = `status.conditions[${node.status.conditions.indexOf(condition)}].status`;
  return { object: refTo('Node', node.metadata), field, value: condition.status, says };
}

/** A taint of a node with a key, to be shown; undefined where it has none. */
export function taintEvidence(node: Node, key: string, says: string): Evidence | undefined {
  const index = node.spec.taints.findIndex((taint) => taint.key === key);
  return index === -1 ? undefined : { object: refTo('Node', node.metadata), field: `spec.taints[${index}].key`, value: key, says };
}

/**
 * Whether a Node stands for another system (a serverless one, a simulation) instead of a machine: several may share an address, and no
 * DaemonSet is meant for them.
 * Source: virtual-kubelet.io, "Taints" and the label `type` of its nodes; kwok.sigs.k8s.io, "Manage Nodes and Pods with kwokctl".
 */
export function isVirtualNode({ metadata, spec }: Node): boolean {
  return (
    ['virtual-kubelet', 'kwok'].includes(metadata.labels['type'] ?? '') ||
    spec.taints.some(({ key }) => key === 'virtual-kubelet.io/provider')
  );
}

/**
 * Whether a node's kubelet is not ready because no network plugin has set the node up.
 * Source: kubernetes pkg/kubelet/kubelet.go, updateRuntimeUp ("container runtime network not ready: …").
 */
export function lacksNetwork(ready: Condition): boolean {
  return ready.status === 'False' && (ready.message ?? '').includes('network not ready');
}

/**
 * Whether what the API says of a node's pods is the word of its kubelet. Where that is silent, or its container runtime fails, the
 * control plane marks all pods there as not ready, and it tells nothing of a single one.
 * Source: kubernetes pkg/controller/nodelifecycle/node_lifecycle_controller.go, markPodsNotReady.
 */
export function speaksForItsPods(node: Node): boolean {
  const ready = conditionOf(node.status.conditions, 'Ready');
  return ready === undefined || ready.status === 'True' || lacksNetwork(ready);
}
