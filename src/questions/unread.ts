import { KINDS } from '../model/kind.ts';
import { type Gap, gapsOf } from '../model/listing.ts';
import type { NotChecked } from '../model/report.ts';
import type { ClusterSnapshot } from '../model/snapshot.ts';
import { explainGap } from './coverage.ts';

/** What a snapshot lacks, each reason once: the kinds that the server does not have in one line, the others by kind. */
export function unreadKinds(snapshot: ClusterSnapshot): readonly NotChecked[] {
  const gaps = snapshot.readings.flatMap(({ listing }) => gapsOf(listing));
  const missing = pluralsOf(gaps.filter(({ reason }) => reason === 'not-served'));
  const others = new Map(gaps.filter(({ reason }) => reason !== 'not-served').map((gap) => [`${gap.kind} ${explainGap(gap)}`, gap]));
  return [
    ...(missing.length === 0 ? [] : [{ what: missing.join(', '), why: 'the server does not have these kinds', codes: [] }]),
    ...[...others.values()].map((gap) => ({ what: KINDS[gap.kind].plural, why: explainGap(gap), codes: [] })),
  ].sort((a, b) => (a.what < b.what ? -1 : Number(a.what > b.what)));
}

function pluralsOf(gaps: readonly Gap[]): readonly string[] {
  return [...new Set(gaps.map(({ kind }) => KINDS[kind].plural))].sort();
}
