import type { ClusterDomain, ClusterNameserver } from '../../engines/dns/index.ts';
import type { Code } from '../../model/finding.ts';
import type { Assumption, NotChecked } from '../../model/report.ts';
import type { PodFacts } from './summary.ts';

/** What a pod asks for names of the cluster, as far as it is known. */
interface Asked {
  readonly domain: ClusterDomain;
  readonly nameserver: ClusterNameserver;
}

/** What the answer rests on that the API does not show, as far as it matters for this Pod. `asked`: what it asks for names, if it does. */
export function assumptionsOf({ network, hostPorts, dns, policies, services }: PodFacts, asked: Asked | undefined): readonly Assumption[] {
  const ofNode = [...dns.nameservers, ...dns.search, ...dns.options].some(({ from }) => from === 'node');
  const isolated = policies.ingress.isolated === 'yes' || policies.egress.isolated === 'yes';
  const assumptions: readonly (Assumption | false)[] = [
    network.live && { id: 'process', says: 'a process listens on each port that is told here: the API does not show it' },
    services.length > 0 && {
      id: 'kube-proxy',
      says: 'every node runs kube-proxy, or something that keeps to its rules, and has programmed them',
    },
    network.addresses.some(({ from }) => from === 'outside') && {
      id: 'plugin-addressing',
      says: 'the network plugin gives out addresses of its own: that of this pod is in no pod CIDR of its node',
    },
    hostPorts.some(({ via }) => via === 'hostPort') && {
      id: 'portmap',
      says: 'the network plugin opens hostPorts as the portmap plugin does',
    },
    asked?.nameserver.address !== undefined && { id: 'cluster-dns', says: asked.nameserver.says },
    asked !== undefined && !asked.domain.known && { id: 'cluster-domain', says: asked.domain.says },
    ofNode && { id: 'node-resolv-conf', says: "what the node's own resolv.conf adds is not in the API" },
    isolated && { id: 'policies-enforced', says: 'the network plugin enforces NetworkPolicies: not all do' },
    isolated &&
      network.hostNetwork && {
        id: 'policies-host-network',
        says: 'most plugins do not enforce NetworkPolicies on pods in the network of their node',
      },
  ];
  return assumptions.filter((one) => one !== false);
}

/** What explaining a Pod does not look at, or could not. `left`: the rules about pods that only an audit judges. */
export function notCheckedOf(asked: Asked | undefined, left: readonly Code[]): readonly NotChecked[] {
  const notChecked: readonly (NotChecked | false)[] = [
    asked !== undefined &&
      asked.nameserver.address === undefined && { what: "the cluster's nameserver", why: asked.nameserver.says, codes: [] },
    left.length > 0 && { what: 'what concerns the cluster as a whole', why: 'the audit checks it', codes: left },
  ];
  return notChecked.filter((one) => one !== false);
}
