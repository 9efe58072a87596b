import { ownIPs } from '../../../engines/trace/index.ts';
import { describeRef, nameOf, refTo } from '../../../model/object-ref.ts';
import { sameIp } from '../../../model/values/ip.ts';
import { leadingService } from '../../facts/flow-ends.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX6017',
  title: 'The only endpoint is the client itself',
  severity: 'info',
  proof: 'assumed',
  subject: 'Flow',
  reads: [],
  causes: [],
  check(flow) {
    const { sender, dialled, arrivals } = flow;
    const service = leadingService(flow);
    if (sender.kind !== 'pod' || sender.pod.spec.hostNetwork || dialled === undefined || service === undefined) return [];
    const client = refTo('Pod', sender.pod.metadata);
    const own = ownIPs(sender.pod);
    const back = arrivals.every(({ destination }) => destination?.pod === nameOf(client));
    if (!back || own.some((ip) => sameIp(ip, dialled.destination))) return [];
    const index = sender.pod.status.podIPs.findIndex(({ ip }) => arrivals.some(({ destination }) => sameIp(destination?.ip ?? '', ip)));
    return [
      {
        subject: service,
        args: { service: nameOf(service), client: describeRef(client) },
        evidence: [
          {
            object: client,
            field: `status.podIPs[${index}].ip`,
            value: sender.pod.status.podIPs[index]?.ip ?? '',
            says: 'the address of the client and of the endpoint',
          },
        ],
      },
    ];
  },
  message: ({ service, client }) =>
    `the only endpoint that Service ${service} has for ${client} is ${client} itself: the packet comes back to its sender (hairpin), which works only if the network plugin lets it`,
  remedy: ({ service }) =>
    `Run another pod behind Service ${service}, or let the pod use localhost; if the connection fails, see that the plugin's hairpin mode is on.`,
});
