import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeProblem, type FilesInput, readFiles } from '../../src/cluster/files.ts';
import { InputError } from '../../src/model/errors.ts';
import type { Kind } from '../../src/model/kind.ts';
import { gapsOf, knownItems } from '../../src/model/listing.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\n';
const OTHER = '{"apiVersion":"v1","kind":"Service","metadata":{"name":"y","namespace":"b"}}';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netexplain-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Writes files into a folder of their own and gives its path. */
function files(name: string, contents: Readonly<Record<string, string | Uint8Array>>): string {
  const root = join(folder, name);
  mkdirSync(root, { recursive: true });
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function read(paths: readonly string[], input: Partial<FilesInput> = {}) {
  const stdin = () => Promise.reject(new Error('nobody asked for standard input'));
  const { snapshot, problems } = await readFiles({ paths, recursive: false, namespace: 'a', takenAt: NOW, stdin, ...input });
  const listing = (kind: Kind) =>
    snapshot.readings.find(({ need }) => need.kind === kind)?.listing ?? { state: 'unknown' as const, gaps: [] };
  const services = knownItems(listing('Service')).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return { snapshot, listing, services: services.sort(), problems: problems.map(describeProblem) };
}

async function refusal(paths: readonly string[], input: Partial<FilesInput> = {}): Promise<string> {
  const error: unknown = await read(paths, input).then(
    () => 'read',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message.replaceAll(folder, 'DIR');
}

describe('what is read', () => {
  it('files, several of them, with the namespace of objects that name none', async () => {
    const root = files('several', { 'x.yaml': SERVICE, 'y.json': OTHER });
    const { services, problems, snapshot } = await read([join(root, 'x.yaml'), join(root, 'y.json')]);
    expect(services).toEqual(['a/x', 'b/y']);
    expect(problems).toEqual([]);
    expect(snapshot.takenAt).toBe(NOW);
  });

  it('a file of any name that was named', async () => {
    expect((await read([join(files('named', { 'x.txt': SERVICE }), 'x.txt')])).services).toEqual(['a/x']);
  });

  it('of a folder the .json, .yaml and .yml files; with --recursive those in folders, too', async () => {
    const root = files('folder', { 'x.yml': SERVICE, 'deep/er/y.json': OTHER, 'notes.txt': 'no manifest', 'deep/logs.txt': '{' });
    expect((await read([root])).services).toEqual(['a/x']);
    const all = await read([root], { recursive: true });
    expect(all.services).toEqual(['a/x', 'b/y']);
    expect(all.problems).toEqual([]);
  });

  it('a folder that leads back into itself, once', async () => {
    const root = files('circle', { 'x.yaml': SERVICE });
    symlinkSync(root, join(root, 'again'));
    expect((await read([root], { recursive: true })).services).toEqual(['a/x']);
  });

  it('standard input, beside files', async () => {
    const root = files('beside', { 'y.json': OTHER });
    expect((await read([root, '-'], { stdin: async () => SERVICE })).services).toEqual(['a/x', 'b/y']);
  });

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${OTHER}`, 'utf8')],
    ['UTF-16, as the > of PowerShell writes it', Buffer.from(`\ufeff${OTHER}`, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(`\ufeff${OTHER}`, 'utf16le').swap16()],
  ])('text in %s', async (name, bytes) => {
    expect((await read([join(files(name, { 'y.json': bytes }), 'y.json')])).services).toEqual(['b/y']);
  });

  it('what kubectl cluster-info dump writes, as one stream or as a tree', async () => {
    const list = (kind: string, ...items: readonly unknown[]) => JSON.stringify({ apiVersion: 'v1', kind, items }, null, 4);
    const services = list('ServiceList', { metadata: { name: 'y', namespace: 'b' } });
    const log = '==== START logs for container c of pod b/p ====\n{"kind": oops\n==== END logs for container c of pod b/p ====\n';
    const stream = await read(['-'], { stdin: async () => `${list('NodeList')}\n${services}\n${log}${list('PodList')}\n` });
    const tree = await read(
      [files('dump', { 'nodes.json': list('NodeList'), 'b/services.json': services, 'b/p/logs.txt': log, 'b/pods.json': list('PodList') })],
      {
        recursive: true,
      },
    );
    for (const { services: found, listing, problems } of [stream, tree]) {
      expect(found).toEqual(['b/y']);
      expect(['Node', 'Pod', 'EndpointSlice'].map((kind) => listing(kind as Kind).state)).toEqual(['complete', 'complete', 'unknown']);
      expect(problems).toEqual([]);
    }
  });

  it('a folder with all that a server has, discovery and version documents included', async () => {
    const dump = Object.fromEntries(labObjects().map((object, n) => [`${n}.json`, JSON.stringify(object)]));
    const { listing, problems } = await read([files('lab', dump)]);
    expect(problems).toEqual([]);
    expect(['Service', 'EndpointSlice', 'Event'].map((kind) => knownItems(listing(kind as Kind)).length)).toEqual([56, 54, 20]);
  });
});

describe('what cannot be used', () => {
  it('is named with file and line; the rest is used, and no kind is then complete', async () => {
    const root = files('mixed', { 'broken.yaml': `${SERVICE}---\nx: [1\n`, 'y.json': OTHER, 'values.yaml': 'replicas: 3\n' });
    const { services, problems, listing } = await read([root], { complete: ['Pod'] });
    expect(services).toEqual(['a/x', 'b/y']);
    expect(problems.map((problem) => problem.replace(folder, 'DIR'))).toEqual([
      expect.stringMatching(/^DIR\/mixed\/broken.yaml:\d: document 2: error parsing YAML: /),
      "DIR/mixed/values.yaml:1: not a Kubernetes object: Object 'Kind' is missing",
    ]);
    expect([listing('Service').state, listing('Pod').state]).toEqual(['partial', 'partial']);
    expect(gapsOf(listing('Pod')).map(({ message }) => message)).toEqual(problems);
  });

  it('a link of a folder that leads nowhere, or a file that is no text, does not hide the others', async () => {
    const root = files('odd', { 'x.yaml': SERVICE, 'rubbish.yaml': Uint8Array.of(0xff, 0x80, 0x81) });
    symlinkSync(join(root, 'gone'), join(root, 'link.yaml'));
    const { services, problems } = await read([root]);
    expect(services).toEqual(['a/x']);
    expect(problems.map((problem) => problem.replaceAll(folder, 'DIR'))).toEqual([
      'DIR/odd/link.yaml: the path "DIR/odd/link.yaml" does not exist',
      'DIR/odd/rubbish.yaml: not text in UTF-8',
    ]);
  });
});

describe('what is refused, in the words of kubectl', () => {
  it.each([
    ['a path that is not there', {}, 'nothing.yaml', 'the path "DIR/refused/nothing.yaml" does not exist'],
    ['an empty file', { 'empty.yaml': '' }, 'empty.yaml', 'no objects passed to netexplain: "DIR/refused/empty.yaml" has none'],
    [
      'a folder without manifests',
      { 'bare/notes.txt': 'x' },
      'bare',
      'error reading [DIR/refused/bare]: recognized file extensions are [.json .yaml .yml]',
    ],
    ['rubbish', { 'r.bin': Uint8Array.of(0xff, 0x80) }, 'r.bin', 'DIR/refused/r.bin: not text in UTF-8'],
    [
      'half-written JSON',
      { 'half.json': '{"kind":' },
      'half.json',
      'DIR/refused/half.json:1: error parsing JSON: the value that starts here does not end',
    ],
    [
      'no object',
      { 'word.yaml': 'hello' },
      'word.yaml',
      'DIR/refused/word.yaml:1: not a Kubernetes object: expected an object, got "hello"',
    ],
  ])('%s', async (_name, contents, path, message) => {
    expect(await refusal([join(files('refused', contents), path)])).toBe(message);
  });

  it('a file and a folder that may not be read', async () => {
    const root = files('secret', { 'x.yaml': SERVICE, 'shut/y.yaml': SERVICE });
    chmodSync(folder, 0o755);
    chmodSync(join(root, 'x.yaml'), 0);
    chmodSync(join(root, 'shut'), 0);
    const messages = await asNobody(async () => [await refusal([join(root, 'x.yaml')]), await refusal([join(root, 'shut/y.yaml')])]);
    chmodSync(join(root, 'shut'), 0o755);
    expect(messages).toEqual([
      'open DIR/secret/x.yaml: permission denied',
      'the path "DIR/secret/shut/y.yaml" cannot be accessed: stat DIR/secret/shut/y.yaml: permission denied',
    ]);
  });

  it('standard input that is empty, or asked for twice', async () => {
    expect(await refusal(['-'], { stdin: async () => '' })).toBe('no objects passed to netexplain: standard input has none');
    expect(await refusal(['-', '-'])).toBe('standard input cannot be used for multiple arguments');
  });

  it('a file longer than a text can be', async () => {
    const file = join(files('huge', { 'x.json': OTHER }), 'x.json');
    truncateSync(file, 600 * 1024 * 1024);
    expect(await refusal([file])).toBe('error reading "DIR/huge/x.json": 629145600 bytes are too many for one file: split it');
  });
});

describe('size', () => {
  it('200 MB of pods are read in less than a gigabyte', () => {
    const file = join(files('large', {}), 'pods.json');
    const program = join(folder, 'read.cjs');
    const count = writePods(file, 200_000_000);
    buildSync({
      stdin: {
        contents: `import { readFiles } from './src/cluster/files.ts';
          readFiles({ paths: [${JSON.stringify(file)}], recursive: false, namespace: 'a', takenAt: '${NOW}', stdin: async () => '' })
            .then(({ snapshot }) => console.log(snapshot.readings.find(({ need }) => need.kind === 'Pod').listing.items.length));`,
        resolveDir: join(import.meta.dirname, '../..'),
      },
      bundle: true,
      platform: 'node',
      external: ['yaml'],
      outfile: program,
    });
    const output = execFileSync(process.execPath, ['--max-old-space-size=800', program], { encoding: 'utf8' });
    expect(Number(output)).toBe(count);
  }, 120_000);
});

/** Writes a typed List of the lab's pods, again and again under other names, of about so many bytes; gives their number. */
function writePods(file: string, bytes: number): number {
  const pods = labObjects().flatMap((list) =>
    ((list as { items?: readonly { kind?: string; metadata: object }[] }).items ?? []).filter(({ kind }) => kind === 'Pod'),
  );
  const handle = openSync(file, 'w');
  writeSync(handle, '{"apiVersion":"v1","kind":"PodList","items":[');
  let count = 0;
  for (let written = 0; written < bytes; count += 1) {
    const pod = pods[count % pods.length];
    written += writeSync(
      handle,
      `${count === 0 ? '' : ','}${JSON.stringify({ ...pod, metadata: { ...pod?.metadata, name: `pod-${count}` } })}`,
    );
  }
  writeSync(handle, ']}');
  closeSync(handle);
  return count;
}

/** Acts without the rights of root, which may read everything. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act();
  process.seteuid?.(65534);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}
