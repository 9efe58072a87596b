import type { DnsRecord } from '../../../model/dns-report.ts';
import { fillGroups } from '../../../model/values/go-regexp.ts';
import type { DnsQuestion } from './answer.ts';
import type { Directive } from './corefile.ts';
import { fqdn, isDomainName } from './corefile-zones.ts';
import { type AnswerRule, type NameMatch, type RewriteRule, readRewriteRule } from './rewrite-rule.ts';

/**
 * What becomes of a question. `same`: no rule has to do with it. `rewritten`: the next plugins are asked something else, and `restore` makes
 * of each record of theirs what the client gets; where a rule does not say `answer auto`, that has another name than the client asked for.
 * `fails`: SERVFAIL. `unknown`: a rule may have to do with it that is not understood.
 */
export type RewriteEffect =
  | { readonly state: 'same' }
  | {
      readonly state: 'rewritten';
      readonly question: DnsQuestion;
      readonly restore: (record: DnsRecord) => DnsRecord;
      /** By the line in the Corefile, in the order applied. */
      readonly rules: readonly Directive[];
      readonly says: string;
    }
  | { readonly state: 'fails' | 'unknown'; readonly says: string };

type Restore = (record: DnsRecord) => DnsRecord;

/** What one rule does: nothing, or something after which the rules go on or end. */
type Step = 'ignored' | 'unknown' | { readonly name: string; readonly restores: readonly Restore[] };

/**
 * What the `rewrite` lines of a block, in the order written, make of a question. A rule that fits ends the rules unless it says `continue`.
 * Rules for names are followed; those for TTLs change nothing else; those for types, classes, response codes and CNAME targets are
 * `unknown` where they fit. Rules for EDNS0 options show in no answer of the cluster's own.
 * Source: coredns plugin/rewrite/rewrite.go, ServeDNS; name.go; reverter.go (1.11 to 1.14).
 */
export function rewriteEffect(question: DnsQuestion, directives: readonly Directive[]): RewriteEffect {
  let name = question.name;
  const restores: Restore[] = [];
  const rules: Directive[] = [];
  for (const directive of directives) {
    const rule = readRewriteRule(directive);
    const step = stepOf(rule, { name: name.toLowerCase(), type: question.type });
    if (step === 'ignored') continue;
    if (step === 'unknown')
      return { state: 'unknown', says: `rewrite in line ${directive.line} of the Corefile may change what ${name} means` };
    if (!isDomainName(step.name))
      return { state: 'fails', says: `rewrite in line ${directive.line} of the Corefile makes ${step.name} of ${name}, which is no name` };
    if (rule.kind === 'name') rules.push(directive);
    restores.push(...step.restores);
    name = step.name;
    if (rule.stops) break;
  }
  if (rules.length === 0) return { state: 'same' };
  const lines = rules.map(({ line }) => line).join(', ');
  return {
    state: 'rewritten',
    question: { name, type: question.type },
    restore: (record) => restores.reduceRight((restored, restore) => restore(restored), record),
    rules,
    says: `rewrite in line ${lines} of the Corefile makes ${name} of ${question.name}`,
  };
}

function stepOf(rule: RewriteRule, { name, type }: DnsQuestion): Step {
  switch (rule.kind) {
    case 'malformed':
      return 'unknown';
    case 'type':
    case 'class':
      return rule.from === (rule.kind === 'type' ? type : 'IN') ? 'unknown' : 'ignored';
    case 'cname':
      return 'unknown';
    case 'edns0':
      return rule.stops ? 'unknown' : 'ignored';
    case 'rcode':
      return fits(name, rule.match) === false ? 'ignored' : 'unknown';
    case 'ttl': {
      const isFit = fits(name, rule.match);
      return isFit === 'unknown' ? 'unknown' : isFit ? { name, restores: [] } : 'ignored';
    }
    case 'name': {
      if (rule.answers.some(({ pattern }) => pattern === null)) return fits(name, rule.match) === false ? 'ignored' : 'unknown';
      const to = replaced(name, rule.match, rule.to);
      return to === 'unknown' || to === undefined ? (to ?? 'ignored') : { name: to, restores: restoresOf(rule, name, to) };
    }
  }
}

function fits(name: string, match: NameMatch): boolean | 'unknown' {
  const to = replaced(name, match, '');
  return to === 'unknown' ? to : to !== undefined;
}

/** The name with what fits replaced; undefined where nothing fits. */
function replaced(name: string, match: NameMatch, to: string): string | 'unknown' | undefined {
  switch (match.kind) {
    case 'exact':
      return name === match.from ? to : undefined;
    case 'prefix':
      return name.startsWith(match.from) ? to + name.slice(match.from.length) : undefined;
    case 'suffix':
      return name.endsWith(match.from) ? name.slice(0, name.length - match.from.length) + to : undefined;
    case 'substring':
      return name.includes(match.from) ? name.replaceAll(match.from, () => to) : undefined;
    case 'regex': {
      if (match.pattern === null) return 'unknown';
      const groups = match.pattern.exec(name);
      return groups === null ? undefined : fillGroups(to, groups);
    }
  }
}

/** In the order in which they are added; they are applied from the last to the first. */
function restoresOf(
  { match, to, auto, answers }: Extract<RewriteRule, { kind: 'name' }>,
  asked: string,
  askedInstead: string,
): readonly Restore[] {
  const back =
    match.kind === 'suffix'
      ? (text: string): string => (text.endsWith(to) ? text.slice(0, text.length - to.length) + match.from : text)
      : (text: string): string =>
          text === askedInstead || text.endsWith(`.${askedInstead}`) ? text.slice(0, text.length - askedInstead.length) + asked : text;
  const automatic: readonly Restore[] = [(record) => ({ ...record, name: back(record.name) }), (record) => withValue(record, back)];
  return [...(auto || match.kind === 'exact' ? automatic : []), ...answers.map(restoreOf)];
}

function restoreOf({ part, pattern, to }: AnswerRule): Restore {
  const change = (text: string): string => {
    const groups = pattern?.exec(text) ?? null;
    return groups === null ? text : fillGroups(fqdn(to), groups);
  };
  return (record) => (part === 'name' ? { ...record, name: change(record.name) } : withValue(record, change));
}

/** Changes the name in the data of records that have one. Source: coredns plugin/rewrite/name.go, getRecordValueForRewrite. */
function withValue(record: DnsRecord, change: (name: string) => string): DnsRecord {
  const words = record.data.split(' ');
  const at = record.type === 'SOA' ? 0 : words.length - 1;
  if (!['SRV', 'MX', 'CNAME', 'NS', 'DNAME', 'NAPTR', 'SOA', 'PTR'].includes(record.type)) return record;
  return { ...record, data: words.map((word, index) => (index === at ? change(word) : word)).join(' ') };
}
