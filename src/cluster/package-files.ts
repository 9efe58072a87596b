import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Code } from '../model/finding.ts';

/** The package's own folder, from the source tree, the library build or the bundled command alike: the nearest package.json above. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the package.json of kubectl-netexplain is missing');
    folder = parent;
  }
  return folder;
}

/** The version of this package. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** The demo cluster that ships with the package, as JSON text. */
export function demoCluster(): string {
  return readFileSync(join(packageRoot(), 'demo', 'cluster.json'), 'utf8');
}

/** The page of a rule, as Markdown. Throws (a bug) for a code without a folder. */
export function rulePage(code: Code): string {
  const rules = join(packageRoot(), 'src', 'audit', 'rules');
  const folder = readdirSync(rules).find((name) => name.startsWith(`${code.toLowerCase()}-`));
  if (folder === undefined) throw new Error(`${code} has no page`);
  return readFileSync(join(rules, folder, 'README.md'), 'utf8');
}
