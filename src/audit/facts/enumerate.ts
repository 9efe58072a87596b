/**
 * Names in a sentence: `a`, `a and b`, `a, b, c, d, e and 7 more`. Beyond `limit` they are only counted.
 * @param total how many there are, where not all of the uncounted ones are given
 */
export function enumerate(names: readonly string[], limit = SHOWN, total = names.length): string {
  const shown = names.slice(0, limit);
  const rest = total - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** As many names as a sentence bears. */
export const SHOWN = 5;

/** `1 pod`, `3 pods`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
