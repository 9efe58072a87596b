import type { ExposedRoute, ExposureReport, ExposureRow } from '../model/exposure-report.ts';
import { describeRef } from '../model/object-ref.ts';
import { escapeMarkdown } from './markdown.ts';

/** An inventory as GitHub-flavoured Markdown: the verdict, a table of the rows, and what it rests on. */
export function renderExposureMarkdown({ summary, rows, routes, assumptions, coverage }: ExposureReport): string {
  const byHost = ['| url | by | address | answers | public | behind |', '|---|---|---|---|---|---|', ...routes.map(routeRow)];
  const table = [
    '| port | via | of | node | address | answers | public | behind | policies let in |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows.map(rowOf),
  ];
  const told = [...assumptions.map(({ says }) => says), ...coverage.notChecked.map(({ what, why }) => `not checked: ${what}: ${why}`)];
  return [
    `**${escapeMarkdown(summary)}**`,
    ...(rows.length === 0 ? [] : ['', ...table]),
    ...(routes.length === 0 ? [] : ['', ...byHost]),
    ...(told.length === 0 ? [] : ['', ...told.map((says) => `- ${escapeMarkdown(says)}`)]),
    '',
  ].join('\n');
}

function routeRow(route: ExposedRoute): string {
  const { url, port, protocol, object, address, answers, outcome, service } = route;
  const answer = answers === 'no' ? `no, ${outcome}` : answers;
  const cells = [url ?? `${port}/${protocol}`, describeRef(object), address ?? '', answer, route.public, service];
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
}

const ADMITTED = { yes: 'anybody', no: 'nobody', unknown: 'unknown' } as const;

function rowOf(row: ExposureRow): string {
  const { via, service, node, nodes, address, addressType, port, protocol, answers, outcome, workloads, sensitive, policies } = row;
  const behind = workloads === 'unknown' ? '?' : workloads.join(', ');
  const cells = [
    `${port}/${protocol}`,
    via,
    service ?? behind,
    node ?? (nodes === undefined ? '' : `${nodes.count} nodes`),
    address ?? addressType ?? '',
    answers === 'no' ? `no, ${outcome}` : answers,
    row.public,
    sensitive === undefined ? behind : `${behind}: likely ${sensitive}`,
    policies === undefined ? '' : policies.verdict === 'some' ? policies.sources.join(', ') : ADMITTED[policies.verdict],
  ];
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
}
