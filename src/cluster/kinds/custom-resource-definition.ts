import type { CustomResourceDefinition } from '../../model/resources/custom-resource-definition.ts';
import { metadataOf, type RawReader } from './raw.ts';
import { serviceReferenceOf } from './service-reference.ts';

/** An apiextensions.k8s.io/v1 CustomResourceDefinition, without its schemas, which may be megabytes. */
export function customResourceDefinitionOf(raw: RawReader): CustomResourceDefinition {
  const conversion = raw.object('spec').object('conversion');
  const service = serviceReferenceOf(conversion.object('webhook').object('clientConfig'));
  const asked = conversion.text('strategy') === 'Webhook' && service !== undefined;
  return { metadata: metadataOf(raw), spec: asked ? { conversion: { webhook: { clientConfig: { service } } } } : {} };
}
