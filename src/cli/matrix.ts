import { assertNever, UsageError } from '../model/errors.ts';
import type { MatrixReport } from '../model/matrix-report.ts';
import { type MatrixQuery, matrix, matrixPlan } from '../questions/matrix/index.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { formatOf, MATRIX_FORMATS } from './options.ts';
import type { PathFlags } from './path-options.ts';
import { printReport } from './print.ts';
import { openSource } from './source.ts';

/** `kubectl netexplain path --matrix`: judges who may connect to whom among workloads and returns the exit code. */
export async function runPath(from: string | undefined, _: string | undefined, flags: PathFlags, io: Io): Promise<number> {
  refuseFlowFlags(from, flags);
  const format = formatOf(flags, MATRIX_FORMATS);
  const source = await openSource(flags, io);
  try {
    const question = { ...queryOf(flags), namespace: source.namespace };
    const report = matrix(await source.read(matrixPlan(question)), question);
    await print(report, format, flags, io);
    return exitCodeOf(report, flags.failOn ?? 'never');
  } finally {
    source.close();
  }
}

async function print(report: MatrixReport, format: (typeof MATRIX_FORMATS)[number], flags: PathFlags, io: Io): Promise<void> {
  switch (format) {
    case 'csv':
      for (const part of (await import('../render/matrix-csv.ts')).renderMatrixCsv(report)) {
        io.out(part);
        if (!(await io.drained())) return;
      }
      return;
    case 'json':
    case 'yaml':
    case 'table':
    case 'wide':
      await printReport(report, flags, io);
      return;
    default:
      assertNever(format);
  }
}

function queryOf({ allNamespaces = false, port, protocol, assumeEnforced }: PathFlags): MatrixQuery {
  return {
    allNamespaces,
    ...(port === undefined ? {} : { port }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(assumeEnforced === undefined ? {} : { assumeEnforced }),
  };
}

/** What says something of one flow says nothing of all of them. */
function refuseFlowFlags(from: string | undefined, flags: PathFlags): void {
  if (from !== undefined) throw new UsageError('FROM and TO do not go with --matrix');
  const { node, proxyMode, podMasquerade, whyNot, method, header, readSecrets } = flags;
  const masquerade = podMasquerade === 'no' ? podMasquerade : undefined;
  const given = {
    node,
    'proxy-mode': proxyMode,
    'pod-masquerade': masquerade,
    'why-not': whyNot,
    method,
    header,
    'read-secrets': readSecrets,
  };
  const stray = Object.entries(given).find(([, value]) => value !== undefined);
  if (stray !== undefined) throw new UsageError(`--${stray[0]} does not go with --matrix`);
}
