import ipaddr from 'ipaddr.js';
import type { OutsideAdmissionReport } from '../../model/pod-policies.ts';
import type { Verdict } from '../../model/policy-verdict.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import { type AddressRange, addressRange, parseAddress, rangeHolds } from './address-range.ts';
import { type AddressRegion, isWithin, keyOf, regionsOf } from './address-regions.ts';
import type { PluginHabits, PolicyEnd, PolicyFlow } from './ends.ts';
import { podClasses, policiesAbout } from './pod-classes.ts';
import type { Policies } from './policies.ts';
import { isSubject } from './rule-match.ts';
import { bareVerdict, followed } from './verdict.ts';

/** A node as a pod sees it: by the address with which it sends. */
export interface SendingNode {
  readonly name: string;
  readonly ip?: string;
}

/**
 * Whom a pod sees where somebody outside connects: the client itself (`client`), the node by which the connection came in (`node`, for which
 * `nodes` are those that there are), or either (`unknown`).
 */
export type SeenSource = 'client' | 'node' | 'unknown';

/** Who connects from outside, and to what. */
export interface OutsideQuestion {
  /** The pods that may receive, each with its port; absent pods were not read. */
  readonly endpoints: readonly { readonly pod: Pod | undefined; readonly port: number }[];
  readonly protocol: Protocol;
  readonly seen: SeenSource;
  readonly nodes: readonly SendingNode[];
  readonly plugin?: PluginHabits;
}

/**
 * Whether policies would let somebody outside through to pods, and from where: every part of the address space that their rules tell apart is
 * judged by one of its addresses, and where the pod sees nodes, every node. As if policies were enforced.
 */
export function outsideAdmission(question: OutsideQuestion, known: Policies): OutsideAdmissionReport {
  const policies = followed(known, question.plugin ?? {});
  const { endpoints, seen } = question;
  if (endpoints.length === 0) return { verdict: 'unknown', sources: [], why: 'there is no pod to be let through to' };
  const admission = admissions(question, policies);
  const each = endpoints.map(({ pod, port }) => (pod === undefined ? UNREAD : admission(pod, port)));
  const verdict = merged(each.flatMap((one) => VERDICTS[one.verdict]));
  const sources = verdict === 'yes' ? ['anywhere'] : [...new Set(each.flatMap((one) => one.sources))];
  const count = (wanted: OutsideAdmissionReport['verdict']) => each.filter((one) => one.verdict === wanted).length;
  const admitting = count('yes') + count('some');
  const isOwnNodeOpen = each.some((one) => one.isOwnNodeOpen);
  return { verdict, sources, why: whyOf(verdict, { admitting, open: count('unknown'), all: each.length, seen, isOwnNodeOpen }) };
}

const VERDICTS: Readonly<Record<OutsideAdmissionReport['verdict'], readonly Verdict[]>> = {
  yes: ['allowed'],
  no: ['denied'],
  some: ['allowed', 'denied'],
  unknown: ['unknown'],
};

interface PodAdmission extends Pick<OutsideAdmissionReport, 'verdict' | 'sources'> {
  /** Set where it depends on the plugin who gets through by the pod's own node. */
  readonly isOwnNodeOpen?: true;
}

const UNREAD: PodAdmission = { verdict: 'unknown', sources: [] };

/** What verdicts about several clients, or several pods, come to: sure that all, none, or only some get through, or not known. */
function merged(verdicts: readonly Verdict[]): OutsideAdmissionReport['verdict'] {
  const kinds = new Set(verdicts);
  if (kinds.has('allowed') && kinds.has('denied')) return 'some';
  if (kinds.size !== 1) return 'unknown';
  return kinds.has('allowed') ? 'yes' : kinds.has('denied') ? 'no' : 'unknown';
}

interface Counts {
  readonly admitting: number;
  readonly open: number;
  readonly all: number;
  readonly seen: SeenSource;
  readonly isOwnNodeOpen: boolean;
}

function whyOf(verdict: OutsideAdmissionReport['verdict'], { admitting, open, all, seen, isOwnNodeOpen }: Counts): string {
  const masked = seen === 'node' ? ', for pods see the node by which a client comes in instead of the client' : '';
  const own = isOwnNodeOpen ? "; by a pod's own node it depends on the network plugin, which may look at the client or at the node" : '';
  const more = open === 0 ? '' : `; of ${open} it is not known`;
  switch (verdict) {
    case 'yes':
      return 'policies let everybody through';
    case 'no':
      return `policies let nobody outside through${masked}`;
    case 'some':
      return `policies let only some through, to ${admitting} of ${all} ${all === 1 ? 'pod' : 'pods'}${more}${masked}${own}`;
    case 'unknown':
      return `whether policies let somebody through is not known${masked}${own}`;
  }
}

/** Judges pods; those that no policy tells apart are judged once. */
function admissions(question: OutsideQuestion, policies: Policies): (pod: Pod, port: number) => PodAdmission {
  const { endpoints, seen } = question;
  const pods = [...new Set(endpoints.flatMap(({ pod }) => pod ?? []))];
  const classes = podClasses(pods, policies);
  const classOf = new Map(classes.flatMap((one) => one.pods.map((pod) => [pod, one] as const)));
  const known = new Map<string, { readonly direct: PodAdmission; readonly nodes: readonly JudgedNodes[] }>();
  return (pod, port) => {
    const one = classOf.get(pod);
    const [first = pod] = one?.pods ?? [];
    const key = `${one === undefined ? '' : classes.indexOf(one)} ${port}`;
    const judged = known.get(key) ?? {
      direct: fromAddresses(first, port, question, policies),
      nodes: seen === 'client' ? [] : judgedNodes(first, port, question, policies),
    };
    known.set(key, judged);
    const masked = throughNodes(pod, judged.direct, judged.nodes, question);
    if (seen !== 'unknown') return seen === 'client' ? judged.direct : masked;
    const agree = judged.direct.verdict === masked.verdict && masked.verdict !== 'some';
    return agree ? masked : UNREAD;
  };
}

const EVERYWHERE: Readonly<Record<IpFamily, string>> = { IPv4: '0.0.0.0/0', IPv6: '::/0' };

function fromAddresses(pod: Pod, port: number, { protocol, plugin }: OutsideQuestion, policies: Policies): PodAdmission {
  const ranges = rangesAbout(pod, policies);
  const families = [...new Set(pod.status.podIPs.flatMap(({ ip }) => familyOf(ip) ?? []))];
  const parts = families.map((family) => {
    const root = addressRange(EVERYWHERE[family]);
    const judged = (root === undefined ? [] : regionsOf(root, ranges)).map((region) => {
      const client: PolicyEnd = { kind: 'address', address: ipaddr.fromByteArray([...region.address.bytes]).toString() };
      return { region, verdict: bareVerdict('ingress', flowTo(pod, port, protocol, client), policies, plugin) };
    });
    return { family, judged };
  });
  const sources = parts.flatMap(({ family, judged }) =>
    sourcesOf(judged).map((text) => text.replace(EVERYWHERE[family], families.length === 1 ? 'anywhere' : `anywhere (${family})`)),
  );
  return { verdict: merged(parts.flatMap(({ judged }) => judged.map((one) => one.verdict))), sources };
}

/** Nodes that the policies about a pod cannot tell apart, and what they say of a connection that comes in by one of them. */
interface JudgedNodes {
  readonly names: ReadonlySet<string>;
  readonly verdict: Verdict;
}

/** The names of nodes, worked out once for a list that is asked about for many pods. */
const namesOf = new WeakMap<readonly SendingNode[], ReadonlySet<string>>();

function namesIn(nodes: readonly SendingNode[]): ReadonlySet<string> {
  const names = namesOf.get(nodes) ?? new Set(nodes.map(({ name }) => name));
  namesOf.set(nodes, names);
  return names;
}

function judgedNodes(pod: Pod, port: number, { protocol, plugin, nodes }: OutsideQuestion, policies: Policies): readonly JudgedNodes[] {
  const ranges = rangesAbout(pod, policies);
  const selectsNodes = policiesAbout([pod], policies).some(({ rules }) =>
    rules.ingress.some(({ peers = [] }) => peers.some(({ is }) => is === 'nodes')),
  );
  const server = onNoNode(pod);
  return groupsOf(nodes.length === 0 ? [{ name: '' }] : nodes, ranges, selectsNodes ? policies : undefined).map((group) => {
    const [node = { name: '' }] = group;
    const client: PolicyEnd = { kind: 'address', address: null };
    const flow: PolicyFlow = { ...flowTo(server, port, protocol, client), seenAs: [{ kind: 'node', ...node }] };
    return { names: namesIn(group), verdict: bareVerdict('ingress', flow, policies, plugin) };
  });
}

/** Nodes by the ranges that hold their address and, where `selecting` policies look at them, by their labels. */
function groupsOf(
  nodes: readonly SendingNode[],
  ranges: readonly AddressRange[],
  selecting: Policies | undefined,
): readonly (readonly SendingNode[])[] {
  if (ranges.length === 0 && selecting === undefined) return [nodes];
  return groupBy(nodes, ({ name, ip = '' }) => {
    const address = parseAddress(ip);
    const held = address === undefined ? 'unknown' : ranges.map((range) => (rangeHolds(range, address) ? '1' : '0')).join('');
    return `${held} ${selecting === undefined ? '' : JSON.stringify(selecting.node(name).labels)}`;
  });
}

/** The same pod as if none of the nodes were its own. */
function onNoNode({ spec: { nodeName: _nodeName, ...spec }, ...pod }: Pod): Pod {
  return { ...pod, spec };
}

/**
 * Where the client comes in by the pod's own node, and that gives the packet its address, some plugins look at the client, and others at the
 * node, which always gets through.
 */
function throughNodes(pod: Pod, direct: PodAdmission, judged: readonly JudgedNodes[], { nodes }: OutsideQuestion): PodAdmission {
  const { nodeName = '' } = pod.spec;
  const isThere = nodeName !== '' && (nodes.length === 0 || namesIn(nodes).has(nodeName));
  const others = judged.filter(({ names }) => names.size > (names.has(nodeName) ? 1 : 0));
  const own: readonly Verdict[] = isThere ? [direct.verdict === 'yes' ? 'allowed' : 'unknown'] : [];
  const admitted = others.filter((one) => one.verdict === 'allowed');
  return {
    verdict: merged([...others.map((one) => one.verdict), ...own]),
    sources: admitted.length === 0 ? [] : [`whoever comes in by node ${shortened(admitted, nodeName)}`],
    ...(own.includes('unknown') ? { isOwnNodeOpen: true } : {}),
  };
}

/** So many nodes are named. */
const NAMED = 3;

function shortened(groups: readonly JudgedNodes[], but: string): string {
  const all = groups.reduce((sum, { names }) => sum + names.size - (names.has(but) ? 1 : 0), 0);
  const first = groups.flatMap(({ names }) => [...firstOf(names, NAMED + 1)]).filter((name) => name !== but);
  const shown = first.slice(0, NAMED);
  return `${shown.join(', ')}${all > shown.length ? ` and ${all - shown.length} more` : ''}`;
}

function* firstOf(names: ReadonlySet<string>, count: number): Iterable<string> {
  let left = count;
  for (const name of names) {
    if (left === 0) return;
    left -= 1;
    yield name;
  }
}

function groupBy<T>(items: readonly T[], keyOfItem: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function flowTo(pod: Pod, port: number, protocol: Protocol, client: PolicyEnd): PolicyFlow {
  return { client, server: { kind: 'pod', pod }, port, protocol };
}

/** Every range by which the policies about a pod tell senders apart. */
function rangesAbout(pod: Pod, policies: Policies): readonly AddressRange[] {
  return policiesAbout([pod], policies)
    .filter(({ subject }) => isSubject(subject, pod, policies) !== false)
    .flatMap(({ rules }) => rules.ingress.flatMap(({ peers = [] }) => peers))
    .flatMap((peer) => (peer.is === 'addresses' ? [peer.range, ...peer.except] : []));
}

/** The allowed parts as ranges less ranges. */
function sourcesOf(judged: readonly { readonly region: AddressRegion; readonly verdict: Verdict }[]): readonly string[] {
  const allowed = judged.filter(({ verdict }) => verdict === 'allowed').map(({ region }) => region.range);
  const others = judged.filter(({ verdict }) => verdict !== 'allowed').map(({ region }) => region.range);
  const all = [...allowed, ...others];
  const parentOf = (range: AddressRange) =>
    all
      .filter((one) => isWithin(range, one))
      .reduce<AddressRange | undefined>((best, one) => (best && best.prefix > one.prefix ? best : one), undefined);
  const isAllowed = (range: AddressRange | undefined) => range !== undefined && allowed.some((one) => keyOf(one) === keyOf(range));
  return allowed
    .filter((range) => !isAllowed(parentOf(range)))
    .map((range) => {
      const without = others.filter((one) => isWithin(one, range) && topAllowed(one, parentOf, isAllowed) === range);
      return `${range.text}${without.length === 0 ? '' : ` without ${without.map(({ text }) => text).join(', ')}`}`;
    });
}

/** The outermost allowed range around a range, as far as nothing that is not allowed stands between them. */
function topAllowed(
  range: AddressRange,
  parentOf: (range: AddressRange) => AddressRange | undefined,
  isAllowed: (range: AddressRange | undefined) => boolean,
): AddressRange | undefined {
  const parent = parentOf(range);
  if (parent === undefined || !isAllowed(parent)) return undefined;
  return topAllowed(parent, parentOf, isAllowed) ?? parent;
}
