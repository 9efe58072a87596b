import { servingOf } from '../../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Ingress } from '../../../model/resources/ingress.ts';
import { neverApplied } from '../../facts/never-applied.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** So long a controller may take to report an address, in milliseconds. */
const GRACE = 5 * 60_000;

export default defineRule({
  code: 'NX3011',
  title: 'Ingress has no address',
  severity: 'warning',
  proof: 'likely',
  subject: 'Ingress',
  reads: ['IngressClass'],
  causes: [],
  check(ingress, cluster) {
    const { metadata, status } = ingress;
    if (status.loadBalancer.ingress.length > 0) return [];
    const gaps = neverApplied('Ingress', metadata);
    if (gaps.length > 0) return unjudged(gaps);
    const { creationTimestamp } = metadata;
    if (creationTimestamp === undefined || Date.parse(cluster.takenAt) - Date.parse(creationTimestamp) < GRACE) return [];
    const shown = {
      object: refTo('Ingress', metadata),
      field: 'status.loadBalancer.ingress',
      says: 'no controller has reported an address',
    };
    return [
      {
        args: { namespace: metadata.namespace ?? '', ingress: metadata.name, since: creationTimestamp },
        evidence: [shown, ...servedBy(ingress, cluster)],
      },
    ];
  },
  message: ({ since }) => `it has no address since it was created (${since}): no controller serves it, or the one that does reports none`,
  remedy: ({ namespace, ingress }) =>
    `See the events of the Ingress and the log of its controller: kubectl describe ingress ${ingress} -n ${namespace}.`,
});

/** Its class, if it has one: what is wrong there explains it. */
function servedBy(ingress: Ingress, cluster: ClusterIndex): readonly Evidence[] {
  const { classing, controller } = servingOf(ingress, cluster);
  if (!('ingressClass' in classing) || classing.ingressClass === undefined) return [];
  const object = refTo('IngressClass', classing.ingressClass.metadata);
  return [{ object, field: 'spec.controller', value: controller ?? '', says: 'who is to serve it' }];
}
