import { nodePortAddressesOf, proxyConfigMapOf, proxyConfigOf, whySkipped } from '../../../engines/service/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { clusterIPsOf } from '../../../model/resources/service.ts';
import { familyOf, type IpFamily, sameIp } from '../../../model/values/ip.ts';
import { describePort } from '../../../model/values/port.ts';
import { isPublicCandidate } from '../../../model/values/public-address.ts';
import { perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** The addresses of nodes that may be public and on which NodePorts may answer: an example, and all in words. Worked out once. */
const publicAddresses = perCluster((cluster) => {
  const config = proxyConfigOf(proxyConfigMapOf(cluster));
  const open = knownItems(cluster.list('Node')).flatMap((node) =>
    nodePortAddressesOf(node, config)
      .filter(({ address, answers }) => answers !== 'no' && isPublicCandidate(address))
      .map(({ address }) => ({ address, node, index: node.status.addresses.findIndex((one) => sameIp(one.address, address)) })),
  );
  const inFamilies = (...families: readonly IpFamily[]) => {
    const own = open.filter(({ address }) => families.some((family) => familyOf(address) === family));
    return { example: own[0], says: enumerate(own.map(({ address, node }) => `${address} (${node.metadata.name})`)) };
  };
  return { IPv4: inFamilies('IPv4'), IPv6: inFamilies('IPv6'), both: inFamilies('IPv4', 'IPv6') };
});

export default defineRule({
  code: 'NX7002',
  title: 'NodePort on an address that may be public',
  severity: 'warning',
  proof: 'likely',
  subject: 'Service',
  reads: ['ConfigMap', 'Node'],
  causes: [],
  check(service, cluster) {
    const ports = service.spec.ports.filter(({ nodePort }) => nodePort !== undefined);
    if (ports.length === 0 || whySkipped(service) !== undefined) return [];
    const configMap = proxyConfigMapOf(cluster);
    if (configMap.state === 'unknown') return unjudged(configMap.gaps);
    const nodes = cluster.list('Node');
    const [family = 'IPv4', second] = clusterIPsOf(service).map(familyOf);
    const { example, says } = publicAddresses(cluster)[second === undefined ? family : 'both'];
    if (example === undefined) return nodes.state === 'complete' ? [] : unjudged(nodes.gaps);
    const { namespace = '', name } = service.metadata;
    const at = service.spec.ports.findIndex(({ nodePort }) => nodePort !== undefined);
    return [
      {
        args: {
          namespace,
          service: name,
          type: service.spec.type,
          ports: ports.map(({ nodePort = 0, protocol }) => describePort({ port: nodePort, protocol })).join(', '),
          addresses: says,
        },
        evidence: [
          {
            object: refTo('Service', service.metadata),
            field: `spec.ports[${at}].nodePort`,
            value: ports[0]?.nodePort ?? null,
            says: 'opened on every node',
          },
          {
            object: refTo('Node', example.node.metadata),
            field: `status.addresses[${example.index}].address`,
            value: example.address,
            says: 'an address outside the private ranges',
          },
        ] as const,
      },
    ];
  },
  message: ({ ports, addresses }) =>
    `NodePort ${ports} is likely open on ${addresses}: candidates for public addresses; firewalls, which the API does not show, may close it`,
  remedy: ({ namespace, service, type }) =>
    type === 'LoadBalancer'
      ? `See that a firewall closes NodePorts to the outside; if the load balancer needs none, set allocateLoadBalancerNodePorts of Service ${namespace}/${service} to false and remove those that it has.`
      : `See that a firewall closes what is not meant for everybody, or set the type of Service ${namespace}/${service} to ClusterIP.`,
});
