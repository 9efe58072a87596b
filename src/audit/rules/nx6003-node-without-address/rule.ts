import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { type Node, nodeIPs } from '../../../model/resources/node.ts';
import { parseCidr } from '../../../model/values/cidr.ts';
import { familyOf, type IpFamily } from '../../../model/values/ip.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX6003',
  title: 'Node lacks an address',
  severity: 'warning',
  proof: 'certain',
  subject: 'Node',
  reads: ['ServiceCIDR'],
  causes: [],
  check(node, cluster) {
    if (node.status.conditions.length === 0) return [];
    const has = [...new Set(nodeIPs(node).map(({ address }) => familyOf(address)))];
    const internal = nodeIPs(node).some(({ type }) => type === 'InternalIP');
    const shown = { object: refTo('Node', node.metadata), field: 'status.addresses' };
    const args = { node: node.metadata.name, missing: 'InternalIP', because: '' };
    if (!internal) return [{ args, evidence: [{ ...shown, says: 'no InternalIP' }] }];
    const own = familiesOf(node.spec.podCIDRs);
    const listing = cluster.list('ServiceCIDR');
    const dual = knownItems(listing).find(({ spec }) => familiesOf(spec.cidrs).length === 2);
    const missing = BOTH.find((family) => !has.includes(family));
    if (missing === undefined) return [];
    if (own.length < 2 && dual === undefined) {
      const unread = gapsOf(listing).filter((gap) => gap.reason !== 'not-served');
      return unread.length === 0 ? [] : unjudged(unread);
    }
    const why =
      own.length === 2
        ? { object: shown.object, field: 'spec.podCIDRs', says: 'pods here get addresses of both families' }
        : {
            object: refTo('ServiceCIDR', dual?.metadata ?? { name: '' }),
            field: 'spec.cidrs',
            says: 'Services have addresses of both families',
          };
    return [{ args: { ...args, missing, because: why.says }, evidence: [{ ...shown, says: `no ${missing} address` }, why] }];
  },
  message: ({ missing, because }) =>
    because === ''
      ? 'the node has no InternalIP: NodePorts and pods of the host network have no sure address here'
      : `the node has no ${missing} address, though ${because}: NodePorts and pods of the host network answer on one family only`,
  remedy: ({ node, because }) =>
    because === ''
      ? `Give the kubelet its address (--node-ip), or see whether the cloud provider sets it: kubectl describe node ${node}.`
      : 'Give the kubelet an address of each family: --node-ip=IPV4,IPV6, or through the cloud provider.',
});

const BOTH: readonly IpFamily[] = ['IPv4', 'IPv6'];

function familiesOf(cidrs: Node['spec']['podCIDRs']): readonly IpFamily[] {
  return BOTH.filter((family) => cidrs.some((cidr) => parseCidr(cidr)?.family === family));
}
