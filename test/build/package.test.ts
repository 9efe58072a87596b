import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLOW_RULES, LOOK_UP_RULES, RULES } from '../../src/audit/rules/index.ts';

const ROOT = join(import.meta.dirname, '../..');

const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the package', () => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=silent'], { cwd: ROOT, encoding: 'utf8' }),
  ) as readonly [{ readonly files: readonly { readonly path: string }[] }];
  const paths = packed.files.map(({ path }) => path);

  it('holds the command, the library with its types, the demo cluster, the schemas and the licence', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'bin/kubectl-netexplain',
        'bin/package.json',
        'dist/start.cjs',
        'dist/kubectl-netexplain.cjs',
        'dist/lib/index.js',
        'dist/lib/index.d.ts',
        'demo/cluster.json',
        'docs/schema/service.schema.json',
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
      ]),
    );
  });

  it('holds the page of every finding', () => {
    const pages = paths.filter((path) => path.startsWith('src/audit/rules/') && path.endsWith('/README.md'));
    expect(pages.map((path) => path.split('/')[3]?.slice(0, 6).toUpperCase()).sort()).toEqual(
      [...RULES, ...FLOW_RULES, ...LOOK_UP_RULES].map(({ code }) => code).sort(),
    );
  });

  it('holds neither sources nor tests', () => {
    expect(paths.filter((path) => /^(src\/.*\.ts|test\/|scripts\/|bench\/)/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
  });

  it('is a library under its own name', () => {
    const code = "import('kubectl-netexplain').then((library) => console.log(Object.keys(library).sort().join(' ')))";
    const names = execFileSync(process.execPath, ['-e', code], { cwd: ROOT, encoding: 'utf8' });
    expect(names).toBe(
      'ClusterError InputError UsageError address addressMap audit dns explain exposure matrix path readLive readObjects\n',
    );
  });

  it('is installed from a lock file that names no registry', () => {
    expect(textOf('package-lock.json')).not.toContain('"resolved"');
  });
});

describe('the continuous integration', () => {
  it('runs npm test and nothing else', () => {
    const commands = textOf('.ci/run')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(commands).toEqual(['set -eu', 'cd "$(dirname "$0")/.."', 'npm test']);
  });
});
