import type { Listing } from '../../model/listing.ts';
import { refTo } from '../../model/object-ref.ts';
import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { clusterIPsOf, isHeadless, type Service, type ServicePort } from '../../model/resources/service.ts';
import { type Hop, makeTrace, type Step, type Trace } from '../../model/trace.ts';
import { familyOf, hostPort } from '../../model/values/ip.ts';
import { type ChoosingNode, type EndpointSets, endpointsOfPort, internalSet, type PortEndpoint, whySkipped } from '../service/index.ts';
import { type ClientGroup, clientGroups, type GivenClient } from './client-groups.ts';
import { clusterIPNameHop, describeEndpoints, endpointEvidence, flowTarget, nameHop, oneOf, podHop, serviceEvidence } from './hops.ts';

/** Everything that the ways to a Service inside the cluster depend on. */
export interface InClusterInput {
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
  /** All nodes with their zones, as far as they are known. */
  readonly nodes: Listing<ChoosingNode>;
  readonly client?: GivenClient;
  /** The cluster's DNS domain. */
  readonly domain: string;
  /** kube-proxy's mode in words, empty when it is not known: ` (nftables)`. */
  readonly proxy: string;
}

/**
 * The ways to a Service from inside the cluster: for each port one trace for each Cluster IP and each group of clients that
 * kube-proxy treats alike. A headless Service has no hop in the service network: its name gives the pods' own addresses.
 */
export function inClusterTraces(input: InClusterInput): readonly Trace[] {
  const { service, slices } = input;
  if (isHeadless(service)) {
    const ports = service.spec.ports.length === 0 ? [undefined] : service.spec.ports;
    return ports.map((port) => headlessTrace(input, port));
  }
  return service.spec.ports.flatMap((port) =>
    clusterIPsOf(service).flatMap((ip) => {
      const endpoints = endpointsOfPort(slices, port).filter((one) => one.family === familyOf(ip));
      return clientGroups(endpoints, service, port, input.nodes, input.client).map((group) => clusterIPTrace(input, port, ip, group));
    }),
  );
}

function clusterIPTrace(input: InClusterInput, port: ServicePort, ip: string, group: ClientGroup): Trace {
  const { service, domain } = input;
  const over = clusterIPsOf(service).length > 1 ? ` over ${familyOf(ip)}` : '';
  const flow = { from: group.says, to: `${flowTarget(service, port)}${over}`, protocol: port.protocol };
  const name = clusterIPNameHop(service, domain, ip);
  const { disposition, hops } = serviceHops(input, port, ip, group);
  return makeTrace({ flow, hops: [name, ...hops], disposition });
}

function serviceHops(
  input: InClusterInput,
  port: ServicePort,
  ip: string,
  { sets, says, unknown }: ClientGroup,
): Pick<Trace, 'disposition'> & { readonly hops: readonly Hop[] } {
  const { service, client, proxy } = input;
  const address = hostPort(ip, port.port);
  const component = `kube-proxy${proxy} on ${client === undefined ? "the client's node" : client.node}`;
  const portEvidence = serviceEvidence(
    service,
    `spec.ports[${service.spec.ports.indexOf(port)}].port`,
    port.port,
    'the port of the Service',
  );
  const hop = (step: Pick<Step, 'action' | 'says' | 'evidence'>): Hop => ({
    at: { layer: 'service', says: `${address} ${step.says}`, object: refTo('Service', service.metadata) },
    steps: [{ component, object: refTo('Service', service.metadata), ...step }],
  });
  const skipped = whySkipped(service);
  if (skipped !== undefined) {
    return {
      disposition: 'insufficient-info',
      hops: [hop({ action: 'give-up', says: `not served by kube-proxy: ${skipped}`, evidence: [portEvidence] })],
    };
  }
  const chosen = internalSet(sets, service);
  if (chosen.length === 0 && sets.hasAny && unknown === 'existence') {
    const why = 'dropped there (internalTrafficPolicy Local), if there is such a node: the nodes could not be read';
    return { disposition: 'insufficient-info', hops: [hop({ action: 'give-up', says: why, evidence: [portEvidence] })] };
  }
  if (chosen.length === 0) return { ...nothingLeft(service, sets, says, portEvidence, hop) };
  const translate = hop({
    action: 'translate',
    says: `→ ${oneOf(chosen)}${unknown === 'zone' ? ", or fewer: the zone of the client's node decides (hints), and could not be read" : ''}${howChosen(service, sets, chosen)}`,
    evidence: [portEvidence, ...endpointEvidence(chosen)],
  });
  return { disposition: 'delivered', hops: [translate, podHop(chosen, sourceOf(client, chosen))] };
}

function nothingLeft(
  service: Service,
  sets: EndpointSets,
  from: string,
  portEvidence: Step['evidence'][number],
  hop: (step: Pick<Step, 'action' | 'says' | 'evidence'>) => Hop,
): Pick<Trace, 'disposition'> & { readonly hops: readonly Hop[] } {
  if (!sets.hasAny) {
    return {
      disposition: 'rejected',
      hops: [hop({ action: 'reject', says: '→ refused: no endpoint is ready', evidence: [portEvidence] })],
    };
  }
  const policy = serviceEvidence(service, 'spec.internalTrafficPolicy', 'Local', "only endpoints on the client's own node count");
  const says = `→ dropped for ${from}: internalTrafficPolicy is Local and no endpoint is on that node`;
  return { disposition: 'dropped', hops: [hop({ action: 'drop', says, evidence: [policy, portEvidence] })] };
}

function howChosen(service: Service, sets: EndpointSets, chosen: readonly PortEndpoint[]): string {
  const { sessionAffinity, sessionAffinityTimeoutSeconds = 10800, internalTrafficPolicy } = service.spec;
  return [
    internalTrafficPolicy === 'Local' ? " on the client's node (internalTrafficPolicy Local)" : '',
    internalTrafficPolicy !== 'Local' && sets.topology === 'PreferSameNode' ? " on the client's node (hints)" : '',
    internalTrafficPolicy !== 'Local' && sets.topology === 'PreferSameZone' ? ' for its zone (hints)' : '',
    chosen.every((one) => !one.ready) ? '; none is ready, so those that end but still serve are used' : '',
    sessionAffinity === 'ClientIP' ? `; a client keeps its endpoint for ${sessionAffinityTimeoutSeconds} s (sessionAffinity ClientIP)` : '',
  ].join('');
}

function sourceOf(client: GivenClient | undefined, chosen: readonly PortEndpoint[]): string {
  if (client?.says.startsWith('node ')) return "destination rewritten; the server sees the node's address";
  const itself = client !== undefined && chosen.some((one) => client.says.endsWith(`/${one.endpoint.targetRef?.name ?? ''}`));
  const kept = 'destination rewritten, source address kept (no NAT)';
  return itself ? `${kept}; when it is sent to itself (hairpin), it sees its node's bridge address` : kept;
}

function headlessTrace({ service, slices, domain, client }: InClusterInput, port: ServicePort | undefined): Trace {
  const flow = { from: client?.says ?? 'a pod in the cluster', to: flowTarget(service, port), protocol: port?.protocol ?? 'TCP' } as const;
  const endpoints = port === undefined ? addressesOf(slices) : endpointsOfPort(slices, port);
  const ready = endpoints.filter((one) => one.ready);
  const selfEvidence = serviceEvidence(service, 'spec.clusterIPs[0]', 'None', 'headless: the name gives the addresses of the pods');
  if (ready.length === 0) {
    const says = 'NXDOMAIN: no endpoint is ready, so the name has no address';
    return makeTrace({
      flow,
      hops: [nameHop(service, domain, { action: 'fail-to-resolve', says, evidence: [selfEvidence] })],
      disposition: 'name-not-found',
    });
  }
  const name = nameHop(service, domain, {
    action: 'resolve',
    says: `→ the ${ready.length === 1 ? 'address of its ready endpoint' : `addresses of its ${ready.length} ready endpoints`}`,
    evidence: [selfEvidence, ...endpointEvidence(ready)],
  });
  return makeTrace({ flow, hops: [name, directHop(ready)], disposition: 'delivered' });
}

function directHop(ready: readonly PortEndpoint[]): Hop {
  const pod = podHop(ready, 'straight to the pod: nothing is translated, so the client must use the port of the pod');
  return { ...pod, at: { ...pod.at, says: describeEndpoints(ready) } };
}

/** Endpoints of a headless Service without ports: addresses that the client reaches on whatever port it likes. */
function addressesOf(slices: readonly EndpointSlice[]): readonly PortEndpoint[] {
  return endpointsOfPort(
    slices.map((slice) => ({ ...slice, ports: [{ name: '', protocol: 'TCP', port: 0 }] })),
    { name: '', protocol: 'TCP' },
  );
}
