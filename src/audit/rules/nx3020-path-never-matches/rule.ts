import { describeLine, type IngressLine, linesOf } from '../../../engines/ingress/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { groupBy } from '../../facts/group-by.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3020',
  title: 'Path that never gets a request',
  severity: 'warning',
  proof: 'likely',
  subject: 'Ingress',
  reads: [],
  causes: [],
  check(ingress) {
    const paths = linesOf(ingress).filter(({ of }) => of === 'path');
    return [...groupBy(paths, sameRequests).values()].flatMap((group) => {
      const [first, ...others] = group.toSorted((a, b) => (b.path ?? '').length - (a.path ?? '').length);
      if (first === undefined) return [];
      return others.map((line) => ({
        args: {
          namespace: ingress.metadata.namespace ?? '',
          ingress: ingress.metadata.name,
          line: describeLine(line),
          first: describeLine(first),
        },
        evidence: [shown(line), shown(first)] as const,
      }));
    });
  },
  message: ({ line, first }) => `${line} never gets a request: ${first} takes the same ones, and counts before it`,
  remedy: ({ namespace, ingress, line }) => `Remove ${line} from Ingress ${namespace}/${ingress}, or give it another path.`,
});

/** Lines with the same key take the same requests: a slash at the end of a Prefix changes nothing. */
function sameRequests({ host = '', path = '', pathType = '' }: IngressLine): string {
  const meant = pathType === 'Prefix' && path.endsWith('/') ? path.slice(0, -1) : path;
  return JSON.stringify([host.toLowerCase(), pathType, meant]);
}

function shown(line: IngressLine) {
  return { object: refTo('Ingress', line.ingress.metadata), field: line.field, value: describeLine(line), says: 'a path of a rule' };
}
