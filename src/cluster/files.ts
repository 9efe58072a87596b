import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { Kind } from '../model/kind.ts';
import type { ClusterSnapshot } from '../model/snapshot.ts';
import { type InputDocument, type InputProblem, parseDocuments } from './documents.ts';
import { readObjects } from './objects.ts';

/** What `-f` was given, and what the caller says about it. */
export interface FilesInput {
  /** Files, folders, or `-` for standard input. */
  readonly paths: readonly string[];
  /** Whether folders are read with all that is in them. */
  readonly recursive: boolean;
  /** The namespace of objects that name none. */
  readonly namespace: string;
  readonly complete?: true | readonly Kind[];
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
const EXTENSIONS = new Set(['.json', '.yaml', '.yml']);

/** V8 cannot hold a longer text; files beyond it are refused by name rather than by a crash. */
const MAX_BYTES = 512 * 1024 * 1024 - 1024;

/**
 * Reads objects from files as `kubectl -f` does: JSON and YAML, many documents in one file, Lists, folders. A document that cannot be used
 * is reported as a problem with file and line, and the rest is used; what it held is unknown, so no kind is then complete.
 * @throws InputError when a path cannot be read, or nothing in the input can be used.
 */
export async function readFiles(input: FilesInput): Promise<FilesRead> {
  const documents: InputDocument[] = [];
  const problems: InputProblem[] = [];
  for (const file of input.paths.flatMap((path) => filesOf(path, input.recursive))) {
    const found = await parseDocuments(file, file === '-' ? await input.stdin() : readText(file));
    documents.push(...found.documents);
    problems.push(...found.problems);
  }
  if (documents.length === 0) throw new InputError(nothingUsable(input.paths, problems));
  const { namespace, complete, takenAt } = input;
  const snapshot = readObjects(
    documents.map((one) => one.object),
    {
      namespace,
      takenAt,
      problems,
      ...(complete === undefined ? {} : { complete }),
    },
  );
  return { snapshot, problems };
}

function filesOf(path: string, recursive: boolean): readonly string[] {
  if (path === '-') return [path];
  try {
    if (!statSync(path).isDirectory()) return [path];
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries.flatMap((entry) => {
      const inside = join(path, entry.name);
      if (statSync(inside, { throwIfNoEntry: false })?.isDirectory()) return recursive ? filesOf(inside, recursive) : [];
      return EXTENSIONS.has(extname(entry.name)) ? [inside] : [];
    });
  } catch (error) {
    throw unreadable(path, error);
  }
}

function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new InputError(`${file}: ${size} bytes are too many for one file: split it`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(file, error);
  }
}

function unreadable(path: string, error: unknown): InputError {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return new InputError(`the path "${path}" does not exist`, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new InputError(`the path "${path}" cannot be accessed: open ${path}: permission denied`, { cause: error });
    default:
      return new InputError(`error reading "${path}": ${message}`, { cause: error });
  }
}

function nothingUsable(paths: readonly string[], problems: readonly InputProblem[]): string {
  const [first] = problems;
  if (first !== undefined) return describeProblem(first);
  return `no objects found in ${paths.map((path) => (path === '-' ? 'standard input' : `"${path}"`)).join(', ')}`;
}

/** `a.yaml:12: document 2: …`, as compilers name a place. */
export function describeProblem({ file, document, line, message }: InputProblem): string {
  const name = file === '-' ? 'standard input' : file;
  return `${name}${line === undefined ? '' : `:${line}`}: ${document > 1 ? `document ${document}: ` : ''}${message}`;
}
