import type { Evidence } from '../../model/evidence.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Service } from '../../model/resources/service.ts';
import { parseCidr } from '../../model/values/cidr.ts';

/** Setting up a load balancer takes a cloud a minute or three. */
const PATIENCE = 5 * 60 * 1000;

/** Annotations by which clouds restrict the clients of a load balancer; the first is what spec.loadBalancerSourceRanges was before. */
const RESTRICTING = [
  'service.beta.kubernetes.io/load-balancer-source-ranges',
  'service.beta.kubernetes.io/azure-allowed-ip-ranges',
  'service.beta.kubernetes.io/azure-allowed-service-tags',
] as const;

/** A Service whose load balancer has no address, though it has been waiting for long enough. */
export interface PendingLoadBalancer {
  /** When the Service was created (RFC 3339). */
  readonly since: string;
  readonly shown: Evidence;
}

/** What a Service waits for; undefined where it has an address, waits for none, is being deleted, or has been waiting for 5 minutes at most. */
export function pendingLoadBalancer({ metadata, spec, status }: Service, now: string): PendingLoadBalancer | undefined {
  const { creationTimestamp: since, deletionTimestamp } = metadata;
  if (spec.type !== 'LoadBalancer' || status.loadBalancer.ingress.length > 0) return undefined;
  if (since === undefined || deletionTimestamp !== undefined || !(Date.parse(now) - Date.parse(since) > PATIENCE)) return undefined;
  return { since, shown: { object: refTo('Service', metadata), field: 'status.loadBalancer', says: `no address since ${since}` } };
}

/** Whether only some clients may use the load balancer of a Service, as far as the Service tells. */
export function restrictsClients({ metadata, spec }: Service): boolean {
  const said = spec.loadBalancerSourceRanges.length > 0 ? spec.loadBalancerSourceRanges.join(',') : metadata.annotations[RESTRICTING[0]];
  const ranges = (said ?? '').split(',').filter((range) => range.trim() !== '');
  const byCloud = RESTRICTING.slice(1).some((annotation) => (metadata.annotations[annotation] ?? '') !== '');
  return byCloud || (ranges.length > 0 && ranges.every((range) => parseCidr(range)?.prefix !== 0));
}
