import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { ForeignRef } from '../../model/resources/gateway-api.ts';
import { GATEWAY_GROUP } from '../../model/resources/gateway-api.ts';
import { type AttachedRoutes, routesAt } from './attached-routes.ts';
import { permission } from './grants.ts';
import type { GatewayListener, PlacedListener } from './listeners.ts';
import { kindsOfProtocol, ROUTE_KINDS, type RouteKind, supportedKinds, tlsMode } from './protocols.ts';
import { allOf, type Judgement, judged } from './truth.ts';

/** A certificate that a listener names, and whether it can be used as far as that can be known without reading it. */
export interface CertificateRef extends Judgement {
  readonly ref: ForeignRef & { readonly namespace: string };
  readonly field: string;
}

/** What the specification says the status of a listener must be. */
export interface ExpectedListenerStatus {
  readonly accepted: Judgement;
  readonly resolvedRefs: Judgement;
  readonly programmed: Judgement;
  readonly supportedKinds: readonly RouteKind[];
  /** Routes that are attached, whether or not their own references are broken; `gaps` where there may be more. */
  readonly attached: AttachedRoutes;
  readonly certificates: readonly CertificateRef[];
}

/** The status of a listener by the specification. Source: gateway-api apis/v1/gateway_types.go, ListenerStatus (1.6). */
export function expectedListenerStatus(one: GatewayListener, cluster: ClusterIndex): ExpectedListenerStatus {
  const { kinds, invalid } = supportedKinds(one.listener);
  const certificates = certificatesOf(one, cluster);
  const accepted = acceptance(one);
  const resolvedRefs = resolution(one, invalid, certificates);
  const brokenTls = certificates.find(({ holds }) => holds === 'no');
  const programmed = allOf([accepted.holds, ...certificates.map(({ holds }) => holds), kinds.length === 0 ? 'no' : 'yes']);
  return {
    accepted,
    resolvedRefs,
    programmed: judged(
      programmed,
      programmed === 'yes' ? 'Programmed' : 'Invalid',
      brokenTls?.says ?? (accepted.holds === 'yes' ? resolvedRefs.says : accepted.says),
    ),
    supportedKinds: kinds,
    attached: routesAt(one, ROUTE_KINDS, cluster),
    certificates,
  };
}

/** The certificates that a listener names. Existence is asked by name, and only of the metadata; what is in one is not looked at. */
export function certificatesOf({ listener, owner, ...at }: PlacedListener, cluster: ClusterIndex): readonly CertificateRef[] {
  return (listener.tls?.certificateRefs ?? []).map((one, index) => {
    const ref = { ...one, namespace: one.namespace ?? owner.namespace };
    return { ref, field: `${at.field}.tls.certificateRefs[${index}]`, ...certificate(ref, owner, cluster) };
  });
}

function certificate(ref: CertificateRef['ref'], owner: PlacedListener['owner'], cluster: ClusterIndex): Judgement {
  const allowed = permission({ group: GATEWAY_GROUP, kind: owner.kind, namespace: owner.namespace }, ref, cluster);
  if (allowed.holds === 'no') return judged('no', 'RefNotPermitted', allowed.says);
  if (ref.group !== '' || ref.kind !== 'Secret') {
    return judged('unknown', 'InvalidCertificateRef', `whether a ${ref.kind} holds certificates the implementation decides`);
  }
  const listing = cluster.metadata('Secret', { namespace: ref.namespace, name: ref.name });
  const name = `Secret ${nameOf(ref)}`;
  if (knownItems(listing).length > 0) return { ...allowed, reason: 'ResolvedRefs', says: `${name} exists` };
  if (listing.state === 'complete') return judged('no', 'InvalidCertificateRef', `${name} does not exist`);
  return judged('unknown', 'InvalidCertificateRef', `whether ${name} exists was not read`, [...allowed.gaps, ...gapsOf(listing)]);
}

function acceptance({ listener, admitted, conflict }: GatewayListener): Judgement {
  if (conflict?.holds === 'yes') {
    const other = `listener ${conflict.with.listener.name} of ${conflict.with.owner.kind} ${nameOf(conflict.with.owner)}`;
    return judged('no', conflict.reason, `${other} has the same port ${listener.port}, and the two cannot be told apart`);
  }
  if (kindsOfProtocol(listener) === undefined) {
    return judged('unknown', 'UnsupportedProtocol', `whether it speaks ${listener.protocol} the implementation decides`);
  }
  const holds = conflict === undefined ? admitted : 'unknown';
  return judged(holds, 'Accepted', `${listener.protocol} on port ${listener.port}`);
}

function resolution({ listener }: PlacedListener, invalid: readonly string[], certificates: readonly CertificateRef[]): Judgement {
  const own = kindsOfProtocol(listener);
  if (own !== undefined && invalid.length > 0) {
    return judged('no', 'InvalidRouteKinds', `${listener.protocol} takes no ${invalid.join(', ')}`);
  }
  const needsCertificate = listener.protocol === 'HTTPS' || (listener.protocol === 'TLS' && tlsMode(listener) === 'Terminate');
  if (needsCertificate && certificates.length === 0) {
    return judged('unknown', 'InvalidCertificateRef', 'it names no certificate: the implementation may have one of its own');
  }
  const decisive = certificates.find(({ holds }) => holds === 'no') ?? certificates.find(({ holds }) => holds === 'unknown');
  const gaps: readonly Gap[] = certificates.flatMap((one) => one.gaps);
  return decisive === undefined
    ? judged('yes', 'ResolvedRefs', 'everything it names is there')
    : judged(decisive.holds, decisive.reason, decisive.says, gaps);
}
