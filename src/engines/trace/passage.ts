import type { Evidence } from '../../model/evidence.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { Destination, SeenSource } from '../../model/path-report.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Disposition, Hop, Layer, Step } from '../../model/trace.ts';
import type { Packet, PortEndpoint } from '../service/index.ts';
import type { Network, NodeView } from './network.ts';

/** A packet in the root network namespace of a node, with all that happened to it so far. */
export interface Passage {
  readonly packet: Packet;
  readonly at: NodeView;
  /** How it came there: out of a pod of the node, from a process of the node, or by the network. */
  readonly entered: 'pod' | 'process' | 'network';
  /** Whether this node's rules have rewritten the destination: they do so once for a connection. */
  readonly translated: boolean;
  /** Whether the source is to become the node's when the packet leaves it; null: not known. */
  readonly masquerade: boolean | null;
  /** The source as it is now, against that with which the client sent. */
  readonly source: SeenSource;
  /** The endpoint that a Service led to. */
  readonly endpoint?: PortEndpoint;
  /** The pod that the question names, where it names one. */
  readonly intended?: Pod;
  readonly hops: readonly Hop[];
  readonly share: number;
  /** Ids of what the way so far stands on. */
  readonly assumes: readonly string[];
  /** The nodes whose rules it has passed. */
  readonly passed: readonly string[];
  /** Where it was bound when it left the first of them, where that was another node's address. */
  readonly left?: Bound;
}

/** Who sends: a pod, a node itself, or an address whose packets reach a node by the network (null: some address outside). */
export type Sender =
  | { readonly kind: 'pod'; readonly pod: Pod; readonly node: NodeView }
  | { readonly kind: 'node'; readonly node: NodeView; readonly address?: string }
  | {
      readonly kind: 'address';
      readonly address: string | null;
      readonly node: NodeView;
      /** Whether others of the cluster's nodes may be reached first just as well. */
      readonly anyNode: boolean;
    };

/** An address and port to which a packet is on its way. */
export interface Bound {
  readonly node: string;
  readonly destination: string;
  readonly port: number;
}

/** Whoever a packet reaches. */
export type Reached = Omit<Destination, 'share' | 'outcome' | 'policy'>;

/** A connection that reached somebody, as its ends know it. A way has several where somebody passes on what he was sent. */
export interface Connection {
  /** Absent: a proxy of which it is not known where it is. */
  readonly sender?: Sender;
  /** The address that was dialled. */
  readonly dialled: string;
  /** Where it was bound when it left the node of its sender, where that was another node's address. */
  readonly left?: Bound;
  readonly destination: Reached;
  /** The nodes whose rules it passed, in order. */
  readonly passed: readonly string[];
  /** Its hops in the way: from this one on, up to and without that one. */
  readonly from: number;
  readonly to: number;
}

/** The end of one way. */
export interface Arrival {
  readonly disposition: Disposition;
  readonly destination?: Reached;
  readonly hops: readonly Hop[];
  readonly share: number;
  /** Ids of what the way stands on and the API does not show. */
  readonly assumes: readonly string[];
  /** The nodes whose rules the packet passed, in order. */
  readonly passed: readonly string[];
  /** The address to which the packet was on its way in the end; absent where none was sent. */
  readonly towards?: string;
  /** The connections that reached somebody, in order. */
  readonly connections?: readonly Connection[];
  /** Where the packet was bound when it left the node of its sender, where that was another node's address. */
  readonly left?: Bound;
  /** How the answer comes back, where it is not one connection from end to end. */
  readonly answer?: string;
}

/** What a stage makes of a packet: it goes on (in several ways), or it has arrived; undefined: the stage has nothing to do with it. */
export type StageResult = { readonly onward: readonly Passage[] } | { readonly arrival: Arrival } | undefined;

/** One stage of the way through a node, in the order in which a node applies them. */
export type Stage = (passage: Passage, network: Network) => StageResult;

/** One step at one place. */
export function hopOf(layer: Layer, says: string, step: Step, object?: ObjectRef): Hop {
  return { at: { layer, says, ...(object === undefined ? {} : { object }) }, steps: [step] };
}

/** The end of a passage in one last hop. */
export function arrive(
  passage: Passage,
  disposition: Disposition,
  hop: Hop,
  more: { readonly destination?: Arrival['destination']; readonly assumes?: readonly string[] } = {},
): { readonly arrival: Arrival } {
  const { destination, assumes = [] } = more;
  return {
    arrival: {
      disposition,
      hops: [...passage.hops, hop],
      share: passage.share,
      assumes: [...new Set([...passage.assumes, ...assumes])],
      passed: passage.passed,
      towards: passage.packet.destination,
      ...(passage.left === undefined ? {} : { left: passage.left }),
      ...(destination === undefined ? {} : { destination }),
    },
  };
}

/** Evidence about one field of one object. */
export function evidenceOf(object: ObjectRef, field: string, value: string | number | boolean | undefined, says: string): Evidence {
  return value === undefined ? { object, field, says } : { object, field, value, says };
}
