import type { PolicyAssumption } from '../../model/policy-verdict.ts';
import type { Assumption } from '../../model/report.ts';
import type { DataPlane } from './data-plane.ts';
import type { Enforcement } from './enforcement.ts';

/** What policies may stand on. */
const POLICY_SAYS: Readonly<Record<PolicyAssumption, (plugin: string) => string>> = {
  'host-network': () => 'policies take pods in the network of their node for the node, and do not select them',
  'ip-blocks': (plugin) => `${plugin} holds ipBlocks against the addresses of pods and nodes, too`,
  'translated-destination': (plugin) => `${plugin} judges egress by the address of the endpoint, not by the one that was dialled`,
  'admin-policies': (plugin) => `${plugin} follows the policies of cluster administrators`,
};

/** What an answer may stand on, by id; what depends on the network plugin names it where one was seen. */
const SAYS: Readonly<Record<string, (plugin: string) => string>> = {
  process: () => 'a process listens on the port of each destination: the API does not show it',
  'kube-proxy': () => 'kube-proxy, or what does its work, runs on every node that the packet passes and has programmed its rules',
  windows: () => 'kube-proxy on Windows nodes (winkernel) keeps to the intent of the rules of Linux',
  'load-balancer': () =>
    'the load balancer passes to NodePorts, as most do; some send to pods themselves, and may change the source address',
  hints: () =>
    'kube-proxy has seen the zone label of its node: version 1.36 may start without it and then ignores hints until it is restarted',
  'local-detector': () => 'kube-proxy can tell pods from clients outside, as it is set up nearly everywhere',
  bridge: (plugin) =>
    `${plugin} joins the pods of a node as a bridge does; where a bridge's address is named, it is the first of the node's pod CIDR`,
  'pod-routes': (plugin) => `${plugin} carries packets between pods of different nodes without changing addresses`,
  'pod-masquerade': (plugin) => `${plugin} gives what pods send out of the pod network the address of their node (--pod-masquerade)`,
  'host-port': (plugin) => `${plugin} opens hostPorts as the CNI plugin portmap does`,
  'node-programs': () => 'no program of the node listens on the port: the API shows pods only',
  'private-networks': () => 'the networks of pods and of Cluster IPs are not routed from the internet',
  entry: () => 'routes and firewalls in front of the cluster let the packet reach the node',
  'health-checks': () => 'a load balancer that heeds the health check node port does not use nodes without an endpoint',
  outside: () => 'what happens outside the cluster is not in the API',
  names: () => "the client asks the cluster's DNS, which answers from the API (kubectl netexplain svc/NAME lists the names)",
  'public-name': () => 'outside the cluster the name of the URL leads to the address that the cluster itself reports for it',
  'entry-outside': () => 'the load balancer outside the cluster passes requests to the proxies that were found',
  'controller-documents': () => 'the Ingress controller does what its documents say, with the settings that it ships with',
  'ingress-specification': () => 'the Ingress controller keeps to the specification of Ingress',
  'closest-host': () => 'the rules of the host that is named most closely decide alone, as usual; the API does not say so',
  'ingress-rivals': () => 'no Ingress that could not be read names the same host and path',
  'gateway-specification': () =>
    "the Gateway's controller keeps to the specification of the Gateway API, and its proxies send to the endpoints themselves, not through the Service",
  'backend-tls': () => 'no BackendTLSPolicy stands in the way: they could not be read',
  classless: () => 'the Ingress controller leaves Ingresses alone that name no class, as it does unless it is told otherwise',
  'any-address': () => 'the client picks any of the addresses of the name; many pick the first',
  ...POLICY_SAYS,
};

/**
 * The assumptions of a flow, in the order of the way.
 * @param ids what its ways stand on
 * @param byMode whether the answers differ by the mode of kube-proxy
 * @param enforcement where it counts whether something enforces policies
 */
export function assumptionsOf(
  ids: readonly string[],
  byMode: boolean,
  plane: DataPlane,
  enforcement: Enforcement | undefined,
): readonly Assumption[] {
  const { plugin } = plane.agents;
  const name = plugin.state === 'seen' ? plugin.name : 'the network plugin';
  const needed = new Set(ids);
  const listed = Object.entries(SAYS).flatMap(([id, says]) => (needed.has(id) ? [{ id, says: says(name) }] : []));
  const proxied = needed.has('kube-proxy') || byMode;
  return [
    ...(proxied && plane.replacement !== undefined
      ? [{ id: 'proxy-replacement', says: `${plane.says}: it keeps to kube-proxy's rules` }]
      : []),
    ...(proxied && plane.replacement === undefined && plane.modes.length > 1 ? [{ id: 'proxy-mode', says: plane.says }] : []),
    ...listed,
    ...(enforcement === undefined ? [] : [{ id: 'policies', says: enforcement.says }]),
  ];
}
