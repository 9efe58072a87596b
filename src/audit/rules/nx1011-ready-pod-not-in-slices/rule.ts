import { podsOf, resolveTargetPort, slicesOf } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Endpoint } from '../../../model/resources/endpoint-slice.ts';
import { conditionOf, isPodFinished, isPodReady, isPodTerminating, type Pod } from '../../../model/resources/pod.ts';
import { hasSelector, type Service } from '../../../model/resources/service.ts';
import { familyOf, parseIp } from '../../../model/values/ip.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { hasLasted } from '../../facts/pod-readiness.ts';
import { selectionOf } from '../../facts/selection.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** On v1 Endpoints: there are more addresses than it may hold. */
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

export default defineRule({
  code: 'NX1011',
  title: 'Ready pod is in no EndpointSlice',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod', 'EndpointSlice', 'Endpoints'],
  causes: [],
  check(service, cluster) {
    if (!hasSelector(service) || !hasLasted(service.metadata.creationTimestamp, cluster)) return [];
    const pods = podsOf(service, cluster);
    if (pods.state !== 'complete') return unjudged(pods.gaps);
    const due = pods.items.filter((pod) => shouldBeListed(pod, service) && hasLasted(readySince(pod), cluster));
    if (due.length === 0) return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    if (slices.items.some((slice) => Object.hasOwn(slice.metadata.annotations, OVER_CAPACITY))) return [];
    const endpoints = slices.items.flatMap((slice) => slice.endpoints);
    const listed = marksOf(endpoints);
    const missing = due.filter(
      ({ metadata, status }) => !listed.has(metadata.uid) && !status.podIPs.some(({ ip }) => listed.has(textOf(ip))),
    );
    const [example] = missing;
    if (example === undefined) return [];
    const { namespace, name, asks } = selectionOf(service, service.spec.selector);
    const ready = example.status.conditions.findIndex((condition) => condition.type === 'Ready');
    return [
      {
        args: {
          namespace,
          service: name,
          count: missing.length,
          total: due.length,
          pods: enumerate(missing.map((pod) => pod.metadata.name)),
          since: readySince(example) ?? null,
        },
        evidence: [
          asks,
          {
            object: refTo('Pod', example.metadata),
            field: `status.conditions[${ready}].status`,
            value: 'True',
            says: `is ready, and none of the ${counted(endpoints.length, 'endpoint')} of the Service has its UID or address`,
          },
        ],
      },
    ];
  },
  message: ({ count, total, pods, since }) =>
    `${count} of ${counted(total, 'ready pod')} ${count === 1 ? 'is' : 'are'} in no EndpointSlice of the Service: ${pods}${since === null ? '' : `, ready since ${since}`}`,
  remedy: ({ namespace, service }) =>
    `See whether kube-controller-manager runs and what its endpointslice controller logs; it writes the slices (kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${service}).`,
});

/** Whether the endpoint slice controller lists a pod as ready: source kubernetes staging/src/k8s.io/endpointslice/reconciler.go (1.36). */
function shouldBeListed(pod: Pod, { spec }: Service): boolean {
  const addressed = pod.status.podIPs.some(({ ip }) => spec.ipFamilies.some((family) => family === familyOf(ip)));
  const resolves = spec.ports.some((port) => ['number', 'named'].includes(resolveTargetPort(pod, port).state));
  return isPodReady(pod) && !isPodFinished(pod) && !isPodTerminating(pod) && addressed && (spec.ports.length === 0 || resolves);
}

function readySince(pod: Pod): string | undefined {
  return conditionOf(pod.status.conditions, 'Ready')?.lastTransitionTime;
}

/** What tells whose the endpoints are: UIDs and addresses. */
function marksOf(endpoints: readonly Endpoint[]): ReadonlySet<string | undefined> {
  return new Set(endpoints.flatMap(({ targetRef, addresses: [address = ''] }) => [targetRef?.uid ?? [], textOf(address)].flat()));
}

function textOf(ip: string): string {
  return parseIp(ip)?.text ?? ip;
}
