import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { conditionOf, isPodFinished, type Pod } from '../../model/resources/pod.ts';
import type { PodLeftOut } from '../../model/service-report.ts';
import { sameIp } from '../../model/values/ip.ts';

/** The pods that the selector picks and no slice has, each with the reason that its own state gives. */
export function podsLeftOut(pods: readonly Pod[], slices: readonly EndpointSlice[]): readonly PodLeftOut[] {
  const endpoints = slices.flatMap((slice) => slice.endpoints);
  const listed = (pod: Pod) =>
    endpoints.some(
      ({ targetRef, addresses }) =>
        (targetRef?.kind === 'Pod' && targetRef.name === pod.metadata.name) ||
        (targetRef === undefined && pod.status.podIPs.some(({ ip }) => sameIp(ip, addresses[0] ?? ''))),
    );
  return pods
    .filter((pod) => !listed(pod))
    .map((pod) => ({
      pod: pod.metadata.name,
      phase: pod.status.phase,
      ...(pod.spec.nodeName === undefined ? {} : { node: pod.spec.nodeName }),
      why: whyLeftOut(pod),
    }));
}

/** Why a pod that a selector picks is in no slice, as far as its own state tells. */
export function whyLeftOut(pod: Pod): string {
  if (isPodFinished(pod)) return `it has ended (phase ${pod.status.phase})`;
  if (pod.status.podIPs.length > 0) return 'the slices do not have it (yet)';
  const scheduled = conditionOf(pod.status.conditions, 'PodScheduled');
  if (scheduled?.status === 'False') return `no node has been found for it: ${scheduled.message ?? scheduled.reason ?? 'no reason given'}`;
  return 'it has no address yet';
}
