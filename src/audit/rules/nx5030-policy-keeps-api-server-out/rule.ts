import { describeRef } from '../../../model/object-ref.ts';
import { describePort } from '../../../model/values/port.ts';
import { API_CALLER_KINDS, apiCallsTo } from '../../facts/api-callers.ts';
import { apiServerEnds } from '../../facts/control-plane.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { groupBy } from '../../facts/group-by.ts';
import { keptOut } from '../../facts/kept-out.ts';
import { isNobodyEnforcing, POLICY_KINDS } from '../../facts/policies.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface KeptOutArgs extends Readonly<Record<string, string | number>> {
  readonly namespace: string;
  readonly name: string;
  readonly port: string;
  readonly callers: string;
  readonly count: number;
  readonly total: number;
  readonly policies: string;
}

/** So many callers are named. */
const NAMED = 3;

export default defineRule({
  code: 'NX5030',
  title: 'Policy keeps the API server out',
  severity: 'warning',
  proof: 'likely',
  subject: 'Service',
  reads: [...API_CALLER_KINDS, 'EndpointSlice', 'Endpoints', 'Pod', 'Node', 'DaemonSet', ...POLICY_KINDS],
  wholeKinds: ['DaemonSet', 'Node', ...API_CALLER_KINDS],
  auditOnly: true,
  causes: [],
  check(service, cluster) {
    const { calls, gaps: unread } = apiCallsTo(service, cluster);
    if (calls.length === 0) return unread.length === 0 ? [] : unjudged(unread);
    if (isNobodyEnforcing(cluster)) return [];
    const { ends, gaps } = apiServerEnds(cluster);
    const senders = { of: 'the API server', ends };
    return [...groupBy(calls, ({ service: { port } }) => port)].flatMap(([number, group]): readonly (Hit<KeptOutArgs> | Unjudged)[] => {
      const port = service.spec.ports.find((one) => one.port === number);
      const [first] = group;
      const result = port === undefined ? undefined : keptOut(service, port, senders, cluster);
      if (first === undefined || port === undefined || result === undefined) return [];
      if ('unjudged' in result) return [result];
      if (gaps.length > 0) return unjudged(gaps);
      const { namespace = '', name } = service.metadata;
      const { count, total, policies } = result;
      const callers = new Set(group.map(({ shown }) => describeRef(shown.object)));
      const keeping = policies.map((object) => ({ object, field: 'spec', says: 'lets in no address, and no pod of the control plane' }));
      const args = { namespace, name, port: describePort(port), count, total, policies: enumerate(policies.map(describeRef)) };
      return [{ args: { ...args, callers: enumerate([...callers], NAMED) }, evidence: [first.shown, ...keeping] }];
    });
  },
  message: ({ port, callers, count, total, policies }) =>
    `the API server calls port ${port} of it (${callers}), and ${policies} keep${policies.includes(' and ') ? '' : 's'} it out of ${count === total ? 'every endpoint' : `${count} of ${total} endpoints`}, if policies are enforced: no rule lets in the addresses of the control plane, so that its calls time out`,
  remedy: ({ namespace, name }) =>
    `Add a rule for that port with an ipBlock that holds the addresses of the control plane, or for everybody, to the policies of the pods behind Service ${namespace}/${name}.`,
});
