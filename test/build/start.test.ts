import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFile, temporaryFolder } from '../e2e/cluster.ts';
import { COMMAND, runCommand } from '../support/command.ts';

const DEMO = ['svc/foo', '-n', 'a', '--demo'];

/** Runs the command after a script of the test's own, which stands for something that goes wrong inside. */
function runAfter(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return runCommand(args, { env: { NODE_OPTIONS: `--require ${temporaryFile('before.cjs', script)}`, ...env } });
}

/** Runs a line of bash, in which $COMMAND is the command. */
function bash(line: string) {
  return runCommand(['-c', line], { program: 'bash', env: { COMMAND } });
}

describe('the start of the command', () => {
  it('works through a link, as npm installs it', async () => {
    const link = join(temporaryFolder(), 'kubectl-netexplain');
    symlinkSync(COMMAND, link);
    expect(await runCommand(['version'], { program: link })).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['0.12.18', '18.20.8', '20.18.3'])('says so on Node %s, which is too old', async (version) => {
    const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
      Object.defineProperty(process, 'version', { value: 'v${version}' });`;
    expect(await runAfter(older, ['version'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `error: kubectl-netexplain needs Node.js 20.19 or newer, this is v${version}\n`,
    });
  });

  it('says so where it is not built', async () => {
    const bin = join(temporaryFolder(), 'bin');
    mkdirSync(bin);
    for (const name of ['kubectl-netexplain', 'package.json']) copyFileSync(join(dirname(COMMAND), name), join(bin, name));
    expect(await runCommand(['version'], { program: join(bin, 'kubectl-netexplain') })).toMatchObject({
      code: 2,
      stderr: 'error: kubectl-netexplain is not built: run `npm run build` in its folder\n',
    });
  });
});

describe('the end of the command', () => {
  it('is quiet when the reader goes away', async () => {
    const { code, stderr } = await bash('set -o pipefail; "$COMMAND" svc -A --demo -o json | true');
    expect([code, stderr]).toEqual([0, '']);
  });

  it.runIf(process.platform === 'linux')('is an error when the disk is full', async () => {
    const { code, stderr } = await bash('"$COMMAND" svc -A --demo -o json > /dev/full');
    expect([code, stderr]).toEqual([2, 'error: cannot write the answer: ENOSPC: no space left on device, write\n']);
  });

  it.runIf(process.platform === 'linux')('has the right exit code even when no message can be written', async () => {
    expect(await bash('"$COMMAND" svc/nowhere --demo 2> /dev/full')).toMatchObject({ code: 2 });
    expect(await bash('"$COMMAND" svc/nowhere --demo > /dev/full 2>&1')).toMatchObject({ code: 2 });
  });

  it('comes at once on an interrupt, by the signal itself, which a shell shows as 130', async () => {
    const child = spawn(process.execPath, [COMMAND, 'svc/foo', '-f', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill('SIGINT');
    const signal = await new Promise((resolve) => child.on('exit', (_code, name) => resolve(name)));
    expect(signal).toBe('SIGINT');
  });
});

const BROKEN = `const fs = require('node:fs');
  const { readFileSync } = fs;
  fs.readFileSync = (path, ...rest) => (String(path).endsWith('cluster.json') ? JSON.nonsense() : readFileSync(path, ...rest));`;

describe('a bug', () => {
  it('is told as one, without a stack trace', async () => {
    const { code, stdout, stderr } = await runAfter(BROKEN, DEMO);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'error: internal error: TypeError: JSON.nonsense is not a function\n' +
        'This is a bug in kubectl-netexplain: please report it with the command that you ran (NETEXPLAIN_DEBUG=1 adds where it happened)\n',
    );
  });

  it('shows where it happened with NETEXPLAIN_DEBUG', async () => {
    const { stderr } = await runAfter(BROKEN, DEMO, { NETEXPLAIN_DEBUG: '1' });
    expect(stderr).toMatch(/\n {4}at /);
  });

  it.each([
    ['an exception outside of everything', "throw new Error('stray')"],
    ['a promise that nobody awaits', "Promise.reject(new Error('stray'))"],
  ])('is told also when it is %s', async (_what, thrown) => {
    const { code, stderr } = await runAfter(`setTimeout(() => { ${thrown}; }, 300)`, ['svc/foo', '-f', '-']);
    expect(code).toBe(2);
    expect(stderr).toContain('error: internal error: Error: stray\nThis is a bug');
    expect(stderr).not.toContain('    at ');
  });

  it('is told when there is nothing left to wait for', async () => {
    const forgotten = `const fs = require('node:fs');
      fs.promises.readFile = () => new Promise(() => {});
      process.stdin[Symbol.asyncIterator] = () => ({ next: () => new Promise(() => {}) });`;
    const { code, stderr } = await runAfter(forgotten, ['svc/foo', '-f', '-']);
    expect(code).toBe(2);
    expect(stderr).toContain('error: internal error: Error: nothing left to wait for, and no answer\n');
  });
});
