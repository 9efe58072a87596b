import { readFileSync, writeFileSync } from 'node:fs';
import { parseYamlDocuments } from '../cluster/yaml-documents.ts';
import { InputError } from '../model/errors.ts';
import { type Exception, parseExceptions } from '../questions/audit/index.ts';

/** What a baseline file is. */
const BASELINE = { apiVersion: 'netexplain/v1', kind: 'AuditBaseline' } as const;

/**
 * The exceptions in a YAML (or JSON) file.
 * @throws InputError with the file's name
 */
export function readExceptions(file: string): readonly Exception[] {
  const { documents, problems } = parseYamlDocuments(file, textOf(file), { document: 1, line: 1 });
  const [problem] = problems;
  if (problem !== undefined) throw new InputError(`${file}:${problem.line}: ${problem.message}`);
  return documents.flatMap(({ object }) => named(file, () => parseExceptions(object)));
}

/**
 * The identities in a baseline file.
 * @throws InputError with the file's name
 */
export function readBaseline(file: string): readonly string[] {
  const text = textOf(file);
  const value = named(file, () => JSON.parse(text) as unknown);
  const { kind, findings } = (typeof value === 'object' && value !== null ? value : {}) as { kind?: unknown; findings?: unknown };
  if (kind !== BASELINE.kind || !Array.isArray(findings) || !findings.every((one) => typeof one === 'string')) {
    throw new InputError(`${file}: no baseline: write one with --write-baseline`);
  }
  return findings;
}

/** Writes a baseline file: identities of findings, one on each line, so that a review shows what changed. */
export function writeBaseline(file: string, findings: readonly string[]): void {
  try {
    writeFileSync(file, `${JSON.stringify({ ...BASELINE, findings }, null, 2)}\n`);
  } catch (error) {
    throw new InputError(`cannot write "${file}": ${(error as Error).message}`, { cause: error });
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(code === 'ENOENT' ? `the path "${file}" does not exist` : `error reading "${file}": ${message}`, { cause: error });
  }
}

function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError || error instanceof SyntaxError) throw new InputError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}
