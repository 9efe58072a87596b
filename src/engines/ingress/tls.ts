import type { Ingress } from '../../model/resources/ingress.ts';
import { fitOf, HOST_FITS, hostOf } from './host.ts';
import type { IngressRequest } from './request.ts';

/** The part of `spec.tls` that a TLS handshake takes. Without a secretName the controller has a certificate of its own. */
export interface ChosenTLS {
  readonly ingress: Ingress;
  /** Where it stands: `spec.tls[0]`. */
  readonly field: string;
  readonly secretName?: string;
}

/**
 * The certificate for a handshake: by the name that the client sends in it (SNI), not by the Host header. The most specific host wins; a
 * part without hosts names every host. Undefined for plain HTTP, and where no part names the host: then the controller shows a certificate
 * of its own, or takes no TLS at all. Several Secrets for one host are the controller's choice: all that are as close are given.
 * Source: kubernetes staging/src/k8s.io/api/networking/v1/types.go, IngressTLS (1.36).
 */
export function tlsOf({ scheme, host, sni }: IngressRequest, ingresses: readonly Ingress[]): readonly ChosenTLS[] {
  if (scheme === 'http') return [];
  const name = hostOf(sni ?? host);
  const parts = ingresses.flatMap((ingress) =>
    ingress.spec.tls.flatMap(({ hosts, secretName }, index) => {
      const fits = hosts.length === 0 ? ['any' as const] : hosts.map((one) => fitOf(one, name));
      const fit = HOST_FITS.find((one) => fits.includes(one));
      const chosen = { ingress, field: `spec.tls[${index}]`, ...(secretName === undefined ? {} : { secretName }) };
      return fit === undefined ? [] : [{ fit, chosen }];
    }),
  );
  const best = HOST_FITS.find((fit) => parts.some((part) => part.fit === fit));
  return parts.filter(({ fit }) => fit === best).map(({ chosen }) => chosen);
}
