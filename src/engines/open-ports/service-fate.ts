import type { OpenPort, OpenPortEndpoint } from '../../model/node-report.ts';
import { type Node, nodeIPs, zoneOf } from '../../model/resources/node.ts';
import type { Service } from '../../model/resources/service.ts';
import { sameIp } from '../../model/values/ip.ts';
import type { PortEndpoint, ProxyConfig, ProxyView, ServiceVerdict } from '../service/index.ts';

/** What kube-proxy of a node knows of itself when a packet from outside the cluster comes. */
export function viewOf(node: Node, config: ProxyConfig): ProxyView {
  const { name, labels } = node.metadata;
  const zone = zoneOf(labels);
  return {
    name,
    ...(zone === undefined ? {} : { zone }),
    node,
    config,
    serviceCIDRs: [],
    isLocalPod: () => false,
    isOwnAddress: (address) => nodeIPs(node).some((one) => sameIp(one.address, address)),
  };
}

/** The Service that a verdict is about. */
export function ownerOf(verdict: ServiceVerdict): Service | undefined {
  if (verdict.kind === 'health-check') return verdict.service;
  return 'match' in verdict ? verdict.match?.service : undefined;
}

/** Whether a port answers, and why. */
export type Fate = Pick<OpenPort, 'answers' | 'outcome' | 'reason' | 'status'>;

/**
 * What a client outside the cluster notices of a verdict, in words that fit every node where it is the same.
 * @param untouched why no rule is for the packet, should it be so
 */
export function fateOf(verdict: ServiceVerdict, untouched: string): Fate & { readonly endpoints?: readonly OpenPortEndpoint[] } {
  switch (verdict.kind) {
    case 'translate':
      return { answers: 'yes', outcome: 'delivered', reason: howTranslated(verdict), endpoints: verdict.endpoints.map(endpointOf) };
    case 'reject':
      return { answers: 'no', outcome: 'refused', reason: 'no endpoint is ready' };
    case 'drop':
      return {
        answers: 'no',
        outcome: 'dropped',
        reason:
          verdict.why === 'source-ranges'
            ? 'the client is not in loadBalancerSourceRanges'
            : 'externalTrafficPolicy is Local and no usable endpoint is on this node',
      };
    case 'health-check':
      return {
        answers: 'yes',
        outcome: 'delivered',
        reason: `kube-proxy answers ${verdict.status}: ${verdict.status === 200 ? 'a' : 'no'} ready endpoint is on this node`,
        status: verdict.status,
      };
    case 'unknown':
      return { answers: 'unknown', outcome: 'unknown', reason: verdict.why };
    case 'untouched':
      return { answers: 'no', outcome: 'refused', reason: untouched };
  }
}

function howTranslated({ endpoints, masquerade, set }: Extract<ServiceVerdict, { kind: 'translate' }>): string {
  const count = endpoints.length === 1 ? '1 endpoint' : `${endpoints.length} endpoints`;
  const local = set === 'Local' ? ' on this node (externalTrafficPolicy Local)' : '';
  const source = masquerade === null ? '' : `; the server sees the ${masquerade ? "node's" : "client's"} address`;
  return `${count}${local}${source}`;
}

function endpointOf({ ip, port, nodeName, endpoint, slice }: PortEndpoint): OpenPortEndpoint {
  const { targetRef } = endpoint;
  return {
    ip,
    port,
    ...(targetRef?.kind === 'Pod' ? { pod: `${targetRef.namespace ?? slice.metadata.namespace ?? ''}/${targetRef.name}` } : {}),
    ...(nodeName === undefined ? {} : { node: nodeName }),
  };
}
