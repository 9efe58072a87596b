import type { AddressMapReport, AddressMapRow, MappedService, ServiceWithoutPod } from '../model/address-map-report.ts';
import { notCheckedBlocks } from './common.ts';
import { type Block, type Column, type Document, line, type Span, span } from './document.ts';

/** The joined addresses as a person reads them: pods, then Services without one, then nodes. */
export function addressMapDocument(report: AddressMapReport): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, report.outcome === 'unknown' ? 'warn' : 'plain') },
      ...podBlocks(report),
      ...serviceBlocks(report),
      ...nodeBlocks(report),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

const NAMESPACE: Column = { title: 'NAMESPACE' };

function podBlocks({ rows, question }: AddressMapReport): readonly Block[] {
  if (rows.length === 0) return [];
  const everywhere = question.namespace === undefined;
  return [
    { type: 'heading', text: 'PODS' },
    {
      type: 'table',
      columns: [
        ...(everywhere ? [NAMESPACE] : []),
        { title: 'POD', name: true },
        { title: 'POD IP', prose: true },
        { title: 'NODE', name: true },
        { title: 'NODE IP', prose: true },
        { title: 'SERVICE', name: true },
        { title: 'CLUSTER IP', prose: true },
      ],
      rows: rows.flatMap((row) =>
        podRows(row).map((cells, index) => (everywhere ? [span(index === 0 ? row.namespace : ''), ...cells] : cells)),
      ),
    },
  ];
}

/** One row for each Service, the first with the pod's own cells. */
function podRows(row: AddressMapRow): readonly (readonly Span[])[] {
  const own = [span(row.pod), podAddress(row), span(row.node ?? '-', row.node === undefined ? 'warn' : 'plain'), nodeAddress(row)];
  if (row.services === 'unknown') return [[...own, span('?', 'warn'), span('?', 'warn')]];
  if (row.services.length === 0) return [[...own, span('-', 'dim'), span('-', 'dim')]];
  return row.services.map((service, index) => [
    ...(index === 0 ? own : own.map(() => span(''))),
    span(service.name),
    span(clusterIPs(service)),
  ]);
}

function podAddress({ live, phase, podIPs, hostNetwork }: AddressMapRow): Span {
  if (!live) return span(`(${phase})`, 'dim');
  if (podIPs.length === 0) return span(`none (${phase})`, 'warn');
  return span(hostNetwork ? "the node's" : podIPs.join(', '));
}

function nodeAddress({ node, nodeIPs }: AddressMapRow): Span {
  if (nodeIPs === 'unknown') return span('?', 'warn');
  return span(node === undefined ? '-' : (nodeIPs ?? []).join(', ') || '-');
}

function clusterIPs({ clusterIPs: ips }: { readonly clusterIPs: MappedService['clusterIPs'] }): string {
  if (ips === 'unknown') return '?';
  return ips.join(', ') || '-';
}

function serviceBlocks({ servicesWithoutPod: services, question }: AddressMapReport): readonly Block[] {
  if (services === 'unknown' || services.length === 0) return [];
  const everywhere = question.namespace === undefined;
  return [
    { type: 'heading', text: 'SERVICES WITHOUT A POD' },
    {
      type: 'table',
      columns: [
        ...(everywhere ? [NAMESPACE] : []),
        { title: 'SERVICE', name: true },
        { title: 'TYPE' },
        { title: 'CLUSTER IP', prose: true },
        { title: 'SENDS TO', prose: true },
      ],
      rows: services.map((service) => [
        ...(everywhere ? [span(service.namespace)] : []),
        span(service.name),
        span(service.type),
        span(clusterIPs(service)),
        sendsTo(service),
      ]),
    },
  ];
}

function sendsTo({ type, otherEndpoints }: ServiceWithoutPod): Span {
  if (type === 'ExternalName') return span('a name (ExternalName)');
  return otherEndpoints.length === 0 ? span('nothing', 'warn') : span(otherEndpoints.join(', '));
}

function nodeBlocks({ nodes }: AddressMapReport): readonly Block[] {
  if (nodes === 'unknown' || nodes.length === 0) return [];
  return [
    { type: 'heading', text: 'NODES' },
    {
      type: 'table',
      columns: [
        { title: 'NODE', name: true },
        { title: 'ADDRESSES', prose: true },
        { title: 'POD CIDRS', prose: true },
        { title: 'ZONE' },
        { title: 'PODS' },
      ],
      rows: nodes.map((node) => [
        span(node.name),
        span(node.addresses.map(({ type, address }) => (type === 'InternalIP' ? address : `${address} (${type})`)).join(', ') || '-'),
        span(node.podCIDRs.join(', ') || '-'),
        span(node.zone ?? '-'),
        span(node.pods),
      ]),
    },
  ];
}
