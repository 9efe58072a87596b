import { unresolvedProbes } from '../../facts/probe-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1036',
  title: 'Liveness probe that never runs',
  severity: 'warning',
  proof: 'certain',
  subject: 'Pod',
  reads: [],
  causes: [],
  check: (pod) => unresolvedProbes(pod, ['livenessProbe']),
  message: ({ container, name }) =>
    `the liveness probe of container ${container} asks for port "${name}", which that container does not declare: it is never carried out, and a container that hangs is not restarted`,
  remedy: ({ container, name }) =>
    `Name a port of container ${container} "${name}", or let its probe ask for one that it has, by name or number.`,
});
