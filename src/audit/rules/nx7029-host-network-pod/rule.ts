import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import { describePort } from '../../../model/values/port.ts';
import { placedPorts } from '../../facts/placed-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX7029',
  title: "Pod in the node's network",
  severity: 'info',
  proof: 'certain',
  subject: 'Pod',
  reads: [],
  auditOnly: true,
  holdsForTemplates: true,
  causes: [],
  check(pod) {
    const { metadata, spec } = pod;
    if (!spec.hostNetwork || isPodFinished(pod)) return [];
    const declared = placedPorts(pod).map(({ port: { containerPort: port, protocol } }) => describePort({ port, protocol }));
    return [
      {
        args: { node: spec.nodeName ?? null, ports: [...new Set(declared)].join(', ') },
        evidence: [
          { object: refTo('Pod', metadata), field: 'spec.hostNetwork', value: true, says: "shares the node's addresses and ports" },
        ],
      },
    ];
  },
  message: ({ node, ports }) => {
    const where = node === null ? 'the node that it gets' : `node ${node}`;
    const what = ports === '' ? 'what it listens on, of which it declares nothing,' : `port ${ports}`;
    return `${what} is open on the addresses of ${where}, and most network plugins apply no NetworkPolicy to it`;
  },
  remedy: () => "Where the node's network is not what the program is for, remove hostNetwork from the pod template.",
});
