import { describeRef, type ObjectRef } from '../model/object-ref.ts';
import type { Destination, PathAnswer, PathCondition, PathOutcome, PathReport, RequestBackend, SeenSource } from '../model/path-report.ts';
import { type Hop, outcomeOf, type Trace } from '../model/trace.ts';
import { hostPort } from '../model/values/ip.ts';
import {
  assumptionBlocks,
  componentsOf,
  findingBlocks,
  hopWords,
  LAYER_NAMES,
  notCheckedBlocks,
  notReadBlocks,
  outcomeTone,
  wayBlocks,
} from './common.ts';
import { type Block, type Document, type Line, line, type Span, span, type Tone } from './document.ts';
import { whyNotBlocks } from './why-not.ts';

/** How much is shown of what there may be thousands of, and whether each hop says from which fields it is known. */
interface Limits {
  readonly answers: number;
  readonly destinations: number;
  readonly ways: number;
  readonly names: number;
  readonly evidence: boolean;
}

const FEW: Limits = { answers: 5, destinations: 10, ways: 4, names: 3, evidence: false };
const ALL: Limits = {
  answers: Number.POSITIVE_INFINITY,
  destinations: Number.POSITIVE_INFINITY,
  ways: Number.POSITIVE_INFINITY,
  names: Number.POSITIVE_INFINITY,
  evidence: true,
};

/**
 * The report of a flow as a person reads it: the verdict, where it stops and what to do, then for each answer its destinations and its ways,
 * hop by hop. `wide`: all answers, destinations and ways, of which there may be as many as nodes and pods, with the
 * fields by which each hop is known.
 */
export function pathDocument(report: PathReport, wide: boolean): Document {
  const limits = wide ? ALL : FEW;
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, verdictTone(report.outcome)) },
      ...stopBlocks(report, limits),
      ...whyNotBlocks(report),
      ...(report.findings.length === 0 ? [] : findingBlocks(report.findings)),
      ...answersBlocks(report, limits),
      ...assumptionBlocks(report.assumptions),
      ...notReadBlocks(report.coverage),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

function verdictTone(outcome: PathOutcome): Tone {
  return outcome === 'mixed' ? 'warn' : outcomeTone(outcome);
}

function isGood(outcome: PathOutcome): boolean {
  return outcome === 'delivered' || outcome === 'leaves-cluster';
}

/** Where the ways end that arrive nowhere, and which object to look at next. */
function stopBlocks({ answers }: PathReport, limits: Limits): readonly Block[] {
  const stops = answers.flatMap((answer) =>
    answer.traces.filter((trace) => !isGood(outcomeOf(trace))).map((trace) => ({ trace, when: answers.length > 1 ? answer.when : {} })),
  );
  if (stops.length === 0) return [];
  const shown = stops.slice(0, limits.answers);
  const next = [...new Set(shown.flatMap(({ trace }) => explainCommand(lastHop(trace).steps[0].object)))];
  return [
    { type: 'heading', text: 'STOPS AT' },
    {
      type: 'lines',
      lines: [
        ...shown.map(({ trace, when }) => stopLine(trace, when, limits)),
        ...moreLines(stops.length, limits.answers, 'ways that stop'),
        ...next.map((command) => line(`see    ${command}`)),
      ],
    },
  ];
}

function stopLine(trace: Trace, when: PathCondition, limits: Limits): Line {
  const hop = lastHop(trace);
  const who = conditionWords(when, limits);
  return [
    span(`hop ${trace.hops.length}, ${LAYER_NAMES[hop.at.layer]}`, outcomeTone(outcomeOf(trace))),
    span(`  ${who === '' ? '' : `${who}: `}${partOf(trace)}${hopWords(hop).join(' · ')}`),
    span(`  [${componentsOf(hop)}]`, 'dim'),
  ];
}

function lastHop({ hops }: Trace): Hop {
  return hops.at(-1) ?? hops[0];
}

/** The question that tells more about an object: its own findings, with what to do. */
function explainCommand(object: ObjectRef | undefined): readonly string[] {
  switch (object?.kind) {
    case 'Service':
      return [`kubectl netexplain svc/${object.name} -n ${object.namespace}`];
    case 'Pod':
      return [`kubectl netexplain pod/${object.name} -n ${object.namespace}`];
    case 'Ingress':
      return [`kubectl netexplain ing/${object.name} -n ${object.namespace}`];
    case 'NetworkPolicy':
      return [`kubectl netexplain netpol/${object.name} -n ${object.namespace}`];
    case 'Node':
      return [`kubectl netexplain node/${object.name}`];
    default:
      return [];
  }
}

/** Which part of the new connections a way has, where others fare differently. */
function partOf({ share = 1 }: Trace): string {
  return share > 0.999 ? '' : `${shareWords(share)} of new connections: `;
}

/** Those that do not arrive come first: none of them is left out for one that does. */
function answersBlocks({ answers }: PathReport, limits: Limits): readonly Block[] {
  const ordered = [...answers].sort((a, b) => Number(isGood(a.outcome)) - Number(isGood(b.outcome)));
  const rest = ordered.slice(limits.answers);
  return [
    ...ordered.slice(0, limits.answers).flatMap((answer) => answerBlocks(answer, answers.length > 1, limits)),
    ...(rest.length === 0 ? [] : [{ type: 'lines' as const, lines: [line(`… and ${restWords(rest)} (-o wide shows them)`, 'dim')] }]),
  ];
}

function restWords(answers: readonly PathAnswer[]): string {
  const outcomes = new Map<string, number>();
  for (const { outcome } of answers) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  return `${answers.length} more answers: ${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`;
}

function answerBlocks(answer: PathAnswer, conditional: boolean, limits: Limits): readonly Block[] {
  const { when, outcome, traces } = answer;
  return [
    ...(conditional
      ? [{ type: 'verdict' as const, line: [span(`${conditionWords(when, limits)}: `, 'strong'), span(outcome, verdictTone(outcome))] }]
      : []),
    ...routeBlocks(answer, limits),
    ...destinationBlocks(answer, limits),
    { type: 'heading', text: traces.length > 1 ? 'WAYS' : 'WAY' },
    ...traces.slice(0, limits.ways).flatMap((trace, index) => {
      const before = traces[index - 1];
      const told = before === undefined ? 0 : sharedHops(before, trace);
      return wayBlocks(trace, { title: titleOf(trace, limits), told, evidence: limits.evidence });
    }),
    ...(traces.length > limits.ways ? [{ type: 'lines' as const, lines: moreLines(traces.length, limits.ways, 'ways') }] : []),
  ];
}

/** The rule that takes a request, where it leads, and what became of the others that name its host. */
function routeBlocks({ route }: PathAnswer, limits: Limits): readonly Block[] {
  if (route === undefined) return [];
  const { object, rule, action, status, location, backends, considered } = route;
  const pairs: readonly (readonly [string, string] | false)[] = [
    object !== undefined && ['Rule', `${describeRef(object)} ${rule}`],
    ['Action', [action, status, location].filter((part) => part !== undefined).join(' ')],
    ...backends.map((one): readonly [string, string] => ['Backend', backendWords(one)]),
  ];
  const others = considered.filter(({ verdict }) => verdict !== 'wins' && (limits.evidence || verdict !== 'no-match'));
  return [
    { type: 'heading', text: 'ROUTE', aside: route.kind },
    { type: 'pairs', pairs: pairs.filter((one) => one !== false).map(([name, value]) => ({ name, value: line(value) })) },
    {
      type: 'lines',
      lines: [
        ...others.slice(0, limits.destinations).map((one) => line(`${describeRef(one.object)} ${one.rule}: ${one.why}`, 'dim')),
        ...moreLines(others.length, limits.destinations, 'rules'),
      ],
    },
  ];
}

function backendWords({ object, name, port, share, says }: RequestBackend): string {
  const part = share > 0.999 ? '' : ` gets ${shareWords(share)}`;
  return `${object === null ? name : describeRef(object)}${port === undefined ? '' : `:${port}`}${part}: ${says}`;
}

/** So many hops at the start of a way are those of the way told before it. */
function sharedHops(before: Trace, { hops }: Trace): number {
  const differing = hops.findIndex((hop, index) => JSON.stringify(hop) !== JSON.stringify(before.hops[index]));
  return differing < 0 ? 0 : differing;
}

function moreLines(count: number, shown: number, what: string): readonly Line[] {
  return count > shown ? [line(`… and ${count - shown} more ${what} (-o wide shows them)`, 'dim')] : [];
}

function titleOf({ share = 1, destinations = [], flow }: Trace, { names }: Limits): string {
  if (share > 0.999) return `${flow.from} → ${flow.to}`;
  const to = destinations.length === 0 ? '' : ` → ${enumerated(destinations, names)}`;
  return `${shareWords(share)} of new connections${to}`;
}

/** `through node1 or node2, in iptables mode`: for whom an answer holds. */
function conditionWords({ node, pods, proxyMode, address }: PathCondition, { names }: Limits): string {
  return [
    pods === undefined ? '' : `from ${enumerated(pods, names)}`,
    address === undefined ? '' : `at ${enumerated(address, names)}`,
    node === undefined ? '' : `through ${enumerated(node, names)}`,
    proxyMode === undefined ? '' : `with kube-proxy in ${proxyMode.join(' or ')} mode`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function enumerated(names: readonly string[], limit: number): string {
  const more = names.length - limit;
  if (more > 1) return `${names.slice(0, limit).join(', ')} and ${more} more`;
  return names.join(', ');
}

function destinationBlocks({ destinations, route }: PathAnswer, limits: Limits): readonly Block[] {
  if (destinations.length === 0) return [];
  return [
    { type: 'heading', text: 'DESTINATIONS' },
    {
      type: 'table',
      columns: [
        { title: 'WHO', name: true },
        { title: 'ADDRESS' },
        { title: 'NODE', name: true },
        { title: 'SHARE' },
        { title: 'SOURCE SEEN' },
        { title: 'SOURCE', wide: true },
        { title: 'OUTCOME' },
      ],
      rows: destinations.slice(0, limits.destinations).map((one) => destinationRow(one, route === undefined ? "a node's" : "the proxy's")),
    },
    ...(destinations.length > limits.destinations
      ? [{ type: 'lines' as const, lines: moreLines(destinations.length, limits.destinations, 'destinations') }]
      : []),
  ];
}

function destinationRow(destination: Destination, other: string): readonly Span[] {
  const { ip, port, node, share, source, outcome, status } = destination;
  return [
    span(whoOf(destination)),
    span(hostPort(ip, port)),
    span(node ?? '-'),
    span(shareWords(share)),
    sourceSeen(source, other),
    sourceFate(source),
    span(status === undefined ? outcome : `${outcome}, answers ${status}`, outcomeTone(outcome)),
  ];
}

function whoOf({ kind, pod }: Destination): string {
  if (pod !== undefined) return pod;
  return kind === 'node' ? '(a program of the node)' : kind === 'outside' ? '(outside the cluster)' : 'kube-proxy';
}

/** The address that the server sees; where it is another one for each client or node, whose. */
function sourceSeen({ address, kept }: SeenSource, other: string): Span {
  if (address !== null) return span(address);
  return kept === null ? span('?', 'warn') : span(kept ? "the client's" : other);
}

function sourceFate({ kept }: SeenSource): Span {
  return kept === null ? span('?', 'warn') : span(kept ? 'kept' : 'masqueraded');
}

/** `2/3`, or `0.7 %` where it is no part of a few: what a person would say. */
function shareWords(share: number): string {
  if (share > 0.999) return 'all';
  const parts = MANY_PARTS.find((whole) => Math.abs(share * whole - Math.round(share * whole)) < 1e-6);
  return parts === undefined ? `${Number((share * 100).toPrecision(2))} %` : `${Math.round(share * parts)}/${parts}`;
}

const MANY_PARTS = Array.from({ length: 19 }, (_, index) => index + 2);
