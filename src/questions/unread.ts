import { resourceInWords } from '../model/kind.ts';
import { type Gap, gapsOf } from '../model/listing.ts';
import type { NotChecked } from '../model/report.ts';
import type { ClusterSnapshot } from '../model/snapshot.ts';
import { explainGap } from './coverage.ts';

/** Reasons that many kinds share, so that one line names them all. */
const SHARED: Partial<Readonly<Record<Gap['reason'], string>>> = {
  'not-served': 'the server does not have these kinds',
  'not-asked': 'the question does not ask for them',
  'not-read': 'they were not read, or the input does not say that there are none (--complete)',
};

/** What gaps leave open, each reason once with the kinds that it is said of. */
export function unreadKinds(gaps: readonly Gap[]): readonly NotChecked[] {
  const kinds = new Map<string, Set<string>>();
  for (const gap of gaps) {
    const why = SHARED[gap.reason] ?? explainGap(gap);
    kinds.set(why, (kinds.get(why) ?? new Set()).add(resourceInWords(gap.kind)));
  }
  return [...kinds].map(([why, plurals]) => ({ what: [...plurals].sort().join(', '), why, codes: [] })).sort(byWhat);
}

/** All gaps of a snapshot. */
export function gapsIn({ readings }: ClusterSnapshot): readonly Gap[] {
  return readings.flatMap(({ listing }) => gapsOf(listing));
}

function byWhat(a: NotChecked, b: NotChecked): number {
  return a.what < b.what ? -1 : Number(a.what > b.what);
}
