import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A hash of the bundle, put in by the build. */
declare const BUNDLE_HASH: string;

/** So much more compiled code, as a fraction, makes it worth writing the cache anew. */
const GROWTH = 1.1;

/** One file for each build, Node version and machine type: V8 refuses a cache of another version anyway. */
const FILE = `${BUNDLE_HASH}-${process.version}-${process.arch}.v8`;

/** The compiled bundle of an earlier run; undefined where there is none, or where somebody else could have written it. */
export function readCodeCache(): Buffer | undefined {
  try {
    const folder = cacheFolder();
    return isOurs(folder) && isOurs(join(folder, FILE)) ? readFileSync(join(folder, FILE)) : undefined;
  } catch {
    // Whatever is wrong with the cache: it only makes the start slower.
    return undefined;
  }
}

/** Keeps the compiled bundle for the next start if it holds clearly more than `known` bytes. Never fails: a cache is not needed. */
export function writeCodeCache(compile: () => Buffer, known: number): void {
  try {
    const folder = cacheFolder();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOurs(folder)) return;
    const data = compile();
    if (data.length < known * GROWTH) return;
    const temporary = join(folder, `${FILE}.${process.pid}`);
    writeFileSync(temporary, data, { mode: 0o600 });
    renameSync(temporary, join(folder, FILE));
    for (const old of readdirSync(folder))
      if (old !== FILE && old.endsWith('.v8') && !old.startsWith(BUNDLE_HASH)) rmSync(join(folder, old));
  } catch {
    // A full disk, a read-only home: the next start is as slow as this one.
  }
}

/** The user's cache folder, by each system's custom (XDG base directories; macOS; Windows). */
function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env as { readonly [name: string]: string | undefined };
  if (XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== '') return join(XDG_CACHE_HOME, 'kubectl-netexplain');
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'kubectl-netexplain', 'cache');
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'kubectl-netexplain');
}

/** Whether only the user could have written a file or folder: compiled code is run as it is. */
function isOurs(path: string): boolean {
  if (!existsSync(path)) return false;
  if (process.getuid === undefined) return true;
  const { uid, mode } = lstatSync(path);
  return uid === process.getuid() && (mode & 0o022) === 0;
}
