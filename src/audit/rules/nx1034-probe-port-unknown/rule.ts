import { unresolvedProbes } from '../../facts/probe-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1034',
  title: 'Probe on a port that the container does not have',
  severity: 'error',
  proof: 'certain',
  subject: 'Pod',
  reads: [],
  causes: [],
  causesElsewhere: ['NX1007', 'NX1008', 'NX2021'],
  check: (pod) => unresolvedProbes(pod, ['startupProbe', 'readinessProbe']),
  message: ({ container, probe, name }) =>
    `it never becomes ready: the ${probe} probe of container ${container} asks for port "${name}", which that container does not declare`,
  remedy: ({ container, name }) =>
    `Name a port of container ${container} "${name}", or let its probe ask for one that it has, by name or number.`,
});
