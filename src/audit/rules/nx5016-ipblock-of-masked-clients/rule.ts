import { isForPort, outsideAdmission, type SendingNode } from '../../../engines/policy/index.ts';
import { isExternallyAccessible, podsOf, resolveTargetPort, whySkipped } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems, mapListing } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import type { NetworkPolicy } from '../../../model/resources/network-policy.ts';
import { nodeIPs } from '../../../model/resources/node.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import { clusterIPsOf, type Service, type ServicePort } from '../../../model/resources/service.ts';
import { cidrContains, parseCidr } from '../../../model/values/cidr.ts';
import { familyOf } from '../../../model/values/ip.ts';
import { perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { nodeAgents } from '../../facts/node-agents.ts';
import { habitsIn, isNobodyEnforcing, POLICY_KINDS, type PolicyPeer, policiesIn, rulesOf, selectedPods } from '../../facts/policies.ts';
import { waysIn } from '../../facts/ways-in.ts';
import { defineRule, unjudged } from '../../rule.ts';

/**
 * Annotations by which a load balancer sends to the pods themselves; the value where not any one counts. Sources: AWS Load Balancer
 * Controller, "Network Load Balancer"; cloud.google.com, "Container-native load balancing".
 */
const TO_PODS: readonly (readonly [name: string, value?: string])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-nlb-target-type', 'ip'],
  ['service.beta.kubernetes.io/aws-load-balancer-type', 'nlb-ip'],
  ['cloud.google.com/neg'],
];

const sendingNodes = perCluster((cluster) =>
  mapListing(cluster.list('Node'), (nodes) =>
    nodes.map((node): SendingNode => {
      const [first] = nodeIPs(node);
      return { name: node.metadata.name, ...(first === undefined ? {} : { ip: first.address }) };
    }),
  ),
);

/** The networks, of a size that clusters commonly have, in which pods and Cluster IPs are. */
const ownNetworks = perCluster((cluster) => {
  const pods = cluster.known('Pod').flatMap(({ spec, status }) => (spec.hostNetwork ? [] : status.podIPs.map(({ ip }) => ip)));
  const addresses = [...pods, ...cluster.known('Service').flatMap(clusterIPsOf)];
  const networks = addresses.flatMap((ip) => parseCidr(`${ip}/${familyOf(ip) === 'IPv4' ? 16 : 48}`) ?? []);
  return [...new Map(networks.map((network) => [network.text, network])).values()];
});

export default defineRule({
  code: 'NX5016',
  title: 'ipBlock for clients whose address pods do not see',
  severity: 'warning',
  proof: 'likely',
  subject: 'NetworkPolicy',
  reads: ['Pod', 'Service', 'Node', 'DaemonSet', 'ConfigMap', ...POLICY_KINDS],
  wholeKinds: ['Pod', 'Service', 'Node', 'DaemonSet'],
  auditOnly: true,
  causes: [],
  causesElsewhere: ['NX7007'],
  check(policy, cluster) {
    const { namespace = '', name } = policy.metadata;
    const peers = rulesOf(policy).flatMap((rule) => (rule.direction === 'ingress' ? rule.peers : []));
    if (!peers.some(({ cidr }) => cidr !== undefined)) return [];
    const blocks = peers.filter((peer) => isOutside(peer, cluster));
    const [block] = blocks;
    if (block === undefined || isNobodyEnforcing(cluster) || isProxyReplaced(cluster)) return [];
    const pods = selectedPods(policy, cluster);
    const services = cluster.list('Service', { namespace });
    const nodes = sendingNodes(cluster);
    const gaps = [...gapsOf(pods), ...gapsOf(services), ...gapsOf(nodes), ...nodeAgents(cluster).gaps];
    if (gaps.length > 0) return unjudged(gaps);
    const selected = new Set(knownItems(pods));
    const ways = knownItems(services)
      .filter(hidesClients)
      .flatMap((service) => service.spec.ports.flatMap((port) => wayTo(service, port, selected, cluster)))
      .filter(
        ({ pod, number, port }) =>
          isMeant(policy, blocks, pod, number, port, cluster) && isMasked(pod, number, port, knownItems(nodes), cluster),
      );
    const [first] = ways;
    if (first === undefined) return [];
    const { service } = first;
    const evidence = [
      {
        object: refTo('NetworkPolicy', policy.metadata),
        field: `${block.field}.ipBlock.cidr`,
        value: block.cidr ?? '',
        says: 'clients outside',
      },
      {
        object: refTo('Service', service.metadata),
        field: 'spec.externalTrafficPolicy',
        value: service.spec.externalTrafficPolicy,
        says: "a node that sends on what arrives from outside puts its own address in the client's place",
      },
    ] as const;
    const cidrs = enumerate([...new Set(blocks.map(describeBlock))]);
    const args = { namespace, name, cidrs, services: enumerate([...new Set(ways.map((one) => one.says))]) };
    return [{ args: { ...args, first: nameOf(service.metadata) }, evidence }];
  },
  message: ({ cidrs, services }) =>
    `ipBlock ${cidrs} is for clients outside, who come by ${services} with externalTrafficPolicy Cluster: pods see the address of a node instead, which no rule lets in`,
  remedy: ({ namespace, name, first }) =>
    `Set externalTrafficPolicy of Service ${first} to Local, or let the addresses of the nodes in by NetworkPolicy ${namespace}/${name} and restrict clients before they come to a node (spec.loadBalancerSourceRanges).`,
});

/** `0.0.0.0/0 without 10.0.0.0/8`. */
function describeBlock({ cidr = '', except = [] }: PolicyPeer): string {
  return except.length === 0 ? cidr : `${cidr} without ${enumerate(except)}`;
}

/** Whether an entry is for addresses, and none of the networks of pods and Cluster IPs meets it. */
function isOutside({ cidr, except = [] }: PolicyPeer, cluster: ClusterIndex): boolean {
  const range = cidr === undefined ? undefined : parseCidr(cidr);
  if (cidr === undefined || range === undefined) return false;
  return ownNetworks(cluster).every(({ text, network }) => {
    if (except.some((part) => cidrContains(part, network))) return true;
    return !cidrContains(cidr, network) && !cidrContains(text, range.network);
  });
}

/** What replaces kube-proxy may keep the client's address. */
function isProxyReplaced(cluster: ClusterIndex): boolean {
  const { proxy } = nodeAgents(cluster);
  return proxy.state === 'seen' && proxy.replacesKubeProxy !== false;
}

/** Whether nodes give what comes from outside to a Service an address of their own. */
function hidesClients(service: Service): boolean {
  const { metadata, spec, status } = service;
  if (spec.externalTrafficPolicy !== 'Cluster' || whySkipped(service) !== undefined) return false;
  if (status.loadBalancer.ingress.some(({ ipMode }) => ipMode === 'Proxy')) return false;
  return !TO_PODS.some(([name, value]) => {
    const found = metadata.annotations[name];
    return found !== undefined && (value === undefined || found === value);
  });
}

/** A way from outside to one of some pods; the pod stands for all of them behind the port. */
function wayTo(service: Service, port: ServicePort, pods: ReadonlySet<Pod>, cluster: ClusterIndex) {
  const ways = isExternallyAccessible(service, port) ? waysIn(service, port) : [];
  const pod = ways.length === 0 ? undefined : knownItems(podsOf(service, cluster)).find((one) => pods.has(one) && !one.spec.hostNetwork);
  const target = pod === undefined ? undefined : resolveTargetPort(pod, port);
  if (pod === undefined || target === undefined || !('port' in target)) return [];
  return [
    { service, port, pod, number: target.port, says: `${enumerate(ways.map(({ says }) => says))} of Service ${service.metadata.name}` },
  ];
}

/** Whether a rule of the policy with one of some entries is for a pod's port. */
function isMeant(
  { metadata }: NetworkPolicy,
  blocks: readonly PolicyPeer[],
  pod: Pod,
  number: number,
  { protocol }: ServicePort,
  cluster: ClusterIndex,
): boolean {
  const policies = policiesIn(cluster);
  const own = policies.networkPolicies(metadata.namespace ?? '').items.find(({ ref }) => ref.name === metadata.name);
  const rules = (own?.rules.ingress ?? []).filter((rule) => blocks.some(({ field }) => field.startsWith(`${rule.field}.`)));
  return rules.some((rule) => isForPort(rule, pod, number, protocol, policies) === true);
}

/** Whether policies let some clients in by their own addresses, and none by a node that is not the pod's own, of which there is one. */
function isMasked(pod: Pod, port: number, { protocol }: ServicePort, nodes: readonly SendingNode[], cluster: ClusterIndex): boolean {
  const others = toldApart(pod.metadata.namespace ?? '', nodes, cluster).filter(({ name }) => name !== pod.spec.nodeName);
  if (others.length === 0) return false;
  const endpoints = [{ pod, port }];
  const policies = policiesIn(cluster);
  const question = { endpoints, protocol, nodes: others, plugin: habitsIn(cluster) };
  if (outsideAdmission({ ...question, seen: 'node' }, policies).verdict !== 'no') return false;
  return outsideAdmission({ ...question, seen: 'client' }, policies).verdict === 'some';
}

const told = perCluster(() => new Map<string, readonly SendingNode[]>());

/** Nodes that stand for all of them in the policies of a namespace: any, and those in each ipBlock; two, since one may be the pod's own. */
function toldApart(namespace: string, nodes: readonly SendingNode[], cluster: ClusterIndex): readonly SendingNode[] {
  const known = told(cluster);
  const found = known.get(namespace) ?? [
    ...nodes.slice(0, 2),
    ...knownItems(cluster.list('NetworkPolicy', { namespace }))
      .flatMap((policy) => rulesOf(policy).flatMap(({ peers }) => peers))
      .flatMap((peer) => nodesIn(peer, nodes, cluster)),
  ];
  known.set(namespace, found);
  return found;
}

const held = perCluster(() => new Map<string, readonly SendingNode[]>());

function nodesIn({ cidr, except = [] }: PolicyPeer, nodes: readonly SendingNode[], cluster: ClusterIndex): readonly SendingNode[] {
  if (cidr === undefined) return [];
  const known = held(cluster);
  const key = [cidr, ...except].join(' ');
  const isIn = ({ ip = '' }: SendingNode) => cidrContains(cidr, ip) && !except.some((part) => cidrContains(part, ip));
  const found = known.get(key) ?? nodes.filter(isIn).slice(0, 2);
  known.set(key, found);
  return found;
}
