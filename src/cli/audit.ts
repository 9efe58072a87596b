import type { AuditScope } from '../model/audit-report.ts';
import { UsageError } from '../model/errors.ts';
import { AUDIT_SCOPES, type AuditQuery, audit, auditPlan, baselineOf } from '../questions/audit/index.ts';
import { readBaseline, readExceptions, writeBaseline } from './audit-files.ts';
import type { AuditFlags } from './audit-options.ts';
import { exitCodeOf } from './exit-code.ts';
import { inventoryNamed, refuseInventoryFlags, runInventory } from './inventory.ts';
import type { Io } from './io.ts';
import { AUDIT_FORMATS, formatOf } from './options.ts';
import { printAudit } from './print.ts';
import { openSource } from './source.ts';

/**
 * `kubectl netexplain audit [services|dns|ingress|gateway|policy|nodes|nodeports|exposure]`: lists what is open where that is asked for, else judges all objects
 * by all rules, and returns the exit code.
 */
export async function runAudit(word: string | undefined, flags: AuditFlags, io: Io): Promise<number> {
  const inventory = inventoryNamed(word);
  if (inventory !== undefined && flags.readSecrets === true) throw new UsageError(`--read-secrets does not go with "audit ${word}"`);
  if (inventory !== undefined) return runInventory(inventory, flags, io);
  refuseInventoryFlags(flags);
  formatOf(flags, AUDIT_FORMATS);
  const query = queryOf(word, flags);
  const failOn = flags.failOn ?? 'error';
  const source = await openSource(flags, io);
  try {
    const question = { ...query, namespace: source.namespace };
    const report = audit(await source.read(auditPlan(question)), question);
    if (flags.writeBaseline !== undefined) writeBaseline(flags.writeBaseline, baselineOf(report));
    await printAudit(report, flags, io);
    return exitCodeOf(report, failOn);
  } finally {
    source.close();
  }
}

function queryOf(word: string | undefined, flags: AuditFlags): AuditQuery {
  const { selector, severity, rule, exclude, all, exceptions, baseline, failOn, readSecrets } = flags;
  const everything = (flags.filename !== undefined || flags.demo === true) && flags.namespace === undefined;
  return {
    ...(word === undefined ? {} : { scope: scopeNamed(word) }),
    allNamespaces: flags.allNamespaces === true || everything,
    ...(selector === undefined ? {} : { selector }),
    ...(severity === undefined ? {} : { severity }),
    ...(rule === undefined ? {} : { rules: rule }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(readSecrets === undefined ? {} : { readSecrets }),
    all: all === true || failOn === 'info',
    ...(exceptions === undefined ? {} : { exceptions: readExceptions(exceptions) }),
    ...(baseline === undefined ? {} : { baseline: readBaseline(baseline) }),
  };
}

function scopeNamed(word: string): AuditScope {
  const scope = AUDIT_SCOPES.find((one) => one === word);
  if (scope === undefined) throw new UsageError(`unknown command "${word}" for "kubectl netexplain audit"`);
  return scope;
}
