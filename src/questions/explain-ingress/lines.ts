import {
  answerOfLine,
  type BackendState,
  backendState,
  describeBackend,
  describeLine,
  type IngressAnswer,
  type IngressLine,
  isSameLine,
  type LineVerdict,
  linesOf,
  requestOf,
  type Serving,
} from '../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { IngressBackendReport, IngressLineReport, IngressRival } from '../../model/ingress-report.ts';
import type { Listing } from '../../model/listing.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Ingress } from '../../model/resources/ingress.ts';

/** Every line of an Ingress: whether requests come to it, among all Ingresses served together with it, and where it leads. */
export function lineReports(
  ingress: Ingress,
  serving: Serving,
  together: Listing<Ingress>,
  cluster: ClusterIndex,
): readonly IngressLineReport[] {
  return linesOf(ingress).map((line) => lineReport(line, serving, together, cluster));
}

function lineReport(line: IngressLine, serving: Serving, together: Listing<Ingress>, cluster: ClusterIndex): IngressLineReport {
  const { field, host, path, pathType, backend } = line;
  const answer = answerOfLine(line, together, serving.known);
  const wins = winsOf(line, answer);
  const redirect = wins === 'yes' && line.of !== 'default' ? answer.redirect : undefined;
  const state = backendState(line, serving, cluster, redirect);
  return {
    field,
    ...(host === undefined ? {} : { host }),
    ...(path === undefined ? {} : { path }),
    ...(pathType === undefined ? {} : { pathType }),
    ...(line.of === 'default' ? {} : { url: urlOf(line) }),
    wins,
    decidedBy: answer.by,
    rivals: rivalsOf(line, answer),
    ...(redirect === undefined ? {} : { redirect }),
    leads: state.leads,
    ...(backend === undefined ? {} : { backend: backendReport(line, state) }),
  };
}

/** `https://shop.example.com/cart`, `*` for any host. */
export function urlOf(line: IngressLine): string {
  return `${requestOf(line).scheme}://${line.host ?? '*'}${line.path ?? '/'}`;
}

/** Whether the request that names a line comes to it. The default backend gets what no rule takes, so only other default backends count. */
function winsOf(line: IngressLine, { routed }: IngressAnswer): IngressLineReport['wins'] {
  const verdict = routed.lines.find((one) => isSameLine(one.line, line))?.verdict;
  if (line.of === 'default' && verdict !== 'not-served') {
    const rivals = routed.lines.filter((one) => one.line.of === 'default' && !isSameLine(one.line, line) && one.verdict !== 'not-served');
    return rivals.length === 0 ? 'yes' : 'controller-decides';
  }
  if (verdict === 'wins') return 'yes';
  return verdict === 'may-win' ? 'controller-decides' : 'no';
}

/** The lines that get the request instead, or may; and those of other Ingresses that name the same host and path. */
function rivalsOf(line: IngressLine, { routed }: IngressAnswer): readonly IngressRival[] {
  const isTwin = (other: IngressLine) =>
    !isSameLine(other, line) && other.of === line.of && other.host === line.host && other.path === line.path;
  return routed.lines
    .filter(
      ({ line: other, verdict }) =>
        !isSameLine(other, line) && (line.of === 'default' ? isTwin(other) : takesPart(verdict) || isTwin(other)),
    )
    .map(({ line: other, verdict }) => ({
      ingress: refTo('Ingress', other.ingress.metadata),
      field: other.field,
      says: `${describeLine(other)} → ${other.backend === undefined ? 'nothing' : describeBackend(other.backend, other.ingress.metadata.namespace ?? '')}: ${RIVAL_WORDS[verdict]}`,
    }));
}

function takesPart(verdict: LineVerdict['verdict']): boolean {
  return verdict === 'wins' || verdict === 'may-win';
}

const RIVAL_WORDS: Readonly<Record<LineVerdict['verdict'], string>> = {
  wins: 'gets the request',
  'may-win': 'may get the request: the controller decides',
  outranked: 'names the same, and does not get the request',
  'no-match': 'names the same',
  'not-served': 'names the same, and the controller has no such line',
};

function backendReport({ backend = {}, ingress }: IngressLine, { resolved, way, endpoints, says }: BackendState): IngressBackendReport {
  const { service, resource } = backend;
  const port = service?.port.name ?? service?.port.number;
  return {
    kind: resource?.kind ?? 'Service',
    namespace: ingress.metadata.namespace ?? '',
    name: resource?.name ?? service?.name ?? '',
    ...(port === undefined ? {} : { port }),
    ...(resolved.state === 'port' ? { servicePort: resolved.port.port } : {}),
    sendsTo: way?.to ?? 'unknown',
    endpoints: { total: endpoints?.all.length ?? 0, ready: endpoints?.ready.length ?? 0 },
    says: way === undefined ? says : `${says}; ${way.says}`,
  };
}
