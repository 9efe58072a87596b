import { distance } from 'fastest-levenshtein';

/**
 * How far a word is from what a person may have meant by it: 0 where only the case of letters differs, 1 for one letter or two
 * neighbours swapped, 2 for two letters (words of five letters and more). Undefined where the words are not alike.
 */
export function apart(word: string, candidate: string): number | undefined {
  const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
  const steps = isSwap(a, b) ? 1 : distance(a, b);
  const limit = Math.min(word.length <= 4 ? 1 : 2, word.length - 1);
  return steps <= limit ? steps : undefined;
}

/**
 * The candidate that a person most likely meant by `word`: the least apart from it. Undefined when none is alike. Of equally near
 * ones the first in alphabetical order.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const near = [...new Set(candidates)]
    .filter((candidate) => candidate !== word)
    .map((candidate) => ({ candidate, steps: apart(word, candidate) ?? Number.POSITIVE_INFINITY }))
    .filter(({ steps }) => Number.isFinite(steps))
    .sort((a, b) => a.steps - b.steps || (a.candidate < b.candidate ? -1 : 1));
  return near[0]?.candidate;
}

function isSwap(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return at >= 0 && b === a.slice(0, at) + a.slice(at + 1, at + 2) + a.slice(at, at + 1) + a.slice(at + 2);
}
