import { explaining, judge, judgeable } from '../../audit/judge.ts';
import { RULES } from '../../audit/rules/index.ts';
import { agentPodsOn, type NodeAgents, nodeAgentsOf } from '../../engines/node-agents/index.ts';
import { openPortsOf } from '../../engines/open-ports/index.ts';
import { endpointsOfPort, type ProxyConfig, proxyConfigMapOf, proxyConfigOf, slicesOf } from '../../engines/service/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import type {
  NodeIdentity,
  NodeNetworkPlugin,
  NodeOutcome,
  NodePod,
  NodeReport,
  NodeReportAddress,
  NodeReportCondition,
  NodeServiceProxy,
} from '../../model/node-report.ts';
import { isNodeReady, type Node, primaryNodeIP, zoneOf } from '../../model/resources/node.ts';
import { conditionOf, isPodFinished, isPodReady, type Pod } from '../../model/resources/pod.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { familyOf } from '../../model/values/ip.ts';
import { coverageOf } from '../coverage.ts';
import { assumptionsOf, notCheckedOf } from './assumptions.ts';
import { summaryOf } from './summary.ts';

/** Explains one Node from a snapshot that was narrowed to what explaining it reads. */
export function nodeReport(node: Node, snapshot: ClusterSnapshot): NodeReport {
  const cluster = indexSnapshot(snapshot);
  const { name } = node.metadata;
  const config = proxyConfigOf(proxyConfigMapOf(cluster));
  const agents = nodeAgentsOf(cluster);
  const pods = cluster.list('Pod', { fields: { 'spec.nodeName': name } });
  const services = cluster.list('Service');
  const rules = judgeable(explaining(RULES), cluster);
  const { findings, skipped } = judge(rules, 'Node', [node], cluster);
  const left = explaining(RULES)
    .filter((rule) => rule.subject === 'Node' && !rules.includes(rule))
    .map(({ code }) => code);

  const facts = {
    outcome: outcomeOf(node),
    node: identityOf(node),
    addresses: addressesOf(node),
    conditions: conditionsOf(node),
    proxy: proxyOf(config, agents),
    plugin: pluginOf(agents),
    agents: agentsOn(name, cluster),
    pods: pods.state === 'unknown' ? ('unknown' as const) : pods.items.map(podOf),
    open: openPortsOf({
      node,
      proxy: config,
      services: knownItems(services),
      pods: knownItems(pods),
      endpointsOf: ({ service, port }) => {
        const slices = slicesOf(service, cluster);
        return slices.state === 'complete' ? endpointsOfPort(slices.items, port) : undefined;
      },
    }),
    openComplete: services.state === 'complete' && pods.state === 'complete',
  };
  return {
    apiVersion: 'netexplain/v1',
    kind: 'Node',
    question: { object: `node/${name}` },
    summary: summaryOf(facts),
    ...facts,
    findings,
    assumptions: assumptionsOf(facts, agents),
    coverage: coverageOf(snapshot, skipped, notCheckedOf(services, pods, left)),
  };
}

/** As kubectl tells it: a status that is Unknown counts as not ready. */
function outcomeOf(node: Node): NodeOutcome {
  if (conditionOf(node.status.conditions, 'Ready') === undefined) return 'unknown';
  return isNodeReady(node) === true ? 'ready' : 'not-ready';
}

function identityOf({ metadata, spec, status }: Node): NodeIdentity {
  const zone = zoneOf(metadata.labels);
  const { kubeletVersion, operatingSystem } = status;
  return {
    name: metadata.name,
    ...(zone === undefined ? {} : { zone }),
    ...(kubeletVersion === undefined ? {} : { kubeletVersion }),
    ...(operatingSystem === undefined ? {} : { operatingSystem }),
    cordoned: spec.unschedulable,
    taints: spec.taints,
    podCIDRs: spec.podCIDRs,
  };
}

function addressesOf(node: Node): readonly NodeReportAddress[] {
  return node.status.addresses.map(({ type, address }) => {
    const family = familyOf(address);
    const primary = family !== undefined && primaryNodeIP(node, family) === address;
    return { type, address, ...(family === undefined ? {} : { family }), primary };
  });
}

function conditionsOf({ status }: Node): readonly NodeReportCondition[] {
  const wanted = [
    ['Ready', 'True'],
    ['NetworkUnavailable', 'False'],
  ] as const;
  return wanted.flatMap(([type, good]) => {
    const found = conditionOf(status.conditions, type);
    if (found === undefined) return [];
    const { reason, message, lastTransitionTime: since } = found;
    return [
      {
        type,
        status: found.status,
        good: found.status === good,
        ...(reason === undefined ? {} : { reason }),
        ...(message === undefined ? {} : { message }),
        ...(since === undefined ? {} : { since }),
      },
    ];
  });
}

function proxyOf(config: ProxyConfig, { proxy }: NodeAgents): NodeServiceProxy {
  const seen = proxy.state === 'seen' ? proxy : undefined;
  const mode = config.mode === 'unknown' ? (seen?.mode ?? 'unknown') : config.mode;
  return {
    ...(seen === undefined ? {} : { name: seen.name }),
    mode,
    nodePortAddresses: config.nodePortAddresses,
    says: [proxy.says, config.says],
  };
}

function pluginOf({ plugin }: NodeAgents): NodeNetworkPlugin {
  if (plugin.state !== 'seen') return { podAddressing: 'unknown', says: plugin.says };
  return { name: plugin.name, podAddressing: plugin.podAddressing, says: plugin.says };
}

function agentsOn(node: string, cluster: ClusterIndex): NodeReport['agents'] {
  const listing = agentPodsOn(node, cluster);
  if (listing.state === 'unknown') return 'unknown';
  return listing.items.map(({ program, pod }) => ({
    program: program.name,
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    ready: isPodReady(pod),
  }));
}

function podOf(pod: Pod): NodePod {
  return {
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    phase: pod.status.phase,
    ready: isPodReady(pod),
    hostNetwork: pod.spec.hostNetwork,
    addresses: isPodFinished(pod) ? [] : pod.status.podIPs.map(({ ip }) => ip),
  };
}
