import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Code } from '../model/finding.ts';

const NAME = 'kubectl-netexplain';

interface Manifest {
  readonly name?: string;
  readonly version?: string;
}

/**
 * This package's own folder, from the source tree, the library build and the bundled command alike: the nearest one above a file whose
 * package.json has our name.
 * @throws Error (a bug of the installation) when there is none
 */
export function packageRoot(file = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (manifestOf(folder).name === NAME) return folder;
    if (dirname(folder) === folder) throw new Error(`the package.json of ${NAME} is missing`);
  }
}

function manifestOf(folder: string): Manifest {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {};
}

/** The version of this package. */
export function packageVersion(): string {
  return manifestOf(packageRoot()).version ?? '';
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
