import { describeBackend, describeLine, linesOf } from '../../../engines/ingress/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3005',
  title: 'Backend is no Service',
  severity: 'info',
  proof: 'assumed',
  subject: 'Ingress',
  reads: [],
  causes: [],
  check(ingress) {
    const { namespace = '' } = ingress.metadata;
    return linesOf(ingress).flatMap((line) => {
      const { backend } = line;
      if (backend?.resource === undefined || line.of === 'rule') return [];
      const field = line.of === 'default' ? `${line.field}.resource` : `${line.field}.backend.resource`;
      const what = describeBackend(backend, namespace);
      const asks = { object: refTo('Ingress', ingress.metadata), field, value: what, says: 'the backend' };
      return [{ args: { line: describeLine(line), backend: what }, evidence: [asks] as const }];
    });
  },
  message: ({ line, backend }) => `${line}: ${backend} is no Service: only a controller that knows this kind does something with it`,
  remedy: () => 'See in the documents of the controller whether it knows this kind.',
});
