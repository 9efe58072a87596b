import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import { nameOf, refTo } from '../../model/object-ref.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import type { Service } from '../../model/resources/service.ts';
import type { ServiceEntry } from '../../model/service-report.ts';
import { type Hop, makeTrace, type Trace } from '../../model/trace.ts';
import { hostPort } from '../../model/values/ip.ts';
import {
  answerOfLine,
  type BackendState,
  backendState,
  controllerSeen,
  describeLine,
  type IngressAnswer,
  type IngressLine,
  isSameLine,
  linesOf,
  requestOf,
  type Serving,
  servedTogether,
  servingOf,
} from '../ingress/index.ts';
import { OUTSIDE, oneOf, podHop } from './hops.ts';

/**
 * The ways to a Service through the Ingresses of its namespace: one for each line that names it and that requests come to, at each address
 * that the Ingress reports. A line that never gets a request leads nowhere and is left to the Ingress's own explanation. Ingresses
 * of other namespaces may name the same host; they are not asked for, since their number grows with the cluster.
 * @param attempt shields the parts that can go on without one another, for a plan that reads what they ask for
 */
export function ingressEntries(
  service: Service,
  cluster: ClusterIndex,
  attempt: (part: () => void) => void = (part) => part(),
): readonly ServiceEntry[] {
  const { namespace = '', name } = service.metadata;
  const entries: ServiceEntry[] = [];
  for (const ingress of knownItems(cluster.list('Ingress', { namespace }))) {
    const lines = linesOf(ingress).filter(({ backend }) => backend?.service?.name === name);
    if (lines.length > 0) attempt(() => entries.push(...linesTo(ingress, lines, cluster)));
  }
  return entries;
}

function linesTo(ingress: Ingress, lines: readonly IngressLine[], cluster: ClusterIndex): readonly ServiceEntry[] {
  const { namespace = '' } = ingress.metadata;
  const serving = servingOf(ingress, cluster);
  const together = servedTogether(ingress, cluster, { namespace });
  const { seen, says } = controllerSeen(serving, together, cluster);
  return lines.flatMap((line) => {
    const answer = answerOfLine(line, together, serving.known);
    if (isLost(line, answer)) return [];
    const state = backendState(line, serving, cluster, line.of === 'default' ? undefined : answer.redirect);
    return entriesOfLine(line, { serving, answer, state, doubt: seen === 'yes' ? undefined : says });
  });
}

/** Whether the request that names a line goes elsewhere for sure. */
function isLost(line: IngressLine, { routed }: IngressAnswer): boolean {
  const verdict = routed.lines.find((one) => isSameLine(one.line, line))?.verdict;
  return verdict === 'not-served' || (line.of !== 'default' && (verdict === 'outranked' || verdict === 'no-match'));
}

/** What is known of one line that leads to a Service. `doubt`: why no controller may be there. */
interface LineFacts {
  readonly serving: Serving;
  readonly answer: IngressAnswer;
  readonly state: BackendState;
  readonly doubt: string | undefined;
}

function entriesOfLine(line: IngressLine, facts: LineFacts): readonly ServiceEntry[] {
  const { ingress } = line;
  const { scheme } = requestOf(line);
  const port = scheme === 'https' ? 443 : 80;
  const url = `${scheme}://${line.host ?? '*'}${line.path ?? '/'}`;
  const addresses = ingress.status.loadBalancer.ingress.map((one) => one.ip ?? one.hostname).filter((one) => one !== undefined);
  return (addresses.length === 0 ? [null] : addresses).map((address) => ({
    via: 'Ingress',
    address,
    port,
    protocol: 'TCP',
    object: refTo('Ingress', ingress.metadata),
    url,
    trace: traceOf(line, url, address === null ? undefined : hostPort(address, port), facts),
  }));
}

function traceOf(line: IngressLine, url: string, at: string | undefined, facts: LineFacts): Trace {
  const { serving, state } = facts;
  const object = refTo('Ingress', line.ingress.metadata);
  const flow = { from: OUTSIDE, to: at === undefined ? url : `${url} at ${at}`, protocol: 'TCP' } as const;
  const { classing } = serving;
  const ofClass = 'name' in classing ? ` (class ${classing.name})` : '';
  const component = `${serving.known?.name ?? serving.controller ?? 'Ingress controller'}${ofClass}`;
  const backend = { object, field: line.field, says: `${describeLine(line)} names the Service` };
  const hop = (action: 'forward' | 'reject' | 'drop' | 'give-up', says: string): Hop => ({
    at: { layer: 'outside', says: `${url} → Ingress ${nameOf(line.ingress.metadata)}`, object },
    steps: [{ component, action, object, says, evidence: [backend] }],
  });
  const open = whyOpen(line, facts);
  if (classing.state === 'no-such-class') {
    const says = `no controller serves it: there is no IngressClass ${classing.name}`;
    return makeTrace({ flow, hops: [hop('drop', says)], disposition: 'no-route' });
  }
  if (open !== undefined) return makeTrace({ flow, hops: [hop('give-up', open)], disposition: 'insufficient-info' });
  const ready = state.endpoints?.ready ?? [];
  if (state.leads !== 'to-endpoints' || ready.length === 0)
    return makeTrace({ flow, hops: [hop('reject', state.says)], disposition: 'rejected' });
  const way = state.way?.says ?? 'most controllers send to the endpoints themselves, not through the Service';
  const source = "a connection of the proxy's own: the server sees the proxy's address";
  return makeTrace({ flow, hops: [hop('forward', `→ ${oneOf(ready)}: ${way}`), podHop(ready, source)], disposition: 'delivered' });
}

/** Why it is not known whether requests get through; undefined where it is. */
function whyOpen(line: IngressLine, { serving, answer: { routed }, state, doubt }: LineFacts): string | undefined {
  if (line.of !== 'default' && routed.outcome === 'controller-decides') return routed.why;
  return whyUnserved(serving) ?? doubt ?? (state.leads === 'unknown' ? state.says : undefined);
}

function whyUnserved({ classing, known }: Serving): string | undefined {
  switch (classing.state) {
    case 'no-class':
      return 'it names no class: whether a controller serves it is not in the API';
    case 'unknown':
      return `whether IngressClass ${classing.name} exists could not be read`;
    case 'annotation': {
      const isKnown = classing.ingressClass !== undefined || known !== undefined;
      return isKnown ? undefined : `who goes by the class ${classing.name} of its old annotation is not known`;
    }
    case 'class':
    case 'no-such-class':
      return undefined;
  }
}
