/** A line of a Caddyfile with the lines between its braces, before imports are put in. */
export interface Statement {
  /** Never empty, but for braces without a name. */
  readonly words: readonly string[];
  /** Absent: no braces. */
  readonly body?: readonly Statement[];
  readonly line: number;
}

interface Token {
  readonly text: string;
  readonly line: number;
  /** Quotes keep line breaks: where it ends. */
  readonly endLine: number;
}

interface OpenStatement {
  readonly words: string[];
  body?: OpenStatement[];
  readonly line: number;
}

/** Deeper braces belong to no plugin; what stands in them counts as one level. */
const MAX_DEPTH = 16;

/** What Go's unicode.IsSpace takes for a blank, but for `\r`, which stands for nothing at all. */
const BLANK = '\\t\\n\\v\\f \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const TOKEN = new RegExp(`[\\r${BLANK}]+|#[^\\n]*|"((?:\\\\[\\s\\S]|[^"\\\\])*)(?:"|\\\\?$)|([^#${BLANK}]+)(?:#[^${BLANK}]*)?`, 'g');

/**
 * Reads the lines and braces of a Caddyfile, which is what a Corefile is, and says what is wrong with them, by line. Takes any text.
 * A `#` in a word hides the rest of the word alone.
 * Source: coredns/caddy caddyfile/lexer.go and parse.go (1.1.4).
 */
export function parseCaddyfile(text: string): { readonly statements: readonly Statement[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const top: OpenStatement[] = [];
  const open: { readonly body: OpenStatement[]; readonly line: number }[] = [];
  let current: OpenStatement | undefined;
  let before: Token | undefined;
  const tokens = tokensOf(text);
  for (const token of tokens) {
    const siblings = open.at(-1)?.body ?? top;
    const isOnNewLine = before === undefined || before.endLine < token.line;
    if (token.text === '{') {
      const owner = isOnNewLine || current === undefined ? ownerOfLooseBrace(siblings, token, open.length > 0, problems) : current;
      if (open.length < MAX_DEPTH) owner.body ??= [];
      else problems.push(`line ${token.line}: too many braces in braces`);
      open.push({ body: owner.body ?? siblings, line: token.line });
      current = undefined;
    } else if (token.text === '}') {
      if (!isOnNewLine && before?.text !== '{') problems.push(`line ${token.line}: } must stand on a line of its own`);
      if (open.pop() === undefined) problems.push(`line ${token.line}: } closes nothing`);
      current = undefined;
    } else if (current === undefined || isOnNewLine) {
      current = { words: [token.text], line: token.line };
      siblings.push(current);
    } else current.words.push(token.text);
    before = token;
  }
  // CoreDNS looks at the last word alone: a missing brace of a server block goes unnoticed after the closing one of a plugin.
  const unclosed = open.length === 1 && before?.text === '}' ? [] : open;
  return { statements: top, problems: [...problems, ...unclosed.map(({ line }) => `line ${line}: { is not closed`)] };
}

/** Keys may have their brace on the next line. A plugin may not. */
function ownerOfLooseBrace(siblings: OpenStatement[], { line }: Token, inBlock: boolean, problems: string[]): OpenStatement {
  const last = siblings.at(-1);
  if (inBlock) problems.push(`line ${line}: { must stand on the line of its plugin`);
  if (last !== undefined && last.body === undefined) return last;
  if (!inBlock) problems.push(`line ${line}: { without a zone before it`);
  const nameless: OpenStatement = { words: [], line };
  siblings.push(nameless);
  return nameless;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [matched, quoted, word] of text.replace(/^\ufeff/, '').matchAll(TOKEN)) {
    const endLine = line + (matched.match(/\n/g)?.length ?? 0);
    const isToken = quoted === undefined ? word !== undefined : quoted !== '' || matched === '""';
    if (isToken) tokens.push({ text: quoted === undefined ? (word ?? '').replaceAll('\r', '') : unquoted(quoted), line, endLine });
    line = endLine;
  }
  return tokens;
}

/** A backslash hides a quote, and nothing else. */
function unquoted(text: string): string {
  return text.replace(/\\([\s\S])/g, (pair, escaped: string) => (escaped === '"' ? '"' : pair));
}
