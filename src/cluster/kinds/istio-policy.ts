import type { Concern, OtherPolicy } from '../../model/resources/other-policy.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';
import { MalformedObject, metadataOf, type RawReader } from './raw.ts';
import { readable } from './readable.ts';

/** The namespace whose policies are for the whole mesh, unless its configuration, which is not read, says otherwise. */
const ROOT_NAMESPACE = 'istio-system';

/**
 * A security.istio.io/v1 AuthorizationPolicy. One that only audits forbids nothing.
 * Source: istio.io, "Authorization Policy" of the reference (1.27).
 */
export function authorizationPolicyOf(raw: RawReader): OtherPolicy {
  const metadata = metadataOf(raw);
  return { metadata, concerns: raw.object('spec').text('action') === 'AUDIT' ? [] : [concernOf(raw, metadata.namespace)] };
}

/**
 * A security.istio.io/v1 PeerAuthentication; only where it demands mTLS does it forbid anything.
 * Source: istio.io, "PeerAuthentication" of the reference (1.27).
 */
export function peerAuthenticationOf(raw: RawReader): OtherPolicy {
  const metadata = metadataOf(raw);
  const spec = raw.object('spec');
  const ports = spec.object('portLevelMtls');
  const modes = [spec.object('mtls'), ...ports.keys().map((port) => ports.object(port))].map((one) => one.text('mode'));
  return { metadata, concerns: modes.includes('STRICT') ? [concernOf(raw, metadata.namespace)] : [] };
}

function concernOf(raw: RawReader, namespace: string | undefined): Concern {
  const spec = raw.object('spec');
  return {
    field: spec.has('selector') ? 'spec.selector' : raw.has('spec') ? 'spec' : 'metadata.name',
    of: 'pods',
    namespaces: namespace === ROOT_NAMESPACE ? [] : 'own',
    labels: readable(() => {
      if (spec.has('targetRef') || spec.has('targetRefs')) throw new MalformedObject('spec.targetRefs: what they stand for is not read');
      return selectorOfLabels(spec.object('selector').textMap('matchLabels'));
    }),
    ingress: true,
    egress: false,
    inMesh: true,
  };
}
