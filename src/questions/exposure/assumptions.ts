import type { NodeAgents } from '../../engines/node-agents/index.ts';
import type { ProxyConfig } from '../../engines/service/index.ts';
import type { ExposureRow } from '../../model/exposure-report.ts';
import type { Assumption } from '../../model/report.ts';

/** What the inventory rests on that the API does not show, once for all rows. */
export function assumptionsOf(rows: readonly ExposureRow[], config: ProxyConfig, { proxy }: NodeAgents): readonly Assumption[] {
  const vias = new Set(rows.map(({ via }) => via));
  const has = (...some: readonly ExposureRow['via'][]) => some.some((via) => vias.has(via));
  const services = has('NodePort', 'healthCheckNodePort', 'externalIP', 'LoadBalancer');
  const replaced = proxy.state === 'seen' && proxy.replacesKubeProxy !== false;
  const assumptions: readonly (Assumption | false)[] = [
    {
      id: 'outside',
      says: 'firewalls, cloud load balancers and routes outside the cluster are not in the API: what answers here may be closed there, and a public address is a candidate',
    },
    services &&
      !replaced && {
        id: 'kube-proxy',
        says: 'each node runs kube-proxy, or something that keeps to its rules, and has programmed them; its flags are not in the API',
      },
    services && replaced && { id: 'kube-proxy-replacement', says: `${proxy.says}; it is assumed to keep to kube-proxy's rules` },
    services && config.mode === 'unknown' && { id: 'proxy-mode', says: config.says },
    has('hostPort') && { id: 'portmap', says: 'the network plugin opens hostPorts as the portmap plugin does' },
    rows.length > 0 && { id: 'process', says: 'a process listens on the port of each pod: the API does not show it' },
    rows.some(({ policies }) => policies !== undefined && policies.verdict !== 'yes') && {
      id: 'policies',
      says: 'what policies let through holds where something enforces them: not every network plugin does',
    },
    {
      id: 'node-programs',
      says: 'programs of the nodes that are no pods (kubelet, SSH, often etcd) are not in the API, and not told here',
    },
  ];
  return assumptions.filter((one) => one !== false);
}
