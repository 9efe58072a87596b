import type { ClusterError } from '../model/errors.ts';
import { type ExplainQuestion, explainEach, explainPlan } from '../questions/explain/index.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { formatOf, type GlobalOptions } from './options.ts';
import { printReport } from './print.ts';
import { objectsOf } from './resource-arguments.ts';
import { openSource, type Source } from './source.ts';

/** `kubectl netexplain TYPE/NAME …`: explains Services, Pods and Nodes, and returns the exit code. */
export async function runExplain(words: readonly string[], options: GlobalOptions, io: Io): Promise<number> {
  formatOf(options);
  const everything = words.length === 0 && (options.filename !== undefined || options.demo === true);
  const object = everything ? ['svc'] : objectsOf(words, options);
  const source = await openSource(options, io);
  try {
    return await answer(questionOf(object, everything, options, source), source, options, io);
  } finally {
    source.close();
  }
}

function questionOf(object: readonly string[], everything: boolean, options: GlobalOptions, source: Source): ExplainQuestion {
  const { allNamespaces = false, selector, from, readSecrets } = options;
  return {
    object,
    namespace: source.namespace,
    allNamespaces: allNamespaces || (everything && options.namespace === undefined),
    ...(selector === undefined ? {} : { selector }),
    ...(from === undefined ? {} : { from }),
    ...(readSecrets === undefined ? {} : { readSecrets }),
  };
}

async function answer(question: ExplainQuestion, source: Source, options: GlobalOptions, io: Io): Promise<number> {
  const snapshot = await source.read(explainPlan(question));
  const { report, errors } = explainEach(snapshot, question);
  if (report.kind === 'ReportList' && report.items.length === 0 && errors.length === 0) {
    const where = question.allNamespaces === true ? '' : ` in ${question.namespace} namespace`;
    io.err(`No resources found${where}.\n`);
    if (formatOf(options) === 'table' || formatOf(options) === 'wide') return 0;
  }
  await printReport(report, options, io);
  for (const error of errors) io.err(`${error.message}\n`);
  return errors.length === 0 ? exitCodeOf(report, options.failOn ?? 'never') : worst(errors);
}

function worst(errors: readonly ClusterError[]): number {
  return errors.some((error) => error.exitCode === 2) ? 2 : 3;
}
