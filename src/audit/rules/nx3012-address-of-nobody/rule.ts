import { servingOf } from '../../../engines/ingress/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { nodeIPs } from '../../../model/resources/node.ts';
import { parseIp } from '../../../model/values/ip.ts';
import { addressUses } from '../../facts/address-uses.ts';
import { perCluster } from '../../facts/by-value.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** The addresses of all nodes and of all load balancers (also those with ipMode Proxy, which controllers may report), in canonical spelling. */
const claimedAddresses = perCluster((cluster) => {
  const nodes = knownItems(cluster.list('Node')).flatMap(nodeIPs);
  const balancers = cluster.known('Service').flatMap(({ status }) => status.loadBalancer.ingress.flatMap(({ ip }) => ip ?? []));
  return new Set([...nodes.map(({ address }) => address), ...balancers].map((address) => parseIp(address)?.text));
});

export default defineRule({
  code: 'NX3012',
  title: 'Address of the Ingress belongs to nobody',
  severity: 'warning',
  proof: 'likely',
  subject: 'Ingress',
  reads: ['IngressClass', 'Service', 'Node'],
  wholeKinds: ['Service', 'Node'],
  causes: [],
  check(ingress, cluster) {
    const { known, classing } = servingOf(ingress, cluster);
    if (classing.state === 'unknown' && ingress.status.loadBalancer.ingress.length > 0) return unjudged(classing.gaps);
    // Load balancers of others, and controllers that are not known, have addresses of their own.
    if (known === undefined || known.pods.length === 0) return [];
    const { byAddress, gaps } = addressUses(cluster);
    const nodes = cluster.list('Node');
    if (gaps.length > 0 || nodes.state !== 'complete')
      return unjudged(gaps.length > 0 ? gaps : nodes.state === 'complete' ? [] : nodes.gaps);
    const { namespace = '', name } = ingress.metadata;
    return ingress.status.loadBalancer.ingress.flatMap(({ ip }, index) => {
      const address = ip === undefined ? undefined : parseIp(ip)?.text;
      if (address === undefined || byAddress.has(address) || claimedAddresses(cluster).has(address)) return [];
      const field = `status.loadBalancer.ingress[${index}].ip`;
      const shown = { object: refTo('Ingress', ingress.metadata), field, value: address, says: 'where it is said to be reached' };
      return [{ args: { namespace, ingress: name, address, controller: known.name }, evidence: [shown] as const }];
    });
  },
  message: ({ address, controller }) =>
    `its address ${address} is that of no Service and no node of the cluster, though ${controller} runs in the cluster: it is probably left from earlier`,
  remedy: ({ namespace, ingress, controller }) =>
    `See whether ${controller} runs and still takes Ingress ${namespace}/${ingress}: it would write its present address.`,
});
