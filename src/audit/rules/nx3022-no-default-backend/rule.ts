import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3022',
  title: 'No backend for what no rule takes',
  severity: 'info',
  proof: 'assumed',
  subject: 'Ingress',
  reads: [],
  causes: [],
  check({ metadata, spec }) {
    const takesAll = (path: string | undefined, pathType: string | undefined) =>
      pathType === 'Prefix' && (path === '/' || path === undefined);
    const open = spec.rules.filter(({ http }) => http !== undefined && !http.paths.some(({ path, pathType }) => takesAll(path, pathType)));
    if (spec.defaultBackend !== undefined || open.length === 0) return [];
    const hosts = enumerate(open.map(({ host }) => host ?? '*'));
    const shown = { object: refTo('Ingress', metadata), field: 'spec.rules', value: hosts, says: 'no path takes every request' };
    return [{ args: { hosts }, evidence: [shown] }];
  },
  message: ({ hosts }) =>
    `requests for ${hosts} that no path takes get the controller's own answer, commonly 404: there is no defaultBackend`,
  remedy: () => 'Add a path / of type Prefix, or spec.defaultBackend, if somebody should answer them.',
});
