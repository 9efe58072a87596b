import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import { readObjects } from '../../../src/cluster/objects.ts';
import {
  asksForAutoHints,
  autoHints,
  categorizeEndpoints,
  type EndpointSets,
  endpointsOfPort,
  internalSet,
  type PortEndpoint,
  podToEndpoint,
  resolveTargetPort,
  slicePorts,
  slicesOf,
  trafficDistributionHints,
} from '../../../src/engines/service/index.ts';
import { indexSnapshot } from '../../../src/model/cluster-index.ts';
import { knownItems } from '../../../src/model/listing.ts';
import type { Endpoint, EndpointHints, EndpointSlice } from '../../../src/model/resources/endpoint-slice.ts';
import { type Node, zoneOf } from '../../../src/model/resources/node.ts';
import type { Service } from '../../../src/model/resources/service.ts';
import { hostPort, type IpFamily } from '../../../src/model/values/ip.ts';
import { oracle, proxyRandomCases } from '../../support/truth.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Fills in what the API requires and the oracles leave out where it does not matter. */
function named(raw: Raw | null | undefined, name: string): Raw {
  return { ...raw, metadata: { name, namespace: 'ns', ...((raw?.['metadata'] as Raw | undefined) ?? {}) } };
}

const serviceOf = (raw: Raw | undefined): Service => project('Service', named(raw, 'svc'));
const nodeOf = (raw: Raw | null | undefined): Node => project('Node', named(raw, 'node'));
const spelled = (endpoints: readonly PortEndpoint[] | undefined) => endpoints?.map((one) => hostPort(one.ip, one.port)).sort() ?? null;
const choosing = ({ metadata }: Pick<Node, 'metadata'>) => {
  const zone = zoneOf(metadata.labels);
  return { name: metadata.name, ...(zone === undefined ? {} : { zone }) };
};

/** The slices of a Service among raw ones, found as the engine finds them. */
function slicesFor(service: Service, raws: readonly Raw[]): readonly EndpointSlice[] {
  const cluster = indexSnapshot(readObjects(raws, { complete: ['EndpointSlice'], takenAt: '2026-11-22T08:00:00Z' }));
  return knownItems(slicesOf(service, cluster));
}

function endpointsFrom(raws: readonly Raw[]): readonly Endpoint[] {
  return project('EndpointSlice', { metadata: { name: 's' }, addressType: 'IPv4', endpoints: raws }).endpoints;
}

/** Hints as the oracles write them: an absent list is left out. */
function plainHints(hints: EndpointHints | undefined) {
  if (hints === undefined) return null;
  return {
    ...(hints.forZones.length > 0 ? { forZones: hints.forZones } : {}),
    ...(hints.forNodes.length > 0 ? { forNodes: hints.forNodes } : {}),
  };
}

function setsOf(sets: EndpointSets) {
  return { cluster: spelled(sets.cluster), local: spelled(sets.local), allReachable: spelled(sets.all), hasAnyEndpoints: sets.hasAny };
}

interface TopologyInput {
  readonly node?: Raw | null;
  readonly nodes?: readonly Raw[];
  readonly service?: Raw;
  readonly endpointSlices?: readonly Raw[];
  readonly endpoints?: readonly Raw[];
  readonly pod?: Raw;
  readonly pods?: readonly Raw[];
  readonly servicePort?: Raw;
  readonly cpuRatiosByZone?: Readonly<Record<string, number>> | null;
  readonly featureGates?: Readonly<Record<string, boolean>>;
}

interface TopologyQuery {
  readonly kind: string;
  readonly port?: string;
  readonly service?: string;
  readonly addressType?: IpFamily;
  readonly clientNode?: string;
}

const ANSWERS: Readonly<Record<string, (input: TopologyInput, query: TopologyQuery) => unknown>> = {
  categorizeEndpoints({ node, service: raw, endpointSlices = [], featureGates }, { port: name }) {
    const service = serviceOf(raw);
    const port = service.spec.ports.find((one) => one.name === (name ?? '')) ?? service.spec.ports[0];
    if (port === undefined) throw new Error('the case has no port');
    const endpoints = endpointsOfPort(slicesFor(service, endpointSlices), port);
    return setsOf(categorizeEndpoints(endpoints, service, port, choosing(nodeOf(node)), featureGates?.['PreferSameTrafficDistribution']));
  },
  endpointsByServicePort({ node, endpointSlices = [] }, { service = '' }) {
    const [namespace, name] = service.split('/');
    const slices = slicesFor(serviceOf({ metadata: { namespace, name } }), endpointSlices);
    const own = (node?.['metadata'] as Raw | undefined)?.['name'];
    const ports = slicePorts(slices).map((port) => [
      `${port.name}/${port.protocol}`,
      endpointsOfPort(slices, port)
        .map(({ ip, port: number, nodeName, ready, serving, terminating }) => ({
          endpoint: hostPort(ip, number),
          isLocal: nodeName !== undefined && nodeName === own,
          ready,
          serving,
          terminating,
        }))
        .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1)),
    ]);
    return { ports: Object.fromEntries(ports) };
  },
  podToEndpoint({ service, pod, node }, { addressType = 'IPv4' }) {
    const namespace = ((pod?.['metadata'] as Raw | undefined)?.['namespace'] as string | undefined) ?? 'ns';
    const own = project('Service', { ...service, metadata: { namespace, ...((service?.['metadata'] as Raw | undefined) ?? {}) } });
    const endpoint = podToEndpoint(own, project('Pod', pod), node == null ? undefined : nodeOf(node), addressType);
    const { targetRef: _targetRef, ...rest } = endpoint ?? { targetRef: undefined };
    return rest;
  },
  resolveTargetPort({ pod, servicePort }) {
    const [port] = project('Service', named({ spec: { ports: [servicePort] } }, 'svc')).spec.ports;
    if (port === undefined) throw new Error('the case has no port');
    const resolved = resolveTargetPort(project('Pod', named(pod, 'pod')), port);
    return { port: 'port' in resolved ? resolved.port : null };
  },
  computeHints({ service, endpoints = [] }) {
    return { hints: trafficDistributionHints(serviceOf(service).spec.trafficDistribution, endpointsFrom(endpoints)).map(plainHints) };
  },
  topologyModeAuto({ service }) {
    return { enabled: asksForAutoHints(serviceOf(service).metadata.annotations) };
  },
  computeAutoHints({ cpuRatiosByZone, endpoints = [] }) {
    const all = endpointsFrom(endpoints);
    const hints = autoHints(cpuRatiosByZone ?? undefined, all);
    return {
      hints: all.map((_, index) => plainHints(hints?.[index])),
      event: hints === undefined ? 'TopologyAwareHintsDisabled' : 'TopologyAwareHintsEnabled',
    };
  },
  serviceEndpointsFromNode({ nodes = [], service: raw, pods = [] }, { clientNode }) {
    const service = serviceOf(raw);
    const all = nodes.map(nodeOf);
    const client = all.find((node) => node.metadata.name === clientNode);
    const [port] = service.spec.ports;
    if (client === undefined || port === undefined) throw new Error('the case has no client node or no port');
    const written = pods.flatMap((one) => {
      const pod = project('Pod', one);
      const endpoint = podToEndpoint(
        service,
        pod,
        all.find((node) => node.metadata.name === pod.spec.nodeName),
        'IPv4',
      );
      return endpoint === undefined ? [] : [endpoint];
    });
    const hints = trafficDistributionHints(service.spec.trafficDistribution, written);
    const slice: EndpointSlice = {
      metadata: { ...service.metadata, name: 'slice' },
      addressType: 'IPv4',
      ports: [{ name: port.name, protocol: port.protocol, port: Number(port.targetPort) }],
      endpoints: written.map((endpoint, index) => {
        const own = hints[index];
        return own === undefined ? endpoint : { ...endpoint, hints: own };
      }),
    };
    const sets = categorizeEndpoints(endpointsOfPort([slice], port), service, port, choosing(client));
    return {
      endpoints: internalSet(sets, service)
        .map((one) => one.endpoint.targetRef?.name)
        .sort(),
    };
  },
};

/** Lists whose order kube-proxy itself does not fix are compared sorted. */
function sortedLists(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).map(([key, one]) => {
    if (['cluster', 'local', 'allReachable', 'endpoints'].includes(key) && Array.isArray(one)) return [key, [...one].sort()];
    return [key, key === 'ports' && typeof one === 'object' ? portsSorted(one) : one];
  });
  return Object.fromEntries(sorted);
}

function portsSorted(ports: unknown): unknown {
  const lists = Object.entries(ports as Readonly<Record<string, readonly { readonly endpoint: string }[]>>);
  return Object.fromEntries(lists.map(([port, list]) => [port, [...list].sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1))]));
}

const topologyCases = oracle('kube-proxy-topology').map((one) => [one.id, one] as const);

it.each(topologyCases)('kube-proxy-topology.json %s', (_id, { input, query, expect: expected }) => {
  const answer = ANSWERS[query.kind];
  if (answer === undefined) throw new Error(`no such question: ${query.kind}`);
  expect(answer(input as TopologyInput, query as TopologyQuery)).toMatchObject(sortedLists(expected) as object);
});

describe('kube-proxy-random.jsonl: what the code of kube-proxy chooses', () => {
  const sorted = (list: readonly string[] | null) => [...(list ?? [])].sort();

  it.each(proxyRandomCases().map((one) => [one.id, one] as const))('%s', (_id, one) => {
    const node = choosing({ metadata: { ...one.node, annotations: {}, ownerReferences: [] } });
    const found = (one.services as readonly Raw[]).map(serviceOf).flatMap((service) => {
      const slices = slicesFor(service, one.endpointSlices as readonly Raw[]);
      return service.spec.ports.map((port) => {
        const { all, cluster, local, hasAny } = categorizeEndpoints(endpointsOfPort(slices, port), service, port, node);
        const key = `${service.metadata.namespace}/${service.metadata.name}${port.name === '' ? '' : `:${port.name}`}`;
        return [key, { all: spelled(all), cluster: spelled(cluster) ?? [], local: spelled(local) ?? [], hasAny }] as const;
      });
    });
    const expected = Object.entries(one.expectEndpoints).map(
      ([key, { all, cluster, local, hasAny }]) =>
        [key, { all: sorted(all), cluster: sorted(cluster), local: sorted(local), hasAny }] as const,
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });
});
