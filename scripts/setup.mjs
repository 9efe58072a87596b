// Installs what package-lock.json names, if that has not been done since it last changed. Needs nothing but Node and npm.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modified = (name) => (existsSync(root + name) ? statSync(root + name).mtimeMs : 0);

if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  process.stderr.write('Installing what package-lock.json names …\n');
  const npm = process.env.npm_execpath;
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  // Under `npm install -g .` npm's own settings would send these packages to the global folder.
  const { npm_config_global: _global, npm_config_location: _location, npm_config_prefix: _prefix, ...env } = process.env;
  // Also as part of `npm install -g .` or `npm pack --dry-run`, whose options reach this npm through the environment.
  const options = ['--include=dev', '--no-global', '--no-dry-run', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(command, [...first, 'ci', ...options], {
    cwd: root,
    env,
    stdio: ['ignore', 2, 'inherit'],
    shell: process.platform === 'win32' && npm === undefined,
  });
  process.exitCode = status ?? 1;
}
