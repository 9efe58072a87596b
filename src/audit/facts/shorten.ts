/** So many characters of somebody else's message go into a sentence; the evidence has all of it. */
const LIMIT = 200;

/** The first sentence of a message, on one line and of a length that can be read. */
export function shorten(message: string): string {
  const [first = ''] = message
    .replace(/\s+/g, ' ')
    .trim()
    .split(/\.(?: |$)/);
  return first.length <= LIMIT ? first : `${first.slice(0, LIMIT - 1)}…`;
}
