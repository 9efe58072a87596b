import { assertNever, UsageError } from '../model/errors.ts';
import type { ExposureReport, InventoryName } from '../model/exposure-report.ts';
import { baselineOf } from '../questions/audit/index.ts';
import { type ExposureQuery, exposure, exposurePlan } from '../questions/exposure/index.ts';
import { readBaseline, readExceptions, writeBaseline } from './audit-files.ts';
import type { AuditFlags } from './audit-options.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { AUDIT_FORMATS, formatOf } from './options.ts';
import { printReport } from './print.ts';
import { openSource } from './source.ts';
import { VERSION } from './version.ts';

const INVENTORIES: readonly InventoryName[] = ['nodeports', 'exposure'];

/** The inventory of a word of the command line; undefined for any other word. */
export function inventoryNamed(word: string | undefined): InventoryName | undefined {
  return INVENTORIES.find((one) => one === word);
}

/**
 * `kubectl netexplain audit nodeports|exposure`: lists what is open and returns the exit code. An inventory is an answer, whatever it holds;
 * but who compares it with a baseline asks for what is new.
 */
export async function runInventory(inventory: InventoryName, flags: AuditFlags, io: Io): Promise<number> {
  const format = formatOf(flags, AUDIT_FORMATS);
  const query = queryOf(inventory, flags);
  const source = await openSource(flags, io);
  try {
    const question = { ...query, namespace: source.namespace };
    const report = exposure(await source.read(exposurePlan(question)), question);
    if (flags.writeBaseline !== undefined) writeBaseline(flags.writeBaseline, baselineOf(report));
    await print(report, format, flags, io);
    return exitCodeOf(report, flags.failOn ?? (flags.baseline === undefined ? 'never' : 'info'));
  } finally {
    source.close();
  }
}

async function print(report: ExposureReport, format: (typeof AUDIT_FORMATS)[number], flags: AuditFlags, io: Io): Promise<void> {
  switch (format) {
    case 'csv':
      io.out((await import('../render/exposure-csv.ts')).renderExposureCsv(report));
      return;
    case 'markdown':
      io.out((await import('../render/exposure-markdown.ts')).renderExposureMarkdown(report));
      return;
    case 'sarif':
      io.out((await import('../render/sarif.ts')).renderSarif(report, VERSION));
      return;
    case 'junit':
      io.out((await import('../render/junit.ts')).renderJunit(report));
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

function queryOf(inventory: InventoryName, flags: AuditFlags): ExposureQuery {
  const { selector, severity, rule, exclude, exceptions, baseline, node, addressType, by } = flags;
  const everything = (flags.filename !== undefined || flags.demo === true) && flags.namespace === undefined;
  return {
    inventory,
    allNamespaces: flags.allNamespaces === true || everything,
    ...(selector === undefined ? {} : { selector }),
    ...(severity === undefined ? {} : { severity }),
    ...(rule === undefined ? {} : { rules: rule }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(exceptions === undefined ? {} : { exceptions: readExceptions(exceptions) }),
    ...(baseline === undefined ? {} : { baseline: readBaseline(baseline) }),
    ...(node === undefined ? {} : { node }),
    ...(addressType === undefined ? {} : { addressType }),
    ...(by === undefined ? {} : { by }),
  };
}

/** Refuses (UsageError) flags that choose what an inventory lists, where findings alone are asked for. */
export function refuseInventoryFlags(flags: AuditFlags): void {
  const stray = (['node', 'addressType', 'by'] as const).find((name) => flags[name] !== undefined);
  if (stray === undefined) return;
  const flag = stray === 'addressType' ? 'address-type' : stray;
  throw new UsageError(`--${flag} goes with "audit nodeports" and "audit exposure"`);
}
