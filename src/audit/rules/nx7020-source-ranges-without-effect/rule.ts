import { whySkipped } from '../../../engines/service/index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { LoadBalancerIngress, Service } from '../../../model/resources/service.ts';
import { parseCidr } from '../../../model/values/cidr.ts';
import { familyOf } from '../../../model/values/ip.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX7020',
  title: 'loadBalancerSourceRanges are not enforced by the nodes',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: [],
  causes: [],
  check(service) {
    const { metadata, spec, status } = service;
    const ranges = spec.loadBalancerSourceRanges.map((range) => parseCidr(range)).filter((range) => range !== undefined);
    if (ranges.length === 0 || ranges.some((range) => range.prefix === 0)) return [];
    const object = refTo('Service', metadata);
    const open = status.loadBalancer.ingress.flatMap((one, index) => {
      const why = whyOpen(one, service);
      const says = `${one.ip ?? one.hostname ?? 'an address'} ${why}`;
      return why === undefined ? [] : [{ says, shown: { object, field: `status.loadBalancer.ingress[${index}]`, says } }];
    });
    const reasons =
      spec.type === 'LoadBalancer'
        ? open
        : [
            {
              says: `its type is ${spec.type}`,
              shown: { object, field: 'spec.type', value: spec.type, says: 'only type LoadBalancer has source ranges' },
            },
          ];
    if (reasons.length === 0) return [];
    const asks: Evidence = {
      object,
      field: 'spec.loadBalancerSourceRanges',
      says: `only ${enumerate(ranges.map((range) => range.text))} may come in`,
    };
    return [
      {
        args: {
          namespace: metadata.namespace ?? '',
          service: metadata.name,
          type: spec.type,
          reasons: enumerate(reasons.map((one) => one.says)),
        },
        evidence: [asks, ...reasons.map((one) => one.shown)],
      },
    ];
  },
  message: ({ type, reasons }) =>
    type === 'LoadBalancer'
      ? `kube-proxy does not hold clients to loadBalancerSourceRanges, only the load balancer itself can: ${reasons}`
      : `loadBalancerSourceRanges keep nobody out: ${reasons}`,
  remedy: ({ namespace, service, type }) =>
    type === 'LoadBalancer'
      ? `See that the load balancer of Service ${namespace}/${service} has the same rule, or restrict its pods with a NetworkPolicy.`
      : `Remove spec.loadBalancerSourceRanges of Service ${namespace}/${service} (the API server refuses them with type ${type}); restrict its pods with a NetworkPolicy.`,
});

/** Why kube-proxy lets everybody in at an address; undefined where it keeps to the ranges. */
function whyOpen({ ip, hostname, ipMode }: LoadBalancerIngress, service: Service): string | undefined {
  if (whySkipped(service) !== undefined) return 'is not served by kube-proxy';
  if (ip === undefined) return hostname === undefined ? undefined : 'is a name, which kube-proxy has no rule for';
  if (ipMode === 'Proxy') return 'has ipMode Proxy, so that kube-proxy has no rule for it';
  const family = familyOf(ip);
  return service.spec.loadBalancerSourceRanges.some((range) => parseCidr(range)?.family === family)
    ? undefined
    : `is ${family}, and no range is: kube-proxy lets everybody in`;
}
