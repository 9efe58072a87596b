import { areAllDenied, denialOf, isDenied, judgedWays, proofOf } from '../../facts/denied-ways.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX5020',
  title: 'Policies admit the client to some endpoints only',
  severity: 'warning',
  proof: 'certain',
  subject: 'Flow',
  reads: [],
  causes: [],
  check({ policed }) {
    if (policed === undefined || areAllDenied(policed)) return [];
    const denied = judgedWays(policed).filter(isDenied);
    const denial = denialOf(denied);
    if (denial === undefined) return [];
    const endpoints = new Set(policed.arrivals.flatMap(({ destination }) => (destination === undefined ? [] : [destination.ip])));
    const closed = [
      ...new Set(denied.flatMap(({ destination }) => (destination === undefined ? [] : [destination.pod ?? destination.ip]))),
    ];
    const { policy, why, evidence } = denial;
    const args = { closed: closed.length, endpoints: endpoints.size, names: enumerate(closed), why, enforced: policed.enforced === true };
    return [{ subject: policy, args, evidence, proof: proofOf(policed) }];
  },
  message: ({ closed, endpoints, names, why, enforced }) =>
    `policies deny new connections to ${closed} of ${endpoints} endpoints (${names})${enforced ? '' : ', if something enforces them'}: ${why}`,
  remedy: () =>
    'Give the pods behind the Service the same labels, as far as policies go, or let the policies admit the client to all of them, if it is meant to connect.',
});
