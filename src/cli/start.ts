import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { readCodeCache, writeCodeCache } from './code-cache.ts';
import type { Io } from './io.ts';
import type { main } from './main.ts';
import { processIo } from './process-io.ts';

/** The bundled command, beside this file. */
const BUNDLE = join(__dirname, 'kubectl-netexplain.cjs');

interface Bundle {
  readonly main: typeof main;
}

/**
 * Starts the command: runs the bundle from V8's code cache where there is one, else compiles it and keeps the result for the next start.
 * Sets the process's exit code; nothing here or below ends the process.
 */
export async function start(): Promise<void> {
  const source = readFileSync(BUNDLE, 'utf8');
  const cachedData = readCodeCache();
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
  const script = new Script(wrapped, { filename: BUNDLE, ...(cachedData === undefined ? {} : { cachedData }) });
  const module = { exports: {} as Bundle };
  const run = script.runInThisContext() as (...args: readonly unknown[]) => void;
  run(module.exports, createRequire(BUNDLE), module, BUNDLE, dirname(BUNDLE));
  const io = processIo();
  process.exitCode = await runMain(module.exports, io);
  // What was compiled later than at the first start (the live client) is worth keeping, too.
  writeCodeCache(() => script.createCachedData(), cachedData !== undefined && script.cachedDataRejected === false ? cachedData.length : 0);
}

async function runMain(bundle: Bundle, io: Io): Promise<number> {
  try {
    return await bundle.main(process.argv.slice(2), io);
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    io.err(`error: internal error: ${text}\nThis is a bug in kubectl-netexplain: please report it with the command that you ran.\n`);
    return 2;
  }
}
