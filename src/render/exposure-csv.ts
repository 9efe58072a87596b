import type { ExposedRoute, ExposureReport } from '../model/exposure-report.ts';
import { nameOf } from '../model/object-ref.ts';
import { csvText } from './csv.ts';

const COLUMNS = [
  'via',
  'service',
  'node',
  'nodes',
  'address',
  'addressType',
  'port',
  'protocol',
  'answers',
  'outcome',
  'public',
  'sensitive',
  'clients',
  'workloads',
  'endpoints',
  'reason',
  'policies',
  'policySources',
  'object',
  'host',
  'path',
] as const;

/** An inventory as CSV with a header: a line for each row, `nodes` being how many nodes it stands for. Several values in a cell are parted by blanks. */
export function renderExposureCsv({ rows, routes }: ExposureReport): string {
  const lines = rows.map((row) => {
    const {
      via,
      service,
      node,
      address,
      addressType = '',
      port,
      protocol,
      answers,
      outcome,
      sensitive = '',
      clients = [],
      workloads,
      reason,
      policies,
    } = row;
    const nodes = row.nodes?.count ?? (node === null ? 0 : 1);
    const endpoints = row.endpoints.map(({ ip, port: number }) => (ip.includes(':') ? `[${ip}]:${number}` : `${ip}:${number}`)).join(' ');
    const behind = workloads === 'unknown' ? workloads : workloads.join('; ');
    const admitted = [policies?.verdict ?? '', policies?.sources.join('; ') ?? ''];
    const place = [via, service ?? '', node ?? '', String(nodes), address ?? '', addressType, String(port), protocol];
    return [...place, answers, outcome, row.public, sensitive, clients.join(' '), behind, endpoints, reason, ...admitted, '', '', ''];
  });
  return csvText([COLUMNS, ...lines, ...routes.map(routeLine)]);
}

/** A way in by host and path: the same columns, with those of nodes empty. */
function routeLine(route: ExposedRoute): readonly string[] {
  const { object, address, port, protocol, answers, outcome, sensitive = '', workloads, reason, service, host = '', path = '' } = route;
  const behind = workloads === 'unknown' ? workloads : workloads.join('; ');
  const place = [object.kind, service, '', '0', address ?? '', '', String(port), protocol];
  return [...place, answers, outcome, route.public, sensitive, '', behind, '', reason, '', '', nameOf(object), host, path];
}
