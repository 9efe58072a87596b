/** A Warning event of the last hour. */
export interface RecentEvent {
  readonly object: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly last: string;
}
