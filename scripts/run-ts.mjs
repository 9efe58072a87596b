// Runs a TypeScript file of this project: `node scripts/run-ts.mjs scripts/docs.ts`. Node 20 cannot do that by itself.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = resolve(process.argv[2] ?? '');

/** Every file keeps its own place, although all of them end in one bundle. */
const ownPlace = {
  name: 'own-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const placed = text
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents: placed, loader: 'ts' };
    });
  },
};

// Inside the project, so that packages are found.
const folder = mkdtempSync(join(root, 'node_modules', '.run-ts-'));
try {
  const outfile = join(folder, 'script.mjs');
  const options = { bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'warning' };
  await build({ entryPoints: [file], outfile, plugins: [ownPlace], ...options });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
