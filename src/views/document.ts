/** How a piece of text is meant; a renderer decides how that looks, and words or symbols never depend on it. */
export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'dim' | 'strong';

/** A piece of text. What comes from the cluster stands here as it is: escaping is each renderer's duty. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** A line made of pieces. */
export type Line = readonly Span[];

/**
 * A column of a table. `wide`: only with `-o wide`. `name`: may be shortened in the middle where the terminal is too narrow; `prose`: may be
 * broken into several lines there.
 */
export interface Column {
  readonly title: string;
  readonly wide?: true;
  readonly name?: true;
  readonly prose?: true;
}

/** What a person should see, from top to bottom. */
export type Block =
  | { readonly type: 'verdict'; readonly line: Line }
  | { readonly type: 'heading'; readonly text: string; readonly aside?: string }
  | { readonly type: 'lines'; readonly lines: readonly Line[] }
  /** Names and what they stand for, aligned. */
  | { readonly type: 'pairs'; readonly pairs: readonly { readonly name: string; readonly value: Line }[] }
  | { readonly type: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Span[])[] }
  /** A way, hop by hop, under its title, and the way of the answer where it is told. `told`: so many hops are those of the way above. */
  | { readonly type: 'way'; readonly title: Line; readonly hops: readonly Hop[]; readonly told: number; readonly back?: Line };

/** One numbered hop: the part of the network, what happens, the component that does it, and the fields by which it is known. */
export interface Hop {
  readonly layer: string;
  readonly what: Line;
  readonly who: string;
  readonly seen: readonly string[];
}

/** A report as a person reads it. */
export interface Document {
  readonly blocks: readonly Block[];
}

/** A piece of text with a tone. */
export function span(text: string | number, tone: Tone = 'plain'): Span {
  return { text: String(text), tone };
}

/** A line of one piece. */
export function line(text: string, tone: Tone = 'plain'): Line {
  return [span(text, tone)];
}
