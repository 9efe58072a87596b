import type { Metadata } from './metadata.ts';

/** What a certificate says of itself. Times are RFC 3339. */
export interface CertificateFacts {
  /** Distinguished names, `CN=shop.example.com, O=Shop`; '' where a certificate has none. */
  readonly subject: string;
  readonly issuer: string;
  /** The names and addresses that it is for (subjectAltName), as they stand there. */
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  /** Whether it is signed with its own key. */
  readonly selfSigned: boolean;
}

/** An entry of a Secret, as far as it concerns us: not there, or there and no PEM that can be read. */
export type Unusable = 'missing' | 'unreadable';

/**
 * A v1 Secret, as far as TLS needs it: facts about its certificate, and nothing of its key but whether it belongs to that. Only made of
 * Secrets that were asked to be read with their data; of any other there is the metadata alone.
 */
export interface Secret {
  readonly metadata: Metadata;
  readonly type: string;
  readonly data: {
    /** The first certificate of `tls.crt`, which is the server's own. */
    readonly certificate: CertificateFacts | Unusable;
    /** `tls.key`: whether it belongs to the certificate; `unknown` where there is none to compare it with. */
    readonly key: 'matches' | 'differs' | 'unknown' | Unusable;
  };
}

/** The type of a Secret that holds a certificate and its key. */
export const TLS_SECRET_TYPE = 'kubernetes.io/tls';
