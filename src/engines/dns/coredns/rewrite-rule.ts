import { goRegExp } from '../../../model/values/go-regexp.ts';
import type { Directive } from './corefile.ts';
import { isFromEnvironment } from './corefile.ts';
import { fqdn } from './corefile-zones.ts';

/** How a rule finds its names. */
export type NameMatch =
  | { readonly kind: 'exact' | 'prefix' | 'suffix' | 'substring'; readonly from: string }
  /** null: one that JavaScript may read otherwise than Go. */
  | { readonly kind: 'regex'; readonly pattern: RegExp | null };

/** `answer name FROM TO`, `answer value FROM TO`. */
export interface AnswerRule {
  readonly part: 'name' | 'value';
  readonly pattern: RegExp | null;
  readonly to: string;
}

/** One `rewrite` line. `stops`: no later rule is looked at where it fits. */
export type RewriteRule = { readonly stops: boolean } & (
  | {
      readonly kind: 'name';
      readonly match: NameMatch;
      readonly to: string;
      readonly auto: boolean;
      readonly answers: readonly AnswerRule[];
    }
  | { readonly kind: 'ttl' | 'rcode'; readonly match: NameMatch }
  | { readonly kind: 'type' | 'class'; readonly from: string }
  | { readonly kind: 'edns0' | 'cname' | 'malformed' }
);

/**
 * Reads a `rewrite` line; a rule with fewer than two words goes on in braces. `malformed`: CoreDNS does not take the Corefile. As in CoreDNS
 * the words of prefix and substring rules get a last dot, too: `prefix foo` fits `foo.` and not `foobar.`.
 * Source: coredns plugin/rewrite/setup.go; rewrite.go, newRule; name.go, newNameRule (1.11 to 1.14).
 */
export function readRewriteRule({ args, body }: Directive): RewriteRule {
  const words = args.length < 2 ? [...args, ...body.flatMap(wordsOf)] : args;
  const mode = words[0]?.toLowerCase();
  const hasMode = mode === 'stop' || mode === 'continue';
  const stops = mode !== 'continue';
  const [kind = '', ...rest] = hasMode ? words.slice(1) : words;
  const malformed: RewriteRule = { kind: 'malformed', stops };
  if (words.some(isFromEnvironment) || (args.length >= 2 && body.length > 0)) return malformed;
  switch (kind.toLowerCase()) {
    case 'name':
      return nameRule(rest, stops) ?? malformed;
    case 'ttl':
      return matchRule('ttl', rest, 1, stops) ?? malformed;
    case 'rcode':
      return matchRule('rcode', rest, 2, stops) ?? malformed;
    case 'type':
      return rest.length === 2 ? { kind: 'type', from: rest[0]?.toUpperCase() ?? '', stops } : malformed;
    case 'class':
      return rest.length === 2 ? { kind: 'class', from: rest[0]?.toUpperCase() ?? '', stops } : malformed;
    case 'edns0':
      return { kind: 'edns0', stops };
    case 'cname':
      return { kind: 'cname', stops };
    default:
      return malformed;
  }
}

/** What is not predicted of the `rewrite` lines of a block, in words. */
export function rewriteProblems(directives: readonly Directive[]): readonly string[] {
  return directives.flatMap((directive) => {
    const { kind } = readRewriteRule(directive);
    if (kind === 'name' || kind === 'ttl') return [];
    return [`rewrite (line ${directive.line}): ${kind === 'malformed' ? 'it is not a rule' : `rules for ${kind} are not followed`}`];
  });
}

function wordsOf({ name, args, body }: Directive): readonly string[] {
  return [name, ...args, ...body.flatMap(wordsOf)];
}

function nameRule(words: readonly string[], stops: boolean): RewriteRule | undefined {
  const [from, to, ...more] = words.length === 2 ? words : words.slice(1);
  const match = from === undefined ? undefined : matchOf(words.length === 2 ? 'exact' : (words[0] ?? ''), from);
  const answers = answerRules(more);
  if (to === undefined || match === undefined || answers === undefined) return undefined;
  return { kind: 'name', match, to: fqdn(to), ...answers, stops };
}

/** A rule whose name is followed by `values` more words; without a way of matching it is exact. */
function matchRule(kind: 'ttl' | 'rcode', words: readonly string[], values: number, stops: boolean): RewriteRule | undefined {
  const [how = '', from = ''] = words.length === values + 1 ? ['exact', words[0]] : words;
  const match = words.length === values + 1 || words.length === values + 2 ? matchOf(how, from) : undefined;
  return match && { kind, match, stops };
}

function matchOf(how: string, from: string): NameMatch | undefined {
  const kind = how.toLowerCase();
  switch (kind) {
    case 'exact':
    case 'prefix':
    case 'suffix':
    case 'substring':
      return { kind, from: fqdn(from) };
    case 'regex':
      return { kind, pattern: goRegExp(from) ?? null };
    default:
      return undefined;
  }
}

/** `answer auto`, `answer name FROM TO answer value FROM TO`; `answer` need not be repeated. */
function answerRules(words: readonly string[]): { readonly auto: boolean; readonly answers: readonly AnswerRule[] } | undefined {
  if (words.length > 0 && (words.length < 2 || words[0] !== 'answer')) return undefined;
  const answers: AnswerRule[] = [];
  let auto = false;
  const left = [...words];
  while (left.length > 0) {
    if (left[0] === 'answer') left.shift();
    const part = left.shift();
    if (part === 'auto') {
      auto = true;
      continue;
    }
    const [from, to] = left.splice(0, 2);
    if ((part !== 'name' && part !== 'value') || from === undefined || to === undefined) return undefined;
    answers.push({ part, pattern: goRegExp(from) ?? null, to });
  }
  return auto && answers.some(({ part }) => part === 'name') ? undefined : { auto, answers };
}
