import type { ObjectRef } from './object-ref.ts';

export type JsonScalar = string | number | boolean | null;

/**
 * Why something is said. `field` is a path into the object as the API has it (`spec.ports[0].targetPort`); a field that is missing
 * is shown by the nearest one above it that exists. `because` are the reasons behind this one.
 */
export interface Evidence {
  readonly object: ObjectRef;
  readonly field: string;
  readonly value?: JsonScalar;
  readonly says: string;
  readonly because?: readonly Evidence[];
}
