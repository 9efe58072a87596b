import { certificatesOf, type GatewayListener, tlsMode } from '../../engines/gateway/index.ts';
import { fitOf } from '../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/listing.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Resource } from '../../model/resources/index.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import { ownListeners } from './gateway-listeners.ts';

/** The kinds of objects that name certificates to show to clients. */
export const TLS_OWNERS = ['Ingress', 'Gateway', 'ListenerSet'] as const;

/** One of them. */
export type TLSOwnerKind = (typeof TLS_OWNERS)[number];

/** A Secret that is named for its certificate. */
export interface NamedCertificate {
  readonly namespace: string;
  readonly name: string;
  readonly asks: Evidence;
  /** What was not read of whether it may be used; empty where it may. */
  readonly gaps: readonly Gap[];
}

/** A place that ends TLS for hosts with one of its certificates. */
export interface TLSPlace {
  /** Those that it names; empty: whichever a client asks for. */
  readonly hosts: readonly string[];
  readonly certificates: readonly NamedCertificate[];
}

/** The places of an object that end TLS with certificates of Secrets, those left out that may not name them. */
export function tlsPlaces(kind: TLSOwnerKind, item: Resource<TLSOwnerKind>, cluster: ClusterIndex): readonly TLSPlace[] {
  if (kind === 'Ingress') return ingressPlaces(item as Ingress);
  return ownListeners(kind, item as Resource<'Gateway' | 'ListenerSet'>, cluster).flatMap((one) => listenerPlace(one, cluster) ?? []);
}

/**
 * The parts of `spec.tls` with a Secret. Those without hosts are taken together, since the controller chooses among their certificates; they
 * serve the hosts of rules that no other part names.
 */
function ingressPlaces({ metadata, spec }: Ingress): readonly TLSPlace[] {
  const { namespace = '' } = metadata;
  const named = spec.tls.flatMap(({ hosts, secretName }, index) => {
    if (secretName === undefined) return [];
    const asks = { object: refTo('Ingress', metadata), field: `spec.tls[${index}].secretName`, value: secretName, says: 'the certificate' };
    return [{ hosts, certificates: [{ namespace, name: secretName, asks, gaps: [] }] }];
  });
  const isNamed = (host: string) => spec.tls.some(({ hosts }) => hosts.some((one) => fitOf(one, host.toLowerCase()) !== undefined));
  const ofAll = named.filter(({ hosts }) => hosts.length === 0).flatMap(({ certificates }) => certificates);
  const rest = spec.rules.flatMap(({ host }) => (host === undefined || isNamed(host) ? [] : [host]));
  return [
    ...named.filter(({ hosts }) => hosts.length > 0),
    ...(ofAll.length === 0 ? [] : [{ hosts: [...new Set(rest)], certificates: ofAll }]),
  ];
}

function listenerPlace(one: GatewayListener, cluster: ClusterIndex): TLSPlace | undefined {
  const { listener, owner } = one;
  if (!['HTTPS', 'TLS'].includes(listener.protocol) || tlsMode(listener) === 'Passthrough') return undefined;
  const certificates = certificatesOf(one, cluster).flatMap(({ ref, field, holds, gaps }): readonly NamedCertificate[] => {
    if (holds === 'no' || ref.group !== '' || ref.kind !== 'Secret') return [];
    const says = `the certificate of listener ${listener.name}`;
    const asks = { object: { ...owner }, field: `${field}.name`, value: ref.name, says };
    return [{ namespace: ref.namespace, name: ref.name, asks, gaps: holds === 'yes' ? [] : gaps }];
  });
  return { hosts: listener.hostname === undefined ? [] : [listener.hostname], certificates };
}
