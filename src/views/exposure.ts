import type { AuditFinding } from '../model/audit-report.ts';
import type { ExposedRoute, ExposureReport, ExposureRow } from '../model/exposure-report.ts';
import { describeRef, nameOf } from '../model/object-ref.ts';
import { assumptionBlocks, findingBlocks, findingLines, notCheckedBlocks } from './common.ts';
import { type Block, type Column, type Document, type Line, line, type Span, span } from './document.ts';
import { addressesOf, type Entry, entriesOf, placesText } from './exposure-entries.ts';
import { sectionsOf } from './exposure-sections.ts';

/** So many entries are shown where a list is to be brief. */
const MOST_ENTRIES = 60;

/** So many findings are shown there. */
const MOST_FINDINGS = 10;

/** So many groups of nodes are shown where a list is to be brief. */
const MOST_SECTIONS = 12;

/** So many addresses are named in a cell. */
const FEW = 2;

/** So many ports are named with one reason. */
const MOST_PORTS = 6;

/** How much of an inventory is shown. */
interface Length {
  readonly wide: boolean;
  readonly brief: boolean;
}

/** An inventory as a person reads it: what to look at first, what is open, by Service or by node, and why something does not answer. */
export function exposureDocument(report: ExposureReport, length: Length): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, report.outcome === 'unknown' ? 'warn' : 'plain') },
      ...comparedBlocks(report),
      ...(report.question.by === 'node' ? byNode(report, length) : byService(report, length)),
      ...routeBlocks(report, length),
      ...undeclaredBlocks(report, length),
      ...findingsBlocks(report, length),
      ...assumptionBlocks(report.assumptions),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

/** What is new is told first, what is for information included: that names the ports. */
function comparedBlocks({ findings, baseline }: ExposureReport): readonly Block[] {
  if (baseline === undefined) return [];
  const block = (text: string, lines: readonly Line[]): readonly Block[] => [
    { type: 'heading', text, ...(lines.length === 0 ? { aside: 'nothing' } : {}) },
    ...(lines.length === 0 ? [] : [{ type: 'lines', lines } as const]),
  ];
  const gone = baseline.gone.map((identity) => line(identity, 'good'));
  return [
    ...block('NEW SINCE THE BASELINE', findings.flatMap(newLines)),
    ...(gone.length === 0 ? [] : block('GONE SINCE THE BASELINE', gone)),
  ];
}

function newLines(finding: AuditFinding): readonly Line[] {
  const [what = []] = findingLines(finding);
  return [[span(`${finding.workload ?? describeRef(finding.subject)}  `, 'strong'), ...what]];
}

/** The rows are what is for information; what is worse is told besides. */
function findingsBlocks({ findings, baseline }: ExposureReport, { brief }: Length): readonly Block[] {
  const told = baseline === undefined ? findings.filter(({ severity }) => severity !== 'info') : [];
  const shown = brief ? told.slice(0, MOST_FINDINGS) : told;
  const left = told.length - shown.length;
  if (told.length === 0) return [];
  const more = line(`… and ${left} more: kubectl netexplain audit services tells them all`, 'dim');
  return [...findingBlocks(shown), ...(left === 0 ? [] : [{ type: 'lines', lines: [more] } as const])];
}

function byService(report: ExposureReport, length: Length): readonly Block[] {
  const entries = entriesOf(report.rows);
  if (entries.length === 0) return [];
  const text = report.question.inventory === 'nodeports' ? 'NODEPORTS' : 'WAYS IN';
  return [{ type: 'heading', text }, ...tableBlocks(entries, report, length)];
}

function byNode(report: ExposureReport, length: Length): readonly Block[] {
  const sections = sectionsOf(report);
  const shown = length.brief ? sections.slice(0, MOST_SECTIONS) : sections;
  const left = sections.length - shown.length;
  return [
    ...shown.flatMap(({ title, aside, entries }): readonly Block[] => [
      { type: 'heading', text: title, ...(aside === undefined ? {} : { aside }) },
      ...tableBlocks(entries, report, length),
    ]),
    ...(left === 0 ? [] : [{ type: 'heading', text: `… and ${left} more`, aside: '-o wide shows all, --node NAME one' } as const]),
  ];
}

function tableBlocks(entries: readonly Entry[], report: ExposureReport, { wide, brief }: Length): readonly Block[] {
  const shown = brief ? entries.slice(0, MOST_ENTRIES) : entries;
  const left = entries.length - shown.length;
  const many = left === 0 ? [] : [line(`… and ${left} more: -o wide shows all`, 'dim')];
  return [
    { type: 'table', columns: COLUMNS, rows: shown.map((entry, index) => cellsOf(entry, shown[index - 1], report, wide)) },
    { type: 'lines', lines: [...many, ...reasonLines(shown, wide), ...clientLines(shown)] },
  ];
}

const COLUMNS: readonly Column[] = [
  { title: 'PORT' },
  { title: 'VIA' },
  { title: 'OBJECT', name: true },
  { title: 'AT', prose: true },
  { title: 'ANSWERS', prose: true },
  { title: 'BEHIND', prose: true },
  { title: 'ADMIT' },
  { title: 'ADDRESSES', wide: true, prose: true },
  { title: 'ENDPOINTS', wide: true, prose: true },
];

/** What the entry above says, too, is not said again. */
function cellsOf(entry: Entry, above: Entry | undefined, report: ExposureReport, wide: boolean): readonly Span[] {
  const { row, rows } = entry;
  const repeated = above !== undefined && labelOf(above) === labelOf(entry);
  const once = (cell: Span) => (repeated ? span('') : cell);
  return [
    once(span(`${row.port}/${row.protocol}`, 'strong')),
    once(span(VIA[row.via])),
    once(span(objectOf(row))),
    span(placeOf(entry, report, wide)),
    answerOf(row),
    once(behind(row)),
    admittedOf(row),
    span(addressesOf(entry).join(', ')),
    span([...new Set(rows.flatMap(({ endpoints }) => endpoints.map((one) => `${one.pod ?? one.ip}:${one.port}`)))].join(', ')),
  ];
}

const VIA: Readonly<Record<ExposureRow['via'], string>> = {
  NodePort: 'NodePort',
  healthCheckNodePort: 'health check',
  externalIP: 'externalIP',
  LoadBalancer: 'LoadBalancer',
  hostPort: 'hostPort',
  hostNetwork: 'hostNetwork',
};

function labelOf({ row }: Entry): string {
  return `${row.port}/${row.protocol} ${row.via} ${objectOf(row)}`;
}

function objectOf({ service, workloads }: ExposureRow): string {
  return service ?? (workloads === 'unknown' ? '?' : workloads.join(', '));
}

/** The nodes, and the address where it is none of theirs, or not of the common sort; by node, where those are told, the addresses alone. */
function placeOf(entry: Entry, { nodes, question }: ExposureReport, wide: boolean): string {
  const { row, places } = entry;
  if (question.by === 'node') {
    const addresses = addressesOf(entry);
    return row.addressType !== undefined && (addresses.length === 0 || addresses.length > FEW) ? row.addressType : addresses.join(', ');
  }
  const at = placesText(places, nodes, wide);
  if (row.addressType === 'InternalIP') return at;
  if (row.addressType !== undefined) return `${at} (${row.addressType})`;
  return row.address === null ? at : at === '-' ? row.address : `${row.address} at ${at}`;
}

function answerOf({
  answers,
  outcome,
  status,
  public: reach,
  clients = [],
}: Pick<ExposureRow, 'answers' | 'outcome' | 'status' | 'public' | 'clients'>): Span {
  const whom = clients.length === 0 ? '' : ' to some';
  const open = reach === 'candidate' ? ', may be public' : '';
  if (status === 503) return span(`503, no endpoint${open}`, 'warn');
  if (answers === 'yes') return span(`${status ?? 'yes'}${whom}${open}`, reach === 'candidate' ? 'warn' : 'good');
  if (answers === 'unknown') return span(`unknown${open}`, 'warn');
  return span(`no, ${outcome}`, 'dim');
}

function behind({ via, service, workloads, sensitive }: ExposureRow): Span {
  if (via === 'healthCheckNodePort') return span('kube-proxy');
  const what = service === null ? '' : workloads === 'unknown' ? '?' : workloads.length === 0 ? 'nothing' : workloads.join(', ');
  const risk = sensitive === undefined ? '' : `likely ${sensitive}`;
  return span([what, risk].filter((part) => part !== '').join(': '), sensitive === undefined ? 'plain' : 'bad');
}

const ADMITTED = { yes: span('all', 'dim'), no: span('none', 'good'), some: span('some'), unknown: span('?', 'warn') } as const;

/** Whom the policies of the pods let in, if they are enforced. */
function admittedOf({ policies, answers }: ExposureRow): Span {
  return policies === undefined || answers === 'no' ? span('') : ADMITTED[policies.verdict];
}

/** Whom load balancers and policies let in, where not all clients alike. */
function clientLines(entries: readonly Entry[]): readonly Line[] {
  const rows = entries.flatMap((entry) => entry.rows).filter(({ answers }) => answers !== 'no');
  return byReason(rows.flatMap((row) => [...rangesOf(row), ...policyOf(row)].map((reason) => ({ row, reason }))));
}

function rangesOf({ clients = [] }: ExposureRow): readonly string[] {
  return clients.length === 0 ? [] : [`loadBalancerSourceRanges lets in ${clients.join(', ')} only`];
}

function policyOf({ policies }: ExposureRow): readonly string[] {
  if (policies === undefined || policies.verdict === 'yes') return [];
  const { verdict, why } = policies;
  const sources = policies.sources.join(', ');
  if (sources === '') return [why];
  return [verdict === 'unknown' ? `policies let in ${sources}; else: ${why}` : `${why}: ${sources}`];
}

/** Why something does not answer, or is not known to; with `-o wide` also why it does. */
function reasonLines(entries: readonly Entry[], wide: boolean): readonly Line[] {
  const told = entries.filter(({ row }) => wide || row.answers !== 'yes');
  return byReason(told.flatMap(({ rows }) => rows.map((row) => ({ row, reason: row.reason }))));
}

/** A line for each reason, with the ports for which it holds. */
function byReason(told: readonly { readonly row: ExposureRow; readonly reason: string }[]): readonly Line[] {
  const ports = new Map<string, Set<string>>();
  for (const { row, reason } of told) ports.set(reason, (ports.get(reason) ?? new Set()).add(portName(row)));
  return [...ports].map(([reason, all]) => {
    const some = [...all].slice(0, MOST_PORTS);
    return line(`${some.join(', ')}${all.size > some.length ? ` and ${all.size - some.length} more` : ''}: ${reason}`, 'dim');
  });
}

/** A port of nodes by its number; one that many Services have, with its own. */
function portName(row: ExposureRow): string {
  const port = `${row.port}/${row.protocol}`;
  return row.via === 'NodePort' || row.via === 'healthCheckNodePort' ? port : `${port} of ${objectOf(row)}`;
}

const ROUTE_COLUMNS: readonly Column[] = [
  { title: 'URL', name: true },
  { title: 'AT', prose: true },
  { title: 'BY', name: true },
  { title: 'ANSWERS', prose: true },
  { title: 'BEHIND', prose: true },
  { title: 'WHY', wide: true, prose: true },
];

/** The ways in by host and path. */
function routeBlocks({ routes }: ExposureReport, { brief }: Length): readonly Block[] {
  if (routes.length === 0) return [];
  const shown = brief ? routes.slice(0, MOST_ENTRIES) : routes;
  const left = routes.length - shown.length;
  return [
    { type: 'heading', text: 'BY HOST AND PATH', aside: 'listeners of Ingress controllers and Gateways' },
    { type: 'table', columns: ROUTE_COLUMNS, rows: shown.map(routeCells) },
    ...(left === 0 ? [] : [{ type: 'lines', lines: [line(`… and ${left} more: -o wide shows all`, 'dim')] } as const]),
  ];
}

function routeCells(route: ExposedRoute): readonly Span[] {
  const { url, port, protocol, address, object, gateway, service, workloads, sensitive, reason } = route;
  const by = gateway === undefined ? describeRef(object) : `${describeRef(object)} at ${nameOf(gateway)}`;
  const what = workloads === 'unknown' ? '' : workloads.join(', ');
  const risk = sensitive === undefined ? '' : `: likely ${sensitive}`;
  return [
    span(url ?? `${port}/${protocol}`, 'strong'),
    span(address ?? '-'),
    span(by),
    answerOf(route),
    span(`${service}${what === '' ? '' : ` (${what})`}${risk}`, sensitive === undefined ? 'plain' : 'bad'),
    span(reason),
  ];
}

function undeclaredBlocks({ undeclared, nodes }: ExposureReport, { wide, brief }: Length): readonly Block[] {
  if (undeclared.length === 0) return [];
  const shown = brief ? undeclared.slice(0, MOST_ENTRIES) : undeclared;
  const lines = shown.map(({ workload, pods, nodes: { count, names, except, groups } }) => {
    const places = { count, ...(groups.length === 0 ? { names } : { except }) };
    return line(`${workload}: ${pods} ${pods === 1 ? 'pod' : 'pods'} on ${placesText(places, nodes, wide)}`);
  });
  const left = undeclared.length - shown.length;
  return [
    { type: 'heading', text: 'IN THE NETWORK OF NODES', aside: 'they declare no port: what they listen on is not in the API' },
    { type: 'lines', lines: left === 0 ? lines : [...lines, line(`… and ${left} more: -o wide shows all`, 'dim')] },
  ];
}
