import { isLocalLoadBalancer, whySkipped } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { nameOf } from '../../model/object-ref.ts';
import { isPodFinished, type Pod, servingContainers } from '../../model/resources/pod.ts';
import type { LoadBalancerIngress, Service } from '../../model/resources/service.ts';
import { rangeOf } from '../../model/values/ip.ts';
import { behindPod, behindService, type Way } from './ways.ts';

/** What the ways in of a Service are worked out from, where no node is looked at. */
type Fate = Pick<Way, 'address' | 'answers' | 'outcome' | 'reason'>;

/**
 * Load balancers that kube-proxy has no part in: those that answer themselves (ipMode Proxy, or a name alone), and those that have no address
 * yet. Where they send a connection is not in the API.
 */
export function loadBalancerWays(services: readonly Service[], cluster: ClusterIndex): readonly Way[] {
  const balanced = services.filter((service) => service.spec.type === 'LoadBalancer' && whySkipped(service) === undefined);
  return balanced.flatMap((service) => waysTo(service, 'LoadBalancer', fatesOf(service), cluster));
}

/** The ways in through nodes, where nobody knows the nodes. */
export function waysOfUnknownNodes(services: readonly Service[], pods: readonly Pod[], cluster: ClusterIndex): readonly Way[] {
  const open = services.filter((service) => whySkipped(service) === undefined);
  return [
    ...open.flatMap((service) => serviceWays(service, cluster)),
    ...pods.filter((pod) => !isPodFinished(pod)).flatMap((pod) => podWays(pod, cluster)),
  ];
}

function unknownAt(address: string | null): Fate {
  return { address, answers: 'unknown', outcome: 'unknown', reason: 'the nodes are not known' };
}

function serviceWays(service: Service, cluster: ClusterIndex): readonly Way[] {
  const { ports, externalIPs, healthCheckNodePort } = service.spec;
  const vips = service.status.loadBalancer.ingress.filter(({ ipMode }) => ipMode !== 'Proxy').flatMap(({ ip }) => ip ?? []);
  const [first, ...others] = waysTo(service, 'NodePort', [unknownAt(null)], cluster);
  if (first === undefined) return [];
  const nodePorts = [first, ...others].flatMap((way, index) => {
    const nodePort = ports[index]?.nodePort;
    return nodePort === undefined ? [] : [{ ...way, port: nodePort }];
  });
  const checks = isLocalLoadBalancer(service) && healthCheckNodePort !== undefined;
  return [
    ...nodePorts,
    ...(checks ? [{ ...withoutPolicies(first), ...CHECK, port: healthCheckNodePort }] : []),
    ...waysTo(service, 'externalIP', externalIPs.map(unknownAt), cluster),
    ...waysTo(service, 'LoadBalancer', vips.map(unknownAt), cluster),
  ];
}

function podWays(pod: Pod, cluster: ClusterIndex): readonly Way[] {
  const { hostNetwork, nodeName, containers } = pod.spec;
  const node = nodeName === undefined ? {} : { node: nodeName };
  const declared = (hostNetwork ? servingContainers(pod) : containers).flatMap(({ ports }) => ports);
  return declared.flatMap(({ containerPort, hostPort, hostIP, protocol }): readonly Way[] => {
    const port = hostNetwork ? containerPort : hostPort;
    if (port === undefined) return [];
    const address = hostNetwork || hostIP === undefined || rangeOf(hostIP) === 'unspecified' ? null : hostIP;
    const via = hostNetwork ? 'hostNetwork' : 'hostPort';
    return [
      {
        via,
        service: null,
        port,
        protocol,
        ...node,
        ...unknownAt(address),
        endpoints: [],
        ...behindPod(pod, containerPort, protocol, cluster),
      },
    ];
  });
}

/** kube-proxy itself answers a health check. */
function withoutPolicies({ policies: _policies, ...way }: Way): Way {
  return way;
}

const CHECK = { via: 'healthCheckNodePort', protocol: 'TCP' } as const;

/** A way for each fate and port, ports changing fastest. */
function waysTo(service: Service, via: Way['via'], fates: readonly Fate[], cluster: ClusterIndex): readonly Way[] {
  const { ports, loadBalancerSourceRanges: ranges } = service.spec;
  return fates.flatMap((fate) =>
    ports.map((port) => ({
      via,
      service: nameOf(service.metadata),
      port: port.port,
      protocol: port.protocol,
      ...fate,
      endpoints: [],
      ...behindService(service, [port], cluster),
      ...(via === 'LoadBalancer' && ranges.length > 0 ? { clients: ranges } : {}),
    })),
  );
}

function fatesOf({ status }: Service): readonly Fate[] {
  const { ingress } = status.loadBalancer;
  if (ingress.length === 0) return [{ address: null, answers: 'no', outcome: 'pending', reason: 'the load balancer has no address yet' }];
  return ingress.flatMap((one) => {
    const reason = whyElsewhere(one);
    return reason === undefined
      ? []
      : [{ address: one.ip ?? one.hostname ?? null, answers: 'unknown', outcome: 'unknown', reason } as const];
  });
}

/** Why a load balancer's answer does not depend on kube-proxy; undefined where it does. */
function whyElsewhere({ ip, hostname, ipMode }: LoadBalancerIngress): string | undefined {
  if (ip === undefined)
    return hostname === undefined ? undefined : 'where the load balancer of this name sends connections is not in the API';
  return ipMode === 'Proxy' ? 'the load balancer itself answers (ipMode Proxy): where it sends connections is not in the API' : undefined;
}
