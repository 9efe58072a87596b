import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeProblem, parseDocuments } from '../../src/cluster/documents.ts';

async function parsed(text: string) {
  const { documents, problems } = await parseDocuments('f', text);
  return {
    objects: documents.map(({ object }) => object),
    lines: documents.map(({ line }) => line),
    problems: problems.map(describeProblem),
  };
}

const A = { kind: 'A' };
const B = { kind: 'B' };

describe('one text, several documents', () => {
  it.each([
    ['YAML between ---', '---\nkind: A\n---\n# nothing\n---\nkind: B\n...\n---\n', [2, 6]],
    ['YAML with content or a comment after ---', '--- {kind: A}\n--- # from a chart\nkind: B\n', [1, 3]],
    ['YAML with the line ends of Windows', 'kind: A\r\n---\r\nkind: B\r\n', [1, 3]],
    ['JSON values after one another', '{"kind":"A"}{"kind":\n"B"}\n', [1, 1]],
    ['JSON values between ---', '{"kind":"A"}\n---\n\n{"kind":"B"}', [1, 4]],
    ['JSON, then YAML', '{"kind":"A"}\n---\nkind: B', [1, 3]],
    ['JSON, then YAML in brackets', '{"kind":"A"}\n{kind: B}', [1, 2]],
    ['JSON after a byte order mark', '\ufeff{"kind":"A"}\n{"kind":"B"}', [1, 2]],
    ['brackets and quotes in strings', '{"kind":"A"}\n\n{"kind":"B"}', [1, 3]],
  ])('%s', async (_name, text, lines) => {
    expect(await parsed(text)).toEqual({ objects: [A, B], lines, problems: [] });
  });

  it('brackets in strings do not end a value', async () => {
    const odd = { kind: 'A', text: '}{"]\\', 'key"}': ['\\"'] };
    expect((await parsed(JSON.stringify(odd).repeat(2))).objects).toEqual([odd, odd]);
  });

  it('the logs that kubectl cluster-info dump prints among the objects are passed over', async () => {
    const log = '==== START logs for container c of pod a/p ====\n{ "half\n---\n==== END logs for container x of pod a/p ====\n';
    const text = `{"kind":"A"}\n${log}==== END logs for container c of pod a/p ====\n{"kind":"B"}\n`;
    expect(await parsed(text)).toEqual({ objects: [A, B], lines: [1, 7], problems: [] });
  });

  it.each(['', '\n \n', '---\n---\n', '# only a comment\n', 'null\n'])('%j holds none', async (text) => {
    expect(await parsed(text)).toEqual({ objects: [], lines: [], problems: [] });
  });
});

describe('what is broken', () => {
  it.each([
    ['YAML with a quote left open', 'kind: A\n---\nx: "open\n---\nkind: B', 'f:4: document 2: error parsing YAML: Missing closing "quote'],
    ['YAML with a bracket left open', 'kind: A\n---\nx: [1,\n---\nkind: B', /^f:\d: document 2: error parsing YAML: Flow sequence/],
    [
      'YAML indented by a tab',
      'kind: A\n---\nx:\n\t- y\n---\nkind: B',
      'f:4: document 2: error parsing YAML: Tabs are not allowed as indentation',
    ],
    [
      'JSON with a comma too many',
      '{"kind":"A"}\n{"x":\n1,,}\n{"kind":"B"}',
      /^f:3: document 2: error parsing JSON: Expected double-quoted property name$/,
    ],
    ['a document without kind', 'kind: A\n---\na: b\n---\nkind: B', "f:3: document 2: not a Kubernetes object: Object 'Kind' is missing"],
    ['a list', '{"kind":"A"}\n[{"kind":"A"}]\n{"kind":"B"}', 'f:2: document 2: not a Kubernetes object: expected an object, got a list'],
    ['a word', 'kind: A\n---\nhello\n---\nkind: B', 'f:3: document 2: not a Kubernetes object: expected an object, got "hello"'],
    ['an anchor within itself', 'kind: A\n---\nx: &x [*x]\n---\nkind: B', 'f:3: document 2: error parsing YAML: an anchor contains itself'],
    ['an alias of nothing', 'kind: A\n---\nx: *y\n---\nkind: B', /^f:3: document 2: error parsing YAML: Unresolved alias/],
  ])('%s is named with its place, and hides neither what is before nor what is after', async (_name, text, problem) => {
    const found = await parsed(text);
    expect(found.objects).toEqual([A, B]);
    expect(found.problems).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
  });

  it.each([
    [
      'half-written JSON',
      '{"kind":"A"}\n{"kind":"Pod","spec":{"a":"b',
      [A],
      ['f:2: document 2: error parsing JSON: the value that starts here does not end'],
    ],
    ['NUL characters', 'PK\u0003\u0000', [], ['f: not text in UTF-8']],
    ['YAML deep in brackets', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, [], ['f:1: error parsing YAML: nested too deeply']],
    ['YAML deep in dashes', '- '.repeat(20_000), [], ['f:1: error parsing YAML: nested too deeply']],
    [
      'YAML deep in lines',
      Array.from(
        { length: 1_000 },
        (_, n) => `${' '.repeat(n)}a:
`,
      ).join(''),
      [],
      ['f:1: error parsing YAML: nested too deeply'],
    ],
  ])('%s', async (_name, text, objects, problems) => {
    expect(await parsed(text)).toMatchObject({ objects, problems });
  });

  it('a bomb of aliases is refused at once', async () => {
    const level = (n: number, item: string) => `a${n}: &a${n} [${Array.from({ length: 9 }, () => item).join(',')}]\n`;
    const bomb = `kind: A\n${Array.from({ length: 12 }, (_, n) => level(n, n === 0 ? 'x' : `*a${n - 1}`)).join('')}`;
    expect((await parsed(bomb)).problems).toEqual([expect.stringMatching(/^f:1: error parsing YAML: Excessive alias count/)]);
  });

  it('YAML that would take minutes is refused by its size', async () => {
    const { problems } = await parsed(`kind: A\n---\nx: ${'y'.repeat(17 * 1024 * 1024)}`);
    expect(problems).toEqual(['f:2: document 2: error parsing YAML: more than 16 MiB in one document: save the objects as JSON (-o json)']);
  });

  it('no text at all makes parsing fail: each is used or named', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '{"kind":"A"}',
        'kind: A\n',
        '\n---\n',
        '{',
        '}',
        '[',
        '"',
        '\\',
        "'",
        ': ',
        '- ',
        '&a ',
        '*a ',
        '!!set ',
        '<<: ',
        '|\n',
        '%',
        '\t',
        '\u0000',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const { documents, problems } = await parseDocuments('f', pieces.join(''));
        for (const { object } of documents) expect(object).toBeTypeOf('object');
        for (const { message } of problems) expect(message).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('YAML is read as kubectl reads it', () => {
  const VALUES = {
    no: false,
    On: true,
    y: true,
    '0777': 511,
    '0x1F': 31,
    '0b11': 3,
    '1_000': 1000,
    '12:30:45': '12:30:45',
    '2020-01-01': '2020-01-01',
    '2020-01-01T10:00:00Z': '2020-01-01T10:00:00Z',
    '~': null,
    '"no"': 'no',
    '!!str 12': '12',
    '.5': 0.5,
    '1e3': 1000,
    '1.10': 1.1,
    '00:11:22': '00:11:22',
    '08': 8,
    '!!set {a}': { a: null },
    '!x z': 'z',
  };
  const text = `kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\ndata:\n${Object.keys(VALUES)
    .map((yaml, n) => `  k${n}: ${yaml}\n`)
    .join('')}`;
  const expected = Object.fromEntries(Object.values(VALUES).map((value, n) => [`k${n}`, value]));

  it('words, numbers and times', async () => {
    expect((await parsed(text)).objects).toMatchObject([{ data: expected }]);
  });

  it('of two equal keys the last counts, merged keys before', async () => {
    expect((await parsed('kind: B\nkind: A\n')).objects).toEqual([A]);
    expect((await parsed('from: &m {a: 1, b: 1}\nkind: A\nto: {<<: *m, b: 2}\n')).objects).toMatchObject([{ to: { a: 1, b: 2 } }]);
  });
});
