import type {
  NetworkPolicyReport,
  PodsMatched,
  PolicyPeerReport,
  PolicyPortReport,
  PolicyRuleReport,
} from '../model/network-policy-report.ts';
import { describeRef } from '../model/object-ref.ts';
import { assumptionBlocks, findingBlocks, grouped, notCheckedBlocks } from './common.ts';
import { type Block, type Column, type Document, line, type Span, span, type Tone } from './document.ts';

/** The report of a policy as a person reads it: whom it selects, what each rule lets in and out, and what it adds to the others. */
export function networkPolicyDocument(report: NetworkPolicyReport): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, VERDICT_TONE[report.outcome]) },
      ...findingBlocks(report.findings),
      ...problemBlocks(report),
      ...subjectBlocks(report),
      ...ruleBlocks(report),
      ...ignoredBlocks(report),
      ...otherBlocks(report),
      ...assumptionBlocks(report.assumptions),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

const VERDICT_TONE: Readonly<Record<NetworkPolicyReport['outcome'], Tone>> = {
  'in-effect': 'good',
  'if-enforced': 'warn',
  'selects-nobody': 'warn',
  'not-enforced': 'bad',
  unknown: 'warn',
};

function problemBlocks({ problems }: NetworkPolicyReport): readonly Block[] {
  if (problems.length === 0) return [];
  return [
    { type: 'heading', text: 'MALFORMED', aside: 'the API server would refuse this, or nobody can read it' },
    { type: 'lines', lines: problems.map(({ field, says }) => [span(says.startsWith(field) ? says : `${field}: ${says}`, 'bad')]) },
  ];
}

function subjectBlocks({ selects, directions, policy, enforcement }: NetworkPolicyReport): readonly Block[] {
  const place = policy.priority === undefined ? '' : `, priority ${policy.priority} (the lower first)`;
  const pairs: readonly (readonly [string, string, Tone?] | false)[] = [
    ['Pods', selects.says],
    ['Now', matchedInWords(selects)],
    selects.hostNetwork.length > 0 && ['Not covered', `${some(selects.hostNetwork)}: in the network of their node`, 'warn'],
    policy.tier !== 'NetworkPolicy' && ['Tier', `${policy.tier}${place}`],
    ['Ingress', directions.ingress.says],
    ['Egress', directions.egress.says],
    ['Enforced', enforcement.says, enforcement.enforced === 'yes' ? 'good' : enforcement.enforced === 'no' ? 'bad' : 'warn'],
  ];
  return [
    { type: 'heading', text: 'SELECTS' },
    {
      type: 'pairs',
      pairs: pairs.filter((one) => one !== false).map(([name, value, tone]) => ({ name, value: line(value, tone ?? 'plain') })),
    },
    ...doubtBlocks(selects.doubts),
  ];
}

function doubtBlocks(doubts: readonly string[]): readonly Block[] {
  return doubts.length === 0 ? [] : [{ type: 'lines', lines: doubts.map((one) => line(one, 'warn')) }];
}

/** So many names are spelled out. */
const SPELLED_OUT = 3;

function some(names: readonly string[]): string {
  const rest = names.length - SPELLED_OUT;
  return `${names.slice(0, SPELLED_OUT).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function matchedInWords({ state, pods, workloads }: PodsMatched): string {
  if (state === 'uncounted') return 'every pod of the cluster (not counted)';
  if (state === 'unknown') return 'not known';
  const named = some(workloads.map((one) => (one.pods > 1 ? `${one.workload} (${one.pods})` : one.workload)));
  const count = `${pods === 0 ? 'no' : pods} ${pods === 1 ? 'pod' : 'pods'}`;
  return `${state === 'partial' ? 'at least ' : ''}${count}${named === '' ? '' : `: ${named}`}`;
}

const COLUMNS: readonly Column[] = [
  { title: '' },
  { title: 'PEERS', prose: true },
  { title: 'NOW', prose: true },
  { title: 'PORTS', prose: true },
  { title: 'FIELD', wide: true },
];

function ruleBlocks({ rules }: NetworkPolicyReport): readonly Block[] {
  if (rules.length === 0) return [{ type: 'heading', text: 'RULES', aside: 'none' }];
  return [
    { type: 'heading', text: 'RULES' },
    { type: 'lines', lines: rules.flatMap(ruleLines) },
    { type: 'table', columns: COLUMNS, rows: rules.flatMap(ruleRows) },
    ...grouped(rules.flatMap(doubtsOf)),
  ];
}

function ruleLines({ field, name, says, adds }: PolicyRuleReport): readonly (readonly Span[])[] {
  const told = [span(shortField(field), 'strong'), span(name === undefined ? '' : ` ${name}:`), span(` ${says}`)];
  return adds === undefined ? [told] : [told, [span(`  adds  ${adds.says}`, 'dim')]];
}

function shortField(field: string): string {
  return field.replace('spec.', '');
}

/** One row for each entry of the peers; the ports stand beside the first. */
function ruleRows({ field, direction, action, peers, ports }: PolicyRuleReport): readonly (readonly Span[])[] {
  const [first, ...rest] = peers;
  const cells = (peer: PolicyPeerReport | undefined, isFirst: boolean): readonly Span[] => [
    span(isFirst ? `${direction}${action === 'accept' ? '' : ` ${action}`}` : '', ACTION_TONE[action]),
    span(peer === undefined ? (direction === 'ingress' ? 'everybody' : 'everywhere') : peer.says),
    peer?.matches === undefined ? span('-') : span(matchedInWords(peer.matches), matchedTone(peer.matches)),
    span(isFirst ? portsInWords(ports) : ''),
    span(peer?.field ?? field),
  ];
  return [cells(first, true), ...rest.map((peer) => cells(peer, false))];
}

const ACTION_TONE: Readonly<Record<PolicyRuleReport['action'], Tone>> = { accept: 'good', deny: 'bad', pass: 'plain', unreadable: 'warn' };

function matchedTone({ state, pods }: PodsMatched): Tone {
  return state === 'complete' && pods === 0 ? 'warn' : state === 'partial' || state === 'unknown' ? 'warn' : 'plain';
}

function portsInWords(ports: readonly PolicyPortReport[]): string {
  return ports.length === 0 ? 'every port' : ports.map(portInWords).join(', ');
}

function portInWords({ says, protocol, name, resolves = [] }: PolicyPortReport): string {
  if (name === undefined) return says;
  const numbers = resolves.map(({ port, pods }) => `${port ?? 'none'}${resolves.length > 1 ? ` in ${pods}` : ''}`);
  return `${protocol === undefined ? '' : `${protocol} `}"${name}" = ${numbers.length === 0 ? 'no pod has it now' : numbers.join(', ')}`;
}

function doubtsOf({ peers }: PolicyRuleReport): readonly { readonly of: string; readonly why: string }[] {
  return peers.flatMap(({ field, matches }) => (matches?.doubts ?? []).map((why) => ({ of: shortField(field), why })));
}

function ignoredBlocks({ ignored }: NetworkPolicyReport): readonly Block[] {
  if (ignored.length === 0) return [];
  return [
    { type: 'heading', text: 'IGNORED' },
    { type: 'lines', lines: ignored.map(({ field, says }) => [span(field, 'strong'), span(` ${says}`, 'warn')]) },
  ];
}

function otherBlocks({ others, alone, withoutIt, policy }: NetworkPolicyReport): readonly Block[] {
  const aside = alone === 'yes' ? ALONE[policy.tier] : alone === 'unknown' ? 'there may be more: not all could be read' : undefined;
  const rows = others.map((one) => [
    span(describeRef(one.policy)),
    span(`${one.pods}`),
    span(one.directions.join(', ')),
    span(one.order ?? 'adds to this one'),
  ]);
  const columns: readonly Column[] = [
    { title: 'POLICY', name: true },
    { title: 'PODS' },
    { title: 'ABOUT' },
    { title: 'ORDER', prose: true },
  ];
  return [
    { type: 'heading', text: 'OTHER POLICIES OF THESE PODS', ...(aside === undefined ? {} : { aside }) },
    ...(rows.length === 0 ? [] : [{ type: 'table' as const, columns, rows }]),
    ...(withoutIt.length === 0 ? [] : [{ type: 'lines' as const, lines: withoutIt.map((one) => line(withoutInWords(one))) }]),
  ];
}

const ALONE: Readonly<Record<NetworkPolicyReport['policy']['tier'], string>> = {
  NetworkPolicy: 'no other NetworkPolicy selects them',
  Admin: 'no other policy of this tier selects them',
  Baseline: 'no other policy of this tier selects them',
};

function withoutInWords({ direction, noLongerIsolated: pods }: NetworkPolicyReport['withoutIt'][number]): string {
  if (pods === 'unknown') return `without it: whether its pods would still be isolated for ${direction} is not known`;
  if (pods === 0) return `without it: all of its pods would still be isolated for ${direction}`;
  return `without it: ${pods} of its pods would be open for ${direction}`;
}
