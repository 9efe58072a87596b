import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { Block, Column, Document, Line, Span, Tone } from '../views/document.ts';
import { escapeText } from './escape.ts';

/** How the text is shown. `columns` is the width to fit, undefined where nothing may be cut (a pipe or a file). */
export interface TableOptions {
  readonly wide: boolean;
  readonly color: boolean;
  readonly columns: number | undefined;
}

/** cli-table3 measures each cell against each other: beyond this many rows plain padding is used, which looks the same. */
const FRAMED_ROWS = 200;

/** No name is shortened below this many characters. */
const SHORTEST_NAME = 9;

/** Prose is not broken into narrower lines, nor into lines that are narrower than its words. */
const NARROWEST_PROSE = 9;

/** Between columns: as kubectl, and narrower where the terminal is too narrow for that. */
const GAP = '   ';
const NARROW_GAP = '  ';

/** ANSI codes of each tone; words and symbols carry the meaning without them. */
const STYLES: Readonly<Record<Tone, readonly [open: number, close: number] | undefined>> = {
  plain: undefined,
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  dim: [2, 22],
  strong: [1, 22],
};

/** A document as text for people, ending in a newline. Every piece of text is escaped; colour never carries meaning. */
export function renderTable(document: Document, options: TableOptions): string {
  const lines = document.blocks.flatMap((block) => blockLines(block, options));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function blockLines(block: Block, options: TableOptions): readonly string[] {
  switch (block.type) {
    case 'verdict':
      return wrap(block.line, '', '', options);
    case 'heading': {
      const aside = block.aside === undefined ? '' : `  ${paint([{ text: block.aside, tone: 'dim' }], options)}`;
      return [`${paint([{ text: block.text, tone: 'strong' }], options)}${aside}`];
    }
    case 'lines':
      return block.lines.flatMap((line) => wrap(line, '  ', `  ${' '.repeat(leading(line))}`, options));
    case 'pairs': {
      const width = Math.max(...block.pairs.map((pair) => stringWidth(escapeText(pair.name))));
      const indent = ' '.repeat(2 + width + GAP.length);
      return block.pairs.flatMap((pair) => wrap(pair.value, `  ${pad(pair.name, width)}${GAP}`, indent, options));
    }
    case 'table':
      return tableLines(block.columns, block.rows, options);
    case 'way':
      return [...wrap(block.title, '  ', '      ', options), ...hopLines(block, options)];
  }
}

function hopLines({ hops, told, back }: Extract<Block, { type: 'way' }>, options: TableOptions): readonly string[] {
  const digits = String(hops.length).length;
  const width = Math.max(...hops.map((hop) => hop.layer.length));
  const row = (number: string, label: string, text: Line) => {
    const prefix = `    ${number.padStart(digits)} ${pad(label, width)}  `;
    return wrap(text, prefix, ' '.repeat(prefix.length), options);
  };
  const numbered = hops.map(({ layer, what, who, seen }, index) => [
    ...row(`${index + 1}`, layer, [...what, { text: `  [${who}]`, tone: 'dim' }]),
    ...seen.flatMap((text) => row('', '', [{ text: `seen in ${text}`, tone: 'dim' }])),
  ]);
  return [
    ...(told === 0 ? [] : [`    ${told === 1 ? '1' : `1-${told}`} as above`]),
    ...numbered.slice(told).flat(),
    ...(back === undefined ? [] : row('', 'answer', back)),
  ];
}

function tableLines(columns: readonly Column[], rows: readonly (readonly Span[])[], options: TableOptions): readonly string[] {
  const shown = columns.map((column, index) => ({ column, index })).filter(({ column }) => options.wide || column.wide === undefined);
  const head = shown.map(({ column }): Span => ({ text: column.title, tone: 'dim' }));
  const body = rows.map((row) => shown.map(({ index }) => row[index] ?? { text: '', tone: 'plain' as const }));
  const { widths, gap } = fitWidths(
    shown.map(({ column }) => column),
    [head, ...body].map((row) => row.map((cell) => escapeText(cell.text))),
    options,
  );
  const framed = body.length <= FRAMED_ROWS;
  const fitted = (text: string, at: number) => {
    if (shown[at]?.column.prose === undefined) return shorten(text, widths[at] ?? 0);
    return framed ? breakLines(text, widths[at] ?? 0) : text;
  };
  const cells = [head, ...body].map((row) => row.map((cell, at) => ({ ...cell, text: fitted(escapeText(cell.text), at) })));
  return framed ? withCliTable(cells, gap, options) : withPadding(cells, widths, gap, options);
}

/** Prose in lines of a width; a longer word stays whole. */
function breakLines(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    const joined = last === '' ? word : `${last} ${word}`;
    if (last !== '' && stringWidth(joined) > width) lines.push(word);
    else lines[lines.length - 1] = joined;
  }
  return lines.join('\n');
}

function withCliTable(rows: readonly (readonly Span[])[], gap: string, options: TableOptions): readonly string[] {
  const none = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  };
  const lines = { left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: gap };
  const table = new Table({ chars: { ...none, ...lines }, style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] } });
  table.push(...rows.map((row) => row.map((cell) => styleLines(cell, options.color))));
  return table
    .toString()
    .split('\n')
    .map((text) => `  ${text}`);
}

function styleLines({ text, tone }: Span, color: boolean): string {
  return text
    .split('\n')
    .map((one) => style(one, tone, color))
    .join('\n');
}

function withPadding(rows: readonly (readonly Span[])[], widths: readonly number[], gap: string, options: TableOptions): readonly string[] {
  return rows.map((row) => {
    const cells = row.map(
      (cell, at) => `${style(cell.text, cell.tone, options.color)}${' '.repeat(Math.max(0, (widths[at] ?? 0) - stringWidth(cell.text)))}`,
    );
    return `  ${cells.join(gap)}`;
  });
}

/**
 * Column widths that fit the terminal: prose gives way first, as far as its words can stay whole, then names, the longest first, as far as they
 * still tell something.
 */
function fitWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { columns: limit }: TableOptions,
): { readonly widths: readonly number[]; readonly gap: string } {
  const widest = (at: number, measure: (text: string) => number) => rows.reduce((most, row) => Math.max(most, measure(row[at] ?? '')), 0);
  const widths = columns.map((_, at) => widest(at, stringWidth));
  const total = (gap: string) => 2 + widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);
  if (limit === undefined || total(GAP) <= limit) return { widths, gap: GAP };
  const longestWord = (text: string) => text.split(' ').reduce((most, word) => Math.max(most, stringWidth(word)), NARROWEST_PROSE);
  const shortest = columns.map(({ prose }, at) => (prose === true ? widest(at, longestWord) : SHORTEST_NAME));
  const longest = (gives: (column: Column) => true | undefined) =>
    columns
      .map((column, at) => ({ at, width: gives(column) ? (widths[at] ?? 0) : 0 }))
      .filter(({ at, width }) => width > (shortest[at] ?? 0))
      .sort((a, b) => b.width - a.width)[0];
  while (total(NARROW_GAP) > limit) {
    const giving = longest((column) => column.prose) ?? longest((column) => column.name);
    if (giving === undefined) break;
    widths[giving.at] = giving.width - 1;
  }
  return { widths, gap: NARROW_GAP };
}

/** `web-675c54595f-m5cm4` in 13 characters: `web-67…-m5cm4`. Both ends of a name tell it apart. */
function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const characters = [...text];
  const tail = Math.floor((width - 1) / 2);
  return `${characters.slice(0, width - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`;
}

/** Breaks a line between words where the terminal ends; a word that is longer than a line stays whole. */
function wrap(line: Line, first: string, next: string, options: TableOptions): readonly string[] {
  const limit = options.columns;
  if (limit === undefined) return [`${first}${paint(line, options)}`];
  const words = line.flatMap(({ text, tone }) => (escapeText(text).match(/\s+|\S+/g) ?? []).map((word) => ({ text: word, tone })));
  const lines: Span[][] = [[]];
  let width = stringWidth(first);
  for (const word of words) {
    const size = stringWidth(word.text);
    const current = lines.at(-1) ?? [];
    const isSpace = word.text.trim() === '';
    if (width + size > limit && !isSpace && current.some((one) => one.text.trim() !== '')) {
      lines.push([word]);
      width = stringWidth(next) + size;
    } else {
      current.push(word);
      width += size;
    }
  }
  return lines.map((words, index) => `${index === 0 ? first : next}${paintEscaped(withoutTrailingSpace(words), options)}`);
}

function withoutTrailingSpace(words: Line): Line {
  const end = words.findLastIndex((word) => word.text.trim() !== '');
  return words.slice(0, end + 1);
}

function leading(line: Line): number {
  const text = line.map((one) => one.text).join('');
  const indent = /^(\s*\S+ {2,})/.exec(text)?.[1] ?? /^\s*/.exec(text)?.[0] ?? '';
  return indent.length > 12 ? 4 : Math.max(indent.length, 2);
}

function paint(line: Line, options: TableOptions): string {
  return paintEscaped(
    line.map(({ text, tone }) => ({ text: escapeText(text), tone })),
    options,
  );
}

/** Neighbours of one tone share their codes. */
function paintEscaped(spans: Line, { color }: TableOptions): string {
  const runs: Span[] = [];
  for (const span of spans) {
    const last = runs.at(-1);
    if (last?.tone === span.tone) runs[runs.length - 1] = { text: last.text + span.text, tone: span.tone };
    else runs.push(span);
  }
  return runs.map(({ text, tone }) => style(text, tone, color)).join('');
}

function style(text: string, tone: Tone, color: boolean): string {
  const codes = STYLES[tone];
  return color && codes !== undefined && text !== '' ? `\u001b[${codes[0]}m${text}\u001b[${codes[1]}m` : text;
}

function pad(text: string, width: number): string {
  const escaped = escapeText(text);
  return `${escaped}${' '.repeat(Math.max(0, width - stringWidth(escaped)))}`;
}
