import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Lookup, Need } from '../../model/listing.ts';
import { CERT_MANAGER_GROUP, type Issuer } from '../../model/resources/cert-manager.ts';
import type { Metadata } from '../../model/resources/metadata.ts';

/** An issuer of cert-manager's own kinds that somebody names. */
export interface NamedIssuer {
  readonly kind: 'Issuer' | 'ClusterIssuer';
  /** Of an Issuer. */
  readonly namespace?: string;
  readonly name: string;
}

/** The annotations by which cert-manager makes a certificate for an Ingress or a Gateway, and the kind that each names. */
const ANNOTATIONS = [
  ['cert-manager.io/issuer', 'Issuer'],
  ['cert-manager.io/cluster-issuer', 'ClusterIssuer'],
] as const;

/** With one of these the issuer is one of another maker, or may be. */
const OTHER_MAKER = ['cert-manager.io/issuer-kind', 'cert-manager.io/issuer-group'];

/**
 * The issuers that the annotations of an Ingress or a Gateway name, each with its annotation.
 * Source: cert-manager.io, "Annotated Ingress resource" and "Annotated Gateway resource", Supported Annotations (1.19).
 */
export function annotatedIssuers({
  namespace = '',
  annotations,
}: Metadata): readonly { readonly annotation: string; readonly issuer: NamedIssuer }[] {
  if (OTHER_MAKER.some((key) => annotations[key] !== undefined)) return [];
  return ANNOTATIONS.flatMap(([annotation, kind]) => {
    const name = annotations[annotation] ?? '';
    return name === '' ? [] : [{ annotation, issuer: namedIssuer(kind, namespace, name) }];
  });
}

/** The issuer that a Certificate names, where it is of cert-manager's own kinds. */
export function issuerOfRef(
  { group, kind, name }: { readonly group: string; readonly kind: string; readonly name: string },
  namespace: string,
): NamedIssuer | undefined {
  return group === CERT_MANAGER_GROUP && (kind === 'Issuer' || kind === 'ClusterIssuer') ? namedIssuer(kind, namespace, name) : undefined;
}

/** Whether an issuer is there. */
export function lookUpIssuer({ kind, namespace, name }: NamedIssuer, cluster: ClusterIndex): Lookup<Issuer> {
  return cluster.get(kind, name, namespace);
}

/** What is read to know that of the issuers that an Ingress or a Gateway names. */
export function issuerNeeds(metadata: Metadata): readonly Need[] {
  return annotatedIssuers(metadata).map(({ issuer }) => issuer);
}

function namedIssuer(kind: NamedIssuer['kind'], namespace: string, name: string): NamedIssuer {
  return kind === 'Issuer' ? { kind, namespace, name } : { kind, name };
}
