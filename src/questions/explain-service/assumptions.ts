import type { ClusterDomain } from '../../engines/dns/index.ts';
import { endpointsOfPort, hintsDecide, type ProxyConfig } from '../../engines/service/index.ts';
import type { PortAdmission } from '../../model/pod-policies.ts';
import type { Assumption } from '../../model/report.ts';
import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { clusterIPsOf, type Service } from '../../model/resources/service.ts';
import type { ServiceEntry, ServicePortReport } from '../../model/service-report.ts';

/** What the answer rests on that the API does not show, as far as it matters for this Service. */
export function assumptionsOf(input: {
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
  readonly domain: ClusterDomain;
  readonly proxy: ProxyConfig;
  readonly entries: readonly ServiceEntry[];
  readonly ports: readonly ServicePortReport[];
}): readonly Assumption[] {
  const { service, slices, domain, proxy, entries, ports } = input;
  const virtual = clusterIPsOf(service).length > 0;
  const hinted = virtual && service.spec.ports.some((port) => hintsDecide(endpointsOfPort(slices, port)));
  const assumptions: readonly (Assumption | false)[] = [
    !domain.known && { id: 'cluster-domain', says: domain.says },
    virtual && proxy.mode === 'unknown' && { id: 'proxy-mode', says: proxy.says },
    virtual && { id: 'kube-proxy', says: 'every node runs kube-proxy, or something that keeps to its rules, and has programmed them' },
    service.spec.type !== 'ExternalName' && {
      id: 'process',
      says: 'a process listens on the port of each endpoint: the API does not show it',
    },
    hinted && {
      id: 'hints',
      says: 'kube-proxy has seen the zone label of its node: version 1.36 may start without it and then ignores hints until it is restarted',
    },
    ports.some(({ admission }) => admission !== undefined && hasPolicies(admission)) && {
      id: 'policies-enforced',
      says: 'something enforces policies: not every network plugin does; the ways are told as if they were let through',
    },
    entries.some(({ via }) => via === 'Ingress') && {
      id: 'ingress-rivals',
      says: 'no Ingress of another namespace names the same host and path (kubectl netexplain ing/NAME looks at all of them)',
    },
    entries.length > 0 && { id: 'outside', says: 'firewalls, cloud load balancers and routes outside the cluster let the traffic through' },
  ];
  return assumptions.filter((one) => one !== false);
}

/** Whether policies have a say, or may. */
function hasPolicies({ isolated, unknown, groups }: PortAdmission): boolean {
  return isolated + unknown > 0 || groups.some(({ admin }) => admin.length > 0);
}
