import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A hash of the bundle, put in by the build. */
declare const BUNDLE_HASH: string;

/** One file for each build, Node version and machine type: V8 refuses the code of another version anyway. */
const FILE = `${BUNDLE_HASH}-${process.version}-${process.arch}.v8`;

/** So many files stay: people who switch between Node versions keep one for each, and an upgrade leaves nothing behind for long. */
const KEPT = 6;

/** The bundle as V8 compiled it, as far as the runs so far needed it. */
export interface CodeCache {
  /** What V8 takes as `cachedData`. */
  readonly code: Buffer;
  /** The parts of the bundle, each behind an `import()`, that those runs loaded. */
  readonly parts: readonly string[];
}

/** What earlier runs left; undefined where there is nothing, where it is damaged, or where somebody else could have written it. */
export function readCodeCache(): CodeCache | undefined {
  try {
    const folder = cacheFolder();
    const path = join(folder, FILE);
    if (!isOurs(folder) || !isOurs(path)) return undefined;
    const bytes = readFileSync(path);
    const end = bytes.lastIndexOf('\n');
    const code = bytes.subarray(0, end);
    const { checksum, parts } = JSON.parse(bytes.toString('utf8', end + 1)) as { checksum: number; parts: string[] };
    // V8 itself runs damaged code from Node 24 on.
    return crc32(code) === checksum ? { code, parts } : undefined;
  } catch {
    // Whatever is wrong with the cache: it only makes the start slower.
    return undefined;
  }
}

/** Keeps the compiled bundle for the next start. Never fails: a cache is not needed. */
export function writeCodeCache({ code, parts }: CodeCache): void {
  try {
    const folder = cacheFolder();
    makeFolder(dirname(folder));
    makeFolder(folder);
    if (!isOurs(folder)) return;
    const temporary = join(folder, `${FILE}.${process.pid}`);
    try {
      writeFileSync(temporary, Buffer.concat([code, Buffer.from(`\n${JSON.stringify({ checksum: crc32(code), parts })}`)]), {
        mode: 0o600,
      });
      renameSync(temporary, join(folder, FILE));
    } catch {
      rmSync(temporary, { force: true });
    }
    removeOld(folder);
  } catch {
    // A full disk, a read-only home: the next start is as slow as this one.
  }
}

/**
 * The user's cache folder, by each system's custom (XDG base directories; macOS; Windows).
 * Throws where there is none, so that nothing is ever written into the working directory.
 */
function cacheFolder(): string {
  const { XDG_CACHE_HOME = '', LOCALAPPDATA = '' } = process.env as { readonly [name: string]: string | undefined };
  const folder = join(isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : systemCacheFolder(LOCALAPPDATA), 'kubectl-netexplain');
  if (!isAbsolute(folder)) throw new Error('this user has no cache folder');
  return folder;
}

function systemCacheFolder(localAppData: string): string {
  if (process.platform === 'win32') return localAppData;
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
}

/** Not by `recursive`, which never returns where a folder refuses new ones as missing (/proc; nodejs/node v20 to v24 at least). */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch {
    // It is there already, or it cannot be: writing the file tells.
  }
}

/** Whether only the user could have written a file or folder: compiled code is run as it is. */
function isOurs(path: string): boolean {
  const { uid, mode } = lstatSync(path);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

/** Removes all but the latest files: of other builds and versions, and of writers that died. */
function removeOld(folder: string): void {
  const newestFirst = readdirSync(folder)
    .map((name) => ({ path: join(folder, name), written: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.written - a.written);
  for (const { path } of newestFirst.slice(KEPT)) rmSync(path, { force: true });
}
