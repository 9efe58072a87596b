import { expectedListenerStatus, type GatewayListener, reportedListener, tlsMode } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { describeRef, nameOf, refTo } from '../../model/object-ref.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import type { Step } from '../../model/trace.ts';
import { certificateSays } from '../certificate.ts';
import type { WebRequest } from './routing.ts';

/** What stands in the way of a request for sure, or perhaps. */
export interface Failing {
  readonly is: 'sure' | 'unknown';
  readonly why: string;
}

/**
 * The TLS of a request at a listener: let through to the backend, or ended with the listener's certificates; what those are for is told where
 * their Secrets were read. Where that was refused, its controller's own word counts that all references of the listener are resolved.
 */
export function tlsAt(
  at: GatewayListener,
  gateway: Gateway,
  { sni }: WebRequest,
  cluster: ClusterIndex,
): { readonly step: Step; readonly failing?: Failing } {
  const object = { ...at.owner };
  const component = describeRef(refTo('Gateway', gateway.metadata));
  const heard = `TLS for ${sni}: listener ${at.listener.name}`;
  const step = (says: string): Step => ({
    component,
    action: 'forward',
    object,
    says,
    evidence: [{ object, field: at.field, says: 'the listener that takes the name in the handshake' }],
  });
  if (at.listener.protocol === 'TLS' && tlsMode(at.listener) === 'Passthrough') {
    return { step: step(`${heard} lets TLS through: the backend has the certificate`) };
  }
  const { resolvedRefs, certificates } = expectedListenerStatus(at, cluster);
  const named = certificates.map(({ ref }) => `${ref.kind} ${nameOf(ref)}`).join(' and ');
  const says = `${heard}${named === '' ? '' : ` with the certificate of ${named}`}`;
  if (resolvedRefs.holds === 'yes') return { step: step(`${says}${certificates.map(({ ref }) => looked(ref, sni, cluster)).join('')}`) };
  if (resolvedRefs.holds === 'no') {
    const why = `${heard} has no certificate to show: ${resolvedRefs.says}`;
    return { step: step(heard), failing: { is: 'sure', why } };
  }
  if (isReportedResolved(at, gateway, cluster)) return { step: step(`${says}, of which its controller says that it is there`) };
  return { step: step(heard), failing: { is: 'unknown', why: `whether ${heard} has a certificate: ${resolvedRefs.says}` } };
}

/** What the certificate of a Secret is for, where that was read. */
function looked({ namespace, name }: { readonly namespace: string; readonly name: string }, host: string, cluster: ClusterIndex): string {
  const says = certificateSays(namespace, name, host, cluster);
  return says === undefined ? '' : `; Secret ${nameOf({ namespace, name })} ${says}`;
}

function isReportedResolved(at: GatewayListener, gateway: Gateway, cluster: ClusterIndex): boolean {
  const reported = reportedListener(at, gateway, cluster);
  const generation = reported?.metadata.generation ?? 0;
  return (
    reported?.status.conditions.some(
      ({ type, status, observedGeneration }) => type === 'ResolvedRefs' && status === 'True' && (observedGeneration ?? 0) >= generation,
    ) ?? false
  );
}
