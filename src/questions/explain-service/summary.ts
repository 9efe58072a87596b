import { enumerate } from '../../audit/facts/enumerate.ts';
import type { Finding } from '../../model/finding.ts';
import type { Kind } from '../../model/kind.ts';
import { nameOf } from '../../model/object-ref.ts';
import { isHeadless, type Service } from '../../model/resources/service.ts';
import type { EndpointCounts, ServiceEntry, ServiceOutcome, ServicePortReport } from '../../model/service-report.ts';
import { outcomeOf, type Trace } from '../../model/trace.ts';
import { describePort } from '../../model/values/port.ts';
import { type Client, describeClient } from '../client.ts';

/** What the verdict is made of. */
export interface SummaryInput {
  readonly service: Service;
  readonly client: Client | undefined;
  readonly outcome: ServiceOutcome;
  readonly counts: EndpointCounts;
  readonly paths: readonly Trace[];
  readonly entries: readonly ServiceEntry[];
  /** The kinds of which some could not be read, and might lead here. */
  readonly entriesUnread: readonly Kind[];
  readonly findings: readonly Finding[];
  readonly ports: readonly ServicePortReport[];
  /** What could not be read and decides, if that is so. */
  readonly unknownBecause: string | undefined;
}

/**
 * The outcome that the ways inside the cluster give together. A way that is unknown makes the whole unknown only where no other
 * tells reachable from unreachable already.
 */
export function outcomeOfPaths(paths: readonly Trace[]): ServiceOutcome {
  const outcomes = new Set(paths.map(outcomeOf));
  if (outcomes.has('leaves-cluster')) return 'leaves-cluster';
  if (outcomes.has('unknown') || outcomes.size === 0) return 'unknown';
  if (!outcomes.has('delivered')) return 'unreachable';
  return outcomes.size === 1 ? 'reachable' : 'partly-reachable';
}

/** The verdict in a sentence or two: what works, or the first thing that is broken; then how it is exposed outside. */
export function summaryOf(input: SummaryInput): string {
  return [verdict(input).replace(/\?\.$/, '?'), admission(input), exposure(input)].filter((part) => part !== '').join(' ');
}

/** Whom policies let connect, where they have a say. */
function admission({ ports }: SummaryInput): string {
  const told = ports.flatMap((port) => (port.admission === undefined ? [] : [{ port, admission: port.admission }]));
  const of = (some: typeof told) => (told.length === 1 ? '' : ` of port ${some.map(({ port }) => describePort(port)).join(', ')}`);
  const kept = told.filter(({ admission: { client, endpoints } }) => client !== undefined && client.admitted < endpoints);
  const [first] = kept;
  if (first?.admission.client !== undefined) {
    const { admitted, unknown } = first.admission.client;
    const open = unknown === 0 ? '' : `; of ${unknown} it is not known`;
    return `Policies, if they are enforced, let it through to ${admitted} of ${first.admission.endpoints} endpoints${of([first])}${open}.`;
  }
  const isolated = told.filter((one) => one.admission.isolated > 0);
  const [one] = isolated;
  if (one === undefined || one.admission.client !== undefined) return '';
  return `NetworkPolicies isolate ${one.admission.isolated} of ${one.admission.endpoints} endpoints${of(isolated)}, and decide who may connect.`;
}

function verdict(input: SummaryInput): string {
  const { service, client, outcome, counts, findings, paths, unknownBecause } = input;
  const name = `Service ${service.metadata.namespace}/${service.metadata.name}`;
  const cause = findings.find((finding) => finding.severity === 'error')?.message ?? howItEnds(paths);
  const because = cause === undefined ? '' : `: ${cause}`;
  const from = client === undefined ? 'inside the cluster' : `from ${describeClient(client)}`;
  if (service.spec.type === 'ExternalName') return aliasVerdict(name, service, outcome, because);
  switch (outcome) {
    case 'unknown':
      return `It is unknown whether ${name} is reachable${unknownBecause === undefined ? '' : `: ${unknownBecause}`}.`;
    case 'unreachable':
      return `${broken(name, service, counts, from)}${because}.`;
    case 'partly-reachable':
      return `${name} is reachable ${from} only in part: ${brokenPart(input)}.`;
    case 'leaves-cluster':
    case 'reachable':
      return isHeadless(service)
        ? `${name} is headless: its name gives the addresses of its pods, ${readiness(counts)}.`
        : `${name} is reachable ${from}: ${readiness(counts)}.`;
  }
}

/** What the last component of the first way that fails does, where no finding tells the cause. */
function howItEnds(paths: readonly Trace[]): string | undefined {
  const failed = paths.find((path) => ['refused', 'dropped'].includes(outcomeOf(path)));
  return failed?.hops
    .at(-1)
    ?.steps.at(-1)
    ?.says.replace(/^\u2192 /, '');
}

function broken(name: string, service: Service, counts: EndpointCounts, from: string): string {
  if (counts.total === 0) return `${name} has no endpoints`;
  const headless = isHeadless(service) ? ', so that its name has no address' : '';
  return `${name} is not reachable ${from} (${readiness(counts)}${headless})`;
}

function readiness({ ready, total, serving }: EndpointCounts): string {
  if (ready === 0 && serving > 0)
    return `0 of ${total} endpoints ready, ${serving} that ${serving === 1 ? 'ends still serves' : 'end still serve'}`;
  return `${ready} of ${total} ${total === 1 ? 'endpoint' : 'endpoints'} ready`;
}

function brokenPart({ paths }: SummaryInput): string {
  const broken = paths.filter((path) => outcomeOf(path) !== 'delivered');
  const says = broken.map((path) => `${outcomeOf(path)} for ${path.flow.from} on ${path.flow.to.split(':').at(-1) ?? path.flow.to}`);
  return `${says.slice(0, 3).join('; ')}${says.length > 3 ? `; and ${says.length - 3} more` : ''}`;
}

function aliasVerdict(name: string, service: Service, outcome: ServiceOutcome, because: string): string {
  const alias = `${name} is an alias for ${service.spec.externalName ?? '(nothing)'}`;
  switch (outcome) {
    case 'reachable':
    case 'partly-reachable':
      return `${alias}, a Service of this cluster that is reachable.`;
    case 'leaves-cluster':
      return `${alias}, a name outside the cluster: what it resolves to is not in the API.`;
    case 'unreachable':
      return `${alias} that leads nowhere${because}.`;
    case 'unknown':
      return `${alias}; whether that answers is unknown.`;
  }
}

function exposure({ service, entries, entriesUnread }: SummaryInput): string {
  if (service.spec.type === 'ExternalName') return '';
  const ways = [nodePorts(service, entries), addresses(entries, 'LoadBalancer'), addresses(entries, 'externalIP')].filter(
    (way) => way !== '',
  );
  const pending =
    service.spec.type === 'LoadBalancer' && service.status.loadBalancer.ingress.length === 0 ? 'Its load balancer has no address.' : '';
  const exposed = ways.length === 0 ? '' : `It is exposed outside: ${ways.join('; ')}.`;
  const behind = [ingresses(entries), gateways(entries)].filter((part) => part !== '').join(' ');
  const none = exposed === '' && behind === '' ? notExposed(entriesUnread) : '';
  return [exposed, none, behind, pending].filter((part) => part !== '').join(' ');
}

function notExposed(unread: readonly Kind[]): string {
  if (unread.length === 0) return 'It is not exposed outside.';
  const others = unread.some((kind) => kind !== 'Ingress') ? ['a Gateway'] : [];
  const what = [...(unread.includes('Ingress') ? ['an Ingress'] : []), ...others].join(' or ');
  return `It opens no way from outside itself; whether ${what} leads to it is unknown.`;
}

function nodePorts(service: Service, entries: readonly ServiceEntry[]): string {
  const found = entries.filter((entry) => entry.via === 'NodePort');
  const ports = service.spec.ports.filter((port) => port.nodePort !== undefined);
  if (found.length === 0 || ports.length === 0) return '';
  const names = ports.map((port) => describePort({ port: port.nodePort ?? 0, protocol: port.protocol })).join(', ');
  const nodes = new Set(found.map((entry) => entry.node));
  const answering = new Set(found.filter((entry) => outcomeOf(entry.trace) === 'delivered').map((entry) => entry.node));
  return nodes.has(undefined)
    ? `NodePort ${names} on the nodes`
    : `NodePort ${names}, answered on ${answering.size} of ${nodes.size} nodes`;
}

function addresses(entries: readonly ServiceEntry[], via: 'LoadBalancer' | 'externalIP'): string {
  const found = entries.filter((entry) => entry.via === via);
  const names = [...new Set(found.map((entry) => entry.address))].join(', ');
  const ranges = found[0]?.sourceRanges;
  const word = via === 'LoadBalancer' ? 'load balancer' : via;
  return found.length === 0 ? '' : `${word} ${names}${ranges === undefined ? '' : ` (only from ${ranges.join(', ')})`}`;
}

function ingresses(entries: readonly ServiceEntry[]): string {
  const names = new Set(entries.filter((entry) => entry.via === 'Ingress').map((entry) => entry.object.name));
  const named = [...names].slice(0, 3).join(', ');
  const more = names.size > 3 ? ` and ${names.size - 3} more` : '';
  return names.size === 0
    ? ''
    : `${names.size === 1 ? 'Ingress' : 'Ingresses'} ${named}${more} ${names.size === 1 ? 'points' : 'point'} at it.`;
}

function gateways(entries: readonly ServiceEntry[]): string {
  const names = new Set(entries.flatMap(({ gateway }) => (gateway === undefined ? [] : [nameOf(gateway)])));
  return names.size === 0
    ? ''
    : `${names.size === 1 ? 'Gateway' : 'Gateways'} ${enumerate([...names])} ${names.size === 1 ? 'leads' : 'lead'} to it.`;
}
