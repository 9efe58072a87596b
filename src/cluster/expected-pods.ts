import type { Item } from '../model/item-index.ts';
import type { Kind } from '../model/kind.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { ExpectedPod } from '../model/snapshot.ts';
import { project } from './kinds/index.ts';

const WITH_TEMPLATE: readonly Kind[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

/** More pods of one StatefulSet tell nothing more. */
const MOST_ORDINALS = 1000;

/**
 * The pods that the template of a workload is going to make: one that stands for all, of a StatefulSet each with the labels of its own
 * that its controller sets. None for what has no template, and for a
 * ReplicaSet with an owner, whose template it has.
 * Source: kubernetes pkg/controller/statefulset/stateful_set_utils.go, updateIdentity (1.36).
 * @throws MalformedObject for a template that cannot be read
 */
export function expectedPods(workload: ObjectRef, { metadata }: Item, raw: WithTemplate): readonly ExpectedPod[] {
  const { kind, namespace, name } = workload;
  const template = raw.spec?.template ?? {};
  const isOwned = kind === 'ReplicaSet' && metadata.ownerReferences.length > 0;
  if (!WITH_TEMPLATE.some((one) => one === kind) || isOwned || template.spec?.containers === undefined) return [];
  const called = { namespace, ownerReferences: [{ kind, name, uid: '', controller: true }] };
  const pod = (own: object, labels: object): ExpectedPod => ({
    workload,
    pod: project('Pod', {
      metadata: { ...template.metadata, ...called, ...own, labels: { ...template.metadata?.labels, ...labels } },
      spec: template.spec,
    }),
  });
  if (kind !== 'StatefulSet') return [pod({ name: `${kind.toLowerCase()}/${name}` }, {})];
  const { replicas, ordinals } = raw.spec ?? {};
  const start = Number(ordinals?.start ?? 0);
  const count = Math.min(Math.max(1, Number(replicas ?? 1)), MOST_ORDINALS);
  return Array.from({ length: count }, (_, index) => {
    const ordinal = String(start + index);
    const podName = `${name}-${ordinal}`;
    return pod({ name: podName }, { 'statefulset.kubernetes.io/pod-name': podName, 'apps.kubernetes.io/pod-index': ordinal });
  });
}

interface WithTemplate {
  readonly spec?: {
    readonly replicas?: unknown;
    readonly ordinals?: { readonly start?: unknown } | null;
    readonly template?: {
      readonly metadata?: { readonly labels?: object };
      readonly spec?: { readonly containers?: unknown } | null;
    } | null;
  } | null;
}
