import { nameOf, refTo } from '../../../model/object-ref.ts';
import { hostPort } from '../../../model/values/ip.ts';
import { dialledFromOutside } from '../../facts/dialled-service.ts';
import { clientObject } from '../../facts/flow-ends.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX7006',
  title: 'externalTrafficPolicy Local is different for clients inside',
  severity: 'info',
  proof: 'assumed',
  subject: 'Flow',
  reads: ['Service', 'Node'],
  causes: [],
  check(flow, cluster) {
    const { dialled, sender, arrivals } = flow;
    const found = clientObject(flow) === undefined ? undefined : dialledFromOutside(flow, cluster);
    if (found === undefined || dialled === undefined || found.service.spec.externalTrafficPolicy !== 'Local') return [];
    const { service, shown, node } = found;
    const shortCircuit = arrivals.some(({ assumes }) => assumes.includes('local-detector'));
    const byRules = arrivals.some(({ hops }) => hops.some((hop) => hop.at.layer === 'service'));
    const elsewhere = node !== undefined && node !== sender.node.name && byRules;
    if (!shortCircuit && !elsewhere) return [];
    const object = refTo('Service', service.metadata);
    return [
      {
        subject: object,
        args: { service: nameOf(object), dialled: hostPort(dialled.destination, dialled.port), node: shortCircuit ? '' : (node ?? '') },
        evidence: [
          {
            object,
            field: 'spec.externalTrafficPolicy',
            value: 'Local',
            says: 'clients outside only get endpoints on the node that they reach',
          },
          shown,
        ],
      },
    ];
  },
  message: ({ service, dialled, node }) =>
    node === ''
      ? `${dialled} is dialled from inside the cluster, so kube-proxy leads it to endpoints of Service ${service} on any node: a client outside only gets those on the node that it reaches (externalTrafficPolicy Local)`
      : `${dialled} is a NodePort of another node, ${node}, which treats the packet as from outside: it only uses endpoints of Service ${service} on ${node} (externalTrafficPolicy Local)`,
  remedy: ({ service, node }) =>
    node === ''
      ? `Test what clients outside get of Service ${service} from outside; inside, dial its name or Cluster IP.`
      : `Inside the cluster dial the name or Cluster IP of Service ${service}: every node leads those to any endpoint.`,
});
