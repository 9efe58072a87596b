import { CLASS_ANNOTATION, dataPlaneOf, KNOWN_CONTROLLERS } from '../../../engines/ingress/index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodReady } from '../../../model/resources/pod.ts';
import { perCluster } from '../../facts/by-value.ts';
import { counted } from '../../facts/enumerate.ts';
import { groupBy } from '../../facts/group-by.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** The Ingresses of each class, by the field or by the old annotation. */
const byClass = perCluster((cluster) =>
  groupBy(
    knownItems(cluster.list('Ingress')),
    ({ metadata, spec }) => spec.ingressClassName ?? metadata.annotations[CLASS_ANNOTATION] ?? '',
  ),
);

export default defineRule({
  code: 'NX3010',
  title: 'No controller of the class was seen',
  severity: 'warning',
  proof: 'likely',
  subject: 'IngressClass',
  reads: ['Ingress', 'Pod', 'Service'],
  wholeKinds: ['Ingress', 'Pod'],
  causes: [],
  causesElsewhere: ['NX3011'],
  check({ metadata, spec }, cluster) {
    const all = cluster.list('Ingress');
    const known = KNOWN_CONTROLLERS.find(({ isNamedBy }) => isNamedBy(spec.controller));
    const ingresses = byClass(cluster).get(metadata.name) ?? [];
    // An address in a status is written by a controller that works, under whatever labels.
    const isAtWork = ingresses.some(({ status }) => status.loadBalancer.ingress.length > 0);
    if (known === undefined || known.pods.length === 0 || isAtWork) return [];
    if (all.state !== 'complete') return unjudged(all.gaps);
    if (ingresses.length === 0) return [];
    const { pods } = dataPlaneOf(known, cluster);
    if (knownItems(pods).some(isPodReady)) return [];
    if (pods.state !== 'complete') return unjudged(gapsOf(pods));
    const shown = { object: refTo('IngressClass', metadata), field: 'spec.controller', value: spec.controller, says: known.name };
    return [
      {
        args: { class: metadata.name, controller: known.name, ingresses: ingresses.length, unready: pods.items.length },
        evidence: [shown],
      },
    ];
  },
  message: ({ controller, ingresses, unready }) => {
    const pods = unready === 0 ? `no pod of ${controller} was seen` : `${counted(unready, 'pod')} of ${controller}, none of them ready`;
    return `${pods}: nobody seems to serve its ${ingresses === 1 ? 'Ingress' : `${ingresses} Ingresses`}`;
  },
  remedy: ({ controller, unready }) =>
    unready === 0
      ? `Install ${controller}, or take another class.`
      : `See why the pods of ${controller} are not ready: kubectl get pods -A.`,
});
