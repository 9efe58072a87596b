import type { GRPCRouteReport, HTTPRouteReport, RouteParent, RouteRuleReport, RuleBackend } from '../model/route-report.ts';
import { assumptionBlocks, findingBlocks, notCheckedBlocks } from './common.ts';
import { type Block, type Document, line, type Span, span, type Tone } from './document.ts';
import { addressLine, conditionLine, TRUTH_TONE } from './gateway-common.ts';

type RouteReport = HTTPRouteReport | GRPCRouteReport;

/** The report of a route as a person reads it: the verdict, what is wrong, its parents, and what each rule takes and does. */
export function routeDocument(report: RouteReport): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, VERDICT_TONE[report.outcome]) },
      ...findingBlocks(report.findings),
      ...report.parents.flatMap(parentBlocks),
      ...report.rules.flatMap(ruleBlocks),
      ...assumptionBlocks(report.assumptions),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

const VERDICT_TONE: Readonly<Record<RouteReport['outcome'], Tone>> = {
  attached: 'good',
  broken: 'bad',
  'not-attached': 'bad',
  unknown: 'warn',
};

function parentBlocks({ parent, sectionName, port, accepted, listeners, addresses, reported }: RouteParent): readonly Block[] {
  const narrowed = [
    ...(sectionName === undefined ? [] : [`listener ${sectionName}`]),
    ...(port === undefined ? [] : [`port ${port}`]),
  ].join(', ');
  return [
    {
      type: 'heading',
      text: `PARENT ${parent.kind} ${parent.namespace}/${parent.name}`,
      ...(narrowed === '' ? {} : { aside: narrowed }),
    },
    {
      type: 'pairs',
      pairs: [
        { name: 'Attached', value: attachedLine(accepted, listeners) },
        ...listeners.map((one) => ({
          name: `Listener ${one.name}`,
          value: [
            span(`${one.port}/${one.protocol} ${one.hostname ?? '*'}   `),
            one.holds === 'yes' ? span(`for ${one.hosts.join(', ')}`, 'good') : span(one.says, TRUTH_TONE[one.holds]),
            ...(one.doubt === undefined ? [] : [span(`; but ${one.doubt}`, 'warn')]),
          ],
        })),
        ...addresses.map((one) => ({ name: 'Address', value: addressLine(one) })),
        ...(reported.length === 0 ? [{ name: 'Controller says', value: conditionLine([]) }] : []),
        ...reported.map(({ controller, conditions }) => ({ name: `${controller} says`, value: conditionLine(conditions) })),
      ],
    },
  ];
}

/** By the specification, unless the controller says that none of the listeners takes such routes. */
function attachedLine({ holds, says }: RouteParent['accepted'], listeners: RouteParent['listeners']): readonly Span[] {
  const taking = listeners.filter((one) => one.holds === 'yes');
  if (taking.length > 0 && taking.every(({ doubt }) => doubt !== undefined)) {
    return [span('no', TRUTH_TONE.no), span(`   by the specification ${says}, but ${taking[0]?.doubt}`, 'dim')];
  }
  return [span(holds, TRUTH_TONE[holds]), span(`   ${says}`, 'dim')];
}

function ruleBlocks({ rule, name, matches, filters, backends, answers, timeouts, sessionPersistence }: RouteRuleReport): readonly Block[] {
  const settings: readonly (readonly [string, string] | false)[] = [
    ...matches.map((match, index) => [index === 0 ? 'Takes' : 'or', match] as const),
    ...filters.map((filter) => ['Does', filter] as const),
    answers !== undefined && ['Answers', answers.says],
    timeouts?.request !== undefined && ['Time-out', `${timeouts.request} for the whole request`],
    timeouts?.backendRequest !== undefined && ['Time-out', `${timeouts.backendRequest} for each try at a backend`],
    sessionPersistence !== undefined && ['Session', `kept with one backend by ${sessionPersistence}`],
  ];
  return [
    { type: 'heading', text: `RULE ${rule}`, ...(name === undefined ? {} : { aside: name }) },
    { type: 'pairs', pairs: settings.filter((one) => one !== false).map(([title, text]) => ({ name: title, value: line(text) })) },
    ...(backends.length === 0 ? [] : [backendTable(backends)]),
  ];
}

function backendTable(backends: readonly RuleBackend[]): Block {
  return {
    type: 'table',
    columns: [
      { title: 'BACKEND', name: true },
      { title: 'PORT' },
      { title: 'SHARE' },
      { title: 'READY' },
      { title: 'GETS', prose: true },
      { title: 'ALSO', prose: true },
    ],
    rows: backends.map((one) => [
      span(`${one.backend.kind} ${one.backend.namespace}/${one.backend.name}`),
      span(one.port ?? '-'),
      span(`${Math.round(one.share * 1000) / 10} %`),
      readyOf(one),
      getsOf(one),
      span([...one.filters, ...(one.tls === undefined ? [] : [`TLS to ${one.tls.hostname} (${one.tls.policy})`])].join('; ') || '-'),
    ]),
  };
}

function readyOf({ endpoints }: RuleBackend): Span {
  if (endpoints === undefined) return span('-', 'dim');
  if (endpoints === 'unknown') return span('unknown', 'warn');
  return span(`${endpoints.ready} of ${endpoints.total}`, endpoints.ready === 0 ? 'bad' : 'good');
}

function getsOf({ holds, says, status, share, endpoints }: RuleBackend): Span {
  const answer = status === undefined ? '' : `HTTP ${status}: `;
  if (holds === 'no') return span(`${share === 0 ? '' : answer}${says}`, share === 0 ? 'warn' : 'bad');
  if (holds === 'unknown') return span(says, 'warn');
  if (typeof endpoints === 'object' && endpoints.ready === 0) return span(`${answer}no endpoint is ready`, 'bad');
  return span(share === 0 ? 'nothing: its weight is 0' : 'its part', share === 0 ? 'dim' : 'plain');
}
