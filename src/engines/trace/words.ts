import { canI, describeNeed, type Gap } from '../../model/listing.ts';

/** Why something is not known, in a few words: `pods in namespace a: you may not list them (kubectl auth can-i …)`. */
export function gapWords(gaps: readonly Gap[]): string {
  const [gap] = gaps;
  if (gap === undefined) return 'not read';
  const what = describeNeed({ kind: gap.kind, ...gap.scope });
  return gap.reason === 'forbidden'
    ? `${what} may not be read (${canI(gap)})`
    : gap.message.includes(what)
      ? gap.message
      : `${what}: ${gap.message}`;
}
