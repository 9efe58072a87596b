import { InputError } from '../model/errors.ts';
import type { Io } from './io.ts';

/**
 * The process's own streams and environment. A reader that went away (`| head`) ends the output quietly; output that cannot be written is an
 * InputError, thrown as an uncaught exception since streams tell it late.
 */
export function processIo(): Io {
  const { stdout, stderr, env } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw new InputError(`cannot write the answer: ${error.message}`);
  });
  // There is nowhere left to tell it.
  stderr.on('error', () => {});
  const columns = Number(env['COLUMNS']) || stdout.columns || 80;
  return {
    env,
    out: (text) => {
      stdout.write(text);
    },
    drained: async () => {
      if (stdout.writableNeedDrain) {
        await new Promise<void>((resolve) => {
          const done = () => {
            stdout.off('drain', done).off('close', done);
            resolve();
          };
          stdout.on('drain', done).on('close', done);
        });
      }
      return !stdout.destroyed;
    },
    err: (text) => {
      stderr.write(text);
    },
    stdin: async () => {
      // Only here: opening the stream costs every other command two milliseconds.
      const { stdin } = process;
      if (stdin.isTTY) throw new InputError('nothing to read: standard input is a terminal');
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
    terminal: stdout.isTTY ? { columns } : undefined,
    interactive: stderr.isTTY,
  };
}
