import { newlines, nextJson } from './json-stream.ts';
import { whyNoObject } from './raw-content.ts';

/** An object of a text, and the place where it stands. */
export interface InputDocument {
  readonly file: string;
  /** Counts from 1. */
  readonly document: number;
  readonly line: number;
  readonly object: unknown;
}

/** A document that could not be used. */
export interface InputProblem {
  readonly file: string;
  /** Counts from 1. */
  readonly document: number;
  /** Absent where nobody can say, e.g. of a file that cannot be opened. */
  readonly line?: number;
  readonly message: string;
}

/** What a text holds, in its order. */
export interface Parsed {
  readonly documents: readonly InputDocument[];
  readonly problems: readonly InputProblem[];
}

/** Where in a file a text starts that is a part of it. */
export interface Start {
  readonly document: number;
  readonly line: number;
}

const BEGINNING: Start = { document: 1, line: 1 };

/**
 * The objects in a text: JSON values, one or several after one another (`kubectl cluster-info dump` prints them so, with logs between), and
 * YAML documents. What is not JSON is read as YAML, also a value in brackets, as kubectl does since 1.33. A broken document does not hide
 * the others.
 */
export async function parseDocuments(file: string, content: string | Uint8Array): Promise<Parsed> {
  const source = textOf(content);
  if (source === undefined) return { documents: [], problems: [{ file, document: 1, message: 'not text in UTF-8' }] };
  const whole = /^\s*\{/.test(source) ? parsedJson(source) : undefined;
  const { documents, problems } = whole === undefined ? await parseStream(file, source) : oneDocument(file, BEGINNING, whole);
  const strangers = documents.flatMap(({ object, ...place }) => {
    const message = whyNoObject(object);
    return message === undefined ? [] : [{ ...place, message }];
  });
  return {
    documents: documents.filter(({ object }) => whyNoObject(object) === undefined),
    problems: [...problems, ...strangers].sort((a, b) => a.document - b.document),
  };
}

/** `a.yaml:12: document 2: …`, as compilers name a place. */
export function describeProblem({ file, document, line, message }: InputProblem): string {
  const name = file === '-' ? 'standard input' : file;
  return `${name}${line === undefined ? '' : `:${line}`}: ${document > 1 ? `document ${document}: ` : ''}${message}`;
}

/** Text in UTF-8, or in UTF-16 with a byte order mark, as PowerShell's `>` writes it; undefined for anything else. */
function textOf(content: string | Uint8Array): string | undefined {
  const text = typeof content === 'string' ? content : decoded(content);
  if (text?.includes('\0')) return undefined;
  return text?.startsWith('\ufeff') ? text.slice(1) : text;
}

function decoded(bytes: Uint8Array): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Value after value as long as it is JSON; the rest as YAML. */
async function parseStream(file: string, source: string): Promise<Parsed> {
  const parts: Parsed[] = [];
  let start = BEGINNING;
  let at = 0;
  for (;;) {
    const next = nextJson(source, at);
    if (next.is === 'end') return joined(parts);
    start = { document: start.document, line: start.line + newlines(source, at, next.start) };
    if (next.is === 'other') return joined([...parts, await parseYaml(file, source.slice(next.start), start)]);
    if (next.is === 'truncated') return joined([...parts, problem(file, start, `${JSON_ERROR}: the value that starts here does not end`)]);
    parts.push(await parseValue(file, source.slice(next.start, next.end), start));
    start = { document: start.document + 1, line: start.line + newlines(source, next.start, next.end) };
    at = next.end;
  }
}

/** Something in brackets: JSON, else YAML in flow style. */
async function parseValue(file: string, text: string, start: Start): Promise<Parsed> {
  const object = parsedJson(text);
  if (object !== undefined) return oneDocument(file, start, object);
  const yaml = await parseYaml(file, text, start);
  return yaml.problems.length === 0 ? yaml : jsonProblem(file, text, start);
}

async function parseYaml(file: string, text: string, start: Start): Promise<Parsed> {
  const { parseYamlDocuments } = await import('./yaml-documents.ts');
  return parseYamlDocuments(file, text, start);
}

function oneDocument(file: string, start: Start, object: unknown): Parsed {
  return { documents: [{ file, ...start, object }], problems: [] };
}

function problem(file: string, start: Start, message: string): Parsed {
  return { documents: [], problems: [{ file, ...start, message }] };
}

function joined(parts: readonly Parsed[]): Parsed {
  return { documents: parts.flatMap((part) => part.documents), problems: parts.flatMap((part) => part.problems) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const JSON_ERROR = 'error parsing JSON';

/** V8's words for what is wrong, without its excerpt of the text, at the line where it stands. */
function jsonProblem(file: string, text: string, { document, line }: Start): Parsed {
  try {
    JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? 0);
    const says = message.replace(/(?:, (?:\.\.\.)?"| (?:in JSON )?at position ).*$/s, '');
    return problem(file, { document, line: line + newlines(text, 0, position) }, `${JSON_ERROR}: ${says}`);
  }
  return joined([]);
}
