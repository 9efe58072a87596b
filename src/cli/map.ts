import { addressMap, addressMapPlan } from '../questions/map/index.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { formatOf, type GlobalOptions } from './options.ts';
import { printReport } from './print.ts';
import { openSource } from './source.ts';

/** `kubectl netexplain map`: joins Node IP, Pod IP and Cluster IP in one table and returns the exit code. */
export async function runMap(options: GlobalOptions, io: Io): Promise<number> {
  const format = formatOf(options);
  const { allNamespaces = false, selector } = options;
  const source = await openSource(options, io);
  try {
    const question = { namespace: source.namespace, allNamespaces, ...(selector === undefined ? {} : { selector }) };
    const report = addressMap(await source.read(addressMapPlan(question)), question);
    const nothing = report.outcome === 'listed' && report.rows.length === 0 && report.servicesWithoutPod.length === 0;
    if (nothing) io.err(allNamespaces ? 'No resources found.\n' : `No resources found in ${source.namespace} namespace.\n`);
    if (!nothing || format === 'json' || format === 'yaml') await printReport(report, options, io);
    return exitCodeOf(report, options.failOn ?? 'never');
  } finally {
    source.close();
  }
}
