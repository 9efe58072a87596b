import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { readCodeCache, writeCodeCache } from './code-cache.ts';
import type { run } from './run.ts';

/** The bundled command, beside this file. */
const BUNDLE = join(__dirname, 'kubectl-netexplain.cjs');

/**
 * Starts the command: runs the bundle from V8's code cache where there is one, else compiles it and keeps the result for the next start.
 * Sets the process's exit code; nothing here or below ends the process.
 */
export async function start(): Promise<void> {
  // Stays if the work dies without a word.
  process.exitCode = 2;
  // What a newer Node holds against the libraries in the bundle is not for its users.
  process.noDeprecation = true;
  const cache = readCodeCache();
  // The build leaves nothing but ASCII in it, which is read fastest as latin1.
  const wrapped = `(function (exports, require, module, __filename, __dirname, partLoaded) {${readFileSync(BUNDLE, 'latin1')}\n})`;
  const script = new Script(wrapped, { filename: BUNDLE, ...(cache === undefined ? {} : { cachedData: cache.code }) });
  const known = cache !== undefined && script.cachedDataRejected === false ? cache.parts : undefined;
  const parts = new Set(known);

  const module = { exports: {} as { readonly run: typeof run } };
  script.runInThisContext()(module.exports, createRequire(BUNDLE), module, BUNDLE, dirname(BUNDLE), (part: string) => parts.add(part));
  process.exitCode = await module.exports.run(process.argv.slice(2));

  // Collecting the code takes longer than loading it: only a run that loaded a part for the first time does so.
  if (known === undefined || parts.size > known.length) writeCodeCache({ code: script.createCachedData(), parts: [...parts] });
}
