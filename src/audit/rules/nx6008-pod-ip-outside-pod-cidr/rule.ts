import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { cidrContains, parseCidr } from '../../../model/values/cidr.ts';
import { familyOf } from '../../../model/values/ip.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { nodeAgents } from '../../facts/node-agents.ts';
import { holdsPodAddress, podsOn } from '../../facts/pods-by.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX6008',
  title: "Pod addresses outside the node's pod CIDR",
  severity: 'info',
  proof: 'assumed',
  subject: 'Node',
  reads: ['Pod', 'DaemonSet', 'ConfigMap'],
  wholeKinds: ['DaemonSet'],
  causes: [],
  check(node, cluster) {
    const { podCIDRs } = node.spec;
    if (podCIDRs.length === 0) return [];
    const { plugin } = nodeAgents(cluster);
    if (plugin.state === 'seen' && plugin.podAddressing === 'own') return [];
    const pods = podsOn(node.metadata.name, cluster);
    const gaps = gapsOf(pods);
    const missing = gaps.length === 0 ? [] : unjudged(gaps);
    const judged = knownItems(pods)
      .filter(holdsPodAddress)
      .flatMap(({ metadata, status }) => status.podIPs.map(({ ip }, index) => ({ metadata, ip, index })))
      .filter(({ ip }) => podCIDRs.some((cidr) => parseCidr(cidr)?.family === familyOf(ip)));
    const outside = judged.filter(({ ip }) => !podCIDRs.some((cidr) => cidrContains(cidr, ip)));
    const [first] = outside;
    if (first === undefined) return missing;
    if (plugin.state === 'unknown') return unjudged([...plugin.gaps, ...gaps]);
    return [
      {
        args: { node: node.metadata.name, cidrs: podCIDRs.join(', '), outside: outside.length, total: judged.length, example: first.ip },
        evidence: [
          {
            object: refTo('Pod', first.metadata),
            field: `status.podIPs[${first.index}].ip`,
            value: first.ip,
            says: `outside ${enumerate(podCIDRs)}`,
          },
          { object: refTo('Node', node.metadata), field: 'spec.podCIDRs', says: 'what the node was given' },
        ],
      },
      ...missing,
    ];
  },
  message: ({ cidrs, outside, total, example }) =>
    `${outside} of ${total} pod addresses on this node ${outside === 1 ? 'lies' : 'lie'} outside its pod CIDR ${cidrs} (${example}): the network plugin seems to keep ranges of its own`,
  remedy: () => 'Nothing to do where the plugin is meant to do so. Else see how its address management is configured.',
});
