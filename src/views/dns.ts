import type { DnsQuery, DnsReport } from '../model/dns-report.ts';
import { assumptionBlocks, findingBlocks, notCheckedBlocks, notReadBlocks } from './common.ts';
import { type Block, type Document, line, type Span, span, type Tone } from './document.ts';

/** What a name means in a pod, as a person reads it: the verdict, what would have worked, then how it was looked up. `wide`: all records. */
export function dnsDocument(report: DnsReport, wide: boolean): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, VERDICT_TONE[report.outcome]) },
      ...suggestionBlocks(report),
      ...(report.findings.length === 0 ? [] : findingBlocks(report.findings)),
      ...meaningBlocks(report),
      ...queryBlocks(report, wide),
      ...fileBlocks(report),
      ...formBlocks(report),
      ...assumptionBlocks(report.assumptions),
      ...notReadBlocks(report.coverage),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

const VERDICT_TONE: Readonly<Record<DnsReport['outcome'], Tone>> = {
  resolved: 'good',
  'asked-upstream': 'plain',
  nxdomain: 'bad',
  nodata: 'bad',
  failed: 'bad',
  unknown: 'warn',
};

function suggestionBlocks({ suggestions }: DnsReport): readonly Block[] {
  if (suggestions.length === 0) return [];
  return [
    { type: 'heading', text: 'DID YOU MEAN' },
    { type: 'pairs', pairs: suggestions.map(({ name, says }) => ({ name, value: line(says) })) },
  ];
}

function meaningBlocks({ meanings }: DnsReport): readonly Block[] {
  if (meanings.length === 0) return [];
  return [
    { type: 'heading', text: 'WHAT IT IS' },
    { type: 'pairs', pairs: meanings.map(({ data, says }) => ({ name: data, value: line(says) })) },
  ];
}

function queryBlocks({ queries, wasted, hosts }: DnsReport, wide: boolean): readonly Block[] {
  if (queries.length === 0) return [];
  const aside = [
    hosts.decides === 'yes' ? 'of dig and the like: programs take /etc/hosts' : 'in the order in which they are sent',
    wasted === 0 ? '' : `${wasted} of them ${wasted === 1 ? 'brings' : 'bring'} nothing`,
  ].filter((part) => part !== '');
  return [
    { type: 'heading', text: 'QUERIES', aside: aside.join('; ') },
    {
      type: 'table',
      columns: [
        { title: 'NAME', name: true },
        { title: 'TYPE' },
        { title: 'SERVER', wide: true },
        { title: 'ANSWER', prose: true },
        { title: 'WHY', prose: true },
      ],
      rows: queries.map((query) => [
        span(query.name ?? '(more search domains)'),
        span(query.type),
        span(query.server ?? '?'),
        answerOf(query, wide ? query.answers.length : SPELLED_OUT),
        span(query.says, 'dim'),
      ]),
    },
  ];
}

/** So many records are spelled out where not all are. */
const SPELLED_OUT = 3;

function answerOf({ rcode, answers }: DnsQuery, shown: number): Span {
  if (answers.length > 0) {
    const data = answers.slice(0, shown).map((one) => one.data);
    const more = answers.length - data.length;
    return span(`${data.join(', ')}${more > 0 ? ` and ${more} more` : ''}`, 'good');
  }
  if (rcode === null) return span('?', 'warn');
  return rcode === 'NOERROR' ? span('none of the type', 'warn') : span(rcode, 'dim');
}

function fileBlocks({ resolvConf, hosts }: DnsReport): readonly Block[] {
  const { nameservers, search, options, unknown } = resolvConf;
  const none = unknown.length === 0 ? 'none' : 'none known';
  const pairs = [
    { name: 'nameserver', value: line(nameservers.join(' ') || none) },
    { name: 'search', value: line(search.join(' ') || none) },
    { name: 'options', value: line(options.join(' ') || none) },
    ...(unknown.length === 0 ? [] : [{ name: 'not known', value: line(unknown.join(', '), 'warn') }]),
    {
      name: '/etc/hosts',
      value: [
        ...(hosts.addresses.length === 0 ? [] : [span(`${hosts.addresses.join(', ')} `, 'strong')]),
        span(hosts.says, hosts.decides === 'no' ? 'dim' : 'warn'),
      ],
    },
  ];
  return [
    { type: 'heading', text: 'RESOLVER', aside: 'resolv.conf and /etc/hosts of its containers' },
    { type: 'pairs', pairs },
  ];
}

function formBlocks({ forms }: DnsReport): readonly Block[] {
  if (forms === undefined) return [];
  if (forms.length === 0) return [{ type: 'heading', text: 'NAMES', aside: 'none: it leads to no Service that is known' }];
  return [
    { type: 'heading', text: 'NAMES' },
    { type: 'pairs', pairs: forms.map(({ name, says }) => ({ name, value: line(says) })) },
  ];
}
