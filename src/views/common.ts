import type { Evidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import { KINDS, type KindInfo, resourceInWords } from '../model/kind.ts';
import { canI, type Gap } from '../model/listing.ts';
import { describeRef } from '../model/object-ref.ts';
import type { RecentEvent } from '../model/recent-event.ts';
import type { Assumption, Coverage, NotChecked } from '../model/report.ts';
import { type Hop, type Layer, type Outcome, outcomeOf, type Trace } from '../model/trace.ts';
import { type Block, line, type Span, span, type Tone } from './document.ts';

const SEVERITY_TONE: Readonly<Record<Finding['severity'], Tone>> = { error: 'bad', warning: 'warn', info: 'dim' };

/** The findings, worst first, each with its evidence, what to do, and the page that tells more. */
export function findingBlocks(findings: readonly Finding[]): readonly Block[] {
  if (findings.length === 0) return [{ type: 'heading', text: 'FINDINGS', aside: 'none' }];
  return [
    { type: 'heading', text: 'FINDINGS' },
    { type: 'lines', lines: findings.flatMap(findingLines) },
  ];
}

/** One finding: what it is, where it is seen, what to do. */
export function findingLines(finding: Finding): readonly (readonly Span[])[] {
  const { severity, code, proof, message, remedy, evidence, follows } = finding;
  const sure = proof === 'certain' ? '' : ` (${proof})`;
  const shown = evidence.slice(0, 2).map(seenIn);
  return [
    [span(`${severity} ${code}`, SEVERITY_TONE[severity]), span(` ${message}${sure}`)],
    [span(`  seen in  ${shown.join('; ')}`, 'dim')],
    [span(`  do       ${remedy}`)],
    ...(follows.length === 0 ? [] : [[span(`  explains ${follows.join(', ')}`, 'dim')]]),
  ];
}

/** The networks that a packet passes, as a person knows them. */
export const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  outside: 'outside',
  name: 'DNS',
  node: 'node network',
  service: 'service network',
  pod: 'pod network',
};

/** How an outcome is meant. */
export function outcomeTone(outcome: Outcome): Tone {
  if (outcome === 'unknown') return 'warn';
  return outcome === 'delivered' ? 'good' : outcome === 'leaves-cluster' ? 'plain' : 'bad';
}

/** What happens at a hop, and where: nothing twice. */
export function hopWords({ at, steps }: Hop): readonly string[] {
  return [at.says, ...steps.map((step) => step.says).filter((text) => !at.says.includes(text))];
}

/** How a trace is told. */
interface WayOptions {
  /** Instead of who goes where. */
  readonly title?: string;
  /** So many hops were told in the way above. */
  readonly told?: number;
  /** Whether each hop says from which fields it is known. */
  readonly evidence?: boolean;
}

/** A trace as a way: who goes where, its hops, and the way of the answer. */
export function wayBlocks(trace: Trace, { title, told = 0, evidence = false }: WayOptions = {}): readonly Block[] {
  const { flow, answer } = trace;
  const outcome = outcomeOf(trace);
  const bad = outcome !== 'delivered' && outcome !== 'leaves-cluster';
  const hops = trace.hops.map((hop, index) => {
    const last = index === trace.hops.length - 1;
    const tone: Tone = last && bad ? outcomeTone(outcome) : 'plain';
    const [where = '', ...says] = hopWords(hop);
    return {
      layer: LAYER_NAMES[hop.at.layer],
      what: [span(where, tone), ...says.map((text) => span(` · ${text}`, tone === 'plain' ? 'dim' : tone))],
      who: componentsOf(hop),
      seen: evidence ? hop.steps.flatMap((step) => step.evidence.map(seenIn)) : [],
    };
  });
  const heading = [span(title ?? `${flow.from} → ${flow.to}`, 'strong'), ...(bad ? [span(`  ${outcome}`, outcomeTone(outcome))] : [])];
  const way = { type: 'way', title: heading, hops, told } as const;
  return [answer === undefined ? way : { ...way, back: line(answer, 'dim') }];
}

/** Who acts at a hop, each once. */
export function componentsOf({ steps }: Hop): string {
  return [...new Set(steps.map((step) => step.component))].join(', ');
}

/** `Service a/foo spec.clusterIPs[0] = 10.96.57.141`. */
function seenIn({ object, field, value }: Evidence): string {
  return `${describeRef(object)} ${field}${value === undefined ? '' : ` = ${value}`}`;
}

/**
 * What would have been looked at, with the right that is missing: each right once, although many objects may have been asked for; and the
 * kinds of which files say nothing in one line.
 */
export function notReadBlocks({ gaps }: Coverage): readonly Block[] {
  const missed = gaps.filter(({ kind, reason }) => reason !== 'not-served' || !isCustom(KINDS[kind]));
  const absent = new Set(missed.filter(isKindNotGiven).map(({ kind }) => resourceInWords(kind)));
  const says = [
    ...(absent.size === 0
      ? []
      : [`the input has none of these, and does not say that there are none (--complete): ${[...absent].join(', ')}`]),
    ...missed
      .filter((gap) => !isKindNotGiven(gap))
      .map((gap) =>
        gap.reason === 'forbidden' ? `${resourceInWords(gap.kind)}: you may not read all that matters (${canI(gap)})` : gap.message,
      ),
  ];
  if (says.length === 0) return [];
  return [
    { type: 'heading', text: 'NOT READ' },
    { type: 'lines', lines: [...new Set(says)].map((text) => line(text, 'dim')) },
  ];
}

function isKindNotGiven({ reason, scope }: Gap): boolean {
  return reason === 'not-read' && Object.keys(scope).length === 0;
}

/** A kind that not every server has, and without which there is nothing to read. */
function isCustom({ custom }: KindInfo): boolean {
  return custom === true;
}

/** What was not looked at, with the right that is missing where one is. */
export function notCheckedBlocks({ notChecked }: Coverage): readonly Block[] {
  if (notChecked.length === 0) return [];
  return [
    { type: 'heading', text: 'NOT CHECKED' },
    {
      type: 'lines',
      lines: notChecked.map(({ what, why, codes }) => line(`${what}: ${why}${codesNamed(codes)}`, 'dim')),
    },
  ];
}

/** More codes than these tell nobody anything; the JSON has them all. */
const MOST_CODES = 12;

function codesNamed(codes: NotChecked['codes']): string {
  if (codes.length === 0) return '';
  const more = codes.length - MOST_CODES;
  return ` [${codes.slice(0, MOST_CODES).join(', ')}${more > 0 ? ` and ${more} more` : ''}]`;
}

/** Warning events of the last hour, newest first. */
export function eventBlocks(events: readonly RecentEvent[]): readonly Block[] {
  if (events.length === 0) return [];
  return [
    { type: 'heading', text: 'WARNINGS', aside: 'events of the last hour' },
    { type: 'lines', lines: events.map(eventLine) },
  ];
}

function eventLine({ object, reason, message, count, last }: RecentEvent): readonly Span[] {
  const times = count === 1 ? '' : `, ${count} times`;
  return [span(`${last}  `, 'dim'), span(reason, 'warn'), span(` ${object.kind} ${object.name}${times}: ${message}`)];
}

/** What the answer rests on that the API does not show. */
export function assumptionBlocks(assumptions: readonly Assumption[]): readonly Block[] {
  if (assumptions.length === 0) return [];
  return [
    { type: 'heading', text: 'ASSUMED' },
    { type: 'lines', lines: assumptions.map((one) => line(one.says, 'dim')) },
  ];
}

/** Why something is as a table shows it. */
export interface Reason {
  /** What it is said of, as the table names it. */
  readonly of: string;
  readonly why: string;
}

/** Reasons below a table, each once, with all that it is said of. */
export function grouped(reasons: readonly Reason[]): readonly Block[] {
  const named = new Map<string, string[]>();
  for (const { of, why } of reasons) named.set(why, [...(named.get(why) ?? []), of]);
  const lines = [...named].map(([why, names]) => line(`${[...new Set(names)].join(', ')}: ${why}`, 'dim'));
  return lines.length === 0 ? [] : [{ type: 'lines', lines }];
}
