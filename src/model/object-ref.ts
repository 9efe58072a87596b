import type { Kind } from './kind.ts';

/** Names one object of the API. `namespace` is absent for kinds of cluster scope. */
export interface ObjectRef {
  readonly kind: Kind;
  readonly namespace?: string;
  readonly name: string;
}

/** The reference to an object that carries its metadata. */
export function refTo(kind: Kind, metadata: { readonly name: string; readonly namespace?: string }): ObjectRef {
  return metadata.namespace === undefined ? { kind, name: metadata.name } : { kind, namespace: metadata.namespace, name: metadata.name };
}

/** `a/foo`, or `node1` for an object of cluster scope. */
export function nameOf(ref: Pick<ObjectRef, 'namespace' | 'name'>): string {
  return ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
}

/** `Service a/foo`, as sentences name an object. */
export function describeRef(ref: ObjectRef): string {
  return `${ref.kind} ${nameOf(ref)}`;
}

/** Whether two references name the same object. */
export function sameRef(a: ObjectRef, b: ObjectRef): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;
}
