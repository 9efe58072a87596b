/** What a request says of itself, as it arrives at an Ingress controller. Method and headers decide nothing in an Ingress. */
export interface IngressRequest {
  readonly scheme: 'http' | 'https';
  /** The Host header, with or without a port; '' where the client sends none that names anything. */
  readonly host: string;
  /** The path without the query. */
  readonly path: string;
  /** The name in the TLS handshake; that of `host` where it is left out. */
  readonly sni?: string;
}
