import { address, addressPlan } from '../questions/address/index.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { formatOf, type GlobalOptions } from './options.ts';
import { printReport } from './print.ts';
import { openSource } from './source.ts';

/** `kubectl netexplain ip ADDRESS…`: tells whose addresses they are and returns the exit code. */
export async function runIp(addresses: readonly string[], options: GlobalOptions, io: Io): Promise<number> {
  formatOf(options);
  const question = { addresses };
  const source = await openSource(options, io);
  try {
    const report = address(await source.read(addressPlan(question)), question);
    await printReport(report, options, io);
    return exitCodeOf(report, options.failOn ?? 'never');
  } finally {
    source.close();
  }
}
