/** Every escape that means the same to both; `\A` and `\z` have other names. */
const ESCAPES = /^\\(?:[dDwWsSbBnrtfvAz]|x[0-9a-fA-F]{2}|[^a-zA-Z0-9])/;

/** Source: CoreDNS's own limit, maxRegexpLen. */
const MAX_LENGTH = 10_000;

/** JavaScript tries the ways of sharing a name among them one by one. */
const MAX_REPETITIONS = 4;

/**
 * A regular expression of Go as one of JavaScript. Undefined where it is none, or the two do not certainly agree: POSIX and Unicode classes,
 * flags after the beginning, a bracket at the beginning of a class; and where JavaScript could take for ever (repetitions of
 * repetitions and of alternatives, or many repetitions).
 * Source: Go regexp/syntax (1.25).
 */
export function goRegExp(pattern: string): RegExp | undefined {
  const flags = /^\(\?([ims]+)\)/.exec(pattern)?.[1] ?? '';
  const source = flags === '' ? pattern : pattern.slice(flags.length + '(?)'.length);
  const translated = source.length > MAX_LENGTH || mayTakeForEver(source) ? undefined : translate(source);
  if (translated === undefined || (flags.includes('m') && source.includes('\\'))) return undefined;
  try {
    return new RegExp(translated, [...new Set(flags)].join(''));
  } catch {
    return undefined;
  }
}

/** A replacement with `{0}`, `{1}` … for the groups of a match. Source: coredns plugin/rewrite/name.go, regexStringRewriter. */
export function fillGroups(replacement: string, match: RegExpExecArray): string {
  return [...match].reduce((text, group: string | undefined, index) => text.replaceAll(`{${index}}`, () => group ?? ''), replacement);
}

function translate(source: string): string | undefined {
  let text = '';
  let rest = source;
  while (rest !== '') {
    const escaped = ESCAPES.exec(rest)?.[0];
    const known = escaped ?? /^\(\?(?:P?<(?!=|!)[A-Za-z_]\w*>|:)|^\((?!\?)|^\[(?![\]:]|\^\])|^[^\\([]/.exec(rest)?.[0];
    if (known === undefined) return undefined;
    text += known === '\\A' ? '^' : known === '\\z' ? '$' : known.replace('(?P<', '(?<');
    rest = rest.slice(known.length);
    if (known !== '[') continue;
    const inside = classEnd(rest);
    if (inside === undefined) return undefined;
    text += inside;
    rest = rest.slice(inside.length);
  }
  return text;
}

/** What stands in a class, with its closing bracket. */
function classEnd(rest: string): string | undefined {
  const inside = /^(?:\\[\s\S]|\[(?!:)|[^\\\][])*\]/.exec(rest)?.[0];
  const escapes = inside?.match(/\\[\s\S](?:[0-9a-fA-F]{2})?/g) ?? [];
  return escapes.every((one) => ESCAPES.test(one) && !/^\\[bBAz]/.test(one)) ? inside : undefined;
}

/** Whether something is repeated that repeats something itself, or has alternatives: `(a+)+`, `(a|aa)+`; or there is too much of it. */
function mayTakeForEver(source: string): boolean {
  const bare = source.replace(/\\[\s\S]/g, '_').replace(/\[[^\]]*\]/g, '_');
  if ((bare.match(/[*+]|\{\d+,\}/g)?.length ?? 0) > MAX_REPETITIONS) return true;
  const open: boolean[] = [];
  for (const [index, character] of [...bare].entries()) {
    const isRepeated = /^(?:[*+]|\{\d)/.test(bare.slice(index + 1, index + 3));
    if (character === '(') open.push(false);
    const inner = character === ')' && (open.pop() ?? false);
    if (inner && isRepeated) return true;
    const outer = open.length - 1;
    if (outer >= 0 && (inner || isRepeated || character === '|')) open[outer] = true;
  }
  return false;
}
