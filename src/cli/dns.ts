import { readFileSync } from 'node:fs';
import { InputError } from '../model/errors.ts';
import { type DnsOptions, dns, dnsPlan } from '../questions/dns/index.ts';
import type { DnsFlags } from './dns-options.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { formatOf } from './options.ts';
import { printReport } from './print.ts';
import { openSource } from './source.ts';

/** `kubectl netexplain dns NAME`: tells what a name means in a pod and returns the exit code. */
export async function runDns(name: string, flags: DnsFlags, io: Io): Promise<number> {
  formatOf(flags);
  const nodeResolvConf = flags.nodeResolvConf === undefined ? undefined : textOf(flags.nodeResolvConf);
  const source = await openSource(flags, io);
  try {
    const { from, type, libc, allForms = false } = flags;
    const question: DnsOptions = {
      name,
      namespace: source.namespace,
      allForms,
      ...(from === undefined ? {} : { from }),
      ...(type === undefined ? {} : { type }),
      ...(libc === undefined ? {} : { libc }),
      ...(nodeResolvConf === undefined ? {} : { nodeResolvConf }),
    };
    const report = dns(await source.read(dnsPlan(question)), question);
    await printReport(report, flags, io);
    return exitCodeOf(report, flags.failOn ?? 'never');
  } finally {
    source.close();
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new InputError(`the path "${path}" does not exist or cannot be read`);
  }
}
