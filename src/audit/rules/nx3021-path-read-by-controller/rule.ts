import { describeLine, linesOf } from '../../../engines/ingress/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3021',
  title: 'Path that the controller reads in its own way',
  severity: 'info',
  proof: 'assumed',
  subject: 'Ingress',
  reads: [],
  causes: [],
  check(ingress) {
    const free = linesOf(ingress).filter(({ of, pathType }) => of === 'path' && pathType === 'ImplementationSpecific');
    const [first] = free;
    if (first === undefined) return [];
    const shown = {
      object: refTo('Ingress', ingress.metadata),
      field: `${first.field}.pathType`,
      value: 'ImplementationSpecific',
      says: 'how the path is read',
    };
    return [{ args: { lines: enumerate(free.map(describeLine)) }, evidence: [shown] }];
  },
  message: ({ lines }) => `${lines}: what such a path takes is up to the controller (ingress-nginx reads a prefix or a regular expression)`,
  remedy: () => 'Write Prefix or Exact where one of them is meant: every controller reads those alike.',
});
