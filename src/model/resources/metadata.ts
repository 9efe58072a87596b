import type { Labels } from '../values/label-selector.ts';

/** The controller or owner of an object. */
export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly uid?: string;
  readonly controller?: boolean;
}

/** What every object carries: the fields of ObjectMeta that some question uses. Times are RFC 3339, as the API prints them. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  /** Who must finish something before the object goes; absent where nobody must. */
  readonly finalizers?: readonly string[];
  readonly ownerReferences: readonly OwnerReference[];
}

/** An object of which only the metadata is known. */
export interface MetadataOnly {
  readonly metadata: Metadata;
}
