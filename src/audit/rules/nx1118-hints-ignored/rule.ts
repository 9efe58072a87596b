import {
  asksForAutoHints,
  endpointsOfPort,
  isExternallyAccessible,
  type PortEndpoint,
  slicesOf,
  whySkipped,
} from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { EndpointSlice } from '../../../model/resources/endpoint-slice.ts';
import type { MetadataOnly } from '../../../model/resources/metadata.ts';
import { ZONE_LABEL, zoneOf } from '../../../model/resources/node.ts';
import { hasSelector, type Service, type ServicePort } from '../../../model/resources/service.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { groupBy } from '../../facts/group-by.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** Zones of control-plane nodes alone are not missed: clients run elsewhere. */
const CONTROL_PLANE_LABELS = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

const ANNOTATIONS = ['service.kubernetes.io/topology-aware-hints', 'service.kubernetes.io/topology-mode'];

export default defineRule({
  code: 'NX1118',
  title: 'Traffic is not kept close as asked',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints', 'Node'],
  causes: [],
  check(service, cluster) {
    const wish = wishOf(service);
    if (wish === undefined || whySkipped(service) !== undefined) return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    const ports = service.spec.ports.flatMap((port) => portsToJudge(service, port, slices.items, wish));
    const ignored = groupBy(
      ports.filter((one) => one.without.length > 0),
      (one) => `${one.without.length}/${one.ready.length}`,
    );
    const hits = [...ignored.values()].map((group) => hitOf(service, wish, group, missingHint(group, wish, cluster), ''));
    const hinted = ports.filter((one) => one.without.length === 0);
    if (hinted.length === 0) return hits;
    const nodes = cluster.metadata('Node');
    const examples = exampleNodes(knownItems(nodes));
    const lacking = groupBy(hinted, (one) => enumerate([...examples.keys()].filter((zone) => !namesZone(one.ready, zone)).sort()));
    const unserved = [...lacking].flatMap(([zones, group]) => {
      const node = [...examples].find(([zone]) => !group.some((one) => namesZone(one.ready, zone)))?.[1];
      return zones === '' || node === undefined ? [] : [hitOf(service, wish, group, node, zones)];
    });
    return [...hits, ...unserved, ...(nodes.state === 'complete' || unserved.length > 0 ? [] : unjudged(gapsOf(nodes)))];
  },
  message: ({ wish, ports, by, without, total, instead, zones }) => {
    if (zones !== '') {
      return `${wish} has no effect in zone ${zones}: no endpoint of port ${ports} is meant for it, so that its clients are sent to any zone`;
    }
    const lack =
      without === total
        ? `none of its ${total} ready endpoints has a`
        : `${without} of ${total} ready endpoints ${without === 1 ? 'has' : 'have'} no`;
    return `${wish} has no effect on port ${ports}: ${lack} ${by} hint, so that kube-proxy ${instead}`;
  },
  remedy: ({ namespace, service, selects, placeless, zones }) => {
    if (zones !== '') {
      return `If clients in zone ${zones} matter, run ready pods of Service ${namespace}/${service} there (topologySpreadConstraints).`;
    }
    if (!selects) return `Write hints for every endpoint in the EndpointSlices of Service ${namespace}/${service}.`;
    return placeless
      ? `Label the nodes with their zone (${ZONE_LABEL}).`
      : `See why the control plane gives none in the events of the Service: kubectl describe service ${service} -n ${namespace}.`;
  },
});

/** What a Service asks for: hints of nodes or of zones. */
interface Wish {
  readonly by: 'node' | 'zone';
  readonly says: string;
  readonly shown: Evidence;
}

/** One family of a port whose endpoints hints can tell apart; `without` are the ready ones that lack the hint asked for. */
interface JudgedPort {
  readonly port: ServicePort;
  readonly ready: readonly PortEndpoint[];
  readonly without: readonly PortEndpoint[];
}

/** The annotation beats the field, as for the controller that writes the hints. */
function wishOf({ metadata, spec }: Service): Wish | undefined {
  const object = refTo('Service', metadata);
  if (asksForAutoHints(metadata.annotations)) {
    const annotation = ANNOTATIONS.find((name) => Object.hasOwn(metadata.annotations, name)) ?? '';
    const value = metadata.annotations[annotation] ?? '';
    const field = `metadata.annotations["${annotation}"]`;
    return { by: 'zone', says: `topology-mode ${value}`, shown: { object, field, value, says: 'the own zone comes first' } };
  }
  const value = spec.trafficDistribution;
  if (value === undefined) return undefined;
  const by = value === 'PreferSameNode' ? 'node' : 'zone';
  const shown = { object, field: 'spec.trafficDistribution', value, says: `the own ${by} comes first` };
  return { by, says: `trafficDistribution ${value}`, shown };
}

/**
 * The families of a port. Those whose endpoints are all in one place are left out, since hints would change nothing; so is what only
 * internalTrafficPolicy Local rules, which looks at no hints.
 */
function portsToJudge(service: Service, port: ServicePort, slices: readonly EndpointSlice[], { by }: Wish): readonly JudgedPort[] {
  if (service.spec.internalTrafficPolicy === 'Local' && !isExternallyAccessible(service, port)) return [];
  const all = endpointsOfPort(slices, port).filter((one) => one.ready);
  return [...groupBy(all, (one) => one.family).values()]
    .filter((ready) => !isOnePlace(ready.map((one) => one.nodeName)) && (by === 'node' || !isOnePlace(ready.map((one) => one.zone))))
    .map((ready) => ({ port, ready, without: ready.filter((one) => (by === 'node' ? one.nodeHints : one.zoneHints).length === 0) }));
}

function isOnePlace(places: readonly (string | undefined)[]): boolean {
  return places.length < 2 || (places[0] !== undefined && places.every((place) => place === places[0]));
}

function namesZone(ready: readonly PortEndpoint[], zone: string): boolean {
  return ready.some((one) => one.zoneHints.includes(zone));
}

/** For each zone that has nodes for clients, evidence from one of them. */
function exampleNodes(nodes: readonly MetadataOnly[]): ReadonlyMap<string, Evidence> {
  const places = nodes.flatMap(({ metadata }) => {
    const zone = zoneOf(metadata.labels);
    const hasClients = !CONTROL_PLANE_LABELS.some((label) => Object.hasOwn(metadata.labels, label));
    return zone === undefined || zone === '' || !hasClients ? [] : [{ metadata, zone }];
  });
  const examples = places.toReversed().map(({ metadata, zone }) => {
    const says = `no endpoint has a hint for zone ${zone}`;
    return [zone, { object: refTo('Node', metadata), field: `metadata.labels["${ZONE_LABEL}"]`, value: zone, says }] as const;
  });
  return new Map(examples);
}

function missingHint(group: readonly JudgedPort[], { by }: Wish, cluster: ClusterIndex): Evidence | undefined {
  const example = group[0]?.without[0];
  if (example === undefined) return undefined;
  const { slice, field, ip, zone } = example;
  return sliceEvidence(slice, cluster, {
    field,
    says: `ready endpoint ${ip} has no ${by} hint${zone === undefined ? ' and no zone' : ''}`,
  });
}

function hitOf(service: Service, wish: Wish, group: readonly JudgedPort[], shown: Evidence | undefined, zones: string) {
  const { metadata } = service;
  const [{ ready, without } = { ready: [], without: [] }] = group;
  return {
    args: {
      namespace: metadata.namespace ?? '',
      service: metadata.name,
      wish: wish.says,
      ports: enumerate([...new Set(group.map((one) => describePort(one.port)))]),
      without: without.length,
      total: ready.length,
      by: wish.by,
      instead: ready.every((one) => one.zoneHints.length > 0) ? 'goes by zones' : 'uses all of them alike',
      zones,
      selects: hasSelector(service),
      placeless: wish.by === 'zone' && without.some((one) => one.zone === undefined),
    },
    evidence: [wish.shown, ...(shown === undefined ? [] : [shown])] as const,
  };
}
