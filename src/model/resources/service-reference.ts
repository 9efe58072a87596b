/** Where the API server sends requests of its own: a port of a Service, by number. */
export interface ServiceReference {
  readonly namespace: string;
  readonly name: string;
  /** With the API's default, 443. */
  readonly port: number;
}
