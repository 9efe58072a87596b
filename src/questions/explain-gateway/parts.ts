import {
  dataPlanePods,
  dataPlaneServices,
  isReported,
  listenerSetStatus,
  listenerSetsOf,
  reportedConditions,
} from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { DataPlane, DataPlaneService, GatewayClassReport, GatewayListenerSet } from '../../model/gateway-report.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import { isPodReady } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';

/** The class of a Gateway: whether there is one of the name, and what its controller says of it. */
export function classOf({ spec }: Gateway, cluster: ClusterIndex): GatewayClassReport {
  const name = spec.gatewayClassName;
  const found = cluster.get('GatewayClass', name);
  if (found.state !== 'found') return { name, exists: found.state === 'absent' ? 'no' : 'unknown', conditions: [] };
  const { spec: own, status, metadata } = found.item;
  return {
    name,
    exists: 'yes',
    controller: own.controllerName,
    conditions: isReported(status.conditions) ? reportedConditions(status.conditions, metadata) : [],
  };
}

/** The proxies of a Gateway and the Services in front of them. */
export function dataPlane(gateway: Gateway, cluster: ClusterIndex): DataPlane {
  const services = dataPlaneServices(gateway, cluster);
  const pods = dataPlanePods(gateway, cluster);
  return {
    services: services.state === 'unknown' ? 'unknown' : services.items.map(serviceOf),
    pods:
      pods.state === 'unknown'
        ? 'unknown'
        : pods.items.map((pod) => ({
            name: pod.metadata.name,
            ...(pod.spec.nodeName === undefined ? {} : { node: pod.spec.nodeName }),
            ready: isPodReady(pod),
          })),
  };
}

/** The ListenerSets that name a Gateway, and whether it admits them. */
export function admittedSets(gateway: Gateway, cluster: ClusterIndex): readonly GatewayListenerSet[] {
  return listenerSetsOf(gateway, cluster).items.map((set) => {
    const { holds, reason, says } = listenerSetStatus(set, cluster);
    return { object: refTo('ListenerSet', set.metadata), holds, reason, says };
  });
}

function serviceOf({ metadata, spec, status }: Service): DataPlaneService {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    type: spec.type,
    clusterIPs: spec.clusterIPs,
    loadBalancer: status.loadBalancer.ingress.map(({ ip, hostname }) => ip ?? hostname).filter((one) => one !== undefined),
    ports: spec.ports.map(({ port, protocol, nodePort }) => ({ port, protocol, ...(nodePort === undefined ? {} : { nodePort }) })),
  };
}
