import type { Pod } from '../../model/resources/pod.ts';

/**
 * What runs a pod, in words. The ReplicaSets of a Deployment (or of an Argo Rollout) are named by it and the hash in a label of their pods,
 * so that two of them are one workload; so are static pods, which belong to their nodes.
 * Source: kubernetes pkg/controller/deployment/sync.go, getNewReplicaSet (1.36).
 */
export function workloadOf({ metadata }: Pod): string {
  const { labels, ownerReferences } = metadata;
  const owner = ownerReferences.find((one) => one.controller === true);
  if (owner === undefined) return 'no workload';
  if (owner.kind === 'Node') return 'static pods';
  if (owner.kind === 'ReplicaSet') {
    const rollout = labels['rollouts-pod-template-hash'];
    const suffix = `-${rollout ?? labels['pod-template-hash'] ?? ''}`;
    if (suffix !== '-' && owner.name.endsWith(suffix)) {
      return `${rollout === undefined ? 'Deployment' : 'Rollout'} ${owner.name.slice(0, -suffix.length)}`;
    }
  }
  return `${owner.kind} ${owner.name}`;
}
