import { type Gap, gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import type { IngressClass } from '../../model/resources/ingress-class.ts';

/** Names the class where `spec.ingressClassName` does not: deprecated since 1.18, and still read by controllers. */
export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** Marks the IngressClass that the API server fills in. */
export const DEFAULT_CLASS_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

/** Which class an Ingress is of, and whether somebody serves that class. */
export type IngressClassing =
  /** The field names a class that exists: its controller serves the Ingress, if it runs. */
  | { readonly state: 'class'; readonly name: string; readonly ingressClass: IngressClass }
  /** The field names a class that does not exist: nobody serves the Ingress. */
  | { readonly state: 'no-such-class'; readonly name: string }
  /** The old annotation names it: a controller compares it with a name of its own, which is commonly that of its class. */
  | { readonly state: 'annotation'; readonly name: string; readonly ingressClass?: IngressClass }
  /** Neither names one: left to controllers that take Ingresses without a class. */
  | { readonly state: 'no-class'; readonly empty: boolean }
  /** The classes could not be read. */
  | { readonly state: 'unknown'; readonly name: string; readonly gaps: readonly Gap[] };

/**
 * Which class an Ingress is of. The field comes first, then the annotation. What has neither got none when it was created, since the
 * API server fills in the default class then, and only then: a default class of today says nothing about it.
 * Source: kubernetes staging/src/k8s.io/api/networking/v1/types.go, IngressSpec.IngressClassName; kubernetes.io, "Ingress", Deprecated
 * annotation and Default IngressClass (1.36).
 */
export function classOf({ metadata, spec }: Ingress, classes: Listing<IngressClass>): IngressClassing {
  const { ingressClassName } = spec;
  const annotated = metadata.annotations[CLASS_ANNOTATION];
  const named = (name: string) => knownItems(classes).find((one) => one.metadata.name === name);
  if (ingressClassName === undefined && annotated !== undefined && annotated !== '') {
    const ingressClass = named(annotated);
    return { state: 'annotation', name: annotated, ...(ingressClass === undefined ? {} : { ingressClass }) };
  }
  if (ingressClassName === undefined || ingressClassName === '') return { state: 'no-class', empty: ingressClassName === '' };
  const ingressClass = named(ingressClassName);
  if (ingressClass !== undefined) return { state: 'class', name: ingressClassName, ingressClass };
  if (classes.state === 'complete') return { state: 'no-such-class', name: ingressClassName };
  return { state: 'unknown', name: ingressClassName, gaps: gapsOf(classes) };
}

/** The IngressClasses that are marked as default, the one that the API server picks first: the newest, then the lowest name. */
export function defaultClasses(classes: readonly IngressClass[]): readonly IngressClass[] {
  return classes
    .filter(({ metadata }) => metadata.annotations[DEFAULT_CLASS_ANNOTATION] === 'true')
    .sort(
      (a, b) =>
        compare(b.metadata.creationTimestamp ?? '', a.metadata.creationTimestamp ?? '') || compare(a.metadata.name, b.metadata.name),
    );
}

/**
 * The `ingressClassName` that an Ingress would get if it were created now; undefined for none. One that is set stays, '' included, and the
 * old annotation keeps the default away. Before 1.25 a second default class made the creation fail.
 * Source: kubernetes plugin/pkg/admission/network/defaultingressclass/admission.go (1.36).
 */
export function classAtCreation({ metadata, spec }: Ingress, classes: readonly IngressClass[]): string | undefined {
  if (spec.ingressClassName !== undefined) return spec.ingressClassName;
  if (metadata.annotations[CLASS_ANNOTATION] !== undefined) return undefined;
  return defaultClasses(classes)[0]?.metadata.name;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
