import { type OpenPort, openPorts } from '../../../engines/policy/index.ts';
import { areAllDenied, denialOf, judgedWays, proofOf } from '../../facts/denied-ways.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { POLICY_KINDS, policiesIn } from '../../facts/policies.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX5019',
  title: 'No port that policies of both ends let pass',
  severity: 'error',
  proof: 'certain',
  subject: 'Flow',
  reads: POLICY_KINDS,
  causes: ['NX5018'],
  check({ policed }, cluster) {
    if (policed === undefined || !areAllDenied(policed)) return [];
    const ways = judgedWays(policed);
    const denial = denialOf(ways);
    const judgedAs = ways[0]?.judgedAs;
    if (denial === undefined || judgedAs === undefined) return [];
    const open = openPorts(judgedAs, policiesIn(cluster), policed.habits);
    if (open === undefined || open.both.length > 0 || open.egress.length === 0 || open.ingress.length === 0) return [];
    const args = { out: portsOf(open.egress), in: portsOf(open.ingress), enforced: policed.enforced === true };
    return [{ subject: denial.policy, args, evidence: denial.evidence, proof: proofOf(policed) }];
  },
  message: ({ out, in: into, enforced }) =>
    `policies of both ends let the two talk${enforced ? '' : ', if something enforces them'}, but on no port in common: the sender is let out to ${out}, and the receiver lets in ${into}`,
  remedy: () => 'Name the port of the receiving pods (not that of a Service) in the rules of both ends.',
});

function portsOf(ports: readonly OpenPort[]): string {
  return enumerate(ports.map(({ port, protocol }) => `${port}/${protocol}`));
}
