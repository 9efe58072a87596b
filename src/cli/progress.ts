import type { Io } from './io.ts';

/** How long a person waits in peace, in milliseconds. */
const PATIENCE = 1000;

/** Shows what is being waited for on a terminal's stderr once it takes more than a second, and takes it away again. */
export async function withProgress<T>(what: string, io: Io, work: () => Promise<T>): Promise<T> {
  if (!io.interactive) return work();
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    io.err(`${what} …`);
  }, PATIENCE);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (shown) io.err('\r\u001b[K');
  }
}
