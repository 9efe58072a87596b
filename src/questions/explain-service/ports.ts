import {
  type ChoosingNode,
  categorizeEndpoints,
  endpointsOfPort,
  hintsDecide,
  internalSet,
  type PortEndpoint,
  resolveTargetPort,
  usableFrom,
  whyNotUsed,
} from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Listing } from '../../model/listing.ts';
import type { PortAdmission } from '../../model/pod-policies.ts';
import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { nodeIPs } from '../../model/resources/node.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import { isHeadless, type Service, type ServicePort } from '../../model/resources/service.ts';
import type { ServiceEndpoint, ServicePortReport, TargetPortInPod } from '../../model/service-report.ts';
import type { IpFamily } from '../../model/values/ip.ts';
import type { ClientNode } from '../client.ts';

/** What the port tables are made of. */
export interface PortsInput {
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
  readonly pods: readonly Pod[];
  readonly nodes: Listing<ChoosingNode>;
  readonly client: ClientNode | undefined;
  /** Who may connect to a port. */
  readonly admission: (port: ServicePort) => PortAdmission | undefined;
  readonly cluster: ClusterIndex;
}

/** Each port of the Service, with what its targetPort means in each pod and every endpoint joined with pod, node and zone. */
export function portReports(input: PortsInput): readonly ServicePortReport[] {
  return input.service.spec.ports.map((port) => {
    const endpoints = endpointsOfPort(input.slices, port);
    const { name, port: number, protocol, targetPort, nodePort } = port;
    const admission = input.admission(port);
    return {
      name,
      port: number,
      protocol,
      targetPort,
      ...(nodePort === undefined ? {} : { nodePort }),
      targetPortInPods: input.pods.filter((pod) => !isPodFinished(pod)).map((pod) => targetPortInPod(pod, port)),
      endpoints: FAMILIES.flatMap((family) => endpointReports(input, port, endpoints, family)),
      ...(admission === undefined ? {} : { admission }),
    };
  });
}

const FAMILIES: readonly IpFamily[] = ['IPv4', 'IPv6'];

function targetPortInPod(pod: Pod, port: ServicePort): TargetPortInPod {
  const resolved = resolveTargetPort(pod, port);
  const { name } = pod.metadata;
  switch (resolved.state) {
    case 'number':
      return resolved.container === undefined
        ? { pod: name, port: resolved.port, says: 'used as it is; no container declares it, which is allowed' }
        : { pod: name, port: resolved.port, container: resolved.container, says: `declared by container ${resolved.container}` };
    case 'named':
      return {
        pod: name,
        port: resolved.port,
        container: resolved.container,
        says: `"${port.targetPort}" of container ${resolved.container}`,
      };
    case 'other-protocol':
      return {
        pod: name,
        port: null,
        container: resolved.container,
        says: `"${port.targetPort}" is ${resolved.protocol} there, not ${port.protocol}`,
      };
    case 'missing':
      return { pod: name, port: null, says: `no container has a port named "${port.targetPort}"` };
  }
}

function endpointReports(input: PortsInput, port: ServicePort, all: readonly PortEndpoint[], family: IpFamily): readonly ServiceEndpoint[] {
  const endpoints = all.filter((one) => one.family === family);
  const usable = usableFrom(endpoints, input.service, port, input.nodes);
  return endpoints.map((endpoint) => {
    const from = usable.get(endpoint) ?? 'unknown';
    // A ready endpoint that every node uses needs no reason, even where it carries a hint that no node can follow.
    const why = from === 'all' && endpoint.ready ? undefined : whyNotUsed(endpoint, endpoints, input.service);
    return {
      ...identity(endpoint, input.cluster),
      usableFrom: from,
      ...(input.client === undefined ? {} : { usableFromClient: usableByClient(endpoint, endpoints, input, port, input.client) }),
      ...(why === undefined ? {} : { why }),
      slice: endpoint.slice.metadata.name,
    };
  });
}

function identity(endpoint: PortEndpoint, cluster: ClusterIndex) {
  const { ip, port, family, nodeName, ready, serving, terminating } = endpoint;
  const { targetRef } = endpoint.endpoint;
  const node = nodeName === undefined ? undefined : cluster.get('Node', nodeName);
  const known = node?.state === 'found' ? node.item : undefined;
  const zone = endpoint.zone ?? known?.metadata.labels['topology.kubernetes.io/zone'];
  return {
    ip,
    port,
    family,
    ...(targetRef?.kind === 'Pod' ? { pod: targetRef.name } : {}),
    ...(nodeName === undefined ? {} : { node: nodeName }),
    ...(known === undefined ? {} : { nodeIPs: nodeIPs(known).map((one) => one.address) }),
    ...(zone === undefined ? {} : { zone }),
    ready,
    serving,
    terminating,
  };
}

function usableByClient(
  endpoint: PortEndpoint,
  endpoints: readonly PortEndpoint[],
  { service }: PortsInput,
  port: ServicePort,
  client: ClientNode,
): boolean | 'unknown' {
  if (isHeadless(service)) return endpoint.ready;
  if (service.spec.internalTrafficPolicy !== 'Local' && hintsDecide(endpoints) && !client.zoneKnown) return 'unknown';
  const node = { name: client.node, ...(client.zone === undefined ? {} : { zone: client.zone }) };
  return internalSet(categorizeEndpoints(endpoints, service, port, node), service).includes(endpoint);
}
