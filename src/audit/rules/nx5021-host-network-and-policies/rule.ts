import { describeRef, refTo } from '../../../model/object-ref.ts';
import { judgedWays } from '../../facts/denied-ways.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX5021',
  title: "Policies take a pod in its node's network for the node",
  severity: 'info',
  proof: 'assumed',
  subject: 'Flow',
  reads: [],
  causes: [],
  check({ policed }) {
    if (policed === undefined) return [];
    const client = policed.sender.kind === 'pod' ? [{ pod: policed.sender.pod, end: 'client' }] : [];
    const servers = judgedWays(policed).flatMap(({ judgedAs }) => {
      const server = judgedAs?.arriving.server;
      return server?.kind === 'pod' ? [{ pod: server.pod, end: 'server' }] : [];
    });
    const inNodes = [...client, ...servers].filter(({ pod }) => pod.spec.hostNetwork);
    return inNodes.map(({ pod, end }) => {
      const subject = refTo('Pod', pod.metadata);
      const shown = { object: subject, field: 'spec.hostNetwork', value: true, says: 'it has the network of its node' };
      return { subject, args: { pod: describeRef(subject), end, node: pod.spec.nodeName ?? null }, evidence: [shown] as const };
    });
  },
  message: ({ end, node }) =>
    end === 'client'
      ? `it sends with the address of its node${node === null ? '' : ` ${node}`}: selectors of policies do not see it, and most plugins hold policies of its own against nothing`
      : `it receives at the address of its node${node === null ? '' : ` ${node}`}: most plugins hold no policies against it, and selectors do not see it`,
  remedy: ({ pod }) => `Name the addresses of nodes (ipBlock) where policies are meant for ${pod}, or give it a network of its own.`,
});
