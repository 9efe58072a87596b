import type { ApiObject } from './api-object.ts';
import { withManagedFields } from './managed-fields.ts';
import { type ApiRequest, accepted, isJson } from './request.ts';
import { groupVersion, type ServedKind } from './served-kind.ts';
import { notAcceptable } from './status.ts';

/** How objects of one kind are written for one request. */
export interface Encoding {
  /** The `kind` and `apiVersion` of a list. */
  readonly list: { readonly kind: string; readonly apiVersion: string };
  /** One object by itself. */
  object(object: ApiObject): string;
  /** One object in a list. */
  item(object: ApiObject): string;
}

const PARTIAL = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };

/**
 * Chooses by the Accept header between whole objects and their metadata only. Items of lists carry no kind or apiVersion, except those of
 * custom resources and of metadata lists. Refuses with 406 what no JSON meets. Tables are not offered: clients then get the objects.
 * Source: kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/response.go (1.36).
 */
export function encodingFor(request: ApiRequest, kind: ServedKind, isList: boolean, managedFields: boolean): Encoding {
  const partial = `PartialObjectMetadata${isList ? 'List' : ''}`;
  const chosen = accepted(request).find(
    (type) => isJson(type) && (type.as === undefined || (type.as === partial && type.g === 'meta.k8s.io' && type.v === 'v1')),
  );
  if (chosen === undefined) throw notAcceptable();
  const type = { kind: kind.kind, apiVersion: groupVersion(kind) };
  const managed = (object: ApiObject) => (managedFields ? withManagedFields(object, type.apiVersion) : object);
  if (chosen.as !== undefined) {
    const metadataOnly = (object: ApiObject) => JSON.stringify({ ...PARTIAL, metadata: managed(object).metadata });
    return { list: { ...PARTIAL, kind: `${PARTIAL.kind}List` }, object: metadataOnly, item: metadataOnly };
  }
  const whole = (object: ApiObject) => JSON.stringify({ ...type, ...bare(managed(object)) });
  const list = { kind: `${kind.kind}List`, apiVersion: type.apiVersion };
  return { list, object: whole, item: isCustom(kind) ? whole : (object) => JSON.stringify(bare(managed(object))) };
}

function bare({ kind: _kind, apiVersion: _apiVersion, ...fields }: ApiObject): object {
  return fields;
}

/** Whether a group is one of custom resources: Kubernetes' own have no dot or end in .k8s.io, as Gateway API's does too. */
function isCustom({ group }: ServedKind): boolean {
  return group === 'gateway.networking.k8s.io' || (group.includes('.') && !group.endsWith('.k8s.io'));
}
