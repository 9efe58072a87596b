import { UsageError } from '../model/errors.ts';
import { ALL_KINDS, findKind, type Kind } from '../model/kind.ts';
import type { ClusterSnapshot } from '../model/snapshot.ts';
import { type ReadingPlan, readPlan } from '../questions/reading-plan.ts';
import type { Io } from './io.ts';
import type { GlobalOptions } from './options.ts';
import { withProgress } from './progress.ts';

/** Where a command's objects come from. */
export interface Source {
  /** The namespace of objects that name none. */
  readonly namespace: string;
  /** What is known for a plan: at least what it reads. */
  read(plan: ReadingPlan): Promise<ClusterSnapshot>;
  close(): void;
}

/** The demo cluster, files, or a live cluster, as the flags say. Refuses (UsageError) flags that exclude each other. */
export async function openSource(options: GlobalOptions, io: Io): Promise<Source> {
  if (options.demo === true && options.filename !== undefined) throw new UsageError('--demo and --filename exclude each other');
  if (options.complete !== undefined && options.filename === undefined) throw new UsageError('--complete goes with --filename');
  if (options.demo === true) return openDemo(options);
  return options.filename === undefined ? openLive(options, io) : openFiles(options.filename, options, io);
}

async function openDemo({ namespace = 'default', readSecrets = false }: GlobalOptions): Promise<Source> {
  const { readDemo } = await import('../cluster/demo.ts');
  const snapshot = readDemo(readSecrets);
  return { namespace, read: async () => snapshot, close: () => {} };
}

async function openFiles(paths: readonly string[], options: GlobalOptions, io: Io): Promise<Source> {
  const { describeProblem, readFiles } = await import('../cluster/files.ts');
  const { namespace = 'default', recursive = false, readSecrets = false } = options;
  const complete = completeKinds(options.complete);
  const takenAt = new Date().toISOString();
  const { snapshot, problems } = await readFiles({
    paths,
    recursive,
    namespace,
    readSecrets,
    stdin: io.stdin,
    takenAt,
    ...(complete === undefined ? {} : { complete }),
  });
  for (const problem of problems) io.err(`warning: ${describeProblem(problem)}\n`);
  return { namespace, read: async () => snapshot, close: () => {} };
}

async function openLive(options: GlobalOptions, io: Io): Promise<Source> {
  const { connect } = await import('../cluster/live/index.ts');
  const connection = await connect(options, io.env);
  const { server, namespace } = connection;
  return {
    namespace,
    read: (plan) => withProgress(`reading from ${server}`, io, () => readPlan(plan, connection.read, connection.now())),
    close: () => connection.close(),
  };
}

function completeKinds(text: string | undefined): true | readonly Kind[] | undefined {
  if (text === undefined) return undefined;
  if (text === 'all') return true;
  return text.split(',').map((name) => {
    const kind = findKind(name) ?? ALL_KINDS.find((one) => one === name);
    if (kind === undefined) throw new UsageError(`the server doesn't have a resource type "${name}"`);
    return kind;
  });
}
