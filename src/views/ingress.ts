import type { IngressController, IngressLineReport, IngressReport, IngressTLSReport } from '../model/ingress-report.ts';
import { describeRef } from '../model/object-ref.ts';
import { assumptionBlocks, eventBlocks, findingBlocks, grouped, notCheckedBlocks } from './common.ts';
import { type Block, type Column, type Document, line, type Span, span, type Tone } from './document.ts';

/** The report of an Ingress as a person reads it: the verdict, what is broken, who serves it where, and where each line leads. */
export function ingressDocument(report: IngressReport): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, VERDICT_TONE[report.outcome]) },
      ...findingBlocks(report.findings),
      ...problemBlocks(report),
      ...servingBlocks(report),
      ...lineBlocks(report),
      ...tlsBlocks(report),
      ...eventBlocks(report.events),
      ...assumptionBlocks(report.assumptions),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

const VERDICT_TONE: Readonly<Record<IngressReport['outcome'], Tone>> = {
  served: 'good',
  'partly-served': 'warn',
  'not-served': 'bad',
  unknown: 'warn',
};

function problemBlocks({ problems }: IngressReport): readonly Block[] {
  if (problems.length === 0) return [];
  return [
    { type: 'heading', text: 'REFUSED TODAY', aside: 'an API server of 1.36 would not take this' },
    { type: 'lines', lines: problems.map(({ field, says }) => [span(field, 'strong'), span(` ${says}`, 'bad')]) },
  ];
}

function servingBlocks({ class: named, controller, addresses }: IngressReport): readonly Block[] {
  const { parameters, defaults } = named;
  const pairs: readonly (readonly [string, string] | false)[] = [
    ['Class', named.says],
    parameters !== undefined && [
      'Parameters',
      `${parameters.kind} ${[parameters.namespace, parameters.name].filter((one) => one !== undefined).join('/')}`,
    ],
    named.by === 'none' && ['Default today', defaults.length === 0 ? 'none' : defaults.join(', ')],
    ...(controller === undefined ? [] : controllerPairs(controller)),
    ...addresses.map(({ address, owners, ports }): readonly [string, string] => [
      'Address',
      [
        `${address}  ${ownersInWords(owners)}`,
        ...ports.flatMap(({ port, error }) => (error === undefined ? [] : [`port ${port}: ${error}`])),
      ].join('; '),
    ]),
    addresses.length === 0 && ['Address', 'none reported'],
  ];
  return [
    { type: 'heading', text: 'SERVED BY' },
    { type: 'pairs', pairs: pairs.filter((one) => one !== false).map(([name, value]) => ({ name, value: line(value) })) },
  ];
}

function controllerPairs({ name, retired, pods, services, withoutMatch }: IngressController): readonly (readonly [string, string])[] {
  const where =
    pods === 'outside'
      ? 'its proxies are outside the cluster'
      : pods === 'unknown'
        ? 'its pods could not be read'
        : pods.length === 0
          ? 'no pod of it was seen'
          : `pods ${pods.map((pod) => `${pod.namespace}/${pod.name}${pod.ready ? '' : ' (not ready)'}`).join(', ')}`;
  return [
    ['Controller', `${name}${retired === undefined ? '' : `, retired ${retired}`}: ${where}`],
    ...(services === 'unknown' ? [] : services.map((one): readonly [string, string] => ['Behind Service', serviceInWords(one)])),
    ['No match', withoutMatch],
  ];
}

function serviceInWords({ namespace, name, type, addresses, ports }: Exclude<IngressController['services'], 'unknown'>[number]): string {
  const listed = ports.map(({ port, nodePort }) => (nodePort === undefined ? `${port}` : `${port} (NodePort ${nodePort})`)).join(', ');
  return `${namespace}/${name} (${type})${addresses.length === 0 ? '' : ` ${addresses.join(', ')}`}, ports ${listed}`;
}

function ownersInWords(owners: IngressReport['addresses'][number]['owners']): string {
  if (owners === 'unknown') return 'whose it is could not be read';
  if (owners.length === 0) return "no Service's and no Node's: outside the cluster, or stale";
  return owners.map(({ object, role }) => `${role} of ${describeRef(object)}`).join(', ');
}

const LINE_COLUMNS: readonly Column[] = [
  { title: 'URL', prose: true },
  { title: 'PATH TYPE' },
  { title: 'COMES HERE' },
  { title: 'BACKEND', name: true },
  { title: 'ENDPOINTS' },
  { title: 'SENT TO' },
  { title: 'FIELD', wide: true },
];

function lineBlocks({ lines, rivalsComplete }: IngressReport): readonly Block[] {
  const reasons = lines.flatMap((one) => [
    ...(one.leads === 'to-endpoints'
      ? []
      : [{ of: nameOfLine(one), why: one.redirect?.says ?? one.backend?.says ?? 'there is no default backend' }]),
    ...one.rivals.map(({ ingress, says }) => ({ of: nameOfLine(one), why: `${describeRef(ingress)} ${says}` })),
  ]);
  return [
    { type: 'heading', text: 'LINES', ...(rivalsComplete ? {} : { aside: 'other Ingresses could not all be read' }) },
    { type: 'table', columns: LINE_COLUMNS, rows: lines.map(lineCells) },
    ...grouped(reasons),
  ];
}

function nameOfLine({ url, field }: IngressLineReport): string {
  return url ?? (field === 'spec.defaultBackend' ? 'default backend' : field);
}

function lineCells(one: IngressLineReport): readonly Span[] {
  const { backend, redirect } = one;
  return [
    span(nameOfLine(one)),
    span(one.pathType ?? '-'),
    WINS[one.wins],
    span(redirect !== undefined ? `redirect ${redirect.status}` : backend === undefined ? '-' : `${backend.name}:${backend.port ?? '-'}`),
    endpointsOf(one),
    span(backend?.sendsTo ?? '-'),
    span(one.field),
  ];
}

const WINS: Readonly<Record<IngressLineReport['wins'], Span>> = {
  yes: span('yes', 'good'),
  no: span('no', 'bad'),
  'controller-decides': span('controller decides', 'warn'),
};

function endpointsOf({ leads, backend }: IngressLineReport): Span {
  if (leads === 'to-controller') return span('-');
  if (leads === 'unknown') return span('unknown', 'warn');
  const { ready = 0, total = 0 } = backend?.endpoints ?? {};
  return span(`${ready} of ${total} ready`, leads === 'to-endpoints' ? 'good' : 'bad');
}

function tlsBlocks({ tls }: IngressReport): readonly Block[] {
  if (tls.length === 0) return [];
  return [
    { type: 'heading', text: 'TLS' },
    {
      type: 'table',
      columns: [{ title: 'HOSTS', prose: true }, { title: 'SECRET', name: true }, { title: 'THERE' }],
      rows: tls.map((one) => [
        span(one.hosts.length === 0 ? 'every host' : one.hosts.join(', ')),
        span(one.secretName ?? '-'),
        SECRET[one.secret],
      ]),
    },
    ...grouped(
      tls.flatMap(({ hostsWithoutRule }) => hostsWithoutRule.map((of) => ({ of, why: 'no rule of this Ingress names this host' }))),
    ),
  ];
}

const SECRET: Readonly<Record<IngressTLSReport['secret'], Span>> = {
  present: span('yes', 'good'),
  absent: span('no', 'bad'),
  none: span("the controller's own"),
  unknown: span('unknown', 'warn'),
};
