import type { NodeAgents } from '../../engines/node-agents/index.ts';
import type { Code } from '../../model/finding.ts';
import { gapsOf, type Listing } from '../../model/listing.ts';
import type { NodeReport } from '../../model/node-report.ts';
import type { Assumption, NotChecked } from '../../model/report.ts';
import { explainGap } from '../coverage.ts';

/** What the answer rests on that the API does not show, as far as it matters for this Node. */
export function assumptionsOf(
  { open, proxy, node }: Pick<NodeReport, 'open' | 'proxy' | 'node'>,
  agents: NodeAgents,
): readonly Assumption[] {
  const has = (...vias: readonly string[]) => open.some(({ via }) => vias.includes(via));
  const services = has('NodePort', 'healthCheckNodePort', 'externalIP', 'LoadBalancer');
  const replaced = agents.proxy.state === 'seen' && agents.proxy.replacesKubeProxy !== false;
  const assumptions: readonly (Assumption | false)[] = [
    services &&
      !replaced && { id: 'kube-proxy', says: 'the node runs kube-proxy, or something that keeps to its rules, and has programmed them' },
    services && replaced && { id: 'kube-proxy-replacement', says: `${agents.proxy.says}; it is assumed to keep to kube-proxy's rules` },
    services && node.operatingSystem === 'windows' && { id: 'windows', says: 'kube-proxy on Windows opens the same ports as on Linux' },
    services && proxy.mode === 'unknown' && { id: 'proxy-mode', says: proxy.says.at(-1) ?? '' },
    has('hostPort') && { id: 'portmap', says: 'the network plugin opens hostPorts as the portmap plugin does' },
    open.length > 0 && { id: 'process', says: 'a process listens on the port of each pod: the API does not show it' },
    open.length > 0 && { id: 'outside', says: 'firewalls and routes outside the cluster let the traffic through' },
    { id: 'node-programs', says: 'programs of the node that are no pods (kubelet, SSH …) are not in the API, and not told here' },
  ];
  return assumptions.filter((one) => one !== false);
}

/** What could not be told of the node. `left`: the rules about nodes that only an audit judges. */
export function notCheckedOf(services: Listing<unknown>, pods: Listing<unknown>, left: readonly Code[]): readonly NotChecked[] {
  const missing = (what: string, listing: Listing<unknown>) =>
    gapsOf(listing)
      .slice(0, 1)
      .map((gap) => ({ what, why: explainGap(gap), codes: [] }));
  return [
    ...missing('ports that Services open on it', services),
    ...missing('pods on it, and the ports that they open', pods),
    ...(left.length === 0 ? [] : [{ what: 'what concerns the cluster as a whole', why: 'the audit checks it', codes: left }]),
  ];
}
