import { nodePortAddressesOf, proxyConfigMapOf, proxyConfigOf, whySkipped } from '../../../engines/service/index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import type { Node } from '../../../model/resources/node.ts';
import { describePort } from '../../../model/values/port.ts';
import { perCluster } from '../../facts/by-value.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** Labels of control-plane nodes; the second is that of Kubernetes before 1.24. */
const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** Every NodePort of the cluster, with its Service, and whether all nodes belong to the control plane; worked out once. */
const opened = perCluster((cluster) => ({
  ports: knownItems(cluster.list('Service'))
    .filter((service) => whySkipped(service) === undefined)
    .flatMap((service) =>
      service.spec.ports.flatMap(({ nodePort, protocol }, index) =>
        nodePort === undefined ? [] : [{ label: describePort({ port: nodePort, protocol }), nodePort, service, index }],
      ),
    ),
  noOthers: knownItems(cluster.list('Node')).every(isControlPlane),
}));

export default defineRule({
  code: 'NX7003',
  title: 'Control-plane node serves NodePorts',
  severity: 'info',
  proof: 'assumed',
  subject: 'Node',
  reads: ['ConfigMap', 'Node', 'Service'],
  wholeKinds: ['Node', 'Service'],
  auditOnly: true,
  causes: [],
  check(node, cluster) {
    if (!isControlPlane(node)) return [];
    const services = cluster.list('Service');
    const { ports, noOthers } = opened(cluster);
    const [first] = ports;
    if (first === undefined) return services.state === 'complete' ? [] : unjudged(gapsOf(services));
    if (noOthers) return [];
    const config = proxyConfigOf(proxyConfigMapOf(cluster));
    const answering = nodePortAddressesOf(node, config).filter(({ answers }) => answers !== 'no');
    if (answering.length === 0) return [];
    const { name } = node.metadata;
    const label = CONTROL_PLANE.find((key) => Object.hasOwn(node.metadata.labels, key));
    return [
      {
        args: {
          node: name,
          count: ports.length,
          examples: enumerate(
            ports.map((one) => `${one.label} of ${nameOf(one.service.metadata)}`),
            3,
          ),
        },
        evidence: [
          { object: refTo('Node', node.metadata), field: `metadata.labels["${label}"]`, says: 'a control-plane node' },
          {
            object: refTo('Service', first.service.metadata),
            field: `spec.ports[${first.index}].nodePort`,
            value: first.nodePort,
            says: 'opened on every node',
          },
        ] as const,
      },
    ];
  },
  message: ({ count, examples }) =>
    `a control-plane node, and kube-proxy opens the ${counted(count, 'NodePort')} of the cluster on it as on every other: ${examples}`,
  remedy: () =>
    "Close the range of NodePorts (30000-32767 by default) to the outside in the firewall of control-plane nodes, or leave their addresses out with kube-proxy's nodePortAddresses.",
});

function isControlPlane({ metadata }: Node): boolean {
  return CONTROL_PLANE.some((key) => Object.hasOwn(metadata.labels, key));
}
