import type { IngressClass, IngressClassParameters } from '../../model/resources/ingress-class.ts';
import { metadataOf, present, type RawReader } from './raw.ts';

/** A networking.k8s.io/v1 IngressClass. Parameters without a scope are of cluster scope. */
export function ingressClassOf(raw: RawReader): IngressClass {
  const spec = raw.object('spec');
  return {
    metadata: metadataOf(raw),
    spec: present({
      controller: spec.text('controller') ?? '',
      parameters: spec.has('parameters') ? parametersOf(spec.object('parameters')) : undefined,
    }),
  };
}

function parametersOf(raw: RawReader): IngressClassParameters {
  return present({
    apiGroup: raw.text('apiGroup') || undefined,
    kind: raw.text('kind') ?? '',
    name: raw.text('name') ?? '',
    scope: raw.text('scope') || 'Cluster',
    namespace: raw.text('namespace') || undefined,
  });
}
