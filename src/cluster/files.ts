import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { Kind } from '../model/kind.ts';
import type { ClusterSnapshot } from '../model/snapshot.ts';
import { describeProblem, type InputProblem, parseDocuments } from './documents.ts';
import { collectObjects } from './objects.ts';

export { describeProblem, type InputProblem } from './documents.ts';

/** What `-f` was given, and what the caller says about it. */
export interface FilesInput {
  /** Files, folders, or `-` for standard input. */
  readonly paths: readonly string[];
  /** Whether folders are read with all that is in them. */
  readonly recursive: boolean;
  /** The namespace of objects that name none. */
  readonly namespace: string;
  /** Kinds of which the files hold all there are: `true` for every kind. */
  readonly complete?: true | readonly Kind[];
  /** Whether Secrets are looked into, for facts about their certificates. */
  readonly readSecrets?: boolean;
  readonly stdin: () => Promise<string>;
  /** The moment that counts as now (RFC 3339). */
  readonly takenAt: string;
}

/** The objects of files as a snapshot, and what in them could not be used. */
export interface FilesRead {
  readonly snapshot: ClusterSnapshot;
  readonly problems: readonly InputProblem[];
}

/** The files of a folder that count. Source: kubernetes staging/src/k8s.io/cli-runtime/pkg/resource/builder.go, FileExtensions (1.36). */
const EXTENSIONS = ['.json', '.yaml', '.yml'];

/** V8 cannot hold a longer text; a file beyond it is refused by name rather than by a crash. */
const MAX_BYTES = 512 * 1024 * 1024 - 1024;

/**
 * Reads objects from files as `kubectl -f` does: JSON and YAML, many documents in one file, Lists, folders (their .json, .yaml and .yml
 * files). A document or a file of a folder that cannot be used is reported as a problem with file and line, and the rest is used; what it
 * held is unknown, so no kind is then complete.
 * @throws InputError, in kubectl's words, when a path that was named cannot be read, or nothing in the input can be used
 */
export async function readFiles(input: FilesInput): Promise<FilesRead> {
  const { paths, recursive, namespace, complete, readSecrets, takenAt } = input;
  if (paths.filter((path) => path === '-').length > 1) throw new InputError('standard input cannot be used for multiple arguments');
  const collector = collectObjects(namespace, readSecrets);
  const problems: InputProblem[] = [];
  let used = 0;
  for (const { file, failure } of paths.flatMap((path) => filesOf(path, recursive))) {
    const content = failure ?? (file === '-' ? await input.stdin() : contentOf(file));
    if (content instanceof InputError) {
      if (paths.includes(file)) throw content;
      problems.push({ file, document: 1, message: content.message });
      continue;
    }
    const found = await parseDocuments(file, content);
    for (const { object, line } of found.documents) collector.add(object, { file, line });
    used += found.documents.length;
    problems.push(...found.problems);
  }
  if (used === 0) throw new InputError(nothingUsable(paths, problems));
  const snapshot = collector.snapshot({ takenAt, ...(complete === undefined ? {} : { complete }) }, problems.map(describeProblem));
  return { snapshot, problems };
}

interface InputFile {
  readonly file: string;
  /** Why it cannot be read, if that is known already. */
  readonly failure?: InputError;
}

/** The files that a path stands for. Links to folders are not followed, so that no circle is walked. */
function filesOf(path: string, recursive: boolean): readonly InputFile[] {
  if (path === '-') return [{ file: path }];
  try {
    if (!statSync(path).isDirectory()) return [{ file: path }];
  } catch (error) {
    throw unreadable(path, 'stat', error);
  }
  const files = filesIn(path, recursive);
  if (files.length > 0) return files;
  throw new InputError(`error reading [${path}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`);
}

function filesIn(folder: string, recursive: boolean): readonly InputFile[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries.flatMap((entry) => {
      const file = join(folder, entry.name);
      if (entry.isDirectory()) return recursive ? filesIn(file, recursive) : [];
      return EXTENSIONS.includes(extname(entry.name)) ? [{ file }] : [];
    });
  } catch (error) {
    return [{ file: folder, failure: unreadable(folder, 'open', error) }];
  }
}

function contentOf(file: string): Uint8Array | InputError {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) return new InputError(`error reading "${file}": ${size} bytes are too many for one file: split it`);
    return readFileSync(file);
  } catch (error) {
    return unreadable(file, 'open', error);
  }
}

/** kubectl's words. Source: kubernetes staging/src/k8s.io/cli-runtime/pkg/resource/builder.go, Path (1.36); Go's *PathError. */
function unreadable(path: string, action: 'stat' | 'open', error: unknown): InputError {
  const { code, message } = error as NodeJS.ErrnoException;
  const denied = code === 'EACCES' || code === 'EPERM';
  if (code === 'ENOENT') return new InputError(`the path "${path}" does not exist`, { cause: error });
  if (denied && action === 'stat') {
    return new InputError(`the path "${path}" cannot be accessed: stat ${path}: permission denied`, { cause: error });
  }
  return new InputError(denied ? `open ${path}: permission denied` : `error reading "${path}": ${message}`, { cause: error });
}

function nothingUsable(paths: readonly string[], problems: readonly InputProblem[]): string {
  const [first] = problems;
  if (first !== undefined) return describeProblem(first);
  return `no objects passed to netexplain: ${paths.map((path) => (path === '-' ? 'standard input' : `"${path}"`)).join(', ')} has none`;
}
