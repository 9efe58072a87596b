import { nodePortAddressesOf, proxyConfigOf, whySkipped } from '../../../engines/service/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { clusterIPsOf } from '../../../model/resources/service.ts';
import { familyOf } from '../../../model/values/ip.ts';
import { describePort } from '../../../model/values/port.ts';
import { perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** The addresses of nodes on which kube-proxy opens no port, as far as its configuration tells; worked out once. */
const silentAddresses = perCluster((cluster) => {
  const config = proxyConfigOf(cluster.get('ConfigMap', 'kube-proxy', 'kube-system'));
  if (config.mode === 'unknown') return { config, addresses: [] };
  const addresses = knownItems(cluster.list('Node')).flatMap((node) =>
    nodePortAddressesOf(node, config)
      .filter(({ answers }) => answers === 'no')
      .map((one) => ({ ...one, node })),
  );
  return { config, addresses };
});

export default defineRule({
  code: 'NX7013',
  title: 'NodePort does not answer on all addresses of the nodes',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: ['ConfigMap', 'Node'],
  causes: [],
  check(service, cluster) {
    const ports = service.spec.ports.filter((port) => port.nodePort !== undefined);
    if (ports.length === 0 || whySkipped(service) !== undefined) return [];
    const configMap = cluster.get('ConfigMap', 'kube-proxy', 'kube-system');
    if (configMap.state === 'unknown') return unjudged(configMap.gaps);
    if (configMap.state === 'absent') return [];
    const nodes = cluster.list('Node');
    if (nodes.state !== 'complete') return unjudged(nodes.gaps);
    const families = new Set(clusterIPsOf(service).map(familyOf));
    const { config, addresses } = silentAddresses(cluster);
    const silent = addresses.filter(({ address }) => families.has(familyOf(address)));
    const [first] = silent;
    if (first === undefined) return [];
    const { namespace = '', name } = service.metadata;
    const index = first.node.status.addresses.findIndex(({ address }) => address === first.address);
    return [
      {
        args: {
          namespace,
          service: name,
          ports: enumerate(ports.map(({ nodePort = 0, protocol }) => describePort({ port: nodePort, protocol }))),
          addresses: enumerate(silent.map(({ address, node }) => `${address} (${node.metadata.name})`)),
          why: first.why,
        },
        evidence: [
          {
            object: refTo('Node', first.node.metadata),
            field: `status.addresses[${index}].address`,
            value: first.address,
            says: first.why,
          },
          { object: refTo('ConfigMap', configMap.item.metadata), field: 'data["config.conf"]', says: config.says },
        ],
      },
    ];
  },
  message: ({ ports, addresses, why }) => `NodePort ${ports} does not answer on ${addresses}: ${why}`,
  remedy: () =>
    "Use the nodes' other addresses, or name these in nodePortAddresses of ConfigMap kube-system/kube-proxy and restart kube-proxy.",
});
