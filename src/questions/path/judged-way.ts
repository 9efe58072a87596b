import type { PolicedArrival } from '../../audit/flow-rule.ts';
import {
  type Direction,
  type JudgedEnds,
  mayHavePolicies,
  type Policies,
  type PolicyFlow,
  policyVerdict,
} from '../../engines/policy/index.ts';
import type { Arrival, Connection, Network, Sender } from '../../engines/trace/index.ts';
import type { DestinationPolicy } from '../../model/path-report.ts';
import type { PolicyVerdict } from '../../model/policy-verdict.ts';
import type { Enforcement } from './enforcement.ts';
import { arrivingFlow, type JudgedFlow, leavingFlow } from './policy-ends.ts';
import { admitted, stopped } from './policy-steps.ts';

/** What judging by policies takes. `enforcement` is asked for only where a policy has a say. */
export interface Policing {
  readonly policies: Policies;
  readonly enforcement: () => Enforcement;
}

/**
 * A way as policies leave it: the first connection that they end, or may, is its end.
 * @param member who sends
 * @param standsFor the sender with which the way was followed, which may stand for others
 */
export function judgedWay(arrival: Arrival, member: Sender, standsFor: Sender, policing: Policing, network: Network): PolicedArrival {
  let way: PolicedArrival = arrival;
  for (const connection of arrival.connections ?? []) {
    const sender = connection.sender === standsFor ? member : connection.sender;
    const judged = judgedConnection(connection, sender, policing, network);
    if (judged === undefined) continue;
    const enforcement = policing.enforcement();
    const { policy, judgedAs } = judged;
    const assumes = [...way.assumes, ...[policy.egress, policy.ingress].flatMap((one) => one.assumes)];
    way = { ...way, policy, judgedAs, assumes: [...new Set(assumes)] };
    const passes = policy.egress.verdict === 'allowed' && policy.ingress.verdict === 'allowed';
    if (!passes && enforcement.enforced !== false) return { ...stopped(way, connection, policy, enforcement), policy, judgedAs };
    way = { ...way, hops: admitted(way.hops, connection, policy, enforcement) };
  }
  return way;
}

/** What policies say of a connection; undefined where none has a say. */
function judgedConnection(
  connection: Connection,
  sender: Sender | undefined,
  { policies, enforcement }: Policing,
  network: Network,
): { readonly policy: DestinationPolicy; readonly judgedAs: JudgedEnds } | undefined {
  if (isFree(connection, sender, policies)) return undefined;
  const standsFor = connection.sender;
  const leaving = leavingFlow(connection, sender, network);
  const arriving = arrivingFlow(connection, sender, standsFor, network);
  const judged = (known?: Enforcement): DestinationPolicy => ({
    egress: verdictOf('egress', leaving, policies, known),
    ingress: verdictOf('ingress', arriving, policies, known),
  });
  const usual = judged();
  if (!hasSay(usual.egress) && !hasSay(usual.ingress) && !isExempt(usual.ingress, arriving.flow)) return undefined;
  const known = enforcement();
  const judgedAs = { leaving: leaving.flow, arriving: arriving.flow };
  return { policy: Object.keys(known.habits).length + known.gaps.length === 0 ? usual : judged(known), judgedAs };
}

/** Whether there is no policy at all that might be about the pods of a connection. */
function isFree({ destination }: Connection, sender: Sender | undefined, policies: Policies): boolean {
  const namespaces = [
    ...(sender?.kind === 'pod' ? [sender.pod.metadata.namespace ?? ''] : []),
    ...(destination.pod?.split('/').slice(0, 1) ?? []),
  ];
  const mayBePod = sender?.kind === 'address' && sender.address !== null;
  return !mayBePod && namespaces.length > 0 && namespaces.every((namespace) => !mayHavePolicies(namespace, policies));
}

function hasSay({ verdict, decidedBy, assumes }: PolicyVerdict): boolean {
  return verdict !== 'allowed' || assumes.length > 0 || decidedBy.some(({ policy }) => policy !== undefined);
}

/** That policies never keep a client out of a pod is worth telling where there may be some about it. */
function isExempt({ decidedBy }: PolicyVerdict, { server }: PolicyFlow): boolean {
  return server.kind === 'pod' && decidedBy.some(({ tier }) => tier === 'exempt');
}

/** An end that is not known leaves open what its own policies say, and what rules about others say of it. */
function verdictOf(direction: Direction, { flow, unseen }: JudgedFlow, policies: Policies, known: Enforcement | undefined): PolicyVerdict {
  const told = policyVerdict(direction, flow, policies, known?.habits);
  const subject = direction === 'egress' ? 'client' : 'server';
  const open = unseen.filter(
    ({ of, namespace }) => hasSay(told) || (of === subject && (namespace === undefined || mayHavePolicies(namespace, policies))),
  );
  const unread = known === undefined || told.assumes.length === 0 ? [] : known.gaps;
  if (open.length === 0 && unread.length === 0) return told;
  const readings =
    unread.length === 0 ? [] : ['how the network plugin follows policies is not known: the DaemonSets could not all be read'];
  const { nearest: _nearest, ...rest } = told;
  return {
    ...rest,
    verdict: 'unknown',
    doubts: [...told.doubts, ...open.map(({ says }) => says), ...readings],
    gaps: [...told.gaps, ...open.flatMap(({ gaps }) => gaps), ...unread],
  };
}
