/** A request as it arrives at a Gateway. Header names in any case; `query` without the question mark. */
export interface HttpRequest {
  readonly scheme: 'http' | 'https';
  /** The port at which it arrives. */
  readonly port: number;
  /** The Host header, with or without a port. */
  readonly host: string;
  /** The name in the TLS handshake; that of `host` where it is left out. */
  readonly sni?: string;
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A call of a gRPC method: `service` with its package, `foo.v1.Bar`. */
export interface GrpcRequest {
  readonly scheme: 'http' | 'https';
  readonly port: number;
  readonly authority: string;
  readonly sni?: string;
  readonly service: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
}
