import type { Evidence } from './evidence.ts';
import type { ObjectRef } from './object-ref.ts';
import type { Protocol } from './values/port.ts';

/** What a client asks for: from whom, to what, by which protocol. `from` and `to` are as a person would say them. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
}

/** How a flow ends. */
export type Disposition =
  | 'delivered'
  | 'leaves-cluster'
  | 'name-not-found'
  | 'no-route'
  | 'rejected'
  | 'dropped'
  | 'denied-egress'
  | 'denied-ingress'
  | 'loop'
  | 'insufficient-info';

/** What a client notices. */
export type Outcome = 'delivered' | 'refused' | 'dropped' | 'denied' | 'unresolved' | 'leaves-cluster' | 'unknown';

/** Every disposition: what the client notices, and the exact meaning. */
export const DISPOSITIONS: Readonly<Record<Disposition, { readonly outcome: Outcome; readonly meaning: string }>> = {
  delivered: { outcome: 'delivered', meaning: 'The packet reaches an endpoint. Whether a process listens there is not in the API.' },
  'leaves-cluster': { outcome: 'leaves-cluster', meaning: 'The packet leaves the cluster; what happens there is not in the API.' },
  'name-not-found': { outcome: 'unresolved', meaning: 'The name does not resolve, so no packet is sent.' },
  'no-route': { outcome: 'dropped', meaning: 'No route leads to the address; the client waits, or is told "no route to host".' },
  rejected: { outcome: 'refused', meaning: 'A node answers at once that the connection is refused.' },
  dropped: { outcome: 'dropped', meaning: 'A node discards the packet; the client waits until it times out.' },
  'denied-egress': { outcome: 'denied', meaning: "A policy on the client's side forbids the connection." },
  'denied-ingress': { outcome: 'denied', meaning: "A policy on the server's side forbids the connection." },
  loop: { outcome: 'dropped', meaning: 'The packet comes back to where it was.' },
  'insufficient-info': { outcome: 'unknown', meaning: 'What decides could not be read, or is not in the API.' },
};

/** The part of the way that a hop belongs to. */
export type Layer = 'outside' | 'name' | 'node' | 'service' | 'pod';

/** Where a hop happens, in words, with the object that stands for it where there is one. */
export interface Place {
  readonly layer: Layer;
  readonly says: string;
  readonly object?: ObjectRef;
}

/** What a component does with the packet. The last six end the way. */
export type Action =
  | 'resolve'
  | 'send'
  | 'forward'
  | 'translate'
  | 'masquerade'
  | 'admit'
  | 'deliver'
  | 'leave'
  | 'fail-to-resolve'
  | 'reject'
  | 'drop'
  | 'give-up';

/** One thing that a component does, and why it is said. */
export interface Step {
  readonly component: string;
  readonly action: Action;
  readonly object?: ObjectRef;
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

export interface Hop {
  readonly at: Place;
  readonly steps: readonly [Step, ...Step[]];
}

/** One way of a packet. Made by `makeTrace` alone. `share` is the fraction of new connections that take it, 0 to 1. */
export interface Trace {
  readonly flow: Flow;
  readonly hops: readonly [Hop, ...Hop[]];
  readonly disposition: Disposition;
  readonly share?: number;
  /** The destinations that are reached this way (`10.244.1.3:8080`); the hops tell the way of the first. */
  readonly destinations?: readonly string[];
  /** How the answer finds its way back. */
  readonly answer?: string;
}

const ENDS: Readonly<Record<Disposition, Action>> = {
  delivered: 'deliver',
  'leaves-cluster': 'leave',
  'name-not-found': 'fail-to-resolve',
  'no-route': 'drop',
  rejected: 'reject',
  dropped: 'drop',
  'denied-egress': 'drop',
  'denied-ingress': 'drop',
  loop: 'drop',
  'insufficient-info': 'give-up',
};

/**
 * Makes a trace. Refuses (as a bug of ours) one without hops, one that goes on after its end, one whose last action is not that of
 * its disposition, and a share outside 0..1.
 */
export function makeTrace(trace: Omit<Trace, 'hops'> & { readonly hops: readonly Hop[] }): Trace {
  const [first, ...rest] = trace.hops;
  if (first === undefined) throw new Error('a trace needs a hop');
  const hops = [first, ...rest] as const;
  const ending = new Set<Action>(Object.values(ENDS));
  hops.forEach((hop, index) => {
    hop.steps.forEach((step, at) => {
      const last = index === hops.length - 1 && at === hop.steps.length - 1;
      const where = `hop ${index + 1} of ${hops.length}, step ${at + 1} of ${hop.steps.length}`;
      if (last && step.action !== ENDS[trace.disposition]) {
        throw new Error(`${where}: ${trace.disposition} must end in ${ENDS[trace.disposition]}, not ${step.action}`);
      }
      if (!last && ending.has(step.action)) throw new Error(`${where}: nothing can follow ${step.action}`);
    });
  });
  if (trace.share !== undefined && !(trace.share >= 0 && trace.share <= 1)) throw new Error(`share ${trace.share} is not in 0..1`);
  return { ...trace, hops };
}

/** What a client notices of a trace. */
export function outcomeOf(trace: Trace): Outcome {
  return DISPOSITIONS[trace.disposition].outcome;
}
