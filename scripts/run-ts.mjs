// Runs a TypeScript file of this project: `node scripts/run-ts.mjs scripts/docs.ts`. Node 20 cannot do that by itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = resolve(process.argv[2] ?? '');
// Inside the project, so that packages are found; import.meta.dirname must stay that of the source.
const folder = mkdtempSync(join(root, 'node_modules', '.run-ts-'));
try {
  const outfile = join(folder, 'script.mjs');
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    define: { 'import.meta.dirname': JSON.stringify(dirname(file)), 'import.meta.url': JSON.stringify(pathToFileURL(file).href) },
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
