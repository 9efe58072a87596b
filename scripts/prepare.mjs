// Runs when the package is installed from a clone (`npm install -g .`) or packed: what is published must be built.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
await import('./setup.mjs');
if (existsSync(`${root}node_modules/esbuild`)) await import('./build.mjs');
