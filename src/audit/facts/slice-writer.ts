import { type EndpointSlice, MANAGED_BY_LABEL } from '../../model/resources/endpoint-slice.ts';

/**
 * Who keeps a slice up to date: the control plane, from the pods of a selector; the control plane, as a mirror of hand-written v1
 * Endpoints; a controller of another system; or nobody that it names.
 */
export type SliceWriter = 'selector' | 'mirror' | 'foreign' | 'unnamed';

/** Reads the label `endpointslice.kubernetes.io/managed-by`. Source of the values: kubernetes pkg/controller/endpointslice{,mirroring} (1.36). */
export function writerOf(slice: EndpointSlice): SliceWriter {
  switch (slice.metadata.labels[MANAGED_BY_LABEL]) {
    case undefined:
    case '':
      return 'unnamed';
    case 'endpointslice-controller.k8s.io':
      return 'selector';
    case 'endpointslicemirroring-controller.k8s.io':
      return 'mirror';
    default:
      return 'foreign';
  }
}
