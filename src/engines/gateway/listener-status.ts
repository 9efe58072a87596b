import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../model/listing.ts';
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
  const tls = tlsState(one, certificates);
  const hasKinds = kinds.length > 0 || kindsOfProtocol(one.listener) === undefined;
  const resolvedRefs = hasKinds && invalid.length === 0 ? tls : invalidKinds(one, invalid);
  const decisive = [accepted, tls, ...(hasKinds ? [] : [resolvedRefs])].find(({ holds }) => holds !== 'yes');
  return {
    accepted,
    resolvedRefs,
    programmed:
      decisive === undefined
        ? judged('yes', 'Programmed', 'nothing stands in its way')
        : judged(allOf([accepted.holds, tls.holds, hasKinds ? 'yes' : 'no']), 'Invalid', decisive.says, decisive.gaps),
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

function invalidKinds({ listener }: PlacedListener, invalid: readonly string[]): Judgement {
  return judged('no', 'InvalidRouteKinds', `${listener.protocol} takes no ${invalid.join(', ')}`);
}

/** Whether what a listener needs for TLS is there, as far as it needs any. */
function tlsState({ listener }: PlacedListener, certificates: readonly CertificateRef[]): Judgement {
  const needsCertificate = listener.protocol === 'HTTPS' || (listener.protocol === 'TLS' && tlsMode(listener) === 'Terminate');
  if (needsCertificate && certificates.length === 0) {
    return judged('unknown', 'InvalidCertificateRef', 'it names no certificate: the implementation may have one of its own');
  }
  const decisive = certificates.find(({ holds }) => holds === 'no') ?? certificates.find(({ holds }) => holds === 'unknown');
  return decisive ?? judged('yes', 'ResolvedRefs', 'everything it names is there');
}
