import { describe, expect, it } from 'vitest';
import { type ClusterSnapshot, type PathReport, path, readObjects } from '../../src/index.ts';
import { LAB_NODE_RESOLV_CONF, labUpstream } from '../support/lab-upstream.ts';
import { type LabRow, labObjects, labRows } from '../support/truth.ts';

const MODES = ['nftables', 'iptables'] as const;

/** Where no process listens, which the API does not show: the packet arrives, as predicted, and the server's kernel refuses it. */
const NOBODY_LISTENS: readonly (readonly [RegExp, string])[] = [
  [/ → svc a\/badport:80\/TCP$/, 'the targetPort is 9999, where the pods do not listen'],
  [/ → svc a\/twin:9000\/TCP$/, 'the sidecar listens on 127.0.0.1 alone'],
  [/ → pod a\/twin :9000 /, 'the sidecar listens on 127.0.0.1 alone'],
  [/ → pod \S+ on \S+ closed port :9999$/, 'the pods do not listen on 9999'],
  [/ → headless name headless-web\.a:80 /, 'the pods listen on 8080: a headless Service translates no ports'],
  [/^pod a\/dns-aliases .* → name foo\.a:80$/, 'hostAliases lead to an address outside, where nobody listens on 80'],
];

/** The lab's API, with the mode that kube-proxy had in one of the two records. */
function labCluster(mode: string): ClusterSnapshot {
  const objects = labObjects().map((list) => JSON.parse(JSON.stringify(list).replace('mode: nftables', `mode: ${mode}`)) as object);
  return readObjects(objects, { complete: true });
}

/** A row that dials an address as a question, as the lab's description says. */
function questionOf({ from, addr = '', kind }: LabRow): Parameters<typeof path>[1] {
  const naming = { upstream: labUpstream, nodeResolvConf: LAB_NODE_RESOLV_CONF };
  const base = { to: addr, protocol: kind === 'udp' ? 'UDP' : 'TCP', assumeEnforced: 'no', ...naming } as const;
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
  const nameless = servers.some((name) => name === 'connected' || name.startsWith('http '));
  if (ok) return nameless ? ['delivered', 'leaves-cluster'] : ['delivered'];
  const said = Object.keys(errors ?? {});
  if (said.some((error) => error.startsWith('dns: '))) return ['unresolved'];
  return said.includes('refused') ? ['refused'] : ['dropped', 'leaves-cluster'];
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
  const rows = labRows(mode).filter(({ kind }) => ['http', 'tcp', 'udp'].includes(kind));
  const isExcused = (row: LabRow, pattern: RegExp) =>
    pattern.test(`${row.from} → ${row.to}`) && Object.keys(row.errors ?? {}).join() === 'refused';
  const excuse = (row: LabRow) => NOBODY_LISTENS.find(([pattern]) => isExcused(row, pattern))?.[1];

  it('has the rows that dial an address, and those that dial a name', () => {
    expect(rows.filter(({ addr = '' }) => /^[\d[]/.test(addr)).length).toBe(1151);
    expect(rows.length).toBe(1391);
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
    const excused = rows.filter((row) => isExcused(row, pattern));
    expect(excused.length).toBeGreaterThan(0);
    for (const row of excused) {
      const report = path(cluster, questionOf(row));
      const assumed = report.assumptions.map(({ id }) => id);
      expect(assumed).toContain(report.outcome === 'leaves-cluster' ? 'outside' : 'process');
      expect(['delivered', 'leaves-cluster']).toContain(report.outcome);
    }
  });
});
