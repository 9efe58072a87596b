import { nameOf, refTo } from '../../../model/object-ref.ts';
import { clusterIPsOf } from '../../../model/resources/service.ts';
import { cidrContains, parseCidr } from '../../../model/values/cidr.ts';
import { familyOf } from '../../../model/values/ip.ts';
import { dialledLoadBalancer } from '../../facts/dialled-service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { clientObject, describeClient, outcomesOf, sourceAddress } from '../../facts/flow-ends.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX7021',
  title: 'Client is outside loadBalancerSourceRanges',
  severity: 'error',
  proof: 'certain',
  subject: 'Flow',
  reads: ['Service'],
  causes: [],
  check(flow, cluster) {
    const dropped = [...outcomesOf(flow)].every((outcome) => outcome === 'dropped');
    const found = dropped ? dialledLoadBalancer(flow, cluster) : undefined;
    const source = sourceAddress(flow);
    if (found === undefined || found.ingress.ipMode === 'Proxy' || source === undefined) return [];
    const { service, shown } = found;
    const ranges = service.spec.loadBalancerSourceRanges.filter((range) => parseCidr(range)?.family === familyOf(source));
    if (ranges.length === 0 || ranges.some((range) => cidrContains(range, source))) return [];
    const object = refTo('Service', service.metadata);
    const inside = clientObject(flow) !== undefined;
    const listed = enumerate(ranges.map((range) => range.trim()));
    const client = describeClient(flow);
    return [
      {
        subject: object,
        args: {
          service: nameOf(object),
          client: client === source ? client : `${client} (${source})`,
          source,
          address: flow.dialled?.destination ?? '',
          ranges: listed,
          clusterIP: inside ? (clusterIPsOf(service)[0] ?? '') : '',
        },
        evidence: [{ object, field: 'spec.loadBalancerSourceRanges', says: `only ${listed} may come in` }, shown],
      },
    ];
  },
  message: ({ service, client, address, ranges }) =>
    `${client} is in none of loadBalancerSourceRanges of Service ${service} (${ranges}), so kube-proxy drops what it sends to ${address}`,
  remedy: ({ service, source, clusterIP }) =>
    clusterIP === ''
      ? `Add a range with ${source} to spec.loadBalancerSourceRanges of Service ${service} if this client may come in.`
      : `Dial the name or Cluster IP (${clusterIP}) of Service ${service}, which the ranges do not guard, or add a range with ${source} to spec.loadBalancerSourceRanges.`,
});
