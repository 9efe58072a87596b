import { KINDS } from '../model/kind.ts';
import { nameOf } from '../model/object-ref.ts';
import type { ServiceEndpoint, ServiceEntry, ServicePortReport, ServiceReport } from '../model/service-report.ts';
import { outcomeOf } from '../model/trace.ts';
import { formatSelector, selectorOfLabels } from '../model/values/label-selector.ts';
import { describePort } from '../model/values/port.ts';
import { serviceAdmissionBlocks } from './admission.ts';
import { assumptionBlocks, eventBlocks, findingBlocks, grouped, notCheckedBlocks, wayBlocks } from './common.ts';
import { type Block, type Column, type Document, line, type Span, span, type Tone } from './document.ts';

/** The report of a Service as a person reads it: the verdict, what is broken, then addresses, ports, endpoints and ways. */
export function serviceDocument(report: ServiceReport): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, VERDICT_TONE[report.outcome]) },
      ...findingBlocks(report.findings),
      ...addressBlocks(report),
      ...portBlocks(report),
      ...endpointBlocks(report),
      ...leftOutBlocks(report),
      ...pathBlocks(report),
      ...entryBlocks(report),
      ...serviceAdmissionBlocks(report),
      ...eventBlocks(report.events),
      ...assumptionBlocks(report.assumptions),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

const VERDICT_TONE: Readonly<Record<ServiceReport['outcome'], Tone>> = {
  reachable: 'good',
  'partly-reachable': 'warn',
  unreachable: 'bad',
  'leaves-cluster': 'plain',
  unknown: 'warn',
};

function addressBlocks(report: ServiceReport): readonly Block[] {
  const { service, addresses, names } = report;
  const virtual = addresses.map(({ address, family }) => ({
    name: addresses.length > 1 ? `Cluster IP (${family})` : 'Cluster IP',
    value: [span(address, 'strong'), span('   virtual: exists in the rules of every node, answers on its ports only', 'dim')],
  }));
  const headless = service.headless
    ? [{ name: 'Cluster IP', value: line('None (headless): the name gives the addresses of the pods') }]
    : [];
  const [short, ...longer] = names;
  const dns =
    short === undefined
      ? []
      : [span(`${short.name} (in namespace ${service.namespace})`), ...longer.slice(0, 3).map((one) => span(` · ${one.name}`))];
  const perPod = names.slice(4).map((one) => ({ name: 'DNS of a pod', value: line(`${one.name} → ${one.resolvesTo}`) }));
  return [
    { type: 'heading', text: 'ADDRESSES' },
    {
      type: 'pairs',
      pairs: [
        ...virtual,
        ...headless,
        ...(service.externalName === undefined ? [] : [{ name: 'Alias for', value: line(service.externalName, 'strong') }]),
        { name: 'DNS', value: dns },
        ...perPod,
        ...(dns.length === 0
          ? []
          : [{ name: '', value: line(`in a pod: kubectl netexplain dns ${service.name}.${service.namespace} --from pod/NAME`, 'dim') }]),
        { name: 'Type', value: line(typeOf(report)) },
        ...(service.selector === undefined || Object.keys(service.selector).length === 0
          ? [{ name: 'Selector', value: line(service.type === 'ExternalName' ? 'none' : 'none: somebody else writes its EndpointSlices') }]
          : [{ name: 'Selector', value: line(formatSelector(selectorOfLabels(service.selector))) }]),
        ...settings(report),
      ],
    },
  ];
}

function typeOf({ service }: ServiceReport): string {
  const stack = service.ipFamilies.length > 1 ? `, dual-stack (${service.ipFamilies.join(', ')})` : '';
  return `${service.type}${service.headless ? ', headless' : ''}${stack}`;
}

/** Only what differs from the API's defaults. */
function settings({ service }: ServiceReport) {
  const {
    sessionAffinity,
    sessionAffinityTimeoutSeconds = 10800,
    internalTrafficPolicy,
    externalTrafficPolicy,
    trafficDistribution,
  } = service;
  const all: readonly (readonly [string, string] | false)[] = [
    sessionAffinity === 'ClientIP' && ['Affinity', `ClientIP, ${sessionAffinityTimeoutSeconds} s: a client keeps its endpoint`],
    internalTrafficPolicy === 'Local' && ['Inside', "internalTrafficPolicy Local: only endpoints on the client's node"],
    externalTrafficPolicy === 'Local' && [
      'Outside',
      'externalTrafficPolicy Local: only endpoints on the node that the packet reaches; client address kept',
    ],
    trafficDistribution !== undefined && ['Distribution', trafficDistribution],
    service.publishNotReadyAddresses && ['Readiness', 'publishNotReadyAddresses: pods that are not ready get traffic too'],
  ];
  return all.filter((one) => one !== false).map(([name, value]) => ({ name, value: line(value) }));
}

function portBlocks({ ports }: ServiceReport): readonly Block[] {
  if (ports.length === 0) return [];
  return [
    { type: 'heading', text: 'PORTS' },
    { type: 'lines', lines: ports.map((port) => [span(describePort(port), 'strong'), span(targetOf(port))]) },
  ];
}

function targetOf({ targetPort, targetPortInPods, nodePort }: ServicePortReport): string {
  const numbers = new Map<number, number>();
  for (const { port } of targetPortInPods) if (port !== null) numbers.set(port, (numbers.get(port) ?? 0) + 1);
  const without = targetPortInPods.filter((one) => one.port === null).length;
  const resolved =
    numbers.size === 1
      ? [...numbers.keys()].join()
      : [...numbers].map(([port, pods]) => `${port} in ${pods} ${pods === 1 ? 'pod' : 'pods'}`).join(', ');
  const missing =
    without === 0 ? '' : `${numbers.size === 0 ? '' : ', '}in ${without} of ${targetPortInPods.length} pods no port of that name`;
  const target =
    typeof targetPort === 'number'
      ? `${targetPort}`
      : `"${targetPort}"${resolved === '' && missing === '' ? '' : ` = ${resolved}${missing}`}`;
  return ` → targetPort ${target}${nodePort === undefined ? '' : `, NodePort ${nodePort}`}`;
}

const ENDPOINT_COLUMNS: readonly Column[] = [
  { title: 'POD', name: true },
  { title: 'POD IP' },
  { title: 'NODE', name: true },
  { title: 'NODE IP' },
  { title: 'ZONE' },
  { title: 'READY', prose: true },
  { title: 'SERVES', prose: true },
  { title: 'USED FROM', prose: true },
  { title: 'SLICE', wide: true, name: true },
];

function endpointBlocks({ service, ports, question }: ServiceReport): readonly Block[] {
  if (service.type === 'ExternalName') return [];
  const rows = endpointRows(ports);
  const slices = [...new Set(rows.map(({ endpoint }) => endpoint.slice))];
  const aside =
    slices.length === 0 ? '' : `EndpointSlice ${slices.slice(0, 3).join(', ')}${slices.length > 3 ? ` and ${slices.length - 3} more` : ''}`;
  const heading: Block = { type: 'heading', text: 'ENDPOINTS', ...(aside === '' ? {} : { aside }) };
  if (rows.length === 0) return [heading, { type: 'lines', lines: [line('none')] }];
  const cells = rows.map(({ endpoint, serves }) => endpointCells(endpoint, serves, question.from !== undefined));
  return [
    heading,
    { type: 'table', columns: ENDPOINT_COLUMNS, rows: cells },
    ...grouped(rows.flatMap(({ endpoint: { why, pod, ip } }) => (why === undefined ? [] : [{ of: pod ?? ip, why }]))),
  ];
}

/** One row for each pod address: its ports together, where they share their state. */
function endpointRows(ports: readonly ServicePortReport[]): readonly { readonly endpoint: ServiceEndpoint; readonly serves: string }[] {
  const several = ports.length > 1;
  const rows = new Map<string, { endpoint: ServiceEndpoint; serves: string[] }>();
  for (const port of ports) {
    for (const endpoint of port.endpoints) {
      const key = JSON.stringify([
        endpoint.ip,
        endpoint.ready,
        endpoint.serving,
        endpoint.terminating,
        endpoint.usableFrom,
        endpoint.usableFromClient,
      ]);
      const row = rows.get(key) ?? { endpoint, serves: [] };
      row.serves.push(several && port.name !== '' ? `${endpoint.port} ${port.name}` : `${endpoint.port}`);
      rows.set(key, row);
    }
  }
  return [...rows.values()].map(({ endpoint, serves }) => ({ endpoint, serves: serves.join(', ') }));
}

function endpointCells(endpoint: ServiceEndpoint, serves: string, forClient: boolean): readonly Span[] {
  const state = readiness(endpoint);
  const usable = forClient ? usableByClient(endpoint) : usableFrom(endpoint);
  return [
    span(endpoint.pod ?? '-'),
    span(endpoint.ip),
    span(endpoint.node ?? '-'),
    span(endpoint.nodeIPs?.[0] ?? (endpoint.node === undefined ? '-' : '?')),
    span(endpoint.zone ?? '-'),
    state,
    span(serves),
    usable,
    span(endpoint.slice),
  ];
}

function readiness({ ready, serving, terminating }: ServiceEndpoint): Span {
  if (terminating) return span(serving ? 'ending, serves' : 'ending', 'warn');
  if (ready) return serving ? span('yes', 'good') : span('published', 'warn');
  return span('no', 'bad');
}

function usableFrom({ usableFrom: nodes }: ServiceEndpoint): Span {
  if (nodes === 'all') return span('all nodes', 'good');
  if (nodes === 'unknown') return span('unknown', 'warn');
  if (nodes.length === 0) return span('none', 'bad');
  return span(nodes.length > 3 ? `${nodes.length} nodes` : nodes.join(', '), 'warn');
}

function usableByClient({ usableFromClient: usable }: ServiceEndpoint): Span {
  if (usable === 'unknown' || usable === undefined) return span('unknown', 'warn');
  return usable ? span('this client', 'good') : span('not this client', 'bad');
}

function leftOutBlocks({ podsLeftOut }: ServiceReport): readonly Block[] {
  if (podsLeftOut.length === 0) return [];
  return [
    { type: 'heading', text: 'PODS LEFT OUT', aside: 'selected, but no endpoint' },
    {
      type: 'table',
      columns: [{ title: 'POD', name: true }, { title: 'PHASE' }, { title: 'NODE', name: true }, { title: 'WHY', prose: true }],
      rows: podsLeftOut.map((one) => [span(one.pod), span(one.phase), span(one.node ?? '-'), span(one.why)]),
    },
  ];
}

function pathBlocks({ paths, entries, entriesUnread, service }: ServiceReport): readonly Block[] {
  const unread = entriesUnread.map((kind) => KINDS[kind].plural).join(', ');
  const none =
    unread === ''
      ? 'outside → none: no NodePort, load balancer, externalIP, Ingress or Gateway leads here'
      : `outside → unknown: no NodePort, load balancer or externalIP leads here; not read: ${unread}`;
  return [
    { type: 'heading', text: 'PATHS' },
    ...paths.flatMap((path) => wayBlocks(path)),
    ...representatives(entries).flatMap((entry) => wayBlocks(entry.trace)),
    ...(entries.length === 0 && service.type !== 'ExternalName' ? [{ type: 'lines', lines: [line(none)] } as const] : []),
  ];
}

/** One way stands for all of its sort that end alike; the table has each. */
function representatives(entries: readonly ServiceEntry[]): readonly ServiceEntry[] {
  const bySort = new Map<string, ServiceEntry>();
  for (const entry of entries) {
    const sort = `${entry.via} ${entry.trace.disposition}`;
    if (!bySort.has(sort)) bySort.set(sort, entry);
  }
  return [...bySort.values()];
}

function entryBlocks({ entries }: ServiceReport): readonly Block[] {
  if (entries.length === 0) return [];
  return [
    { type: 'heading', text: 'FROM OUTSIDE', aside: 'as far as the API shows: firewalls are invisible' },
    {
      type: 'table',
      columns: [
        { title: 'VIA' },
        { title: 'ADDRESS', prose: true },
        { title: 'PORT' },
        { title: 'NODE', name: true },
        { title: 'ANSWERS' },
        { title: 'ONLY FROM', prose: true },
      ],
      rows: entries.map((entry) => [
        span(entry.object.kind === 'Service' ? entry.via : `${entry.object.kind} ${entry.object.name}`),
        span(entryAddress(entry)),
        span(`${entry.port}/${entry.protocol}`),
        span(entry.node ?? '-'),
        answers(entry),
        span(entry.sourceRanges?.join(', ') ?? 'anywhere'),
      ]),
    },
  ];
}

function entryAddress({ via, url, address, gateway }: ServiceEntry): string {
  const known = address ?? (via === 'NodePort' ? 'each node' : '(no address)');
  if (gateway !== undefined) return `${url ?? 'all'} at ${known} (Gateway ${nameOf(gateway)})`;
  return url ?? known;
}

function answers(entry: ServiceEntry): Span {
  const outcome = outcomeOf(entry.trace);
  switch (outcome) {
    case 'delivered':
      return span('yes', 'good');
    case 'unknown':
      return span('unknown', 'warn');
    default:
      return span(`no, ${outcome}`, 'bad');
  }
}
