import type { AddressOutcome, AddressOwner, AddressReport } from '../model/address-report.ts';
import { describeRef } from '../model/object-ref.ts';
import { assumptionBlocks, findingBlocks, notCheckedBlocks } from './common.ts';
import { type Block, type Document, line, type Span, span, type Tone } from './document.ts';

/** The report of an address as a person reads it: the verdict, what excludes what, then every owner and range. */
export function addressDocument(report: AddressReport): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, VERDICT_TONE[report.outcome]) },
      ...conflictBlocks(report),
      ...(report.findings.length === 0 ? [] : findingBlocks(report.findings)),
      ...ownerBlocks(report),
      ...assumptionBlocks(report.assumptions),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

const VERDICT_TONE: Readonly<Record<AddressOutcome, Tone>> = {
  assigned: 'good',
  conflict: 'bad',
  unassigned: 'plain',
  external: 'plain',
  special: 'plain',
  unknown: 'warn',
};

const ROLES: Readonly<Record<AddressOwner['role'], string>> = {
  node: 'node address',
  pod: 'pod address',
  clusterIP: 'Cluster IP',
  loadBalancer: 'load balancer',
  externalIP: 'externalIP',
  endpoint: 'endpoint',
  podCIDR: 'pod CIDR',
  serviceCIDR: 'ServiceCIDR',
};

function conflictBlocks({ conflicts }: AddressReport): readonly Block[] {
  if (conflicts.length < 2) return [];
  return [
    { type: 'heading', text: 'CONFLICTS' },
    { type: 'lines', lines: conflicts.map(({ says }) => line(says, 'bad')) },
  ];
}

function ownerBlocks({ owners, allocation }: AddressReport): readonly Block[] {
  if (owners.length === 0 && allocation === undefined) return [];
  const kept: readonly (readonly Span[])[] =
    allocation === undefined
      ? []
      : [[span('allocation'), span(describeRef(allocation.object)), span(allocation.says, TONE_OF_AGREEMENT[`${allocation.agrees}`])]];
  return [
    { type: 'heading', text: 'WHOSE IT IS' },
    {
      type: 'table',
      columns: [{ title: 'ROLE' }, { title: 'OBJECT', name: true }, { title: 'WHAT', prose: true }],
      rows: [
        ...owners.map((owner) => [span(ROLES[owner.role]), span(describeRef(owner.object)), span(owner.says, toneOf(owner))]),
        ...kept,
      ],
    },
  ];
}

const TONE_OF_AGREEMENT: Readonly<Record<string, Tone>> = { true: 'plain', false: 'bad', unknown: 'warn' };

function toneOf(owner: AddressOwner): Tone {
  switch (owner.role) {
    case 'pod':
      return owner.live ? 'plain' : 'dim';
    case 'endpoint':
      return owner.stale === true ? 'bad' : owner.stale === 'unknown' ? 'warn' : 'plain';
    case 'podCIDR':
    case 'serviceCIDR':
      return 'dim';
    default:
      return 'plain';
  }
}
