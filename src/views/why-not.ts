import { describeRef } from '../model/object-ref.ts';
import type { DestinationPolicy, PathAnswer, PathReport } from '../model/path-report.ts';
import type { PolicyVerdict } from '../model/policy-verdict.ts';
import { hostPort } from '../model/values/ip.ts';
import { type Block, type Line, line, span } from './document.ts';

/** A connection that policies deny at one of its ends. */
interface Denial {
  /** `ingress of a/web-1`. */
  readonly where: string;
  readonly verdict: PolicyVerdict;
}

/**
 * Of each connection that policies deny: the rule that comes nearest to letting it pass, and in what it differs; connections with the same
 * answer together. Nothing where that was not asked.
 */
export function whyNotBlocks({ question, answers }: PathReport): readonly Block[] {
  if (question.whyNot !== true) return [];
  const denials = answers.flatMap(denialsIn);
  const groups = new Map<string, { readonly places: Set<string>; readonly verdict: PolicyVerdict }>();
  for (const { where, verdict } of denials) {
    const key = JSON.stringify(verdict.nearest ?? verdict.decidedBy.map(({ policy, rule }) => [policy, rule]));
    const known = groups.get(key) ?? { places: new Set(), verdict };
    known.places.add(where);
    groups.set(key, known);
  }
  if (groups.size === 0) return [{ type: 'heading', text: 'WHY NOT', aside: 'no policy denies anything here' }];
  return [
    { type: 'heading', text: 'WHY NOT', aside: 'the rule that comes nearest to letting it pass' },
    { type: 'lines', lines: [...groups.values()].flatMap(({ places, verdict }) => nearestLines(few([...places]), verdict)) },
  ];
}

function denialsIn({ destinations, dns }: PathAnswer): readonly Denial[] {
  const servers = dns?.servers ?? [];
  // What decides is the protocol that is asked by first; the other is for long answers only.
  const first = servers.filter(({ protocol }) => protocol === servers[0]?.protocol);
  const others = destinations.filter(({ ip, port }) => !servers.some((server) => server.ip === ip && server.port === port));
  return [
    ...first.flatMap(({ ip, port, protocol, pod, policy }) => denialsOf(policy, `DNS server ${pod ?? ip} by ${protocol} ${port}`)),
    ...others.flatMap(({ ip, port, pod, policy }) => (policy === undefined ? [] : denialsOf(policy, pod ?? hostPort(ip, port)))),
  ];
}

function denialsOf({ egress, ingress }: DestinationPolicy, who: string): readonly Denial[] {
  return [
    ...(egress.verdict === 'denied' ? [{ where: `egress to ${who}`, verdict: egress }] : []),
    ...(ingress.verdict === 'denied' ? [{ where: `ingress of ${who}`, verdict: ingress }] : []),
  ];
}

function nearestLines(where: string, { nearest, decidedBy }: PolicyVerdict): readonly Line[] {
  if (nearest !== undefined) {
    const { policy, rule, differences } = nearest;
    return [
      [span(`${where}: `), span(`${describeRef(policy)} ${rule}`, 'strong')],
      ...differences.map((one): Line => [span(`  ${one.in}`, 'warn'), span(`: ${one.says}`), span(`  [${one.field}]`, 'dim')]),
    ];
  }
  const rules = decidedBy.filter(({ rule }) => rule !== undefined).map(({ says }) => says);
  return [
    line(
      `${where}: ${rules.length === 0 ? 'no policy that isolates the pod has a rule for this direction' : `${rules.join('; ')}, and that decides`}`,
    ),
  ];
}

function few(places: readonly string[]): string {
  return places.length <= 2 ? places.join(' and ') : `${places[0]} and ${places.length - 1} others`;
}
