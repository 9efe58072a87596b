import { type BriefVerdict, bothEnds, type Decision } from '../../engines/policy/index.ts';
import type { MatrixVerdict } from '../../model/matrix-report.ts';

/** What the policies of one end say, where that is not plainly that they allow it. */
export interface Side {
  readonly verdict: Exclude<MatrixVerdict, 'allowed'>;
  readonly decidedBy: readonly Decision[];
  /** As sentences. */
  readonly doubts: readonly string[];
}

/** What becomes of connections between some pods and others; what is told alike is one object. A side is undefined where it allows all of them. */
export interface Outcome {
  readonly verdict: MatrixVerdict;
  readonly egress: Side | undefined;
  readonly ingress: Side | undefined;
}

/** Outcomes by numbers. An end outside the cluster has no verdict: nothing is asked of it. */
export interface Outcomes {
  /** That of connections whose ends say this. */
  one(egress: BriefVerdict | undefined, ingress: BriefVerdict | undefined): number;
  /** That of all connections of which some have the one and some the other. */
  both(a: number, b: number): number;
  told(number: number): Outcome;
}

/** Connections that fare alike. */
interface Ends {
  readonly egress: BriefVerdict | undefined;
  readonly ingress: BriefVerdict | undefined;
}

/** Numbers outcomes in the order in which they first come. */
export function numberedOutcomes(): Outcomes {
  const verdicts = canonical();
  const singles: Ends[] = [];
  const byEnds = new Map<BriefVerdict | undefined, Map<BriefVerdict | undefined, number>>();
  /** Of which singles each outcome is made, in order. */
  const members: (readonly number[])[] = [];
  const byMembers = new Map<string, number>();
  const unions = new Map<number, number>();
  const known: Outcome[] = [];
  const sides = new Map<string, Side | undefined>();

  const numberOf = (all: readonly number[]): number => {
    const key = all.join();
    const number = byMembers.get(key) ?? members.push(all) - 1;
    byMembers.set(key, number);
    return number;
  };
  const sideOf = (all: readonly (BriefVerdict | undefined)[], isOfOutside: boolean): Side | undefined => {
    const side = mergedSide(
      all.filter((one) => one !== undefined),
      isOfOutside,
    );
    const key = JSON.stringify(side ?? null);
    const same = sides.has(key) ? sides.get(key) : side;
    sides.set(key, same);
    return same;
  };
  return {
    one(givenEgress, givenIngress) {
      const [egress, ingress] = [givenEgress && verdicts(givenEgress), givenIngress && verdicts(givenIngress)];
      const alike = byEnds.get(egress) ?? new Map<BriefVerdict | undefined, number>();
      byEnds.set(egress, alike);
      const number = alike.get(ingress) ?? numberOf([singles.push({ egress, ingress }) - 1]);
      alike.set(ingress, number);
      return number;
    },
    both(a, b) {
      if (a === b) return a;
      const key = Math.min(a, b) * 2 ** 26 + Math.max(a, b);
      const union = unions.get(key) ?? numberOf([...new Set([...(members[a] ?? []), ...(members[b] ?? [])])].sort((x, y) => x - y));
      unions.set(key, union);
      return union;
    },
    told(number) {
      const outcome = known[number] ?? outcomeOf(number);
      known[number] = outcome;
      return outcome;
    },
  };

  function outcomeOf(number: number): Outcome {
    const ends = (members[number] ?? []).flatMap((single) => singles[single] ?? []);
    return {
      verdict: common(ends.map(verdictOf)),
      egress: sideOf(
        ends.map(({ egress }) => egress),
        ends.some(({ ingress }) => ingress === undefined),
      ),
      ingress: sideOf(
        ends.map(({ ingress }) => ingress),
        ends.some(({ egress }) => egress === undefined),
      ),
    };
  }
}

/** Hands out one verdict for all that say the same. */
function canonical(): (one: BriefVerdict) => BriefVerdict {
  const known = new Map<BriefVerdict, BriefVerdict>();
  const byText = new Map<string, BriefVerdict>();
  return (one) => {
    const found = known.get(one);
    if (found !== undefined) return found;
    const key = JSON.stringify([one.verdict, one.decidedBy, one.doubts.map(({ says }) => says)]);
    const same = byText.get(key) ?? one;
    byText.set(key, same);
    known.set(one, same);
    return same;
  };
}

function verdictOf({ egress, ingress }: Ends): MatrixVerdict {
  if (egress === undefined || ingress === undefined) return outsideVerdict(egress ?? ingress);
  return bothEnds(egress.verdict, ingress.verdict);
}

/** Some address outside: where only the address is missing, the answer is that it depends on it. */
function outsideVerdict(one: BriefVerdict | undefined): MatrixVerdict {
  if (one === undefined) return 'allowed';
  return one.verdict === 'unknown' && one.doubts.every(({ ofAddress }) => ofAddress === true) ? 'mixed' : one.verdict;
}

function common(verdicts: readonly MatrixVerdict[]): MatrixVerdict {
  const [first = 'allowed', ...others] = verdicts;
  return others.every((one) => one === first) ? first : 'mixed';
}

function mergedSide(all: readonly BriefVerdict[], isOfOutside: boolean): Side | undefined {
  const verdict = common(all.map((one) => (isOfOutside ? outsideVerdict(one) : one.verdict)));
  if (verdict === 'allowed') return undefined;
  const doubts = verdict === 'mixed' && isOfOutside ? [] : all.flatMap((one) => one.doubts.map(({ says }) => says));
  return { verdict, decidedBy: distinct(all.flatMap(({ decidedBy }) => decidedBy)), doubts: [...new Set(doubts)] };
}

function distinct(decisions: readonly Decision[]): readonly Decision[] {
  return [...new Map(decisions.map((one) => [JSON.stringify(one), one])).values()];
}
