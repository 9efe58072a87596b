import { ROUTE_KINDS } from '../../engines/gateway/index.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { BackendTLSPolicy } from '../../model/resources/backend-tls-policy.ts';
import type { Gateway, GatewayClass, ListenerSet } from '../../model/resources/gateway.ts';
import type { ParentRef, StatusCondition } from '../../model/resources/gateway-api.ts';
import type { Resource } from '../../model/resources/index.ts';
import type { Route } from '../../model/resources/route.ts';
import type { PlacedCondition } from './gateway-conditions.ts';

/** The kinds of the Gateway API whose controllers report conditions. */
export const STATUS_KINDS = ['GatewayClass', 'Gateway', 'ListenerSet', ...ROUTE_KINDS, 'BackendTLSPolicy'] as const;

/** One of them. */
export type StatusKind = (typeof STATUS_KINDS)[number];

/** All that one controller says of an object, of whatever generation. */
export interface WrittenConditions {
  /** For which parent it speaks, of objects that may have several: `Gateway prod/edge`. */
  readonly parent?: string;
  readonly placed: readonly PlacedCondition[];
}

/** The conditions of an object, those of one controller together. What is said of listeners that are no longer there is left out. */
export function conditionsByWriter(kind: StatusKind, item: Resource<StatusKind>): readonly WrittenConditions[] {
  switch (kind) {
    case 'GatewayClass':
      return [{ placed: place((item as GatewayClass).status.conditions, 'status') }];
    case 'Gateway':
    case 'ListenerSet':
      return [{ placed: ofListenerOwner(item as Gateway | ListenerSet) }];
    case 'BackendTLSPolicy':
      return (item as BackendTLSPolicy).status.ancestors.map(({ ancestorRef, conditions }, index) => ({
        parent: describeParent(ancestorRef, item.metadata.namespace),
        placed: place(conditions, `status.ancestors[${index}]`),
      }));
    default:
      return (item as Route).status.parents.map(({ parentRef, conditions }, index) => ({
        parent: describeParent(parentRef, item.metadata.namespace),
        placed: place(conditions, `status.parents[${index}]`),
      }));
  }
}

/** `Gateway prod/edge, listener https`. */
export function describeParent({ kind, name, sectionName, ...ref }: ParentRef, home = ''): string {
  const { namespace = home } = ref;
  return `${kind} ${nameOf({ namespace, name })}${sectionName === undefined ? '' : `, listener ${sectionName}`}`;
}

function ofListenerOwner({ spec, status }: Gateway | ListenerSet): readonly PlacedCondition[] {
  return [
    ...place(status.conditions, 'status'),
    ...status.listeners.flatMap(({ name, conditions }, index) =>
      spec.listeners.some((one) => one.name === name) ? place(conditions, `status.listeners[${index}]`) : [],
    ),
  ];
}

function place(conditions: readonly StatusCondition[], path: string): readonly PlacedCondition[] {
  return conditions.map((condition, index) => ({ condition, field: `${path}.conditions[${index}]` }));
}
