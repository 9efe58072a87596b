import { describe, expect, it } from 'vitest';
import { type ExposureReport, exposure, readObjects } from '../../src/index.ts';
import type { ExposureRow } from '../../src/model/exposure-report.ts';
import { cidrContains } from '../../src/model/values/cidr.ts';
import { hostPort } from '../../src/model/values/ip.ts';
import { type LabRow, labObjects, labRows } from '../support/truth.ts';

const MODES = ['nftables', 'iptables'] as const;

function labReport(mode: string): ExposureReport {
  const objects = labObjects().map((list) => JSON.parse(JSON.stringify(list).replace('mode: nftables', `mode: ${mode}`)) as object);
  return exposure(readObjects(objects, { complete: true }), { allNamespaces: true });
}

/** The node at which the probe's packet arrived first. */
const nodeOf = ({ from, to }: LabRow) => (/routed via (\S+)/.exec(from) ?? / (node\d):\d+$/.exec(to))?.[1];

const clientOf = ({ from }: LabRow) => /^outside (\S+)/.exec(from)?.[1] ?? '';

/** Probes from outside of what an inventory of ways in lists. */
const isWayIn = (row: LabRow) =>
  row.from.startsWith('outside') && /^(nodePort|healthCheckNodePort|hostPort|hostNetwork|externalIP|loadBalancer) /.test(row.to);

/** The rows for the address that was dialled, at that node. */
function rowsFor(row: LabRow, { rows }: ExposureReport): readonly ExposureRow[] {
  const protocol = row.kind === 'udp' ? 'UDP' : 'TCP';
  return rows.filter(
    (one) =>
      one.address !== null &&
      hostPort(one.address, one.port) === row.addr &&
      one.protocol === protocol &&
      (one.node === null || one.node === nodeOf(row)),
  );
}

/** What a row predicts of one client. */
function predicted(one: ExposureRow | undefined, client: string): string {
  if (one === undefined) return 'closed';
  const letIn = one.clients === undefined || one.clients.some((range) => cidrContains(range, client));
  return letIn ? one.answers : 'no';
}

function disagreement(row: LabRow, report: ExposureReport): string | undefined {
  const [found, ...more] = rowsFor(row, report);
  if (more.length > 0) return `${more.length + 1} rows`;
  const answer = predicted(found, clientOf(row));
  if (answer === 'unknown') return undefined;
  if (row.ok !== (answer === 'yes')) return `${answer} ${found?.reason}, seen ${row.ok}`;
  const refused = Object.keys(row.errors ?? {}).includes('refused');
  if (found !== undefined && answer === 'no' && found.clients === undefined && refused !== (found.outcome === 'refused')) {
    return `${found.outcome}, seen ${Object.keys(row.errors ?? {}).join()}`;
  }
  const pods = found?.endpoints.map(({ pod }) => pod?.split('/')[1]) ?? [];
  const strangers = Object.keys(row.served_by ?? {}).filter((name) => !name.startsWith('http ') && !pods.includes(name));
  const [status] = Object.keys(row.served_by ?? {}).flatMap((name) => /^http (\d+)/.exec(name)?.[1] ?? []);
  if (status !== undefined && found?.status !== Number(status)) return `status ${found?.status}, seen ${status}`;
  return strangers.length === 0 ? undefined : `answered by ${strangers.join()}, predicted ${pods.join()}`;
}

describe.each(MODES)('the inventory of the lab with kube-proxy in %s mode', (mode) => {
  const report = labReport(mode);
  const rows = labRows(mode).filter(isWayIn);

  it('is held against the probes of ways in from outside', () => {
    expect(rows.length).toBe(98);
  });

  it('agrees with every probe', () => {
    const wrong = rows.flatMap((row) => disagreement(row, report) ?? []);
    expect(wrong).toEqual([]);
  });

  it('is unsure of the load balancer that answers itself alone', () => {
    const unsure = rows.filter((row) => predicted(rowsFor(row, report)[0], clientOf(row)) === 'unknown');
    expect([...new Set(unsure.map(({ addr }) => addr))]).toEqual(['203.0.113.13:80']);
  });

  it('has no row that claims more than was probed', () => {
    const dialled = new Set(rows.map((row) => `${nodeOf(row)} ${row.addr}`));
    const unproved = report.rows.filter(
      ({ node, address, port, answers }) => answers === 'yes' && !dialled.has(`${node} ${hostPort(address ?? '', port)}`),
    );
    expect([...new Set(unproved.map(({ workloads }) => `${workloads}`))]).toEqual(['Pod a/dns-hostnet-cf', 'Pod a/dns-hostnet-cfh']);
  });
});
