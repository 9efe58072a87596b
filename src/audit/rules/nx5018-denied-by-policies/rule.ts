import { areAllDenied, denialOf, judgedWays, proofOf } from '../../facts/denied-ways.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX5018',
  title: 'Policies deny the connection',
  severity: 'error',
  proof: 'certain',
  subject: 'Flow',
  reads: [],
  causes: [],
  check({ policed }) {
    if (policed === undefined || !areAllDenied(policed)) return [];
    const denial = denialOf(judgedWays(policed));
    if (denial === undefined) return [];
    const { policy, side, why, nearest, evidence } = denial;
    return [{ subject: policy, args: { side, why, nearest, enforced: policed.enforced === true }, evidence, proof: proofOf(policed) }];
  },
  message: ({ side, why, enforced }) =>
    `policies deny it ${{ egress: 'where it is sent', ingress: 'where it arrives', both: 'at both ends' }[side]}${enforced ? '' : ', if something enforces them'}: ${why}`,
  remedy: ({ side, nearest }) =>
    `${nearest === null ? '' : `Nearest comes ${nearest}. `}Let ${{ egress: 'a policy of the sender let it out', ingress: 'a policy of the receiver let it in', both: 'policies of both ends let it pass' }[side]}, if it is meant to.`,
});
