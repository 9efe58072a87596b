import type { DnsQuery, DnsReport } from '../model/dns-report.ts';
import { assumptionBlocks, findingBlocks, notCheckedBlocks } from './common.ts';
import { type Block, type Document, line, type Span, span, type Tone } from './document.ts';

/** What a name means in a pod, as a person reads it: the verdict, what would have worked, then how it was looked up. */
export function dnsDocument(report: DnsReport): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, VERDICT_TONE[report.outcome]) },
      ...suggestionBlocks(report),
      ...(report.findings.length === 0 ? [] : findingBlocks(report.findings)),
      ...meaningBlocks(report),
      ...queryBlocks(report),
      ...fileBlocks(report),
      ...formBlocks(report),
      ...assumptionBlocks(report.assumptions),
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

function queryBlocks({ queries, wasted, hosts }: DnsReport): readonly Block[] {
  if (queries.length === 0) return [];
  const aside = [
    hosts.decides === 'yes' ? 'what tools that ask DNS themselves get: programs take /etc/hosts' : 'in the order in which they are sent',
    wasted === 0 ? '' : `${wasted} of ${queries.length} bring nothing`,
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
        answerOf(query),
        span(query.says, 'dim'),
      ]),
    },
  ];
}

/** So many records are spelled out. */
const SPELLED_OUT = 3;

function answerOf({ rcode, answers }: DnsQuery): Span {
  if (answers.length > 0) {
    const data = answers.slice(0, SPELLED_OUT).map((one) => one.data);
    const more = answers.length - data.length;
    return span(`${data.join(', ')}${more > 0 ? ` and ${more} more` : ''}`, 'good');
  }
  if (rcode === null) return span('?', 'warn');
  return rcode === 'NOERROR' ? span('none of the type', 'warn') : span(rcode, 'dim');
}

function fileBlocks({ resolvConf, hosts }: DnsReport): readonly Block[] {
  const { nameservers, search, options, unknown } = resolvConf;
  const pairs = [
    { name: 'nameserver', value: line(nameservers.join(' ') || '?') },
    { name: 'search', value: line(search.join(' ') || '?') },
    { name: 'options', value: line(options.join(' ') || '?') },
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
  return [
    { type: 'heading', text: 'NAMES', ...(forms.length === 0 ? { aside: 'none: it is no Service of the cluster' } : {}) },
    { type: 'pairs', pairs: forms.map(({ name, says }) => ({ name, value: line(says) })) },
  ];
}
