import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { type Gap, gapsOf, knownItems, type Lookup } from '../../model/listing.ts';
import { nameOf, refTo } from '../../model/object-ref.ts';
import type { Resource } from '../../model/resources/index.ts';
import type { MetadataOnly } from '../../model/resources/metadata.ts';
import type { CertificateFacts, Secret } from '../../model/resources/secret.ts';
import type { Hit, Unjudged } from '../rule.ts';
import { type NamedCertificate, type TLSOwnerKind, tlsPlaces } from './tls-places.ts';

/** The kinds that a rule asks for which looks into the Secrets of Ingresses, Gateways and ListenerSets. */
export const TLS_READS = ['Gateway', 'ListenerSet', 'Namespace', 'ReferenceGrant', 'Secret'] as const;

const NOT_ASKED: Gap = { kind: 'Secret', scope: {}, reason: 'not-asked', message: 'what they hold is read only with --read-secrets' };

/** A Secret with facts about its certificate: unknown, too, where Secrets are not to be read. Only its metadata is asked for, so that the question decides. */
export function tlsSecret(namespace: string, name: string, cluster: ClusterIndex): Lookup<Secret> {
  const listing = cluster.metadata('Secret', { namespace, name });
  const [item] = knownItems(listing);
  if (item === undefined) return listing.state === 'complete' ? { state: 'absent' } : { state: 'unknown', gaps: gapsOf(listing) };
  return hasData(item) ? { state: 'found', item } : { state: 'unknown', gaps: [NOT_ASKED] };
}

function hasData(item: MetadataOnly): item is Secret {
  return 'data' in item;
}

/** What is wrong with a Secret, and the field of it that shows that. */
export interface SecretFault<A extends Readonly<Record<string, string>>> {
  readonly args: A;
  readonly shows: Pick<Evidence, 'field' | 'says'>;
}

/** Which Secret a finding is about, as its sentences name it. */
export interface SecretArgs extends Readonly<Record<string, string>> {
  /** `Ingress a/shop`. */
  readonly owner: string;
  /** `a/shop-tls`. */
  readonly secret: string;
}

/** Judges each Secret that an object names for TLS, once; one that is not there is another rule's. */
export function judgeSecrets<A extends Readonly<Record<string, string>>>(
  kind: TLSOwnerKind,
  item: Resource<TLSOwnerKind>,
  cluster: ClusterIndex,
  judge: (secret: Secret) => SecretFault<A> | undefined,
): readonly (Hit<A & SecretArgs> | Unjudged)[] {
  const named = tlsPlaces(kind, item, cluster).flatMap(({ certificates }) => certificates);
  const distinct = [...new Map(named.map((one) => [nameOf(one), one])).values()];
  const found = distinct.map((one) => ({ asks: one.asks, ...lookUpCertificate(one, cluster) }));
  const hits = found.flatMap(({ asks, secret }) => {
    const fault = secret && judge(secret);
    if (secret === undefined || fault === undefined) return [];
    const object = refTo('Secret', secret.metadata);
    const args = { ...fault.args, owner: `${kind} ${nameOf(item.metadata)}`, secret: nameOf(object) };
    return [{ args, evidence: [asks, { object, ...fault.shows }] as const }];
  });
  const gaps = found.flatMap((one) => one.gaps);
  return [...hits, ...(gaps.length === 0 ? [] : [{ unjudged: gaps }])];
}

/** The Secret that is named, and what could not be read for it; neither where it is not there, which another rule tells. */
export function lookUpCertificate(
  { namespace, name, gaps }: NamedCertificate,
  cluster: ClusterIndex,
): { readonly secret?: Secret; readonly gaps: readonly Gap[] } {
  if (gaps.length > 0) return { gaps };
  const found = tlsSecret(namespace, name, cluster);
  if (found.state === 'found') return { secret: found.item, gaps: [] };
  return { gaps: found.state === 'unknown' ? found.gaps : [] };
}

/** The facts about the certificate of a Secret; undefined where it has none that can be read. */
export function certificateIn({ data }: Secret): CertificateFacts | undefined {
  return typeof data.certificate === 'string' ? undefined : data.certificate;
}
