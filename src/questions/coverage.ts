import type { Skipped } from '../audit/judge.ts';
import { canI, describeNeed, type Gap, gapsOf } from '../model/listing.ts';
import type { Coverage, NotChecked, ReadCoverage } from '../model/report.ts';
import type { ClusterSnapshot } from '../model/snapshot.ts';

/** What a report rests on: every reading with its count, every gap once, and what was not checked, rules by the gap that stopped them. */
export function coverageOf(snapshot: ClusterSnapshot, skipped: readonly Skipped[], notChecked: readonly NotChecked[]): Coverage {
  const read: ReadCoverage[] = snapshot.readings.map(({ need: { kind, only: _only, ...scope }, listing }) => ({
    kind,
    scope,
    state: listing.state,
    count: listing.state === 'unknown' ? 0 : listing.items.length,
  }));
  const gaps = distinctGaps(snapshot.readings.flatMap((reading) => gapsOf(reading.listing)));
  return { read, gaps, notChecked: [...rulesByGap(skipped), ...notChecked] };
}

/** Why a gap is one, with the question to ask for the missing right: `you may not list them (kubectl auth can-i …)`. */
export function explainGap(gap: Gap): string {
  switch (gap.reason) {
    case 'forbidden':
      return `you may not ${gap.scope.name === undefined ? 'list' : 'get'} ${gap.scope.name === undefined ? 'them' : 'it'} (${canI(gap)})`;
    case 'not-served':
      return 'the server does not have this kind';
    case 'unreachable':
    case 'invalid':
    case 'not-read':
    case 'not-applied':
    case 'not-asked':
      return gap.message;
  }
}

function rulesByGap(skipped: readonly Skipped[]): readonly NotChecked[] {
  const groups = new Map<string, NotChecked>();
  for (const { code, gaps } of skipped) {
    for (const gap of gaps.slice(0, 1)) {
      const what = describeNeed({ kind: gap.kind, ...gap.scope });
      const known = groups.get(what);
      const codes = [...new Set([...(known?.codes ?? []), code])].sort();
      groups.set(what, { what, why: explainGap(gap), codes });
    }
  }
  return [...groups.values()].sort((a, b) => (a.what < b.what ? -1 : 1));
}

function distinctGaps(gaps: readonly Gap[]): readonly Gap[] {
  const byText = new Map(gaps.map((gap) => [JSON.stringify(gap), gap]));
  return [...byText.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap);
}
