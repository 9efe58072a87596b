import { slicesOf } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { conditionOf } from '../../../model/resources/pod.ts';
import { isHeadless } from '../../../model/resources/service.ts';
import { groupBy } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { hasLasted } from '../../facts/pod-readiness.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import type { PlacedEndpoint } from '../../facts/unready-pods.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX2021',
  title: 'Pods have no name until they are ready',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints', 'Pod'],
  causes: [],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (!isHeadless(service) || spec.publishNotReadyAddresses) return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    const named = groupBy(
      slices.items.flatMap((slice) =>
        slice.endpoints.map((endpoint, index): PlacedEndpoint => ({ slice, endpoint, field: `endpoints[${index}]` })),
      ),
      ({ endpoint }) => (endpoint.hostname === undefined ? [] : [endpoint.hostname]),
    );
    const waiting = [...named].flatMap(([hostname, [first, ...more]]) =>
      first !== undefined && [first, ...more].every((one) => isWaiting(one, cluster)) ? [{ hostname, first }] : [],
    );
    const [example] = waiting;
    if (example === undefined) return [];
    const shown = { field: `${example.first.field}.conditions.ready`, value: false, says: `${example.hostname} is not ready` };
    return [
      {
        args: {
          namespace: metadata.namespace ?? '',
          service: metadata.name,
          names: enumerate(waiting.map(({ hostname }) => hostname)),
          count: waiting.length,
        },
        evidence: [sliceEvidence(example.first.slice, cluster, shown)] as const,
      },
    ];
  },
  message: ({ service, names, count }) =>
    count === 1
      ? `the pod's own name ${names}.${service} does not resolve, since it is not ready: if the others, or it itself, must find it in order to become ready, they wait for ever`
      : `the pods' own names under ${service} do not resolve for ${names}, since they are not ready: if they must find each other in order to become ready, they wait for ever`,
  remedy: ({ namespace, service }) =>
    `If they must find each other before they are ready, set publishNotReadyAddresses: true on Service ${namespace}/${service}; else see why they are not ready.`,
});

/** Not ready for a minute at least, and not about to go. */
function isWaiting({ slice, endpoint: { conditions, targetRef } }: PlacedEndpoint, cluster: ClusterIndex): boolean {
  if (conditions.ready !== false || conditions.terminating === true) return false;
  const pod = targetRef?.kind === 'Pod' ? cluster.get('Pod', targetRef.name, slice.metadata.namespace) : undefined;
  return pod?.state !== 'found' || hasLasted(conditionOf(pod.item.status.conditions, 'Ready')?.lastTransitionTime, cluster);
}
