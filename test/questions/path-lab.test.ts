import { describe, expect, it } from 'vitest';
import { type ClusterSnapshot, type PathReport, path, readObjects } from '../../src/index.ts';
import { type LabRow, labObjects, labRows } from '../support/truth.ts';

const MODES = ['nftables', 'iptables'] as const;

/** Where no process listens, which the API does not show: the packet arrives, as predicted, and the server's kernel refuses it. */
const NOBODY_LISTENS: readonly (readonly [RegExp, string])[] = [
  [/^svc a\/badport:80\/TCP$/, 'the targetPort is 9999, where the pods do not listen'],
  [/^svc a\/twin:9000\/TCP$/, 'the sidecar listens on 127.0.0.1 alone'],
  [/^pod a\/twin :9000 /, 'the sidecar listens on 127.0.0.1 alone'],
  [/^pod \S+ on \S+ closed port :9999$/, 'the pods do not listen on 9999'],
];

/** The lab's API, with the mode that kube-proxy had in one of the two records. */
function labCluster(mode: string): ClusterSnapshot {
  const objects = labObjects().map((list) => JSON.parse(JSON.stringify(list).replace('mode: nftables', `mode: ${mode}`)) as object);
  return readObjects(objects, { complete: true });
}

/** A row that dials an address as a question, as the lab's description says. */
function questionOf({ from, addr = '', kind }: LabRow): Parameters<typeof path>[1] {
  const base = { to: addr, protocol: kind === 'udp' ? 'UDP' : 'TCP', assumeEnforced: 'no' } as const;
  const [who = '', name = ''] = from.split(' ');
  if (who === 'pod') return { ...base, from: `pod/${name}` };
  if (who === 'node' && addr.startsWith('127.')) return { ...base, from: '127.0.0.1', node: name };
  if (who === 'node') return { ...base, from: `172.30.0.1${name.slice(-1)}` };
  const [, node] = /routed via (\S+)/.exec(from) ?? [];
  return { ...base, from: name, ...(node === undefined ? {} : { node }) };
}

const expectedOutcomes = ({ ok, errors, served_by }: LabRow): readonly string[] => {
  const servers = Object.keys(served_by ?? {});
  if (servers.some((name) => name.startsWith('outside-'))) return ['leaves-cluster'];
  if (ok) return servers.includes('connected') ? ['delivered', 'leaves-cluster'] : ['delivered'];
  return Object.keys(errors ?? {}).includes('refused') ? ['refused'] : ['dropped', 'leaves-cluster'];
};

/** The pods that answered: without "connected", and without the servers that do not say their name. */
function podsThatAnswered({ served_by }: LabRow): readonly string[] {
  const names = Object.keys(served_by ?? {}).filter(
    (name) => name !== 'connected' && !name.startsWith('outside-') && !name.startsWith('http '),
  );
  return names.map((name) => name.split('/')[0] ?? name);
}

function disagreement(row: LabRow, report: PathReport): string | undefined {
  const destinations = report.answers.flatMap((answer) => answer.destinations);
  const pods = destinations.map((one) => one.pod?.split('/')[1]);
  const sources = destinations.map((one) => one.source.address);
  if (!expectedOutcomes(row).includes(report.outcome)) return `outcome ${report.outcome}, seen ${expectedOutcomes(row)[0]}`;
  const strangers = podsThatAnswered(row).filter((pod) => !pods.includes(pod));
  if (strangers.length > 0) return `answered by ${strangers.join()}, predicted ${pods.join()}`;
  const unforeseen = row.kind === 'tcp' ? [] : (row.src_seen ?? []).filter((source) => !sources.includes(source));
  return unforeseen.length > 0 ? `source ${unforeseen.join()}, predicted ${sources.join()}` : undefined;
}

describe.each(MODES)('what happened in the lab with kube-proxy in %s mode', (mode) => {
  const cluster = labCluster(mode);
  const rows = labRows(mode).filter(({ kind, addr = '' }) => ['http', 'tcp', 'udp'].includes(kind) && /^[\d[]/.test(addr));
  const excuse = (row: LabRow) => NOBODY_LISTENS.find(([pattern]) => pattern.test(row.to))?.[1];

  it('has the rows that dial an address', () => {
    expect(rows.length).toBe(1151);
  });

  it('agrees with every row, but where no process listens', { timeout: 120_000 }, () => {
    const wrong = rows.flatMap((row) => {
      const said = excuse(row) === undefined ? disagreement(row, path(cluster, questionOf(row))) : undefined;
      return said === undefined ? [] : [`${row.from} → ${row.to} ${row.addr}: ${said}`];
    });
    expect(wrong).toEqual([]);
  });

  it('says the same when the mode is told instead of read', () => {
    const asRecorded = labCluster('nftables');
    for (const row of rows.filter((_row, index) => index % 5 === 0)) {
      const told = path(asRecorded, { ...questionOf(row), proxyMode: mode });
      expect(told.answers, `${row.from} → ${row.to}`).toEqual(path(cluster, questionOf(row)).answers);
    }
  });

  it.each(NOBODY_LISTENS)('%s is excused, and answered with the stated assumption: %s', (pattern) => {
    const excused = rows.filter((row) => pattern.test(row.to));
    expect(excused.length).toBeGreaterThan(0);
    for (const row of excused) {
      expect(Object.keys(row.errors ?? {}), row.to).toEqual(['refused']);
      const report = path(cluster, questionOf(row));
      expect(report.outcome).toBe('delivered');
      expect(report.assumptions.map(({ id }) => id)).toContain('process');
    }
  });
});
