import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { cidrContains, parseCidr } from '../../../model/values/cidr.ts';
import { perCluster } from '../../facts/by-value.ts';
import { rulesOf } from '../../facts/policies.ts';
import { defineRule } from '../../rule.ts';

/** An address of each node's range of pods. */
const podRanges = perCluster((cluster) =>
  knownItems(cluster.list('Node')).flatMap(({ spec }) => spec.podCIDRs.flatMap((text) => parseCidr(text) ?? [])),
);

export default defineRule({
  code: 'NX5017',
  title: 'ipBlock that covers pods',
  severity: 'info',
  proof: 'certain',
  subject: 'NetworkPolicy',
  reads: ['Node'],
  auditOnly: true,
  causes: [],
  check(policy, cluster) {
    return rulesOf(policy)
      .flatMap((rule) => rule.peers)
      .flatMap(({ cidr, field, direction }) => {
        const range = cidr === undefined ? undefined : parseCidr(cidr);
        if (cidr === undefined || range === undefined) return [];
        const covered = podRanges(cluster).find(({ network }) => cidrContains(cidr, network));
        if (covered === undefined) return [];
        const shown = {
          object: refTo('NetworkPolicy', policy.metadata),
          field: `${field}.ipBlock.cidr`,
          value: cidr,
          says: `covers ${covered.text}, in which pods are`,
        };
        return [{ args: { cidr, direction, pods: covered.text }, evidence: [shown] as const }];
      });
  },
  message: ({ cidr, direction, pods }) =>
    `ipBlock ${cidr} of an ${direction} rule covers addresses of pods (${pods}): most network plugins let these through by it, Cilium does not`,
  remedy: () => 'Where pods are meant, name them by selectors; where they are not, except their ranges.',
});
