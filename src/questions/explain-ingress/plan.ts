import { issuerNeeds } from '../../audit/facts/issuers.ts';
import { linesOf, servingOf } from '../../engines/ingress/index.ts';
import { announce } from '../../engines/service/index.ts';
import type { Need } from '../../model/listing.ts';
import { SERVICE_NAME_LABEL } from '../../model/resources/endpoint-slice.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';
import { nearNeeds } from '../not-found.ts';
import { askedBy, type ReadingPlan } from '../reading-plan.ts';
import { eventsOf } from '../recent-warnings.ts';
import { ingressParts } from './parts.ts';

/**
 * What explaining one Ingress reads: the Ingress and its events, the IngressClasses, the Services and EndpointSlices that it names, the
 * metadata of its Secrets, and the Ingresses of all namespaces, since hosts are shared across them and the API cannot select by host. Of a
 * known controller the pods by their labels, and the Services of their namespaces. All Services and Nodes only where an address that the
 * status reports is none of theirs.
 */
export function* ingressReadingPlan(namespace: string, name: string): ReadingPlan {
  const first = yield [{ kind: 'Ingress', namespace, name }, { kind: 'IngressClass' }, eventsOf({ kind: 'Ingress', namespace, name })];
  const found = first.get('Ingress', name, namespace);
  if (found.state === 'absent') yield nearNeeds({ kind: 'Ingress', namespace, name });
  if (found.state !== 'found') return;
  const ingress = found.item;
  yield* askedBy((cluster, attempt) => {
    announce(cluster, sureNeeds(ingress, servingOf(ingress, cluster).known?.pods ?? []));
    attempt(() => ingressParts(ingress, cluster));
  });
}

/** What is asked in any case, so that it is read in one round. */
function sureNeeds(ingress: Ingress, podLabels: readonly Readonly<Record<string, string>>[]): readonly Need[] {
  const { namespace = '' } = ingress.metadata;
  const services = [...new Set(linesOf(ingress).flatMap(({ backend }) => backend?.service?.name ?? []))].filter((name) => name !== '');
  const secrets = [...new Set(ingress.spec.tls.flatMap(({ secretName }) => secretName ?? []))];
  return [
    { kind: 'Ingress' },
    ...services.flatMap((name): readonly Need[] => [
      { kind: 'Service', namespace, name },
      { kind: 'EndpointSlice', namespace, labels: selectorOfLabels({ [SERVICE_NAME_LABEL]: name }) },
    ]),
    ...secrets.map((name): Need => ({ kind: 'Secret', namespace, name, only: 'metadata' })),
    ...issuerNeeds(ingress.metadata),
    ...podLabels.map((labels): Need => ({ kind: 'Pod', labels: selectorOfLabels(labels) })),
  ];
}
