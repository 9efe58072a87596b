import { type Gap, gapsOf, knownItems, type Listing } from '../../../model/listing.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import type { EndpointSlice } from '../../../model/resources/endpoint-slice.ts';
import { hostPort } from '../../../model/values/ip.ts';
import { describePort } from '../../../model/values/port.ts';
import {
  announce,
  endpointNodeNeeds,
  endpointsOfPort,
  type Match,
  type PortEndpoint,
  podNeeds,
  podsOf,
  type ServiceVerdict,
  serviceVerdict,
  slicesOf,
} from '../../service/index.ts';
import { endpointEvidence, oneOf } from '../hops.ts';
import { type Network, proxyView, servicesFor } from '../network.ts';
import { arrive, evidenceOf, hopOf, type Passage, type StageResult } from '../passage.ts';
import { gapWords } from '../words.ts';

/** kube-proxy's rules on the node: a Service's address becomes that of an endpoint, once for each connection. */
export function serviceRules(passage: Passage, network: Network): StageResult {
  if (passage.translated) return undefined;
  const { packet, at } = passage;
  const services = servicesFor(packet, at, network);
  const unread: Gap[] = [];
  const endpointsOf = (match: Match) => {
    const slices = slicesBehind(match, network);
    unread.push(...gapsOf(slices));
    return slices.state === 'complete' ? endpointsOfPort(slices.items, match.port) : undefined;
  };
  const verdict = serviceVerdict(packet, proxyView(at, packet, network), knownItems(services), endpointsOf);
  if (services.state !== 'complete' && (verdict.kind === 'untouched' || (verdict.kind === 'drop' && verdict.match === undefined))) {
    return arrive(
      passage,
      'insufficient-info',
      serviceHop(passage, network, 'give-up', `which Service this is for is not known: ${gapWords(services.gaps)}`),
    );
  }
  return resultOf(verdict, passage, network, unread);
}

/** The slices of a Service; who is behind them is going to be asked next. */
function slicesBehind({ service }: Match, { cluster }: Network): Listing<EndpointSlice> {
  const slices = slicesOf(service, cluster);
  announce(cluster, [...podNeeds(service, knownItems(slices)), ...endpointNodeNeeds(knownItems(slices))]);
  podsOf(service, cluster);
  return slices;
}

function resultOf(verdict: ServiceVerdict, passage: Passage, network: Network, unread: readonly Gap[]): StageResult {
  const { packet } = passage;
  const end = (disposition: 'rejected' | 'dropped' | 'insufficient-info', says: string, match?: Match) => {
    const action = disposition === 'rejected' ? 'reject' : disposition === 'dropped' ? 'drop' : 'give-up';
    return arrive(passage, disposition, serviceHop(passage, network, action, says, match));
  };
  switch (verdict.kind) {
    case 'untouched':
      return undefined;
    case 'translate':
      return { onward: verdict.endpoints.map((endpoint) => towards(endpoint, verdict, passage, network)) };
    case 'reject':
      return verdict.why === 'no-endpoints'
        ? end('rejected', 'refused: no endpoint is ready', verdict.match)
        : end(
            'rejected',
            `refused: ${verdict.service === undefined ? 'the Service' : describeRef(refTo('Service', verdict.service.metadata))} has no port ${packet.port}/${packet.protocol}`,
          );
    case 'drop':
      return end('dropped', whyDropped(verdict, passage), verdict.match);
    case 'unknown':
      return end('insufficient-info', `not known: ${verdict.why}${unread.length === 0 ? '' : `: ${gapWords(unread)}`}`, verdict.match);
    case 'health-check':
      return answeredByKubeProxy(verdict, passage);
  }
}

function whyDropped(verdict: Extract<ServiceVerdict, { kind: 'drop' }>, { at, packet }: Passage): string {
  switch (verdict.why) {
    case 'no-local-endpoint': {
      const policy = verdict.set === 'internal' ? 'internalTrafficPolicy' : 'externalTrafficPolicy';
      return `dropped: ${policy} is Local and no usable endpoint is on ${at.name}`;
    }
    case 'source-ranges':
      return `dropped: ${packet.source ?? 'the client'} is not in loadBalancerSourceRanges`;
    case 'unallocated':
      return 'dropped: an address in the range of Cluster IPs that no Service has';
  }
}

function answeredByKubeProxy({ service, status }: Extract<ServiceVerdict, { kind: 'health-check' }>, passage: Passage): StageResult {
  const { packet, at } = passage;
  const object = refTo('Service', service.metadata);
  const why = status === 200 ? 'a ready endpoint is on this node' : 'no ready endpoint is on this node';
  const says = `health check node port of ${describeRef(object)}: kube-proxy answers ${status}, ${why}`;
  const evidence = [evidenceOf(object, 'spec.healthCheckNodePort', packet.port, 'where load balancers ask whether to use the node')];
  const step = { component: `kube-proxy on ${at.name}`, action: 'deliver', object, says, evidence } as const;
  return arrive(passage, 'delivered', hopOf('node', says, step, object), {
    destination: {
      kind: 'kube-proxy',
      ip: packet.destination,
      port: packet.port,
      protocol: packet.protocol,
      node: at.name,
      source: { address: packet.source, kept: passage.source.kept },
      status,
    },
  });
}

function towards(
  endpoint: PortEndpoint,
  verdict: Extract<ServiceVerdict, { kind: 'translate' }>,
  passage: Passage,
  network: Network,
): Passage {
  const { packet } = passage;
  const { endpoints, match, masquerade } = verdict;
  const hairpin = endpoint.ip === packet.source;
  const says = [
    `→ ${oneOf(endpoints)}`,
    chosenBy(verdict, passage),
    endpoints.every((one) => !one.ready) ? '; none is ready, so those that end but still serve are used' : '',
    affinity(verdict),
    hairpin ? '; sent back to the client itself (hairpin), so the source is masqueraded' : '',
  ].join('');
  return {
    ...passage,
    packet: { ...packet, destination: endpoint.ip, port: endpoint.port },
    translated: true,
    masquerade: hairpin ? true : masquerade,
    endpoint,
    assumes: [...passage.assumes, ...assumedBy(verdict, passage)],
    share: passage.share / endpoints.length,
    hops: [...passage.hops, serviceHop(passage, network, 'translate', says, match, endpoints)],
  };
}

function chosenBy({ match, set, shortCircuit, topology }: Extract<ServiceVerdict, { kind: 'translate' }>, { at }: Passage): string {
  const policy = match.via === 'clusterIP' ? 'internalTrafficPolicy' : 'externalTrafficPolicy';
  if (set === 'Local') return ` on ${at.name} (${policy} Local)`;
  if (shortCircuit) return ' anywhere: externalTrafficPolicy Local counts for clients outside only';
  if (topology === 'PreferSameNode') return ' on its own node (hints)';
  return topology === 'PreferSameZone' ? ' for its zone (hints)' : '';
}

/** Hints, and the sets of external policies, stand on what kube-proxy has seen and can tell. */
function assumedBy({ topology, shortCircuit }: Extract<ServiceVerdict, { kind: 'translate' }>, { at }: Passage): readonly string[] {
  const windows = at.node?.status.operatingSystem === 'windows' ? ['windows'] : [];
  return ['kube-proxy', ...windows, ...(topology === 'none' ? [] : ['hints']), ...(shortCircuit ? ['local-detector'] : [])];
}

function affinity({ match: { service } }: Extract<ServiceVerdict, { kind: 'translate' }>): string {
  const { sessionAffinity, sessionAffinityTimeoutSeconds = 10800 } = service.spec;
  if (sessionAffinity !== 'ClientIP') return '';
  return `; a client address keeps its endpoint for ${sessionAffinityTimeoutSeconds} s (sessionAffinity ClientIP)`;
}

const ROLE: Readonly<Record<Match['via'], string>> = {
  clusterIP: 'Cluster IP',
  externalIP: 'externalIP',
  loadBalancer: 'load balancer address',
  nodePort: 'NodePort',
};

function serviceHop(
  { packet, at }: Passage,
  { proxy, assumed }: Network,
  action: 'translate' | 'reject' | 'drop' | 'give-up',
  says: string,
  match?: Match,
  endpoints: readonly PortEndpoint[] = [],
) {
  const mode = assumed.nameMode ? ` (${proxy.mode})` : '';
  const component = `kube-proxy${mode} on ${at.name}`;
  const object = match === undefined ? undefined : refTo('Service', match.service.metadata);
  const what =
    match === undefined || object === undefined ? '' : ` ${ROLE[match.via]} of ${describeRef(object)} port ${describePort(match.port)}`;
  const evidence = match === undefined ? [] : [addressEvidence(match, packet.destination), ...endpointEvidence(endpoints)];
  const step = { component, action, says, evidence, ...(object === undefined ? {} : { object }) } as const;
  return hopOf('service', `${hostPort(packet.destination, packet.port)}${what} ${says}`, step, object);
}

function addressEvidence({ service, port, via }: Match, destination: string) {
  const object = refTo('Service', service.metadata);
  const index = service.spec.ports.indexOf(port);
  switch (via) {
    case 'clusterIP':
      return evidenceOf(object, `spec.ports[${index}].port`, port.port, 'the port of the virtual address');
    case 'nodePort':
      return evidenceOf(object, `spec.ports[${index}].nodePort`, port.nodePort, 'the port that is opened on nodes');
    case 'externalIP':
      return evidenceOf(object, 'spec.externalIPs', undefined, `${destination} is one of them`);
    case 'loadBalancer':
      return evidenceOf(object, 'status.loadBalancer.ingress', undefined, `${destination} is one of them`);
  }
}
