import { pendingLoadBalancer } from '../../facts/load-balancer.ts';
import { neverApplied } from '../../facts/never-applied.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX7015',
  title: 'Load balancer without an address',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: [],
  causes: [],
  check(service, cluster) {
    const { spec, status } = service;
    const waits = spec.type === 'LoadBalancer' && status.loadBalancer.ingress.length === 0;
    const gaps = waits ? neverApplied('Service', service.metadata) : [];
    if (gaps.length > 0) return unjudged(gaps);
    const pending = pendingLoadBalancer(service, cluster.takenAt);
    if (pending === undefined) return [];
    const { namespace = '', name } = service.metadata;
    return [{ args: { namespace, service: name, since: pending.since }, evidence: [pending.shown] }];
  },
  message: ({ since }) => `no load balancer has given it an address since it was created (${since}): nobody outside reaches it that way`,
  remedy: ({ namespace, service }) =>
    `See what the controller says (kubectl describe service ${service} -n ${namespace}) and logs, or take type NodePort or ClusterIP if no load balancer is wanted.`,
});
