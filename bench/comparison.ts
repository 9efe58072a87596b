import { type Program, useOf, wallTime } from './process.ts';
import type { ServedRequest, TestCluster } from './test-cluster.ts';

/** A question that both commands answer. */
export interface Question {
  readonly title: string;
  /** The cluster that is asked; none for questions about the command itself. */
  readonly cluster?: TestCluster;
  /** At most so many times kubectl's wall time, where a bar is set. */
  readonly bar?: number;
  readonly netexplain: Program;
  readonly kubectl: Program;
}

/** What one command needed: the median wall time in milliseconds, the peak memory in MB (NaN where the system does not tell), what it asked the server. */
export interface Measured {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly requests: readonly ServedRequest[];
}

/** Both commands' answers to a question. */
export interface Comparison {
  readonly question: Question;
  readonly netexplain: Measured;
  readonly kubectl: Measured;
}

/**
 * Measures all questions, every command in turn with the others, `runs` times. A first round, which fills the caches that users have filled
 * too (kubectl's discovery, our compiled code), is not counted; memory and requests are looked at in a last one.
 */
export async function compareAll(questions: readonly Question[], runs: number): Promise<readonly Comparison[]> {
  const times = new Map<Program, number[]>();
  for (let round = 0; round <= runs; round++) {
    for (const program of questions.flatMap(({ netexplain, kubectl }) => [netexplain, kubectl])) {
      const time = await wallTime(program);
      if (round > 0) times.set(program, [...(times.get(program) ?? []), time]);
    }
  }
  const comparisons: Comparison[] = [];
  for (const question of questions) {
    const measured = async (program: Program) => ({
      milliseconds: median(times.get(program) ?? []),
      ...(await memoryAndRequests(program, question.cluster)),
    });
    comparisons.push({ question, netexplain: await measured(question.netexplain), kubectl: await measured(question.kubectl) });
  }
  return comparisons;
}

async function memoryAndRequests(program: Program, cluster: TestCluster | undefined) {
  await cluster?.requests();
  const { megabytes } = await useOf(program, 1);
  return { megabytes, requests: (await cluster?.requests()) ?? [] };
}

/** The one in the middle, or half-way between the two there. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = sorted.length % 2 === 0 ? sorted.slice(middle - 1, middle + 1) : [sorted[middle], sorted[middle]];
  return (low + high) / 2;
}
