import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX5014',
  title: 'Namespace without a NetworkPolicy',
  severity: 'info',
  proof: 'certain',
  subject: 'Namespace',
  reads: ['NetworkPolicy', 'Pod'],
  auditOnly: true,
  causes: [],
  check({ metadata }, cluster) {
    const policies = cluster.list('NetworkPolicy', { namespace: metadata.name });
    if (knownItems(policies).length > 0) return [];
    const pods = cluster.list('Pod', { namespace: metadata.name });
    const count = knownItems(pods).filter((pod) => !pod.spec.hostNetwork && !isPodFinished(pod)).length;
    if (count === 0) return pods.state === 'complete' ? [] : unjudged(gapsOf(pods));
    if (policies.state !== 'complete') return unjudged(gapsOf(policies));
    const shown = { object: refTo('Namespace', metadata), field: 'metadata.name', value: metadata.name, says: 'no NetworkPolicy is in it' };
    return [{ args: { namespace: metadata.name, pods: count }, evidence: [shown] }];
  },
  message: ({ pods }) =>
    `no NetworkPolicy is in it: every pod of the cluster may connect to its ${pods === 1 ? 'pod' : `${pods} pods`}, and these to everybody, as far as NetworkPolicies go`,
  remedy: ({ namespace }) =>
    `If that is not meant, begin with a policy that denies by default, and allow what is needed: kubectl netexplain path --matrix -n ${namespace} shows who may talk to whom.`,
});
