import { UsageError } from '../../model/errors.ts';
import { findKind, KINDS } from '../../model/kind.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import { POLICY_WORDS } from '../explain-policy/kinds.ts';

/** The kinds that can be explained, and the word by which a question names each. */
export const EXPLAINED = {
  Service: 'svc',
  Pod: 'pod',
  Node: 'node',
  Ingress: 'ing',
  Gateway: 'gateway',
  HTTPRoute: 'httproute',
  GRPCRoute: 'grpcroute',
  ...POLICY_WORDS,
} as const;

/** A kind that can be explained. */
export type ExplainedKind = keyof typeof EXPLAINED;

/** One object to explain. `namespace` is absent for nodes. */
export interface Target extends ObjectRef {
  readonly kind: ExplainedKind;
}

/** One object (`name` set), or all of a kind. */
export interface Named {
  readonly kind: ExplainedKind;
  readonly namespace: string;
  readonly name?: string;
}

const ONE_NAME = 'arguments in resource/name form must have a single resource and name';

/** The kind that a word names, by any name that kubectl accepts. Refuses (UsageError) unknown ones and those that cannot be explained. */
export function explainedKind(type: string): ExplainedKind {
  const kind = findKind(type);
  if (kind === undefined) throw new UsageError(`the server doesn't have a resource type "${type}"`);
  if (kind in EXPLAINED) return kind as ExplainedKind;
  const known = Object.keys(EXPLAINED).map((one) => KINDS[one as ExplainedKind].plural);
  throw new UsageError(`cannot explain resource type "${KINDS[kind].plural}": this version explains ${known.join(', ')}`);
}

/** Reads `svc`, `svc/NAME` or `svc/NAMESPACE/NAME`, with any type that can be explained. Refuses (UsageError) anything else. */
export function parseObject(text: string, namespace: string): Named {
  const [type = '', ...parts] = text.split('/');
  const kind = explainedKind(type);
  const most = KINDS[kind].namespaced ? 2 : 1;
  if (parts.length > most || parts.some((part) => part === '')) throw new UsageError(ONE_NAME);
  const [first, second] = parts;
  if (first === undefined) return { kind, namespace };
  return second === undefined ? { kind, namespace, name: first } : { kind, namespace: first, name: second };
}

/** The object that a kind and names mean. */
export function targetOf(kind: ExplainedKind, namespace: string, name: string): Target {
  return KINDS[kind].namespaced ? { kind, namespace, name } : { kind, name };
}

/** `svc/a/foo`, `node/node1`: an object in the form that every question takes. */
export function formatTarget({ kind, namespace, name }: Target): string {
  return [EXPLAINED[kind], ...(namespace === undefined ? [] : [namespace]), name].join('/');
}
