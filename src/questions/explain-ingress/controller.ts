import { dataPlaneOf, type KnownController } from '../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { IngressController, IngressControllerPod, IngressControllerService } from '../../model/ingress-report.ts';
import { isPodReady, type Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';

/** What of a known controller is seen in the cluster: the pods that carry its traffic, and the Services in front of them. */
export function controllerReport(known: KnownController, cluster: ClusterIndex): IngressController {
  const { name, retired, withoutMatch } = known;
  const { pods, services } = dataPlaneOf(known, cluster);
  const isOutside = known.pods.length === 0;
  return {
    name,
    ...(retired === undefined ? {} : { retired }),
    pods: isOutside ? 'outside' : pods.state === 'unknown' ? 'unknown' : pods.items.map(podOf),
    services: services.state === 'unknown' || pods.state === 'unknown' ? 'unknown' : services.items.map(serviceOf),
    withoutMatch,
  };
}

function podOf(pod: Pod): IngressControllerPod {
  const [ip] = pod.status.podIPs;
  return {
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    ...(ip === undefined ? {} : { ip: ip.ip }),
    ...(pod.spec.nodeName === undefined ? {} : { node: pod.spec.nodeName }),
    ready: isPodReady(pod),
    hostNetwork: pod.spec.hostNetwork,
  };
}

function serviceOf({ metadata, spec, status }: Service): IngressControllerService {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    type: spec.type,
    clusterIPs: spec.clusterIPs,
    addresses: status.loadBalancer.ingress.map(({ ip, hostname }) => ip ?? hostname).filter((one) => one !== undefined),
    ports: spec.ports.map(({ name, port, protocol, nodePort }) => ({
      name,
      port,
      protocol,
      ...(nodePort === undefined ? {} : { nodePort }),
    })),
  };
}
