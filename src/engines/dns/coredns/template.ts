import type { DnsRecord } from '../../../model/dns-report.ts';
import { goRegExp } from '../../../model/values/go-regexp.ts';
import { familyOf } from '../../../model/values/ip.ts';
import { answerWith, type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import type { Directive, ServerBlock } from './corefile.ts';
import { type Fallthrough, fallsThrough, fallthroughOf, named, originsOf, settingOf, unknownSettings } from './plugin-settings.ts';
import { zoneOf } from './zone-name.ts';

/** What one `template` line is told. */
export interface TemplateSettings {
  readonly class: string;
  /** `ANY` takes every type. */
  readonly type: string;
  readonly zones: readonly string[];
  /** The first that matches is taken; null: one that JavaScript may read otherwise than Go. */
  readonly matches: readonly (RegExp | null)[];
  /** Go templates of records. */
  readonly answers: readonly string[];
  readonly rcode: string;
  readonly fallthrough: Fallthrough;
  /** Whether `expr` or `var` decide as well (CoreDNS 1.14.5 and later). */
  readonly hasExpressions: boolean;
  readonly problems: readonly string[];
}

const SETTINGS = ['match', 'answer', 'additional', 'authority', 'rcode', 'ederror', 'fallthrough', 'upstream', 'var', 'expr'];

/** Reads a `template` line and what stands in its braces. Source: coredns plugin/template/setup.go (1.14). */
export function templateSettings(directive: Directive, block: ServerBlock): TemplateSettings {
  const [type = '', ...zones] = directive.args.slice(1);
  const argsOf = (wanted: string): readonly string[] => directive.body.filter(({ name }) => name === wanted).flatMap(({ args }) => args);
  const patterns = argsOf('match');
  const problems = [...unknownSettings(directive, SETTINGS)];
  if (type === '') problems.push('the class or the type is missing');
  return {
    class: directive.args[0] ?? '',
    type,
    zones: originsOf(zones, block),
    matches: (patterns.length > 0 ? patterns : ['.*']).map((pattern) => goRegExp(pattern) ?? null),
    answers: argsOf('answer'),
    rcode: settingOf(directive, 'rcode')?.args[0] ?? 'NOERROR',
    fallthrough: fallthroughOf(directive),
    hasExpressions: argsOf('expr').length > 0 || argsOf('var').length > 0,
    problems: named(directive, problems),
  };
}

/**
 * What the `template` lines of a block answer, tried in the order written; undefined: the next plugin is asked. A CNAME is completed by
 * `follow`. UNKNOWN where a regular expression or a template is more than is understood here.
 * Source: coredns plugin/template/template.go, ServeDNS and match (1.11 to 1.14).
 */
export function templateAnswer(question: DnsQuestion, templates: readonly TemplateSettings[]): DnsAnswer | undefined {
  const name = question.name.toLowerCase();
  for (const template of templates) {
    const zone = zoneOf(name, template.zones);
    const isMeant = ['IN', 'ANY'].includes(template.class) && ['ANY', question.type].includes(template.type);
    if (zone === undefined || !(isMeant || question.type === 'ANY')) continue;
    const match = firstMatch(name, template);
    if (match === 'unknown') return unknownAnswer(name);
    if (match !== undefined) return answerOf(question, template, match, zone);
    if (!fallsThrough(template.fallthrough, name))
      return emptyAnswer('SERVFAIL', `the plugin template in the Corefile takes ${zone}, and no match fits ${name}`);
  }
  return undefined;
}

function firstMatch(name: string, { matches, hasExpressions }: TemplateSettings): RegExpExecArray | 'unknown' | undefined {
  for (const pattern of matches) {
    const match = pattern === null ? 'unknown' : pattern.exec(name);
    if (match !== null) return hasExpressions ? 'unknown' : match;
  }
  return undefined;
}

function answerOf(question: DnsQuestion, { answers, rcode }: TemplateSettings, match: RegExpExecArray, zone: string): DnsAnswer {
  const { name, type } = question;
  const says = `the plugin template in the Corefile answers for ${zone}`;
  if (rcode === 'SERVFAIL') return emptyAnswer('SERVFAIL', says);
  const records: DnsRecord[] = [];
  for (const answer of answers) {
    const record = recordOf(filled(answer, question, match, zone));
    if (record === undefined) return unknownAnswer(name);
    records.push(record);
  }
  if (rcode === 'NXDOMAIN' || rcode === 'REFUSED') return emptyAnswer(rcode, says);
  if (rcode !== 'NOERROR') return emptyAnswer('UNKNOWN', `${says} with ${rcode}`);
  const useful = records.filter((record) => record.type === type || record.type === 'CNAME' || type === 'ANY');
  if (useful.length === 0) return emptyAnswer('NODATA', `${says}, without a record of type ${type}`);
  const alias = type === 'A' || type === 'AAAA' ? useful.find((record) => record.type === 'CNAME') : undefined;
  return answerWith(records, says, alias && { follow: alias.data });
}

function unknownAnswer(name: string): DnsAnswer {
  return emptyAnswer('UNKNOWN', `the plugin template in the Corefile may answer for ${name} in a way that is not predicted`);
}

/** A Go template with what CoreDNS hands it; undefined where it does more than print a value. Source: coredns plugin/template/README.md. */
function filled(template: string, { name, type }: DnsQuestion, match: RegExpExecArray, zone: string): string | undefined {
  const values: Readonly<Record<string, string>> = {
    '.Name': name.toLowerCase(),
    '.Zone': zone,
    '.Type': type,
    '.Class': 'IN',
    '.Question.Name': name,
  };
  const printed = (expression: string): string | undefined => {
    const { index, group, key } =
      /^index \.Match (?<index>\d+)$|^\.Group\.(?<group>[A-Za-z_]\w*)$|^index \.Group "(?<key>\w+)"$/.exec(expression)?.groups ?? {};
    const byName = group ?? key;
    if (index !== undefined) return Number(index) < match.length ? (match[Number(index)] ?? '') : undefined;
    if (byName === undefined) return Object.hasOwn(values, expression) ? values[expression] : undefined;
    if (/^\d+$/.test(byName)) return Number(byName) < match.length ? (match[Number(byName)] ?? '') : undefined;
    return match.groups && Object.hasOwn(match.groups, byName) ? (match.groups[byName] ?? '') : undefined;
  };
  let isUnderstood = true;
  const text = template.replace(/(?:\s*\{\{- |\{\{)\s*(.*?)\s*(?: -\}\}\s*|\}\})/gs, (_all, expression: string) => {
    const value = printed(expression);
    isUnderstood &&= value !== undefined;
    return value ?? '';
  });
  return isUnderstood && !text.includes('{{') ? text : undefined;
}

/** A record in the spelling of zone files. Source: miekg/dns, NewRR; RFC 1035, 5.1. */
function recordOf(text: string | undefined): DnsRecord | undefined {
  const words = /^\s*(?<name>\S+)\s+(?:(?<before>\d+)\s+)?(?:IN\s+)?(?:(?<after>\d+)\s+)?(?<type>[A-Z]+)\s+(?<data>.*\S)\s*$/i.exec(
    text ?? '',
  )?.groups;
  if (words === undefined) return undefined;
  const { name = '', before, after, type = '', data = '' } = words;
  const value = dataOf(type.toUpperCase(), data);
  const ttl = Number(before ?? after ?? 3600);
  return value === undefined || name === '@' ? undefined : { name: withDot(name), type: type.toUpperCase(), data: value, ttl };
}

function dataOf(type: string, data: string): string | undefined {
  if (type === 'A' || type === 'AAAA') return familyOf(data) === (type === 'A' ? 'IPv4' : 'IPv6') ? data : undefined;
  if (!['CNAME', 'PTR', 'NS', 'SRV', 'MX'].includes(type)) return data;
  return withDot(data.replace(/\s+/g, ' '));
}

function withDot(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
