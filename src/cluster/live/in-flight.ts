/** Runs a task now or when its turn comes. */
export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

/** A queue that lets at most `most` tasks run at the same time. */
export function openQueue(most: number): Queue {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running < most) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
