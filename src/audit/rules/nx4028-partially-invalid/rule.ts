import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import { describeParent } from '../../facts/condition-writers.ts';
import { findCondition, type PlacedCondition, presentConditions, quote, whyOf } from '../../facts/gateway-conditions.ts';
import { defineRule } from '../../rule.ts';

/** Reasons of Accepted and ResolvedRefs that other findings tell, from the objects or from the condition. */
const TOLD_ELSEWHERE = [
  'NoMatchingParent',
  'NotAllowedByListeners',
  'NoMatchingListenerHostname',
  'BackendNotFound',
  'RefNotPermitted',
  'InvalidKind',
  'UnsupportedProtocol',
];

export default defineRule({
  code: 'NX4028',
  title: 'Controller does not take all of the route',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: [],
  causes: [],
  check(route, _cluster, kind) {
    const object = refTo(kind, route.metadata);
    return route.status.parents.flatMap(({ parentRef, conditions }, index) => {
      const said = refusalOf(presentConditions(conditions, route.metadata, `status.parents[${index}]`));
      if (said === undefined) return [];
      const parent = describeParent(parentRef, route.metadata.namespace);
      return [
        {
          args: { route: describeRef(object), parent, type: said.condition.type, why: whyOf(said) },
          evidence: [quote(object, said)] as const,
        },
      ];
    });
  },
  message({ parent, type, why }) {
    const what = { PartiallyInvalid: 'has left out rules that it cannot use', Accepted: 'does not take the route' }[type];
    return `the controller of ${parent} ${what ?? 'cannot resolve what the route names'}: ${why}`;
  },
  remedy: ({ route, parent }) => `Correct in ${route} what the controller of ${parent} names.`,
});

function refusalOf(said: readonly PlacedCondition[]): PlacedCondition | undefined {
  const isNew = ({ condition }: PlacedCondition) => !TOLD_ELSEWHERE.includes(condition.reason ?? '');
  return [
    findCondition(said, 'Accepted', 'False'),
    findCondition(said, 'PartiallyInvalid', 'True'),
    findCondition(said, 'ResolvedRefs', 'False'),
  ].find((one) => one !== undefined && isNew(one));
}
