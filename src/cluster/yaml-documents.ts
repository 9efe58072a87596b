import { Composer, type CST, type Document, Lexer, LineCounter, Parser, type Tags } from 'yaml';
import type { InputDocument, InputProblem, Parsed, Start } from './documents.ts';

/** A document takes some 50 times its length in memory, and a second for each 2 MB; the same objects as JSON take a hundredth. */
const MAX_LENGTH = 16 * 1024 * 1024;

/** Aliases of a document may stand for this many nodes: far more than any manifest, far less than a bomb. */
const MAX_ALIASES = 10_000;

/** Far deeper than any manifest, and than the schemas of custom resources. */
const MAX_DEPTH = 300;

/** Splits before each `---`, which ends a document even where a quote or a bracket is left open, so that a broken one stays alone. */
const DOCUMENT_START = /^(?=---(?:\s|$))/m;

/**
 * The objects of a YAML stream, read as YAML 1.1 the way kubectl does (`no` is false, 0777 is 511) and made plain JSON values: without
 * dates and base-60 numbers, and of two equal keys the last counts. Source: sigs.k8s.io/yaml v1.4 over goyaml.v2.
 * @param start where in the file the text begins
 */
export function parseYamlDocuments(file: string, text: string, start: Start): Parsed {
  const documents: InputDocument[] = [];
  const problems: InputProblem[] = [];
  let firstLine = start.line;
  for (const part of text.split(DOCUMENT_START)) {
    const lines = new LineCounter();
    for (const { offset, ...result } of valuesIn(part, lines)) {
      const line = firstLine - 1 + Math.max(1, lines.linePos(offset).line);
      const place = { file, document: start.document + documents.length + problems.length, line };
      if ('object' in result) documents.push({ ...place, object: result.object });
      else problems.push({ ...place, message: `error parsing YAML: ${result.message}` });
    }
    firstLine += part.split('\n').length - 1;
  }
  return { documents, problems };
}

type Value = { readonly offset: number } & ({ readonly object: unknown } | { readonly message: string });

function valuesIn(part: string, lines: LineCounter): readonly Value[] {
  if (part.length > MAX_LENGTH) {
    return [{ offset: 0, message: `more than ${MAX_LENGTH / 1024 / 1024} MiB in one document: save the objects as JSON (-o json)` }];
  }
  try {
    return composedDocuments(part, lines).flatMap((document): readonly Value[] => {
      const [error] = document.errors;
      if (error !== undefined) return [{ offset: error.pos[0], message: messageOf(error) }];
      const value = plainValue(document);
      // What only a `---` or a comment makes is no document.
      return 'object' in value && value.object === null ? [] : [{ offset: document.contents?.range[0] ?? 0, ...value }];
    });
  } catch (error) {
    return [{ offset: 0, message: messageOf(error) }];
  }
}

/** The depth is counted before anything recurs, because V8 may abort the process when the call stack is full. */
function composedDocuments(part: string, lines: LineCounter): readonly Document.Parsed[] {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(part)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) throw new Error('nested too deeply');
  }
  tokens.push(...parser.end());
  return [...new Composer(AS_KUBECTL).compose(tokens)];
}

const AS_KUBECTL = {
  version: '1.1',
  customTags: (tags: Tags) => tags.filter(hasJsonType),
  merge: true,
  uniqueKeys: false,
  logLevel: 'silent',
} as const;

/** The document as JSON has it: an alias within what it stands for, or one too many, is refused. */
function plainValue(document: Document): { readonly object: unknown } | { readonly message: string } {
  try {
    return { object: JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: MAX_ALIASES }) ?? null)) as unknown };
  } catch (error) {
    return { message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith('Converting circular structure') ? 'an anchor contains itself' : message;
}

/** Types of YAML 1.1 that JSON lacks; without them sets and ordered maps read as the plain ones that they are written as. */
const NOT_IN_JSON = new Set(['timestamp', 'set', 'omap', 'pairs'].map((name) => `tag:yaml.org,2002:${name}`));

function hasJsonType(tag: Tags[number]): boolean {
  return typeof tag !== 'object' || !(NOT_IN_JSON.has(tag.tag) || ('format' in tag && tag.format === 'TIME'));
}
