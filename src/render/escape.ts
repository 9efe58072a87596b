/**
 * Characters that a terminal, or a reader's eye, would act on instead of showing: C0 and C1 controls, DEL, line and paragraph
 * separators, and the marks that change the direction of text (Trojan Source, CVE-2021-42574).
 */
const ACTIVE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text from a cluster, safe to print on a terminal: active characters are shown as `\xNN` or `\u{NNNN}`. */
export function escapeText(text: string): string {
  return text.replace(ACTIVE, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Text in which each half of a surrogate pair that stands alone is U+FFFD: alone it is no character. */
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** The same without the newline: a layout has very many. */
const ACTIVE_IN_LINES = new RegExp(ACTIVE.source.replace('\\u001f', '\\u0009\\u000b-\\u001f'), 'g');

/** JSON or double-quoted YAML text with the active characters that JSON leaves raw written as `\uNNNN`; newlines and tabs of the layout stay. */
export function escapeQuoted(text: string): string {
  return text.replace(ACTIVE_IN_LINES, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
