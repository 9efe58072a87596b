import { refTo } from '../../../model/object-ref.ts';
import type { Ingress } from '../../../model/resources/ingress.ts';
import { perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

/** The hosts of which some Ingress takes every request; undefined is the host of rules without one, or of an Ingress with a default backend. */
const closedHosts = perCluster((cluster) => new Set(cluster.known('Ingress').flatMap(hostsTaken)));

export default defineRule({
  code: 'NX3022',
  title: 'No backend for what no rule takes',
  severity: 'info',
  proof: 'assumed',
  subject: 'Ingress',
  reads: ['Ingress'],
  wholeKinds: ['Ingress'],
  causes: [],
  check({ metadata, spec }, cluster) {
    const closed = closedHosts(cluster);
    const open = spec.rules.filter(({ http, host }) => http !== undefined && !closed.has(host?.toLowerCase()) && !closed.has(undefined));
    if (open.length === 0) return [];
    const hosts = enumerate(open.map(({ host }) => host ?? '*'));
    const shown = { object: refTo('Ingress', metadata), field: 'spec.rules', value: hosts, says: 'no path takes every request' };
    return [{ args: { hosts }, evidence: [shown] }];
  },
  message: ({ hosts }) =>
    `requests for ${hosts} that no path takes get the controller's own answer, commonly 404: there is no defaultBackend`,
  remedy: () => 'Add a path / of type Prefix, or spec.defaultBackend, if somebody should answer them.',
});

function hostsTaken({ spec }: Ingress): readonly (string | undefined)[] {
  const whole = spec.rules.filter(({ http }) => http?.paths.some(({ path = '/', pathType }) => pathType === 'Prefix' && path === '/'));
  const own = whole.map(({ host }) => host?.toLowerCase());
  return spec.defaultBackend === undefined ? own : [...own, undefined];
}
