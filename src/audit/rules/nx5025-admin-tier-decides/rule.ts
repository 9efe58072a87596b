import { type PolicyEnd, podsOfSubject } from '../../../engines/policy/index.ts';
import { gapsOf } from '../../../model/listing.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import { describePort } from '../../../model/values/port.ts';
import { overridesOf } from '../../facts/admin-overrides.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { isNotFollowed, POLICY_KINDS, policiesIn } from '../../facts/policies.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX5025',
  title: 'Admin tier decides otherwise than NetworkPolicies',
  severity: 'info',
  proof: 'certain',
  subject: ['ClusterNetworkPolicy', 'AdminNetworkPolicy'],
  reads: ['Pod', 'Node', 'DaemonSet', ...POLICY_KINDS],
  wholeKinds: ['Pod', 'DaemonSet', 'NetworkPolicy'],
  auditOnly: true,
  causes: [],
  check({ metadata }, cluster, kind) {
    const policies = policiesIn(cluster);
    const policy = policies.admin(kind).items.find(({ ref }) => ref.name === metadata.name);
    if (policy?.tier !== 'Admin' || isNotFollowed(kind, cluster)) return [];
    const { pods, gaps: unread } = podsOfSubject(policy, policies, cluster);
    const gaps = [...unread, ...gapsOf(cluster.list('NetworkPolicy'))];
    if (gaps.length > 0) return unjudged(gaps);
    const subjects = pods.filter(({ spec }) => !spec.hostNetwork);
    return (['ingress', 'egress'] as const).flatMap((direction) =>
      overridesOf(policy, direction, subjects, cluster).map(({ rule, policies: by, example }) => {
        const { client, server, port, protocol } = example;
        const says = rule.action === 'accept' ? 'deny' : 'allow';
        const evidence = [
          { object: refTo(kind, metadata), field: rule.field, says: 'decides, since the Admin tier is asked first' },
          ...by.map((object) => ({ object, field: 'spec', says: `would ${says} it` })),
        ] as const;
        const args = {
          kind,
          name: metadata.name,
          rule: rule.name === undefined ? rule.field : `${rule.field} (${rule.name})`,
          does: rule.action === 'accept' ? 'accepts' : 'denies',
          would: by.length === 1 ? `${says === 'deny' ? 'denies' : 'allows'}` : says,
          policies: enumerate(by.map(describeRef)),
          example: `${describeEnd(client)} to port ${describePort({ port, protocol })} of ${describeEnd(server)}`,
        };
        return { args, evidence };
      }),
    );
  },
  message: ({ rule, does, would, policies, example }) =>
    `${rule} ${does}, before NetworkPolicies are asked, what ${policies} ${would}: ${example}, for instance`,
  remedy: ({ kind, name, rule }) =>
    `If NetworkPolicies are to decide, make ${rule} of ${kind} ${name} pass (action Pass), or narrow whom and which ports it is for.`,
});

function describeEnd(end: PolicyEnd): string {
  switch (end.kind) {
    case 'pod':
      return describeRef(refTo('Pod', end.pod.metadata));
    case 'node':
      return `Node ${end.name}`;
    case 'address':
      return end.address ?? 'an address outside';
  }
}
