import { type Command, Option } from 'commander';
import type { NodeAddressType } from '../model/exposure-report.ts';
import type { Severity } from '../model/finding.ts';
import type { GlobalOptions } from './options.ts';

/** The flags of `audit`, as commander hands them over. */
export interface AuditFlags extends GlobalOptions {
  readonly severity?: Severity;
  readonly rule?: readonly string[];
  readonly exclude?: readonly string[];
  readonly all?: boolean;
  readonly exceptions?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly node?: string;
  readonly addressType?: NodeAddressType;
  readonly by?: 'service' | 'node';
}

/** Which findings are told, and which are fine. */
export function addAuditOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--severity <severity>', 'only findings at least this bad (default: warning)').choices(['error', 'warning', 'info']),
    )
    .addOption(new Option('--rule <codes>', 'only these findings: NX1002,NX1003; may be repeated').argParser(codes))
    .addOption(new Option('--exclude <codes>', 'not these findings; may be repeated').argParser(codes))
    .addOption(new Option('--all', 'also what is for information only'))
    .addOption(new Option('--exceptions <file>', 'findings that are fine, reviewed: a YAML list of code, object, reason and expires'))
    .addOption(new Option('--baseline <file>', 'only findings that are not in this file'))
    .addOption(new Option('--write-baseline <file>', 'write the findings to this file, for --baseline'))
    .addOption(
      new Option('--by <order>', 'nodeports, exposure: by Service, or as each node looks from outside').choices(['service', 'node']),
    )
    .addOption(new Option('--node <name>', 'nodeports, exposure: only at this node'))
    .addOption(
      new Option('--address-type <type>', 'nodeports, exposure: only on addresses of nodes of this type').choices([
        'InternalIP',
        'ExternalIP',
      ]),
    );
}

function codes(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, ...value.split(',').filter((code) => code !== '')];
}

/** What stands below the flags in the help of `audit`. */
export const AUDIT_HELP = `
Examples:
  # Look around in a small cluster that ships with the command
  kubectl netexplain audit --demo

  # What is broken in this namespace, or in all of them?
  kubectl netexplain audit
  kubectl netexplain audit -A

  # Only Services and their endpoints, with what is for information only
  kubectl netexplain audit services -A --all

  # Every port that Services open on nodes; every way in from outside
  kubectl netexplain audit nodeports -A
  kubectl netexplain audit exposure -A --by node

  # In CI: fail when a port was opened that nobody has reviewed
  kubectl netexplain audit exposure -A --write-baseline open.json
  kubectl netexplain audit exposure -A --baseline open.json

  # Manifests, before they reach a cluster; for a code review
  kubectl netexplain audit -f manifests/ -o sarif

  # In CI: fail only on what is new
  kubectl netexplain audit -A --write-baseline baseline.json
  kubectl netexplain audit -A --baseline baseline.json --fail-on warning

A finding that is fine is excepted in a file (--exceptions) or by the object itself, with an annotation of one line for each:
  netexplain/ignore: "NX1104 only the new pods have it; expires=2027-01-01"

Exit codes: 0 no finding at or above --fail-on (default error; of nodeports and exposure never, with --baseline
info) · 1 such a finding · 2 could not answer · 3 undetermined: a rule that could have found one may not read
what decides.
`;
