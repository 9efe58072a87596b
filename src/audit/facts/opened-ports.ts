import { SKIP_LABELS } from '../../engines/service/index.ts';
import { isHeadless, type Service, type ServicePort } from '../../model/resources/service.ts';

/** Whether kube-proxy serves a Service, or is going to: a manifest has no Cluster IP before a server gives it one. */
export function isProxied(service: Service): boolean {
  const { metadata, spec } = service;
  return spec.type !== 'ExternalName' && !isHeadless(service) && !SKIP_LABELS.some((label) => Object.hasOwn(metadata.labels, label));
}

/** Whether a Service port is open on the nodes, or is going to be, on a port that is chosen when the Service is created. */
export function opensNodePort({ metadata, spec }: Service, { nodePort }: ServicePort): boolean {
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return false;
  return nodePort !== undefined || (metadata.uid === undefined && (spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts));
}
