import { slicesOf } from '../../../engines/service/index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Endpoints } from '../../../model/resources/endpoints.ts';
import { hasSelector, type Service } from '../../../model/resources/service.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** What keeps the mirroring controller away. Source: kubernetes pkg/controller/endpointslicemirroring (1.36), shouldMirror. */
const SKIP_LABEL = 'endpointslice.kubernetes.io/skip-mirror';
const LOCK_ANNOTATION = 'control-plane.alpha.kubernetes.io/leader';

/** Marks of Endpoints that the control plane writes: a label in newer versions, an annotation in older ones. */
const WRITER_LABEL = 'endpoints.kubernetes.io/managed-by';
const WRITTEN_ANNOTATION = 'endpoints.kubernetes.io/last-change-trigger-time';

type Reason = 'label' | 'annotation' | 'selector' | 'pending';

const BECAUSE: Readonly<Record<Reason, string>> = {
  label: `its label ${SKIP_LABEL} forbids it`,
  annotation: `its annotation ${LOCK_ANNOTATION} makes it a lock for leader election`,
  selector: 'the Service has a selector, and only those of Services without one are mirrored',
  pending: 'nothing forbids it, so the control plane has not done it yet or does not do it at all',
};

export default defineRule({
  code: 'NX1019',
  title: 'Hand-written Endpoints are not mirrored',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: ['NX1018', 'NX7008'],
  causesElsewhere: ['NX3003', 'NX4025'],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (spec.type === 'ExternalName') return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'unknown' && slices.items.length > 0) return [];
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    const found = cluster.get('Endpoints', metadata.name, metadata.namespace);
    if (found.state === 'unknown') return unjudged(found.gaps);
    if (found.state === 'absent' || (hasSelector(service) && isWrittenByControlPlane(found.item))) return [];
    const addresses = addressCount(found.item);
    if (addresses === 0) return [];
    const { reason, shown } = whyNotMirrored(service, found.item);
    return [
      {
        args: { namespace: metadata.namespace ?? '', service: metadata.name, addresses, reason },
        evidence: [{ object: refTo('Endpoints', found.item.metadata), field: 'subsets', says: `it lists ${inWords(addresses)}` }, ...shown],
      },
    ];
  },
  message: ({ namespace, service, addresses, reason }) =>
    `Endpoints ${namespace}/${service} lists ${inWords(addresses)}, and no EndpointSlice mirrors it: ${BECAUSE[reason]}`,
  remedy: ({ namespace, service, reason }) => {
    const name = `${service} -n ${namespace}`;
    switch (reason) {
      case 'label':
        return `Remove the label (kubectl label endpoints ${name} ${SKIP_LABEL}-), or write the EndpointSlice by hand.`;
      case 'annotation':
        return `Remove the annotation (kubectl annotate endpoints ${name} ${LOCK_ANNOTATION}-), or write the EndpointSlice by hand.`;
      case 'selector':
        return `Remove spec.selector of Service ${namespace}/${service} if its addresses are to be written by hand, or delete the Endpoints.`;
      case 'pending':
        return `Look again in a few seconds (kubectl get endpointslices -n ${namespace}); if there is still none, see whether kube-controller-manager runs.`;
    }
  },
});

function whyNotMirrored(service: Service, { metadata }: Endpoints): { readonly reason: Reason; readonly shown: readonly Evidence[] } {
  const object = refTo('Endpoints', metadata);
  if (metadata.labels[SKIP_LABEL] === 'true') {
    return {
      reason: 'label',
      shown: [{ object, field: `metadata.labels["${SKIP_LABEL}"]`, value: 'true', says: 'it is not to be mirrored' }],
    };
  }
  if (metadata.annotations[LOCK_ANNOTATION] !== undefined) {
    return { reason: 'annotation', shown: [{ object, field: `metadata.annotations["${LOCK_ANNOTATION}"]`, says: 'it is a lock' }] };
  }
  if (hasSelector(service)) {
    const selects = { object: refTo('Service', service.metadata), field: 'spec.selector', says: 'the Service selects pods' };
    return { reason: 'selector', shown: [selects] };
  }
  return { reason: 'pending', shown: [] };
}

function isWrittenByControlPlane({ metadata }: Endpoints): boolean {
  return metadata.labels[WRITER_LABEL] !== undefined || metadata.annotations[WRITTEN_ANNOTATION] !== undefined;
}

function addressCount({ subsets }: Endpoints): number {
  return new Set(subsets.flatMap((subset) => [...subset.addresses, ...subset.notReadyAddresses]).map((one) => one.ip)).size;
}

function inWords(addresses: number): string {
  return addresses === 1 ? '1 address' : `${addresses} addresses`;
}
