import { podsOf, slicesOf } from '../../../engines/service/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished, isPodTerminating } from '../../../model/resources/pod.ts';
import { isHeadless } from '../../../model/resources/service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { whyNotReady } from '../../facts/pod-readiness.ts';
import { describeReasons, endpointStateOf } from '../../facts/unready-pods.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1013',
  title: 'Only terminating endpoints are left',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints', 'Pod', 'Node', 'Event'],
  causes: [],
  check(service, cluster) {
    if (service.spec.type === 'ExternalName') return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    const { ready, draining } = endpointStateOf(slices.items);
    const [example] = draining;
    if (ready.length > 0 || example === undefined) return [];
    const pods = knownItems(podsOf(service, cluster)).filter((pod) => !isPodFinished(pod));
    const ends = pods
      .map((pod) => pod.metadata.deletionTimestamp)
      .filter((time) => time !== undefined)
      .sort();
    const { reasons, evidence } = describeReasons(pods.filter((pod) => !isPodTerminating(pod)).map((pod) => whyNotReady(pod, cluster)));
    const { namespace = '', name } = service.metadata;
    return [
      {
        args: {
          namespace,
          service: name,
          count: draining.length,
          names: enumerate(draining.map(({ endpoint }) => endpoint.targetRef?.name ?? endpoint.addresses[0] ?? '')),
          until: ends.at(-1) ?? null,
          headless: isHeadless(service),
          reasons,
        },
        evidence: [
          {
            object: refTo('EndpointSlice', example.slice.metadata),
            field: `${example.field}.conditions.terminating`,
            value: true,
            says: 'this endpoint serves while it terminates, and none is ready',
          },
          ...evidence,
        ],
      },
    ];
  },
  message: ({ count, names, until, headless, reasons }) => {
    const only = `no endpoint is ready, but ${count} that ${count === 1 ? 'terminates still serves' : 'terminate still serve'} (${names})`;
    const used = `kube-proxy sends to ${count === 1 ? 'it' : 'them'} for now${until === null ? '' : `, until ${until} at the latest`}`;
    const then = headless ? 'DNS gives out none' : used;
    return `${only}: ${then}${reasons === '' ? '' : `; what should follow is not ready: ${reasons}`}`;
  },
  remedy: ({ namespace, service, reasons }) =>
    reasons === ''
      ? `Start pods that Service ${namespace}/${service} selects, if it is still needed: those left are being deleted.`
      : `Make the new pods of Service ${namespace}/${service} ready before the old ones are gone.`,
});
