import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Run, runCommand } from '../support/command.ts';

const ROOM = mkdtempSync(join(tmpdir(), 'netexplain-cache-'));
const DEMO = ['svc/foo', '-n', 'a', '--demo', '-o', 'json'];
/** What the explanation says however it was started. */
const ANSWER = 'Service a/foo is reachable inside the cluster';

let home = '';
let folder = '';

beforeEach(() => {
  home = mkdtempSync(join(ROOM, 'home-'));
  folder = join(home, 'kubectl-netexplain');
});
afterAll(() => rmSync(ROOM, { recursive: true }));

function run(args: readonly string[] = DEMO, env: Readonly<Record<string, string | undefined>> = {}): Promise<Run> {
  return runCommand(args, { env: { XDG_CACHE_HOME: home, ...env }, cwd: ROOM });
}

function expectAnswer({ code, stdout, stderr }: Run): void {
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(ANSWER);
}

/** The one cache file. */
function cacheFile(): string {
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? '');
}

/** Changes when the file is written anew, since that is done by renaming. */
const identityOf = (path: string) => statSync(path).ino;

describe('the code cache', () => {
  it('is written by the first run, for the user alone, and left alone by the same run again', async () => {
    expectAnswer(await run());
    const written = cacheFile();
    expect([statSync(folder).mode & 0o777, statSync(written).mode & 0o777]).toEqual([0o700, 0o600]);
    const before = identityOf(written);
    expectAnswer(await run());
    expect(identityOf(cacheFile())).toBe(before);
  });

  it('is written anew by a run that loads a part of the command which it does not hold yet, and then holds both', async () => {
    await run(['version']);
    const small = statSync(cacheFile()).size;
    await run();
    expect(statSync(cacheFile()).size).toBeGreaterThan(small * 1.5);
    const before = identityOf(cacheFile());
    await run(['version']);
    await run();
    expect(identityOf(cacheFile())).toBe(before);
  });

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['without its end', (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf('\n'))],
    ['damaged in its first byte', (bytes: Buffer) => flipped(bytes, 0)],
    ['damaged in the middle', (bytes: Buffer) => flipped(bytes, bytes.length / 2)],
    ['something else', () => Buffer.from('{"a":1}\n{"b":2}')],
    ['of something else, with a right checksum', () => Buffer.from('\n{"checksum":0,"parts":[]}')],
  ])('that is %s is replaced without a word', async (_what, damage) => {
    await run();
    const whole = readFileSync(cacheFile());
    writeFileSync(cacheFile(), damage(Buffer.from(whole)));
    expectAnswer(await run());
    expect(statSync(cacheFile()).size / whole.length).toBeCloseTo(1, 1);
  });

  it('whose place is taken by a folder is done without', async () => {
    await run();
    const path = cacheFile();
    rmSync(path);
    mkdirSync(path);
    expectAnswer(await run());
    expect(cacheFile()).toBe(path);
  });

  it('is neither read from nor written to a folder that others may write to', async () => {
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    expectAnswer(await run());
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not read from a file that others may write to', async () => {
    await run();
    const path = cacheFile();
    const before = identityOf(path);
    chmodSync(path, 0o666);
    expectAnswer(await run());
    expect(identityOf(path)).not.toBe(before);
  });

  it('is not written through a link to another folder', async () => {
    const other = mkdtempSync(join(ROOM, 'other-'));
    symlinkSync(other, folder);
    expectAnswer(await run());
    expect(readdirSync(other)).toEqual([]);
  });

  it.each([
    ['a file', () => join(home, 'file')],
    ['a folder of the kernel', () => '/proc/netexplain/cache'],
    ['a device', () => '/dev/null'],
  ])('is done without where the cache folder would lie in %s', async (_what, place) => {
    writeFileSync(join(home, 'file'), '');
    const { code, stdout, stderr } = await run(DEMO, { XDG_CACHE_HOME: place() });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(ANSWER);
  });

  it.each([
    ['no home', { XDG_CACHE_HOME: undefined, HOME: '' }],
    ['a home that does not exist', { XDG_CACHE_HOME: undefined, HOME: join(ROOM, 'nobody') }],
    ['a relative cache folder', { XDG_CACHE_HOME: 'cache', HOME: join(ROOM, 'nobody') }],
  ])('is done without where there is %s, and nothing is written to the working directory', async (_what, env) => {
    const before = readdirSync(ROOM);
    expectAnswer(await run(DEMO, env));
    expect(readdirSync(ROOM)).toEqual(before);
  });

  it('lies in the cache folder of the system where XDG_CACHE_HOME is not set', async () => {
    const caches = join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache');
    expectAnswer(await run(DEMO, { XDG_CACHE_HOME: undefined, HOME: home }));
    expect(readdirSync(join(caches, 'kubectl-netexplain'))).toHaveLength(1);
  });

  it('stands several first runs at once', async () => {
    const runs = await Promise.all(Array.from({ length: 6 }, () => run()));
    for (const one of runs) expectAnswer(one);
    expect(readdirSync(folder)).toHaveLength(1);
    expectAnswer(await run());
  });

  it('keeps the latest files of other versions and removes the rest', async () => {
    mkdirSync(folder, { mode: 0o700 });
    for (const day of Array.from({ length: 20 }, (_, index) => index + 1)) {
      const path = join(folder, `old-${day}.v8`);
      writeFileSync(path, '');
      utimesSync(path, day * 86_400, day * 86_400);
    }
    expectAnswer(await run());
    const kept = readdirSync(folder);
    expect(kept.filter((name) => name.startsWith('old-')).sort()).toEqual([
      'old-16.v8',
      'old-17.v8',
      'old-18.v8',
      'old-19.v8',
      'old-20.v8',
    ]);
    expect(kept).toHaveLength(6);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const index = Math.floor(at);
  bytes[index] = (bytes[index] ?? 0) ^ 0xff;
  return bytes;
}
