import type { Evidence } from '../../model/evidence.ts';
import { knownItems } from '../../model/listing.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Node } from '../../model/resources/node.ts';
import { conditionOf } from '../../model/resources/pod.ts';
import { perCluster } from './by-value.ts';

/** Keeps a node out of load balancers; kubeadm sets it on control-plane nodes. */
const EXCLUDE_LABEL = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** Taints of nodes that no cloud has looked at yet, and of nodes that the cluster autoscaler is about to remove. */
const TAINTS = ['node.cloudprovider.kubernetes.io/uninitialized', 'ToBeDeletedByClusterAutoscaler'];

/** Why load balancers leave a node out: in a word or two, and the field that shows it. */
export interface LeftOut {
  readonly why: string;
  readonly shown: Evidence;
}

/** A node that load balancers leave out. */
export interface LeftOutNode extends LeftOut {
  readonly node: Node;
}

/** The cluster's nodes by whether load balancers have a use for them; none where the nodes are not known. */
export const loadBalancerNodes = perCluster((cluster): { readonly used: readonly Node[]; readonly leftOut: readonly LeftOutNode[] } => {
  const nodes = knownItems(cluster.list('Node'));
  return { used: nodes.filter((node) => whyLeftOut(node) === undefined), leftOut: leftOutOf(nodes) };
});

/** Those of some nodes that load balancers leave out. */
export function leftOutOf(nodes: readonly Node[]): readonly LeftOutNode[] {
  return nodes.flatMap((node) => {
    const leftOut = whyLeftOut(node);
    return leftOut === undefined ? [] : [{ node, ...leftOut }];
  });
}

/**
 * Why a load balancer has no use for a node; undefined where it may. A node that has no Ready condition has not said anything yet.
 * Source: kubernetes staging/src/k8s.io/cloud-provider/controllers/service/controller.go (1.36); KEP-1143.
 */
export function whyLeftOut(node: Node): LeftOut | undefined {
  const { metadata, spec, status } = node;
  const leftOut = (why: string, field: string, says: string) => ({
    why,
    shown: { object: refTo('Node', metadata), field, says: `node ${metadata.name} ${says}` },
  });
  const ready = conditionOf(status.conditions, 'Ready');
  if (ready !== undefined && ready.status !== 'True') {
    return leftOut('not ready', `status.conditions[${status.conditions.indexOf(ready)}].status`, `is not ready: Ready is ${ready.status}`);
  }
  if (Object.hasOwn(metadata.labels, EXCLUDE_LABEL)) {
    return leftOut('excluded by label', `metadata.labels["${EXCLUDE_LABEL}"]`, 'is excluded from load balancers by this label');
  }
  const taint = spec.taints.find(({ key }) => TAINTS.includes(key));
  return taint === undefined
    ? undefined
    : leftOut(`tainted ${taint.key}`, `spec.taints[${spec.taints.indexOf(taint)}].key`, `has taint ${taint.key}`);
}
