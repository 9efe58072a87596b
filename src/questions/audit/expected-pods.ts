import type { Evidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import type { Kind } from '../../model/kind.ts';
import { describeRef } from '../../model/object-ref.ts';
import type { ClusterSnapshot, ExpectedPod, Reading } from '../../model/snapshot.ts';
import { identityOf } from './identity.ts';

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

/** Findings about such pods, told of their workloads: `Deployment a/web`, `spec.template.spec.containers`. What pods of one share is told once. */
export function toldOfWorkloads(findings: readonly Finding[], expected: readonly ExpectedPod[]): readonly Finding[] {
  const workloadOf = new Map(expected.map(({ workload, pod }) => [describeRef({ kind: 'Pod', ...pod.metadata }), workload]));
  const told = (one: Evidence): Evidence => {
    const workload = workloadOf.get(describeRef(one.object));
    return workload === undefined ? one : { ...one, object: workload, field: `spec.template.${one.field}` };
  };
  const firstPod = new Map<string, string>();
  return findings.flatMap((finding) => {
    const [first, ...others] = finding.evidence;
    const pod = describeRef(finding.subject);
    const one = { ...finding, subject: workloadOf.get(pod) ?? finding.subject, evidence: [told(first), ...others.map(told)] as const };
    const identity = identityOf(one, undefined);
    if (!firstPod.has(identity)) firstPod.set(identity, pod);
    return firstPod.get(identity) === pod ? [one] : [];
  });
}
