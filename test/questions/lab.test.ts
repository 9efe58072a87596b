import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import type { ServiceReport } from '../../src/model/service-report.ts';
import { explain } from '../../src/questions/explain/index.ts';
import { type LabRow, labObjects, labRows } from '../support/truth.ts';

/** Ports on which no process listens: the API cannot show it, so a refusal is no error of the prediction. */
const NOBODY_LISTENS = new Map([
  ['a/badport:80', 'the containers listen on 8080; targetPort 9999 is a number, which needs no declaration (NX1106 or NX1107 warns)'],
  ['a/twin:9000', 'container "admin" declares 9000 and its process does not listen'],
]);

const cluster = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });
const { items } = explain(cluster, { object: 'svc', allNamespaces: true }) as ReportListOf<ServiceReport>;

interface Probe {
  readonly row: LabRow;
  readonly node: string;
  readonly report: ServiceReport;
  readonly port: ServiceReport['ports'][number];
}

/** The rows that go from a pod to a Cluster IP and one of its Service's ports. */
function probes(mode: 'nftables' | 'iptables'): readonly Probe[] {
  return labRows(mode).flatMap((row) => {
    const [, ip, number] = /^(.+):(\d+)$/.exec(row.addr ?? '') ?? [];
    const node = /^pod .* on (\S+)/.exec(row.from)?.[1];
    const report = items.find((one) => one.addresses.some((address) => address.address === ip));
    const protocol = row.kind === 'udp' ? 'UDP' : 'TCP';
    const port = report?.ports.find((one) => one.port === Number(number) && one.protocol === protocol);
    if (!['http', 'tcp', 'udp'].includes(row.kind) || node === undefined || report === undefined || port === undefined) return [];
    return [{ row, node, report, port }];
  });
}

function usableOn({ port, node }: Probe) {
  return port.endpoints.filter(({ usableFrom }) => usableFrom === 'all' || (usableFrom !== 'unknown' && usableFrom.includes(node)));
}

/** `pod/TAG` is a second server in a pod, "connected" a server that does not say its name. */
function podsThatAnswered({ row }: Probe): readonly string[] {
  return Object.keys(row.served_by ?? {})
    .filter((name) => name !== 'connected' && !name.startsWith('outside-') && !name.startsWith('http '))
    .map((name) => name.split('/')[0] ?? name);
}

function nobodyListens({ report, port }: Probe): string | undefined {
  return NOBODY_LISTENS.get(`${report.service.namespace}/${report.service.name}:${port.port}`);
}

describe.each(['nftables', 'iptables'] as const)('what happened in the lab with kube-proxy in %s mode', (mode) => {
  const all = probes(mode);

  it('has probes from pods to Cluster IPs', () => {
    expect(all.length).toBeGreaterThan(300);
  });

  it('whoever answered was usable from the node of the client', () => {
    const wrong = all.filter((probe) => {
      const usable = usableOn(probe).map((one) => one.pod);
      return podsThatAnswered(probe).some((pod) => !usable.includes(pod));
    });
    expect(wrong.map(({ row }) => `${row.from} → ${row.to}`)).toEqual([]);
  });

  it('something answered exactly where there is a usable endpoint', () => {
    const wrong = all.filter((probe) => nobodyListens(probe) === undefined && probe.row.ok !== usableOn(probe).length > 0);
    expect(wrong.map(({ row }) => `${row.from} → ${row.to}`)).toEqual([]);
  });

  it('says the same for the client alone as for its node', () => {
    for (const { row, node, report, port } of all.slice(0, 60)) {
      const [, namespace, name] = /^pod ([^/]+)\/(\S+) /.exec(row.from) ?? [];
      const { service } = report;
      const own = explain(cluster, {
        object: `svc/${service.namespace}/${service.name}`,
        from: `pod/${namespace}/${name}`,
      }) as ServiceReport;
      const endpoints = own.ports.find((one) => one.port === port.port && one.protocol === port.protocol)?.endpoints ?? [];
      const usable = endpoints.filter((one) => one.usableFromClient === true).map((one) => one.ip);
      expect(usable).toEqual(usableOn({ row, node, report, port }).map((one) => one.ip));
    }
  });

  it.each([...NOBODY_LISTENS])('%s is excused: %s', (target) => {
    const excused = all.filter(({ report, port }) => `${report.service.namespace}/${report.service.name}:${port.port}` === target);
    expect(excused.length).toBeGreaterThan(0);
    expect(excused.every(({ row }) => !row.ok && Object.keys(row.errors ?? {}).every((error) => error === 'refused'))).toBe(true);
  });
});
