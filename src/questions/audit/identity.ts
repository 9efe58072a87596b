import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Finding } from '../../model/finding.ts';
import { describeRef, nameOf, type ObjectRef } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';

/** Values that tell two findings of one code and object apart, and stay as long as the cause does. Counts, reasons and names of pods do not. */
const TELLING = [
  'port',
  'ports',
  'protocol',
  'address',
  'family',
  'container',
  'program',
  'backend',
  'secret',
  'line',
  'parent',
  'listener',
  'rule',
] as const;

/**
 * What stays the same of a finding from one audit to the next: its code, its object, and which part of it (`NX1104 Service a/mixed
 * port=80/TCP http`). The pods of a workload come and go, so that theirs names the workload.
 */
export function identityOf({ code, subject, args }: Finding, workload: string | undefined): string {
  const telling = TELLING.flatMap((name) => (args[name] === undefined || args[name] === null ? [] : [`${name}=${args[name]}`]));
  return [code, workload ?? describeRef(subject), ...telling].join(' ');
}

/** What controls the pod that a reference names, as `Deployment a/web`; undefined for a pod on its own and for any other object. */
export function workloadOf(subject: ObjectRef, cluster: ClusterIndex): string | undefined {
  const pod = subject.kind === 'Pod' ? cluster.get('Pod', subject.name, subject.namespace) : undefined;
  return pod?.state === 'found' ? controllerOf(pod.item) : undefined;
}

/** Who controls a pod (`Deployment a/web`), without the hash that a Deployment gives its ReplicaSets. */
export function controllerOf({ metadata }: Pod): string | undefined {
  const { labels, namespace = '', ownerReferences } = metadata;
  const owner = ownerReferences.find((one) => one.controller === true);
  if (owner === undefined || owner.kind === 'Node') return undefined;
  const suffix = `-${labels['pod-template-hash'] ?? ''}`;
  const ofDeployment = owner.kind === 'ReplicaSet' && suffix !== '-' && owner.name.endsWith(suffix);
  const name = ofDeployment ? owner.name.slice(0, -suffix.length) : owner.name;
  return `${ofDeployment ? 'Deployment' : owner.kind} ${nameOf({ namespace, name })}`;
}
