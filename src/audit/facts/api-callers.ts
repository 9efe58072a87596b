import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Kind } from '../../model/kind.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import { nameOf, refTo } from '../../model/object-ref.ts';
import type { Service } from '../../model/resources/service.ts';
import type { ServiceReference } from '../../model/resources/service-reference.ts';
import { groupBy, perCluster } from './by-value.ts';

/** The kinds of objects by which the API server calls Services. */
export const API_CALLER_KINDS = [
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'APIService',
  'CustomResourceDefinition',
] as const satisfies readonly Kind[];

/** An object because of which the API server calls a port of a Service. */
export interface ApiCall {
  readonly service: ServiceReference;
  /** Shows where the object names the Service. */
  readonly shown: Evidence;
}

/** The calls of the API server to a Service, and what is missing to know all of them. */
export function apiCallsTo(
  { metadata }: Service,
  cluster: ClusterIndex,
): { readonly calls: readonly ApiCall[]; readonly gaps: readonly Gap[] } {
  const { byService, gaps } = callsIn(cluster);
  return { calls: byService.get(nameOf(metadata)) ?? [], gaps };
}

const callsIn = perCluster((cluster) => {
  const webhooks = (['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'] as const).flatMap((kind) =>
    knownItems(cluster.list(kind)).flatMap(({ metadata, webhooks: all }) =>
      all.flatMap(({ clientConfig: { service } }, at) => call(kind, metadata, service, `webhooks[${at}].clientConfig.service`)),
    ),
  );
  const parts = knownItems(cluster.list('APIService')).flatMap(({ metadata, spec }) =>
    call('APIService', metadata, spec.service, 'spec.service'),
  );
  const converted = knownItems(cluster.list('CustomResourceDefinition')).flatMap(({ metadata, spec: { conversion } }) =>
    call('CustomResourceDefinition', metadata, conversion?.webhook.clientConfig.service, 'spec.conversion.webhook.clientConfig.service'),
  );
  return {
    byService: groupBy([...webhooks, ...parts, ...converted], ({ service }) => [nameOf(service)]),
    gaps: API_CALLER_KINDS.flatMap((kind) => gapsOf(cluster.list(kind))).filter(({ reason }) => reason !== 'not-served'),
  };
});

function call(kind: Kind, metadata: Parameters<typeof refTo>[1], service: ServiceReference | undefined, field: string): readonly ApiCall[] {
  if (service === undefined) return [];
  const says = `the API server calls Service ${nameOf(service)}`;
  return [{ service, shown: { object: refTo(kind, metadata), field: `${field}.name`, value: service.name, says } }];
}
