import type { ObjectRef } from '../../model/object-ref.ts';
import type { LabelSelector } from '../../model/values/label-selector.ts';
import type { AddressRange } from './address-range.ts';
import type { Doubt } from './match.ts';

/** The side of a pod from which a connection is judged: as its receiver, or as its sender. */
export type Direction = 'ingress' | 'egress';

/** The order in which policies are asked: Admin, NetworkPolicy, Baseline. */
export type Tier = 'Admin' | 'NetworkPolicy' | 'Baseline';

/** A selector, or why it cannot be understood. */
export type Selector = LabelSelector | Doubt;

/** Namespaces: the policy's own; by labels; or by how their labels compare with those of the subject's namespace. */
export type Namespaces =
  | { readonly own: string }
  | { readonly selector: Selector }
  | { readonly sameLabels: readonly string[] }
  | { readonly notSameLabels: readonly string[] };

/** One entry of a rule's peers. */
export type Peer = { readonly field: string } & (
  | { readonly is: 'pods'; readonly namespaces: Namespaces; readonly pods: Selector }
  | { readonly is: 'addresses'; readonly range: AddressRange; readonly except: readonly AddressRange[] }
  | { readonly is: 'nodes'; readonly nodes: Selector }
  | { readonly is: 'domains'; readonly names: readonly string[]; readonly doubt: Doubt }
  | { readonly is: 'unreadable'; readonly doubt: Doubt }
);

/** One entry of a rule's ports. `protocol` absent: any. */
export type Port = { readonly field: string } & (
  | { readonly is: 'numbers'; readonly protocol?: string; readonly start: number; readonly end: number }
  | { readonly is: 'name'; readonly protocol?: string; readonly name: string }
  | { readonly is: 'unreadable'; readonly doubt: Doubt }
);

/** What becomes of a connection that a rule matches; `unreadable`: one of these. */
export type Action = 'accept' | 'deny' | 'pass' | 'unreadable';

/** A rule of any kind of policy. `peers` and `ports` absent: everybody, and everything. */
export interface Rule {
  readonly field: string;
  readonly name?: string;
  readonly action: Action;
  readonly peers?: readonly Peer[];
  readonly ports?: readonly Port[];
  /** Set where a peer without any known field makes the rule another one than it says. */
  readonly failsClosed?: true;
}

/** Whom a policy is about. */
export type Subject = { readonly namespaces: Namespaces; readonly pods: Selector } | Doubt;

/** A policy of any kind, as rules are followed. */
export interface Policy {
  readonly ref: ObjectRef;
  readonly tier: Tier;
  /** Within its tier, the lower first; 0 where the tier has no order. */
  readonly priority: number;
  readonly subject: Subject;
  /** Whether it is about a direction at all; a NetworkPolicy isolates the pods that it selects in these. */
  readonly directions: Readonly<Record<Direction, boolean | Doubt>>;
  readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
}

/** Whether a part of a policy could not be understood. */
export function isDoubt(value: object): value is Doubt {
  return 'says' in value;
}
