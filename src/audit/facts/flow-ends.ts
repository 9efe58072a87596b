import { addressRoles, whySkipped } from '../../engines/service/index.ts';
import { ownIPs, primaryAddress, type Sender } from '../../engines/trace/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { describeRef, type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { Service } from '../../model/resources/service.ts';
import { DISPOSITIONS, type Outcome } from '../../model/trace.ts';
import { familyOf, sameIp } from '../../model/values/ip.ts';
import type { FlowFacts } from '../flow-rule.ts';

/** The object that sends: the pod, or the node; absent for an address outside. */
export function clientObject({ sender }: FlowFacts): ObjectRef | undefined {
  switch (sender.kind) {
    case 'pod':
      return refTo('Pod', sender.pod.metadata);
    case 'node':
      return { kind: 'Node', name: sender.node.name };
    case 'address':
      return undefined;
  }
}

/** Who sends, in words: `Pod a/web-0`, `Node node1`, `203.0.113.9`, `a client outside`. */
export function describeClient(flow: FlowFacts): string {
  const object = clientObject(flow);
  if (object !== undefined) return describeRef(object);
  return (flow.sender.kind === 'address' ? flow.sender.address : null) ?? 'a client outside';
}

/** The address with which a packet to `destination` starts out; undefined where it is not known or there is none of that family. */
export function sourceAddress(sender: Sender, destination: string): string | undefined {
  const family = familyOf(destination);
  switch (sender.kind) {
    case 'pod':
      return sender.pod.spec.hostNetwork ? primaryAddress(sender.node, family) : ownIPs(sender.pod).find((ip) => familyOf(ip) === family);
    case 'node':
      return sender.address ?? primaryAddress(sender.node, family);
    case 'address':
      return sender.address ?? undefined;
  }
}

/** A Service with the Cluster IP that was dialled, and where it says so. */
export interface DialledClusterIP {
  readonly service: Service;
  readonly shown: Evidence;
}

/** The Service, among those that kube-proxy serves, whose Cluster IP was dialled. */
export function dialledClusterIP({ dialled }: FlowFacts, cluster: ClusterIndex): DialledClusterIP | undefined {
  if (dialled === undefined) return undefined;
  const has = (service: Service) => whySkipped(service) === undefined && addressRoles(service, dialled.destination).includes('clusterIP');
  const service = cluster.known('Service').find(has);
  if (service === undefined) return undefined;
  const index = service.spec.clusterIPs.findIndex((ip) => sameIp(ip, dialled.destination));
  const shown = {
    object: refTo('Service', service.metadata),
    field: `spec.clusterIPs[${index}]`,
    value: dialled.destination,
    says: 'the address that is dialled',
  };
  return { service, shown };
}

/** What a client notices of the ways of a flow. */
export function outcomesOf({ arrivals }: FlowFacts): ReadonlySet<Outcome> {
  return new Set(arrivals.map(({ disposition }) => DISPOSITIONS[disposition].outcome));
}
