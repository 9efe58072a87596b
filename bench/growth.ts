import type { Use } from './process.ts';

/** What something used at one size of the cluster. */
export interface UseAt extends Use {
  readonly pods: number;
}

/** A straight line: `base + slope · x`. */
interface Line {
  readonly base: number;
  readonly slope: number;
}

/** The line with the least sum of squared distances from the points. */
function lineThrough(points: readonly (readonly [x: number, y: number])[]): Line {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const together = mean(points.map(([x, y]) => (x - meanX) * (y - meanY)));
  const slope = together / mean(points.map(([x]) => (x - meanX) ** 2));
  return { base: meanY - slope * meanX, slope };
}

/** What would be used at another size, if everything grew along the line through what was measured. */
export function extrapolated(measured: readonly UseAt[], pods: number): UseAt {
  const at = (value: (use: Use) => number) => {
    const { base, slope } = lineThrough(measured.map((use) => [use.pods, value(use)]));
    return base + slope * pods;
  };
  return {
    pods,
    seconds: at(({ seconds }) => seconds),
    cpuSeconds: at(({ cpuSeconds }) => cpuSeconds),
    megabytes: at(({ megabytes }) => megabytes),
  };
}
