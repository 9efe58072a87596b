import { distance } from 'fastest-levenshtein';

/** So many changed letters still make two words look alike. */
const MAX_DISTANCE = 2;

/**
 * The candidate that a person most likely meant by `word`: equal but for case, or at most two letters apart (one, for words of up to
 * four letters). Undefined when none is near. Of equally near ones the first in alphabetical order.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = word.length <= 4 ? 1 : MAX_DISTANCE;
  const near = [...new Set(candidates)]
    .filter((candidate) => candidate !== word)
    .map((candidate) => ({ candidate, apart: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ apart }) => apart <= limit)
    .sort((a, b) => a.apart - b.apart || (a.candidate < b.candidate ? -1 : 1));
  return near[0]?.candidate;
}
