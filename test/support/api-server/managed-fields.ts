import { type ApiObject, record } from './api-object.ts';

/**
 * The object with `metadata.managedFields` as two field managers leave them: one that made metadata and spec, one that updates the status.
 * Lists of named things are keyed by name, other lists are atomic. Objects that have managed fields keep theirs.
 * Source: kubernetes-sigs/structured-merge-diff fieldpath (FieldsV1), Kubernetes 1.36.
 */
export function withManagedFields(object: ApiObject, apiVersion: string): ApiObject {
  const { metadata } = object;
  if (metadata.managedFields !== undefined) return object;
  const entry = (manager: string, fields: object) => ({
    manager,
    operation: 'Update',
    apiVersion,
    time: metadata['creationTimestamp'] ?? '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsOf(fields),
  });
  const made = entry('kube-controller-manager', settled(object));
  const status = object['status'];
  const updated = status === undefined ? [] : [{ ...entry('kubelet', { status }), subresource: 'status' }];
  return { ...object, metadata: { ...metadata, managedFields: [made, ...updated] } };
}

/** What is managed outside the status: everything but the object's identity. */
function settled({ metadata, ...fields }: ApiObject): object {
  const unmanaged = new Set(['apiVersion', 'kind', 'status']);
  const managed = new Set(['labels', 'annotations', 'ownerReferences', 'generateName']);
  const some = (from: object, keep: (field: string) => boolean) =>
    Object.fromEntries(Object.entries(from).filter(([field]) => keep(field)));
  return { metadata: some(metadata, (field) => managed.has(field)), ...some(fields, (field) => !unmanaged.has(field)) };
}

function fieldsOf(value: unknown): object {
  if (Array.isArray(value)) return Object.fromEntries(value.flatMap((item) => keyed(item)));
  return Object.fromEntries(Object.entries(record(value)).map(([field, content]) => [`f:${field}`, fieldsOf(content)]));
}

function keyed(item: unknown): readonly (readonly [string, object])[] {
  const { name } = record(item);
  return typeof name === 'string' ? [[`k:${JSON.stringify({ name })}`, { '.': {}, ...fieldsOf(item) }]] : [];
}
