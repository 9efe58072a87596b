import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PURE = 'This layer is pure: no I/O, no clock, no randomness. Whatever it needs is handed in.';
const CLIENT = 'One file knows the client: src/cluster/live/credentials.ts, so that moving to another version is one change.';
const CLI = 'cli is the edge out: it imports all and is imported by none.';
const FACE = "An engine's index.ts is its face; what is behind it may change.";
const EXIT = 'Exit codes are returned, never forced: output must be written whole, and what is open closed.';

/** Each ban has its own sentence, and all are more than a name. */
const LAYER_REASON = /× [A-Za-z].{20,}\./;

const PURE_LAYERS = ['model', 'engines', 'audit', 'questions', 'views', 'render'];

/** Which layers each may not import: the arrows of the design, the other way round. */
const BANNED = {
  model: ['cluster', 'engines', 'audit', 'questions', 'views', 'render', 'cli'],
  cluster: ['engines', 'audit', 'questions', 'views', 'render', 'cli'],
  engines: ['cluster', 'audit', 'questions', 'views', 'render', 'cli'],
  audit: ['cluster', 'questions', 'views', 'render', 'cli'],
  questions: ['cluster', 'views', 'render', 'cli'],
  views: ['cluster', 'engines', 'audit', 'questions', 'render', 'cli'],
  render: ['cluster', 'engines', 'audit', 'questions', 'cli'],
} as const;

interface Case {
  readonly file: string;
  readonly code: string;
  /** The reason that the linter must give; undefined where the code is right. */
  readonly reason: string | RegExp | undefined;
}

const imported = (path: string) => `export { default } from '${path}';\n`;

const layerCases = Object.entries(BANNED).flatMap(([layer, others]) =>
  others.map((other): Case => {
    const reason = other === 'cli' ? CLI : LAYER_REASON;
    return { file: `src/${layer}/deep/imports-${other}.ts`, code: imported(`../../${other}/thing/index.ts`), reason };
  }),
);
const pureCases = PURE_LAYERS.flatMap((layer): Case[] => [
  { file: `src/${layer}/reads-files.ts`, code: imported('node:fs'), reason: PURE },
  { file: `src/${layer}/reads-files-later.ts`, code: imported('node:fs/promises'), reason: PURE },
  { file: `src/${layer}/reads-clock.ts`, code: 'export const now = Date.now();\n', reason: PURE },
  { file: `src/${layer}/rolls-dice.ts`, code: 'export const dice = Math.random();\n', reason: PURE },
  { file: `src/${layer}/reads-environment.ts`, code: 'export const { env } = process;\n', reason: PURE },
  { file: `src/${layer}/parses-a-time.ts`, code: "export const time = Date.parse('2026-01-01');\n", reason: undefined },
]);
const clientCases = [...PURE_LAYERS, 'cli', 'cluster', 'cluster/live'].map(
  (layer): Case => ({ file: `src/${layer}/uses-the-client.ts`, code: imported('@kubernetes/client-node'), reason: CLIENT }),
);
const otherCases: readonly Case[] = [
  { file: 'src/cluster/live/credentials.ts', code: imported('@kubernetes/client-node'), reason: undefined },
  { file: 'src/audit/behind-the-face.ts', code: imported('../engines/service/topology.ts'), reason: FACE },
  { file: 'src/audit/by-the-face.ts', code: imported('../engines/service/index.ts'), reason: undefined },
  { file: 'src/engines/trace/behind-the-face.ts', code: imported('../service/topology.ts'), reason: FACE },
  { file: 'src/engines/trace/by-the-face.ts', code: imported('../service/index.ts'), reason: undefined },
  { file: 'src/engines/trace/uses-model.ts', code: imported('../../model/values/ip.ts'), reason: undefined },
  { file: 'src/render/uses-document.ts', code: imported('../views/document.ts'), reason: undefined },
  { file: 'src/render/uses-a-view.ts', code: imported('../views/service.ts'), reason: /Document and Report/ },
  { file: 'src/cli/ends-the-process.ts', code: 'process.exit(1);\n', reason: EXIT },
];
const CASES = [...layerCases, ...pureCases, ...clientCases, ...otherCases];

describe('the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netexplain-layers-'));
  /** What the linter says, as [file, text] for each diagnostic. */
  let said: readonly (readonly [file: string, text: string])[] = [];

  beforeAll(() => {
    copyFileSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    copyFileSync(join(ROOT, '.gitignore'), join(folder, '.gitignore'));
    for (const { file, code } of CASES) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), code);
    }
    const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
    const { stderr } = spawnSync(process.execPath, [biome, 'lint', '--colors=off', '--max-diagnostics=none', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    said = stderr.split(/^(?=src\/)/m).map((text) => [text.slice(0, text.indexOf(':')), text]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(CASES.filter(({ reason }) => reason !== undefined))('refuses $file with a reason', ({ file, reason = '' }) => {
    expect(textsOf(file)).toContainEqual(expect.stringMatching(reason));
  });

  it.each(CASES.filter(({ reason }) => reason === undefined))('accepts $file', ({ file }) => {
    expect(textsOf(file)).toEqual([]);
  });

  function textsOf(file: string) {
    return said.filter(([where]) => where === file).map(([, text]) => text);
  }
});

/** The project's files that git knows or would add, below a folder. */
function files(folder: string): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', folder], { cwd: ROOT, encoding: 'utf8' });
  return listed.split('\n').filter((path) => path !== '');
}

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

describe('the house', () => {
  it('keeps bin a dumb wrapper of at most 15 lines', () => {
    expect(textOf('bin/kubectl-netexplain').trimEnd().split('\n').length).toBeLessThanOrEqual(15);
  });

  it('never ends the process by force', () => {
    const forced = [...files('src'), ...files('bin')].filter((path) => textOf(path).includes('process.exit('));
    expect(forced).toEqual([]);
  });

  it("uses the client's object types nowhere outside src/cluster/live", () => {
    const users = files('src').filter((path) => !path.startsWith('src/cluster/live/') && /\bV1[A-Z]\w+/.test(textOf(path)));
    expect(users).toEqual([]);
  });

  it('describes each folder of src in ARCHITECTURE.md, with its duty and what it may not do', () => {
    const described = textOf('ARCHITECTURE.md')
      .split('\n')
      .filter((line) => /^\| `src\/\w+` \|/.test(line))
      .map((line) => line.split(' | '))
      .filter(([, duty = '', ban = '']) => duty.length > 20 && ban.length > 5)
      .map(([folder = '']) => folder.replace(/^\| `src\/(\w+)`$/, '$1'));
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(described.sort()).toEqual(folders.map(({ name }) => name).sort());
  });
});
