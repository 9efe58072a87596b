import { describeLine } from '../../../engines/ingress/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { judgeBackends } from '../../facts/ingress-lines.ts';
import { nearest } from '../../facts/near-miss.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3001',
  title: 'Backend Service does not exist',
  severity: 'error',
  proof: 'certain',
  subject: 'Ingress',
  reads: ['Service'],
  causes: [],
  check(ingress, cluster) {
    const { namespace = '', name } = ingress.metadata;
    return judgeBackends(ingress, cluster, ({ service, lines, asks }, found) => {
      if (found !== undefined) return undefined;
      const near = nearest(
        service,
        knownItems(cluster.metadata('Service', { namespace })).map(({ metadata }) => metadata.name),
      );
      return {
        args: { namespace, ingress: name, backend: service, lines: enumerate(lines.map(describeLine)), meant: near ?? null },
        evidence: [asks],
      };
    });
  },
  message: ({ namespace, backend, lines, meant }) => {
    const near = meant === null ? '' : `; did you mean ${meant}?`;
    return `${lines}: Service ${namespace}/${backend} does not exist${near}`;
  },
  remedy: ({ namespace, ingress, backend, meant }) =>
    `${meant === null ? 'Correct the name of the backend' : `Write ${meant} instead of ${backend}`} in Ingress ${namespace}/${ingress}, or create Service ${namespace}/${backend}.`,
});
