import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { type DnsReport, dns } from '../../src/index.ts';
import { LAB_NODE_RESOLV_CONF, labUpstream } from '../support/lab-upstream.ts';
import { type LabRow, labObjects, labRows } from '../support/truth.ts';

const CLUSTER = readObjects(labObjects(), { complete: true });

function ask(
  { from, name = '', qtype = 'A' }: LabRow,
  more: object = { upstream: labUpstream, nodeResolvConf: LAB_NODE_RESOLV_CONF },
): DnsReport {
  const [, pod = ''] = /^pod (\S+) /.exec(from) ?? [];
  return dns(CLUSTER, { name, type: qtype, from: `pod/${pod}`, ...more });
}

/** Each query as the lab's record spells it: `foo.a.svc.cluster.local. NOERROR 1`. */
function stepsOf({ queries }: DnsReport): readonly string[] {
  return queries.map(({ name, rcode, answers }) => `${name} ${rcode} ${answers.length}`);
}

function answersOf({ answers }: DnsReport): readonly string[] {
  return answers.map(({ name, type, data }) => `${name} ${type} ${data}`).sort();
}

function seenOutcome({ ok, errors }: LabRow): string {
  if (ok) return 'resolved';
  return Object.keys(errors ?? {}).includes('NXDOMAIN') ? 'nxdomain' : 'nodata';
}

describe.each(['nftables', 'iptables'] as const)('what the lab resolved with kube-proxy in %s mode', (mode) => {
  const rows = labRows(mode).filter(({ kind }) => kind === 'dns');

  it('has its rows', () => {
    expect(rows).toHaveLength(882);
  });

  it('agrees in outcome, answers and every step of the search', () => {
    const wrong = rows.flatMap((row) => {
      const report = ask(row);
      const said = { outcome: report.outcome, steps: stepsOf(report), answers: row.ok ? answersOf(report) : [] };
      const seen = { outcome: seenOutcome(row), steps: row.steps ?? [], answers: row.ok ? [...(row.answer ?? [])].sort() : [] };
      return JSON.stringify(said) === JSON.stringify(seen) ? [] : [{ row: `${row.from}: ${row.name} ${row.qtype}`, said, seen }];
    });
    expect(wrong).toEqual([]);
  });

  it('with the API alone is never sure of anything that did not happen', () => {
    const wrong = rows.flatMap((row) => {
      const report = ask(row, {});
      const open = report.outcome === 'unknown' || report.outcome === 'asked-upstream';
      return open || report.outcome === seenOutcome(row)
        ? []
        : [`${row.from}: ${row.name} ${row.qtype}: ${report.outcome}, seen ${seenOutcome(row)}`];
    });
    expect(wrong).toEqual([]);
  });
});
