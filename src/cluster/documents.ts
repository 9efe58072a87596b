/** An object of a file, and the place where it stands. */
export interface InputDocument {
  readonly file: string;
  readonly line: number;
  readonly object: unknown;
}

/** A document that could not be used. `document` counts from 1; `line` is absent where the parser does not say. */
export interface InputProblem {
  readonly file: string;
  readonly document: number;
  readonly line?: number;
  readonly message: string;
}

interface Parsed {
  readonly documents: readonly InputDocument[];
  readonly problems: readonly InputProblem[];
}

/** Aliases of a YAML document may stand for this many nodes: far more than any manifest, far less than a bomb. */
const MAX_ALIASES = 1000;

/**
 * The objects in a text: one JSON value, several after one another (as `kubectl cluster-info dump` prints them), or YAML documents, read
 * as YAML 1.1 the way kubectl does (`no` is false, 0777 is 511), without its dates and base-60 numbers.
 */
export async function parseDocuments(file: string, text: string): Promise<Parsed> {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (source.includes('\u0000')) return { documents: [], problems: [{ file, document: 1, message: 'not text: it holds NUL characters' }] };
  if (!/^\s*[{[]/.test(source)) return parseYaml(file, source);
  try {
    return checked(file, [{ file, line: 1, object: JSON.parse(source) as unknown }]);
  } catch (error) {
    return parseJsonStream(file, source, error);
  }
}

/** Several JSON values after one another; what is left over may be YAML in flow style, which also starts with a bracket. */
async function parseJsonStream(file: string, source: string, error: unknown): Promise<Parsed> {
  const documents: InputDocument[] = [];
  let at = skipBlank(source, 0);
  while (at < source.length) {
    const end = endOfValue(source, at);
    const object = end === undefined ? undefined : parsedJson(source.slice(at, end));
    if (end === undefined || object === undefined) break;
    documents.push({ file, line: lineAt(source, at), object });
    at = skipBlank(source, end);
  }
  if (at >= source.length) return checked(file, documents);
  if (documents.length === 0) {
    const yaml = await parseYaml(file, source);
    if (yaml.problems.length === 0) return yaml;
  }
  const found = checked(file, documents);
  const message = documents.length === 0 ? jsonMessage(error) : 'what follows is not complete JSON';
  return { ...found, problems: [...found.problems, { file, document: documents.length + 1, line: lineAt(source, at), message }] };
}

function jsonMessage(error: unknown): string {
  return `error parsing JSON: ${error instanceof Error ? error.message.replace(/, ".*$/s, '').replace(/ \(line.*$/, '') : String(error)}`;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The end of the JSON object or list that starts at `start`: where its bracket closes, outside of strings. */
function endOfValue(source: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < source.length; at += 1) {
    const char = source[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function skipBlank(source: string, from: number): number {
  let at = from;
  while (at < source.length && /\s/.test(source[at] ?? '')) at += 1;
  return at;
}

async function parseYaml(file: string, source: string): Promise<Parsed> {
  const { parseAllDocuments, LineCounter } = await import('yaml');
  const lines = new LineCounter();
  // YAML 1.1 without timestamps and sexagesimals: kubectl's reader (sigs.k8s.io/yaml) has neither.
  const customTags = (tags: readonly unknown[]) => tags.filter((tag) => !isDateOrSexagesimal(tag)) as never;
  const parsed = parseAllDocuments(source, { version: '1.1', lineCounter: lines, customTags, prettyErrors: false, merge: true });
  const documents: InputDocument[] = [];
  const problems: InputProblem[] = [];
  for (const [index, document] of ('empty' in parsed ? [] : parsed).entries()) {
    const [error] = document.errors;
    if (error !== undefined) {
      problems.push({ file, document: index + 1, line: lines.linePos(error.pos[0]).line, message: `error parsing YAML: ${error.message}` });
      continue;
    }
    try {
      const object: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
      // An empty document, as a leading or trailing `---` makes it, is none.
      if (object !== null && object !== undefined) documents.push({ file, line: lines.linePos(document.range[0]).line, object });
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : String(failure);
      problems.push({ file, document: index + 1, line: lines.linePos(document.range[0]).line, message: `error parsing YAML: ${message}` });
    }
  }
  const found = checked(file, documents);
  return { documents: found.documents, problems: [...problems, ...found.problems] };
}

function isDateOrSexagesimal(tag: unknown): boolean {
  const { tag: name, format } = tag as { tag?: string; format?: string };
  return name === 'tag:yaml.org,2002:timestamp' || format === 'TIME';
}

/** Sorts out what is no Kubernetes object. */
function checked(file: string, documents: readonly InputDocument[]): Parsed {
  const isObject = ({ object }: InputDocument) => problemOf(object) === undefined;
  return {
    documents: documents.filter(isObject),
    problems: documents.flatMap((one, index) => {
      const message = problemOf(one.object);
      return message === undefined ? [] : [{ file, document: index + 1, line: one.line, message }];
    }),
  };
}

/** Version documents have no kind; everything else of the API has one. */
function problemOf(object: unknown): string | undefined {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return 'not a Kubernetes object: expected an object';
  const { kind, gitVersion } = object as { readonly kind?: unknown; readonly gitVersion?: unknown };
  if (typeof kind === 'string' || typeof gitVersion === 'string') return undefined;
  return "not a Kubernetes object: Object 'Kind' is missing";
}

function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at >= 0 && at < offset; at = source.indexOf('\n', at + 1)) line += 1;
  return line;
}
