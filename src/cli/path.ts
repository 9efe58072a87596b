import { UsageError } from '../model/errors.ts';
import { type PathOptions, path, pathPlan } from '../questions/path/index.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { formatOf } from './options.ts';
import type { PathFlags } from './path-options.ts';
import { printReport } from './print.ts';
import { openSource } from './source.ts';

/** `kubectl netexplain path FROM TO`: follows one flow hop by hop and returns the exit code. */
export async function runPath(from: string | undefined, to: string | undefined, flags: PathFlags, io: Io): Promise<number> {
  if (from === undefined || to === undefined) throw new UsageError(`${from === undefined ? 'from' : 'to'} is required`);
  refuseMatrixFlags(flags);
  formatOf(flags);
  const source = await openSource(flags, io);
  try {
    const question = questionOf(from, to, source.namespace, flags);
    const report = path(await source.read(pathPlan(question)), question);
    await printReport(report, flags, io);
    return exitCodeOf(report, flags.failOn ?? 'never');
  } finally {
    source.close();
  }
}

function refuseMatrixFlags({ port, allNamespaces }: PathFlags): void {
  if (port !== undefined) throw new UsageError('--port goes with --matrix');
  if (allNamespaces === true) throw new UsageError('--all-namespaces goes with --matrix');
}

function questionOf(from: string, to: string, namespace: string, flags: PathFlags): PathOptions {
  const { protocol, node, proxyMode, podMasquerade, assumeEnforced, whyNot, method, header, readSecrets } = flags;
  return {
    from,
    to,
    namespace,
    podMasquerade: podMasquerade === 'yes',
    ...(protocol === undefined ? {} : { protocol }),
    ...(node === undefined ? {} : { node }),
    ...(proxyMode === undefined ? {} : { proxyMode }),
    ...(assumeEnforced === undefined ? {} : { assumeEnforced }),
    ...(whyNot === undefined ? {} : { whyNot }),
    ...(method === undefined ? {} : { method }),
    ...(header === undefined ? {} : { headers: header }),
    ...(readSecrets === undefined ? {} : { readSecrets }),
  };
}
