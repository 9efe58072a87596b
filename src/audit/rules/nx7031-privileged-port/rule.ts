import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import { describePort } from '../../../model/values/port.ts';
import { placedPorts } from '../../facts/placed-ports.ts';
import { defineRule } from '../../rule.ts';

/** The first port for which a process needs no privilege, unless sysctl net.ipv4.ip_unprivileged_port_start says otherwise. */
const FIRST_UNPRIVILEGED = 1024;

/** Where clients look for a DNS server, whatever it would prefer. */
const DNS = 53;

export default defineRule({
  code: 'NX7031',
  title: 'Container port below 1024',
  severity: 'info',
  proof: 'assumed',
  subject: 'Pod',
  reads: [],
  auditOnly: true,
  holdsForTemplates: true,
  causes: [],
  check(pod) {
    if (isPodFinished(pod)) return [];
    const low = placedPorts(pod).filter(({ port: { containerPort } }) => containerPort < FIRST_UNPRIVILEGED && containerPort !== DNS);
    const [first] = low;
    if (first === undefined) return [];
    const ports = new Set(low.map(({ port: { containerPort: port, protocol } }) => describePort({ port, protocol })));
    const { containerPort: value } = first.port;
    return [
      {
        args: { ports: [...ports].join(', ') },
        evidence: [{ object: refTo('Pod', pod.metadata), field: `${first.field}.containerPort`, value, says: 'below 1024' }],
      },
    ];
  },
  message: ({ ports }) =>
    `declares port ${ports}: to listen below 1024 a process is root, has capability NET_BIND_SERVICE, or relies on a runtime that lifts the limit`,
  remedy: () => 'Let the program listen on a port from 1024 on, and the Service translate its own port with targetPort.',
});
