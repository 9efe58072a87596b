import type { Endpoint, EndpointHints } from '../../model/resources/endpoint-slice.ts';
import { isNodeReady, type Node, zoneOf } from '../../model/resources/node.ts';
import type { Service } from '../../model/resources/service.ts';
import type { Labels } from '../../model/values/label-selector.ts';

/** The annotation that asks for topology aware hints, and its name before 1.27, which wins where it is present. */
const MODE_ANNOTATION = 'service.kubernetes.io/topology-mode';
const OLD_MODE_ANNOTATION = 'service.kubernetes.io/topology-aware-hints';

/** Nodes with one of these labels do not count for proportional hints. */
const CONTROL_PLANE_LABELS = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** How much more than its share an endpoint may have to carry before proportional hints are withdrawn. */
const OVERLOAD = 0.2;

/**
 * Whether a Service asks for proportional hints: its annotation is `Auto` or `auto`, and no other spelling. Then
 * `spec.trafficDistribution` is not looked at. Source: kubernetes staging/src/k8s.io/endpointslice/utils.go, hintsEnabled (1.36).
 */
export function asksForAutoHints(annotations: Labels): boolean {
  const value = annotations[OLD_MODE_ANNOTATION] ?? annotations[MODE_ANNOTATION];
  return value === 'Auto' || value === 'auto';
}

/**
 * The hints that `spec.trafficDistribution` gives, endpoint by endpoint; undefined: none. Only endpoints whose ready condition is true get
 * one; a value that is not known takes all hints away.
 * Source: kubernetes staging/src/k8s.io/endpointslice/trafficdist/trafficdist.go (1.36).
 */
export function trafficDistributionHints(
  distribution: Service['spec']['trafficDistribution'],
  endpoints: readonly Endpoint[],
): readonly (EndpointHints | undefined)[] {
  const byNode = distribution === 'PreferSameNode';
  const byZone = byNode || distribution === 'PreferSameZone' || distribution === 'PreferClose';
  return endpoints.map(({ conditions, zone, nodeName }) => {
    const forZones = byZone && zone !== undefined ? [{ name: zone }] : [];
    const forNodes = byNode && nodeName !== undefined ? [{ name: nodeName }] : [];
    return conditions.ready === true && forZones.length + forNodes.length > 0 ? { forZones, forNodes } : undefined;
  });
}

/**
 * The share of each zone in the CPUs of all nodes, 0 to 1. Control plane nodes and nodes that are not ready do not count. Undefined where
 * one of the others has no zone or no CPU figure, or where there are not two zones.
 * Source: kubernetes staging/src/k8s.io/endpointslice/topologycache/topologycache.go, SetNodes (1.36).
 */
export function cpuRatiosByZone(nodes: readonly Node[]): Readonly<Record<string, number>> | undefined {
  const counted = nodes
    .filter((node) => isNodeReady(node) === true && !CONTROL_PLANE_LABELS.some((label) => Object.hasOwn(node.metadata.labels, label)))
    .map((node) => ({ zone: zoneOf(node.metadata.labels) ?? '', cpu: node.status.allocatableCpu ?? 0 }));
  const zones = new Set(counted.map(({ zone }) => zone));
  if (zones.size < 2 || counted.some(({ zone, cpu }) => zone === '' || cpu === 0)) return undefined;
  const sum = (some: readonly { readonly cpu: number }[]) => some.reduce((total, { cpu }) => total + cpu, 0);
  return Object.fromEntries([...zones].map((zone) => [zone, sum(counted.filter((one) => one.zone === zone)) / sum(counted)]));
}

/**
 * Proportional hints (topology-mode Auto): each zone gets endpoints in proportion to its CPUs, its own ones first. No hint at all
 * (undefined) without CPU figures of two zones, with fewer ready endpoints than zones, with a ready endpoint without a zone, or when the
 * smallest fair share would overload an endpoint by more than 20 %. Where the controller takes any of several zones that are equally in
 * want, the first by name is taken here. Hints that slices carry already, which it keeps as long as they are fair, are not looked at.
 * Source: kubernetes staging/src/k8s.io/endpointslice/topologycache/{topologycache,utils}.go (1.36).
 * @param cpuRatios the share of each zone in all CPUs, 0 to 1
 */
export function autoHints(
  cpuRatios: Readonly<Record<string, number>> | undefined,
  endpoints: readonly Endpoint[],
): readonly (EndpointHints | undefined)[] | undefined {
  const ready = endpoints.filter((endpoint) => endpoint.conditions.ready === true);
  const desired = desiredByZone(cpuRatios, ready.length);
  if (desired === undefined || ready.some(({ zone }) => zone === undefined || zone === '')) return undefined;
  const moves = redistribution(desired, ready);
  return endpoints.map((endpoint) => {
    if (endpoint.conditions.ready !== true) return undefined;
    const zone = endpoint.zone ?? '';
    return { forZones: [{ name: moves.get(zone)?.shift() ?? zone }], forNodes: [] };
  });
}

function desiredByZone(ratios: Readonly<Record<string, number>> | undefined, total: number): ReadonlyMap<string, number> | undefined {
  const zones = Object.entries(ratios ?? {});
  if (zones.length < 2 || zones.length > total) return undefined;
  const shares = zones.map(([zone, ratio]) => ({ zone, desired: ratio * total, least: Math.ceil(ratio * total * (1 / (1 + OVERLOAD))) }));
  if (shares.reduce((sum, { least }) => sum + least, 0) > total) return undefined;
  return new Map(shares.map(({ zone, desired, least }) => [zone, Math.max(desired, least)]));
}

/** For each zone that has too many endpoints, the zones that get them, in turn. A zone without CPUs neither gives nor gets. */
function redistribution(desired: ReadonlyMap<string, number>, ready: readonly Endpoint[]): ReadonlyMap<string, string[]> {
  const surplus = new Map([...desired].map(([zone, share]) => [zone, ready.filter((one) => one.zone === zone).length - share]));
  const moves = new Map<string, string[]>();
  while (true) {
    const [giver, toGive] = most(surplus, 1);
    const [receiver, toReceive] = most(surplus, -1);
    if (giver === undefined || receiver === undefined || (toGive < 1 && toReceive < 1) || toGive < 0.5 || toReceive < 0.5) return moves;
    moves.set(giver, [...(moves.get(giver) ?? []), receiver]);
    surplus.set(giver, toGive - 1);
    surplus.set(receiver, 1 - toReceive);
  }
}

/** The zone with the largest surplus (sign 1) or want (sign -1), and how large it is; the first by name among equals. */
function most(surplus: ReadonlyMap<string, number>, sign: 1 | -1): readonly [string | undefined, number] {
  const ranked = [...surplus]
    .map(([zone, value]) => [zone, value * sign] as const)
    .filter(([, value]) => value > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return ranked[0] ?? [undefined, 0];
}
