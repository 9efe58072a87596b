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
  const cache = readCodeCache();
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${readFileSync(BUNDLE, 'utf8')}\n})`;
  const script = new Script(wrapped, { filename: BUNDLE, ...(cache === undefined ? {} : { cachedData: cache.code }) });
  const known = cache !== undefined && script.cachedDataRejected === false ? cache.modules : undefined;
  const modules = new Set(known);

  const load = createRequire(BUNDLE);
  const module = { exports: {} as { readonly run: typeof run } };
  const loadAndNote = (name: string): unknown => {
    modules.add(name);
    return load(name);
  };
  script.runInThisContext()(module.exports, loadAndNote, module, BUNDLE, dirname(BUNDLE));
  process.exitCode = await module.exports.run(process.argv.slice(2));

  // A run that asked Node for more than those before it also compiled more of the bundle, such as the live client. The others do not pay
  // for collecting the code, which takes longer than loading it.
  if (known === undefined || modules.size > known.length) writeCodeCache({ code: script.createCachedData(), modules: [...modules] });
}
