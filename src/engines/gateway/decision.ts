import type { Gap } from '../../model/listing.ts';
import type { RouteOf } from './attachment.ts';
import type { BackendShare, ResolvedBackend } from './backends.ts';
import type { Forwarded, Location } from './filters.ts';
import type { GatewayListener } from './listeners.ts';
import type { Truth } from './truth.ts';

/** One match of a rule of a route that the listener has, and what the request makes of it. */
export interface Candidate extends RouteOf {
  readonly rule: number;
  /** Which of the rule's matches; 0 where routes have none. */
  readonly match: number;
  /** Whether it takes the request, apart from the others. */
  readonly holds: Truth;
  /** Why it does not, or why that is open; of those that do, why it goes behind the winner. */
  readonly why: string;
}

/** What one backend's part of the requests meets. */
export interface BackendOutcome {
  readonly backend: BackendShare;
  readonly meets: 'forwarded' | 'redirected' | 'error' | 'unknown';
  /** HTTP: 500 for one that cannot be resolved; 503, which the specification only recommends, where no endpoint is ready. */
  readonly status?: number;
  /** The request as it reaches the backend; of HTTP alone. */
  readonly request?: Forwarded;
  readonly location?: Location;
}

/** A copy of the requests, whose answer nobody sees. */
export interface Mirror extends ResolvedBackend {
  /** 0..1. */
  readonly fraction: number;
}

/** What is done with a request or connection. */
export type Action =
  | {
      readonly does: 'forward';
      readonly backends: readonly BackendOutcome[];
      readonly mirrors: readonly Mirror[];
      /** Whether TLS ends at the Gateway or at the backend; absent without TLS. */
      readonly tls?: 'Terminate' | 'Passthrough';
    }
  | { readonly does: 'redirect'; readonly status: number; readonly location: Location }
  /** Answered by the Gateway itself. */
  | { readonly does: 'answer'; readonly status?: number; readonly grpcStatus?: 'UNIMPLEMENTED' | 'UNAVAILABLE'; readonly why: string }
  /** No connection: nobody listens, or nobody takes the name in the TLS handshake. */
  | { readonly does: 'refuse'; readonly why: string }
  | { readonly does: 'unknown'; readonly why: string; readonly gaps: readonly Gap[] };

/** What becomes of a request or connection at a Gateway. */
export interface Decision {
  readonly listener?: GatewayListener;
  /** The rule that takes it. */
  readonly winner?: Candidate;
  /** All that were considered, the winner included. */
  readonly candidates: readonly Candidate[];
  readonly action: Action;
}

/** A decision that something stands in the way of. */
export function undecided(
  why: string,
  gaps: readonly Gap[],
  rest: Omit<Decision, 'action' | 'candidates'> & Partial<Decision> = {},
): Decision {
  return { candidates: [], ...rest, action: { does: 'unknown', why, gaps } };
}
