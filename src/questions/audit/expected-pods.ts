import type { Finding } from '../../model/finding.ts';
import type { Kind } from '../../model/kind.ts';
import { describeRef } from '../../model/object-ref.ts';
import type { ClusterSnapshot, ExpectedPod, Reading } from '../../model/snapshot.ts';

/** The kinds whose templates are looked at. */
const WORKLOADS: readonly Kind[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

/** The same snapshot, as if the pods were there that its workloads are going to make, and no other workload. */
export function withExpectedPods(snapshot: ClusterSnapshot, expected: readonly ExpectedPod[]): ClusterSnapshot {
  const pods: Reading = { need: { kind: 'Pod' }, listing: { state: 'complete', items: expected.map(({ pod }) => pod) } };
  const given = snapshot.readings.filter(({ need, listing }) => need.kind !== 'Pod' && listing.state !== 'unknown');
  const absent = WORKLOADS.filter((kind) => !given.some(({ need }) => need.kind === kind));
  const none = absent.map((kind): Reading => ({ need: { kind }, listing: { state: 'complete', items: [] } }));
  return { ...snapshot, readings: [...snapshot.readings.filter(({ need }) => need.kind !== 'Pod'), pods, ...none] };
}

/** A finding about such pods, told of their workloads: `Deployment a/web`, `spec.template.spec.containers`. */
export function toldOfWorkloads(finding: Finding, expected: readonly ExpectedPod[]): Finding {
  const workloadOf = new Map(expected.map(({ workload, pod }) => [describeRef({ kind: 'Pod', ...pod.metadata }), workload]));
  const { subject, evidence } = finding;
  const [first, ...others] = evidence;
  const told = (one: typeof first): typeof first => {
    const workload = workloadOf.get(describeRef(one.object));
    return workload === undefined ? one : { ...one, object: workload, field: `spec.template.${one.field}` };
  };
  return { ...finding, subject: workloadOf.get(describeRef(subject)) ?? subject, evidence: [told(first), ...others.map(told)] };
}
