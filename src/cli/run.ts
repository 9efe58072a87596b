import { InputError } from '../model/errors.ts';
import type { Io } from './io.ts';
import { main } from './main.ts';
import { processIo } from './process-io.ts';

/**
 * Runs the command on the process's own streams.
 * @param argv the arguments after the program's name
 * @returns the exit code of `main`, or 2 for a bug: a person gets a message, and the stack only with NETEXPLAIN_DEBUG set
 */
export async function run(argv: readonly string[]): Promise<number> {
  const io = processIo();
  const failed = (error: unknown): number => {
    io.err(`error: ${error instanceof InputError ? error.message : bugMessage(error, io)}\n`);
    // Also for what goes wrong after the answer, such as a disk that fills up while it is written.
    process.exitCode = 2;
    return 2;
  };
  const leftAlone = new Promise<number>((resolve) => {
    process.once('beforeExit', () => resolve(failed(new Error('nothing left to wait for, and no answer'))));
    process.on('uncaughtException', (error) => resolve(failed(error)));
  });
  const exitCode = await Promise.race([main(argv, io).catch(failed), leftAlone]);
  process.removeAllListeners('beforeExit');
  return exitCode;
}

function bugMessage(error: unknown, { env }: Io): string {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const where = env['NETEXPLAIN_DEBUG'] ? `\n${stack}` : ' (NETEXPLAIN_DEBUG=1 adds where it happened)';
  return `internal error: ${name}: ${message}\nThis is a bug in kubectl-netexplain: please report it with the command that you ran${where}`;
}
