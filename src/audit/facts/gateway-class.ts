import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Lookup } from '../../model/listing.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Gateway, GatewayClass } from '../../model/resources/gateway.ts';
import { findCondition, type PlacedCondition, presentConditions } from './gateway-conditions.ts';
import { hasLasted } from './pod-readiness.ts';

/** The class of a Gateway. */
export function classOf({ spec }: Gateway, cluster: ClusterIndex): Lookup<GatewayClass> {
  return cluster.get('GatewayClass', spec.gatewayClassName);
}

/**
 * The condition by which no controller has accepted a class: Accepted is False, or has been Unknown for a minute at least, as the API itself
 * writes it on a new object. Source: gateway-api apis/v1/gatewayclass_types.go (1.6).
 */
export function refusal({ metadata, status }: GatewayClass, cluster: ClusterIndex): PlacedCondition | undefined {
  const present = presentConditions(status.conditions, metadata);
  const unknown = hasLasted(metadata.creationTimestamp, cluster) ? findCondition(present, 'Accepted', 'Unknown') : undefined;
  return findCondition(present, 'Accepted', 'False') ?? unknown;
}

/** Evidence of a class that no controller has accepted, which explains whatever is wrong with its Gateways; empty where there is none. */
export function classTrouble(gateway: Gateway, cluster: ClusterIndex): readonly Evidence[] {
  const found = classOf(gateway, cluster);
  const refused = found.state === 'found' ? refusal(found.item, cluster) : undefined;
  if (found.state !== 'found' || refused === undefined) return [];
  const { status } = refused.condition;
  return [
    {
      object: refTo('GatewayClass', found.item.metadata),
      field: `${refused.field}.status`,
      value: status,
      says: 'its class is not accepted',
    },
  ];
}
