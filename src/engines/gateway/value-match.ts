import type { MatchType, NamedMatch } from '../../model/resources/route.ts';
import { goRegExp } from '../../model/values/go-regexp.ts';
import type { Truth } from './truth.ts';

/**
 * Whether a value fits. A regular expression is in the implementation's own dialect, and whether it must fit the whole value or a part of it,
 * too: known only where the readings agree.
 */
export function fits(type: MatchType, pattern: string, value: string): Truth {
  return type === 'Exact' ? truth(pattern === value) : fitsRegExp(pattern, value);
}

/** The same for a regular expression. */
export function fitsRegExp(pattern: string, value: string): Truth {
  const part = goRegExp(pattern);
  if (part === undefined) return 'unknown';
  const whole = new RegExp(`^(?:${part.source})$`, part.flags);
  return part.test(value) === whole.test(value) ? truth(whole.test(value)) : 'unknown';
}

/**
 * Whether named values (headers, query parameters) are all there. Of several entries with one name the first counts; `nameOf` says which
 * names are the same. What a name that comes several times means is left to the implementation: known only where all its values agree.
 */
export function fitsAll(
  wanted: readonly NamedMatch[],
  given: readonly (readonly [string, string])[],
  keyOf: (name: string) => string,
): readonly { readonly name: string; readonly fits: Truth }[] {
  const firsts = new Map<string, NamedMatch>();
  for (const match of wanted) if (!firsts.has(keyOf(match.name))) firsts.set(keyOf(match.name), match);
  return [...firsts].map(([key, { name, type, value }]) => {
    const verdicts = given.filter(([other]) => keyOf(other) === key).map(([, text]) => fits(type, value, text));
    const [first = 'no'] = verdicts;
    return { name, fits: verdicts.every((one) => one === first) ? first : 'unknown' };
  });
}

/** A boolean as a truth. */
export function truth(holds: boolean): Truth {
  return holds ? 'yes' : 'no';
}
