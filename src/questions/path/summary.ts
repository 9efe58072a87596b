import type { Destination, NameQuery, PathAnswer, PathOutcome } from '../../model/path-report.ts';
import { hostPort } from '../../model/values/ip.ts';
import { commonOutcome, OUTCOME_WORDS } from './answers.ts';
import { formatFrom, formatTo, formatUrl } from './ends.ts';
import type { Flow } from './index.ts';

/** The verdict in one line: who reaches what, or where it ends and why; and whether the name of a Service may be asked for at all. */
export function summaryOf(flow: Flow, answers: readonly PathAnswer[]): string {
  const told = flow.request === undefined ? formatTo(flow.to) : formatUrl(flow.to);
  const ends = `${formatFrom(flow.from)} → ${told}${flow.request !== undefined ? '' : flow.to.port === undefined ? ` (${flow.protocol})` : `/${flow.protocol}`}`;
  const unasked = flow.assumeEnforced === 'no' ? undefined : answers.find(({ dns }) => dns !== undefined && dns.verdict !== 'allowed')?.dns;
  const isTold = flow.to.kind === 'Service' && unasked !== undefined;
  return `${ends}: ${verdictOf(answers, flow.to.kind === 'name' ? unasked : undefined)}${isTold ? `; but ${unasked.says}` : ''}`;
}

function verdictOf(answers: readonly PathAnswer[], unasked: NameQuery | undefined): string {
  const outcome = commonOutcome(answers);
  const [first] = answers;
  if (first === undefined) return 'unknown';
  if (outcome !== 'mixed') {
    const why = unasked === undefined ? because(first, outcome) : `: ${unasked.says}`;
    return `${OUTCOME_WORDS[outcome]}${why}${answers.length > 1 ? differing(answers) : ''}`;
  }
  if (answers.length === 1) return parts(first);
  return `it depends: ${byOutcome(answers)
    .map((answer) => `${OUTCOME_WORDS[answer.outcome]} ${condition(answer)}`)
    .join('; ')}`;
}

/** Who fares alike, whatever the destinations. */
function byOutcome(answers: readonly PathAnswer[]): readonly Pick<PathAnswer, 'outcome' | 'when'>[] {
  const groups = new Map<string, { readonly outcome: PathOutcome; when: PathAnswer['when'] }>();
  for (const { outcome, when } of answers) {
    const known = groups.get(outcome);
    groups.set(outcome, { outcome, when: known === undefined ? when : joined(known.when, when) });
  }
  return [...groups.values()];
}

function joined(a: PathAnswer['when'], b: PathAnswer['when']): PathAnswer['when'] {
  const union = <T extends string>(one: readonly T[] | undefined, other: readonly T[] | undefined) =>
    one === undefined && other === undefined ? undefined : [...new Set([...(one ?? []), ...(other ?? [])])];
  const [node, pods] = [union(a.node, b.node), union(a.pods, b.pods)];
  const [proxyMode, address] = [union(a.proxyMode, b.proxyMode), union(a.address, b.address)];
  return { ...(node && { node }), ...(pods && { pods }), ...(proxyMode && { proxyMode }), ...(address && { address }) };
}

function because(answer: PathAnswer, outcome: PathOutcome): string {
  const { destinations, traces, route } = answer;
  if (route?.action === 'redirect')
    return `, answered with a redirect (${route.status})${route.location === undefined ? '' : ` to ${route.location}`}`;
  if (outcome === 'delivered') return ` to ${destinationsIn(destinations)}`;
  const [leaving] = destinations;
  if (outcome === 'leaves-cluster' && leaving !== undefined) {
    const seen = leaving.source.address === null ? '' : `, seen as ${leaving.source.address}`;
    return ` for ${hostPort(leaving.ip, leaving.port)}${seen}`;
  }
  const says = traces[0]?.hops.at(-1)?.steps.at(-1)?.says;
  return says === undefined ? '' : `: ${withoutOutcome(says)}`;
}

/** A step's words start with the outcome, which stands in front already. */
function withoutOutcome(says: string): string {
  return says.replace(/^(refused|dropped|not known): /, '');
}

function destinationsIn(destinations: readonly Destination[]): string {
  const [first, ...others] = destinations;
  if (first === undefined) return 'nobody';
  if (others.length > 0) return `one of ${destinations.length} destinations`;
  if (first.kind === 'kube-proxy') return `kube-proxy on ${first.node}, which answers ${first.status}`;
  const who = first.pod === undefined ? `${first.kind === 'node' ? 'a program on ' : ''}${first.node ?? first.ip}` : `pod ${first.pod}`;
  return `${who} (${hostPort(first.ip, first.port)})`;
}

function differing(answers: readonly PathAnswer[]): string {
  return `, in ${answers.length} different ways`;
}

/** One answer whose connections fare differently: how many of them fare how. */
function parts({ traces, destinations }: PathAnswer): string {
  const shares = new Map<string, number>();
  for (const { outcome, share } of destinations) shares.set(outcome, (shares.get(outcome) ?? 0) + share);
  const told = [...shares.values()].reduce((sum, share) => sum + share, 0);
  const says = [...shares].map(([outcome, share]) => `${Math.round(share * 100)} % ${OUTCOME_WORDS[outcome as PathOutcome]}`);
  const lost = 1 - told > 0.001 ? [`${Math.round((1 - told) * 100)} % lost: ${lossOf(traces)}`] : [];
  return `${admission(destinations)}${[...says, ...lost].join(', ')}`;
}

/** How many of several endpoints let the client in, where policies tell them apart. */
function admission(destinations: readonly Destination[]): string {
  const kept = destinations.filter(
    ({ outcome, policy }) => outcome !== 'delivered' && [policy?.egress, policy?.ingress].some((one) => one?.verdict === 'denied'),
  );
  if (kept.length === 0) return '';
  const may = kept.some(({ outcome }) => outcome === 'unknown') ? 'if policies are enforced, ' : '';
  const open = destinations.filter(
    (one) =>
      one.outcome !== 'delivered' &&
      !kept.includes(one) &&
      [one.policy?.egress, one.policy?.ingress].some((end) => end?.verdict === 'unknown'),
  );
  const doubt = open.length === 0 ? '' : `, and ${open.length} may`;
  return `${may}${destinations.length - kept.length - open.length} of ${destinations.length} endpoints admit the client${doubt}: `;
}

function lossOf(traces: PathAnswer['traces']): string {
  const lost = traces.find((trace) => trace.disposition !== 'delivered' && trace.disposition !== 'leaves-cluster');
  return withoutOutcome(lost?.hops.at(-1)?.steps.at(-1)?.says ?? 'no answer');
}

function condition({ when }: Pick<PathAnswer, 'when'>): string {
  const { node, pods, proxyMode, address } = when;
  return [
    address === undefined ? '' : `at ${few(address)}`,
    node === undefined ? '' : `by ${few(node)}`,
    pods === undefined ? '' : `for ${few(pods)}`,
    proxyMode === undefined ? '' : `in ${proxyMode.join(' and ')} mode`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function few(names: readonly string[]): string {
  return names.length <= 2 ? names.join(' and ') : `${names[0]} and ${names.length - 1} others`;
}
