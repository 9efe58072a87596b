import { stringify } from 'yaml';
import type { Certificates } from './certificates.ts';

/** What a kubeconfig file says besides the server's address and authority. */
export interface KubeconfigOptions {
  /** Whose credentials it holds; the token's when left out. */
  readonly credentials?: 'token' | 'client-certificate' | 'none';
  /** The namespace of its context. */
  readonly namespace?: string;
  /** More fields of its cluster, or other values: `proxy-url`, `tls-server-name`, `insecure-skip-tls-verify`. */
  readonly cluster?: Readonly<Record<string, unknown>>;
  /** More fields of its user, or other values: `exec`, `tokenFile`, `as`. */
  readonly user?: Readonly<Record<string, unknown>>;
}

/** The text of a kubeconfig file with one context, `test`. Fields that are undefined in `cluster` or `user` are left out. */
export function kubeconfigOf(url: string, token: string, certificates: Certificates | undefined, options: KubeconfigOptions = {}): string {
  const { credentials = 'token', namespace } = options;
  const user = {
    token: { token },
    'client-certificate': {
      'client-certificate-data': certificates && base64(certificates.client.certPem),
      'client-key-data': certificates && base64(certificates.client.keyPem),
    },
    none: {},
  }[credentials];
  const authority = certificates && { 'certificate-authority-data': base64(certificates.caPem) };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: url, ...authority, ...options.cluster } }],
    users: [{ name: 'test', user: { ...user, ...options.user } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', ...(namespace !== undefined && { namespace }) } }],
    'current-context': 'test',
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
