import { describeRef, refTo } from '../../../model/object-ref.ts';
import { conditionsByWriter, STATUS_KINDS } from '../../facts/condition-writers.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { isStale } from '../../facts/gateway-conditions.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4007',
  title: 'Status is older than the spec',
  severity: 'warning',
  proof: 'certain',
  subject: STATUS_KINDS,
  reads: [],
  causes: [],
  check(item, _cluster, kind) {
    const object = refTo(kind, item.metadata);
    const { generation = 0 } = item.metadata;
    return conditionsByWriter(kind, item).flatMap(({ parent, placed }) => {
      const stale = placed.filter(({ condition }) => isStale(condition, item.metadata));
      return stale.slice(0, 1).map((first) => {
        const observed = Math.max(...stale.map(({ condition }) => condition.observedGeneration ?? 0));
        const types = enumerate([...new Set(stale.map(({ condition }) => condition.type))]);
        return {
          args: { object: describeRef(object), parent: parent ?? null, generation, observed, types },
          evidence: [
            { object, field: `${first.field}.observedGeneration`, value: observed, says: 'the generation that the controller judged' },
            { object, field: 'metadata.generation', value: generation, says: 'the present one' },
          ] as const,
        };
      });
    });
  },
  message: ({ parent, generation, observed, types }) =>
    `${parent === null ? 'the controller' : `the controller of ${parent}`} has judged generation ${observed} of it, and the spec is at ${generation}: what it says of ${types} is out of date`,
  remedy: ({ object }) => `See whether the controller of ${object} runs and what its log says; it has not taken over the last change.`,
});
