import { describeLine, linesOf } from '../../../engines/ingress/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

const REWRITE = 'nginx.ingress.kubernetes.io/rewrite-target';

export default defineRule({
  code: 'NX3025',
  title: 'Rewrite of a group that no path has',
  severity: 'warning',
  proof: 'certain',
  subject: 'Ingress',
  reads: [],
  causes: [],
  check(ingress) {
    const { metadata } = ingress;
    const target = metadata.annotations[REWRITE];
    const highest = Math.max(0, ...[...(target ?? '').matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit)));
    if (target === undefined || highest === 0) return [];
    const lacking = linesOf(ingress).filter(({ of, path = '' }) => of === 'path' && groupsIn(path) < highest);
    const [first] = lacking;
    if (first === undefined) return [];
    const object = refTo('Ingress', metadata);
    return [
      {
        args: { group: `$${highest}`, target, lines: enumerate(lacking.map(describeLine)) },
        evidence: [
          { object, field: `metadata.annotations["${REWRITE}"]`, value: target, says: 'the path that the backend gets' },
          { object, field: `${first.field}.path`, value: first.path ?? '', says: 'it has no such group' },
        ],
      },
    ];
  },
  message: ({ group, target, lines }) => `rewrite-target ${target} uses ${group}, and ${lines} has no such group: it becomes empty there`,
  remedy: ({ group }) => `Write the path as a regular expression with the groups up to ${group}: /api(/|$)(.*) and $2.`,
});

/** How many groups a path captures, read as a regular expression. */
function groupsIn(path: string): number {
  return [...path.matchAll(/\((?!\?)/g)].length;
}
