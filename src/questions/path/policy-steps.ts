import type { Direction } from '../../engines/policy/index.ts';
import { type Arrival, type Connection, hopOf, type Sender } from '../../engines/trace/index.ts';
import { canI } from '../../model/listing.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import type { DestinationPolicy } from '../../model/path-report.ts';
import type { PolicyVerdict } from '../../model/policy-verdict.ts';
import type { Disposition, Hop, Step } from '../../model/trace.ts';
import { hostPort } from '../../model/values/ip.ts';
import type { Enforcement } from './enforcement.ts';

const EXITS: ReadonlySet<Step['action']> = new Set(['forward', 'deliver', 'leave']);

/** The hop by which a connection leaves its sender's node, or arrives on it. */
function exitOf(hops: readonly Hop[], { from, to }: Connection): number {
  const exit = hops.findIndex((hop, index) => index >= from && hop.steps.some(({ action }) => EXITS.has(action)));
  return exit < 0 || exit >= to ? to - 1 : exit;
}

/** The hops with what the policies say that let a connection pass, or would not if something enforced them. */
export function admitted(
  hops: readonly Hop[],
  connection: Connection,
  policy: DestinationPolicy,
  enforcement: Enforcement,
): readonly Hop[] {
  const exit = exitOf(hops, connection);
  return hops.map((hop, index) => {
    const before = index === connection.to - 1 ? admission('ingress', policy.ingress, enforcement) : [];
    const first = exit === connection.from && index === exit ? admission('egress', policy.egress, enforcement) : [];
    const after = exit > connection.from && index === exit - 1 ? admission('egress', policy.egress, enforcement) : [];
    const [step, ...steps] = [...first, ...before, ...hop.steps, ...after];
    return step === undefined ? hop : { ...hop, steps: [step, ...steps] };
  });
}

function admission(direction: Direction, told: PolicyVerdict, { by, enforced }: Enforcement): readonly Step[] {
  const decides = told.decidedBy.some(({ policy }) => policy !== undefined);
  if (told.verdict === 'allowed') return decides ? [stepOf('admit', direction, told, reasonOf(told), by)] : [];
  if (enforced !== false) throw new Error('what policies do not allow passes only where nothing enforces them');
  const would = told.verdict === 'denied' ? 'denied if policies were enforced' : 'not known whether policies would allow it';
  return [stepOf('admit', direction, told, `${would}: ${reasonOf(told)}`, by)];
}

function stepOf(action: Step['action'], direction: Direction, { decidedBy }: PolicyVerdict, says: string, component: string): Step {
  const object = decidedBy.find(({ policy }) => policy !== undefined)?.policy;
  const evidence = decidedBy.flatMap((one) => one.evidence);
  return { component, action, says: `${direction}: ${says}`, evidence, ...(object === undefined ? {} : { object }) };
}

/** Who decides and why, as words; where that is not known, what keeps it from being known. */
export function reasonOf({ verdict, decidedBy, doubts, gaps }: PolicyVerdict): string {
  if (verdict !== 'unknown') {
    const isolating = decidedBy.filter(({ policy, rule }) => policy !== undefined && rule === undefined);
    const others = decidedBy.filter(({ policy, rule }) => policy !== undefined && (rule !== undefined || isolating.length === 1));
    return [...(isolating.length > 1 ? [together(isolating)] : []), ...others.map(({ says }) => says)].join('; ');
  }
  const refused = gaps.find(({ reason }) => reason === 'forbidden');
  return `${doubts.join('; ')}${refused === undefined ? '' : ` (${canI(refused)})`}`;
}

/** Several policies that isolate a pod and do not let a connection pass, in one sentence. */
function together(isolating: PolicyVerdict['decidedBy']): string {
  const names = isolating.flatMap(({ policy }) => (policy === undefined ? [] : describeRef(policy)));
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)} isolate the pod, and no rule of theirs lets this connection pass`;
}

/** A way that policies end, or may: at the sender where its own do, else at the destination. */
export function stopped(arrival: Arrival, connection: Connection, policy: DestinationPolicy, { enforced, by, says }: Enforcement): Arrival {
  const worst = [policy.egress, policy.ingress].some(({ verdict }) => verdict === 'denied') ? 'denied' : 'unknown';
  const atSender = policy.egress.verdict === worst;
  const [direction, told] = atSender ? (['egress', policy.egress] as const) : (['ingress', policy.ingress] as const);
  const { destination } = connection;
  // Of a name outside the cluster the name is all that there is to tell.
  const isName = arrival.hops[connection.to - 1]?.at.layer === 'name';
  const before = atSender ? exitOf(arrival.hops, connection) : connection.to - 1;
  const hops = isName ? arrival.hops.slice(0, connection.to).map(resolved) : arrival.hops.slice(0, before);
  const sure = enforced === true && worst === 'denied';
  const disposition: Disposition = sure ? (atSender ? 'denied-egress' : 'denied-ingress') : 'insufficient-info';
  const why = reasonOf(told);
  const open = worst === 'denied' ? `denied if policies are enforced: ${why}; ${says}` : `not known whether policies allow it: ${why}`;
  const step = stepOf(sure ? 'drop' : 'give-up', direction, told, sure ? why : open, by);
  const address = hostPort(destination.ip, destination.port);
  const where = atSender
    ? `leaving ${nameOf(connection.sender)}`
    : destination.pod === undefined
      ? address
      : `${address} Pod ${destination.pod}`;
  const hop = hopOf('pod', where, step, step.object);
  const { towards: _towards, answer: _answer, ...rest } = arrival;
  return {
    ...rest,
    ...(isName ? {} : { destination }),
    disposition,
    hops: [...hops, hop],
    assumes: [...arrival.assumes.filter((id) => id !== 'process'), 'policies'],
  };
}

/** A name that leads out of the cluster, for a connection that does not get there. */
function resolved({ at, steps: [first, ...others] }: Hop): Hop {
  const told = (step: Step): Step => (step.action === 'leave' ? { ...step, action: 'resolve' } : step);
  return { at, steps: [told(first), ...others.map(told)] };
}

function nameOf(sender: Sender | undefined): string {
  if (sender?.kind === 'pod') return describeRef(refTo('Pod', sender.pod.metadata));
  return sender?.kind === 'node' ? `node ${sender.node.name}` : 'the client';
}
