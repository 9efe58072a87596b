/** What stands next in a text of JSON values: one of them, one that does not end, something else, or nothing. */
export type Next =
  | { readonly is: 'value'; readonly start: number; readonly end: number }
  | { readonly is: 'truncated'; readonly start: number }
  | { readonly is: 'other'; readonly start: number }
  | { readonly is: 'end' };

/** The next value in brackets at or after `from`; blanks, `---` and logs between are passed over. */
export function nextJson(text: string, from: number): Next {
  const start = afterLogs(text, from);
  if (start >= text.length) return { is: 'end' };
  if (text[start] !== '{' && text[start] !== '[') return { is: 'other', start };
  const end = endOfValue(text, start);
  return end === undefined ? { is: 'truncated', start } : { is: 'value', start, end };
}

/**
 * Passes over the logs of containers among the objects.
 * Source: kubernetes staging/src/k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go (1.36).
 */
function afterLogs(text: string, from: number): number {
  const blank = /(?:\s|---(?=\s))*/y;
  const title = /==== START logs for container (.*) ====/y;
  let at = from;
  for (;;) {
    blank.lastIndex = at;
    at += blank.exec(text)?.[0].length ?? 0;
    title.lastIndex = at;
    const [, container] = title.exec(text) ?? [];
    if (container === undefined) return at;
    const last = `==== END logs for container ${container} ====`;
    const end = text.indexOf(last, at);
    at = end < 0 ? text.length : end + last.length;
  }
}

/** How many lines end between two places of a text. */
export function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Where the bracket closes that opens at `start`; brackets in strings do not count. */
function endOfValue(text: string, start: number): number | undefined {
  const token = /["{}[\]]/g;
  const quote = /["\\]/g;
  let depth = 0;
  token.lastIndex = start;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '"') {
      const end = endOfString(text, token.lastIndex, quote);
      if (end === undefined) return undefined;
      token.lastIndex = end;
    } else {
      depth += found[0] === '{' || found[0] === '[' ? 1 : -1;
      if (depth === 0) return token.lastIndex;
    }
  }
  return undefined;
}

function endOfString(text: string, start: number, quote: RegExp): number | undefined {
  quote.lastIndex = start;
  for (let found = quote.exec(text); found !== null; found = quote.exec(text)) {
    if (found[0] === '"') return quote.lastIndex;
    quote.lastIndex += 1;
  }
  return undefined;
}
