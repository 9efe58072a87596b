import type { Protocol } from '../../model/values/port.ts';
import { declaredPorts } from '../service/index.ts';
import { policiesAboutPod } from './about-pod.ts';
import type { PluginHabits, PolicyEnd, PolicyFlow } from './ends.ts';
import type { Policies } from './policies.ts';
import type { Direction, Port } from './policy.ts';
import { bareVerdict } from './verdict.ts';

/** A port on which a connection may be dialled. */
export interface OpenPort {
  readonly port: number;
  readonly protocol: Protocol;
}

/** A connection as each end judges it. */
export interface JudgedEnds {
  readonly leaving: PolicyFlow;
  readonly arriving: PolicyFlow;
}

/** The ports, among those at which what policies say can change, on which each end lets a connection between two ends pass. */
export interface OpenPorts {
  readonly egress: readonly OpenPort[];
  readonly ingress: readonly OpenPort[];
  readonly both: readonly OpenPort[];
}

/**
 * On which ports both ends of a connection would let it pass. Asked are the first and the last port of every range that a rule about one of
 * the ends names, and their neighbours: between them nothing changes, so that an empty `both` is empty for all ports. Undefined where a
 * verdict is unknown.
 */
export function openPorts({ leaving, arriving }: JudgedEnds, policies: Policies, plugin: PluginHabits = {}): OpenPorts | undefined {
  const asked = candidates({ leaving, arriving }, policies);
  const passing = (direction: Direction, flow: PolicyFlow) => {
    const verdicts = asked.map((one) => ({ one, verdict: bareVerdict(direction, { ...flow, ...one }, policies, plugin) }));
    if (verdicts.some(({ verdict }) => verdict === 'unknown')) return undefined;
    return verdicts.filter(({ verdict }) => verdict === 'allowed').map(({ one }) => one);
  };
  const egress = passing('egress', leaving);
  const ingress = passing('ingress', arriving);
  if (egress === undefined || ingress === undefined) return undefined;
  return { egress, ingress, both: egress.filter((one) => ingress.includes(one)) };
}

function candidates({ leaving, arriving }: JudgedEnds, policies: Policies): readonly OpenPort[] {
  const ports = [...portsAbout('egress', leaving.client, policies), ...portsAbout('ingress', arriving.server, policies)];
  const protocols = new Set<Protocol>([arriving.protocol]);
  for (const { protocol } of ports.filter(({ is }) => is !== 'unreadable') as readonly { readonly protocol?: string }[]) {
    if (protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP') protocols.add(protocol);
  }
  const declared = arriving.server.kind === 'pod' ? declaredPorts(arriving.server.pod).map(({ port }) => port) : [];
  const ranges = ports.flatMap((one) => (one.is === 'numbers' ? [one.start - 1, one.start, one.end, one.end + 1] : []));
  const numbers = new Set([arriving.port, ...declared, ...ranges].filter((port) => port >= 1 && port <= 65_535));
  return [...numbers].flatMap((port) => [...protocols].map((protocol) => ({ port, protocol })));
}

function portsAbout(direction: Direction, end: PolicyEnd, policies: Policies): readonly Port[] {
  if (end.kind !== 'pod') return [];
  const { isolating, maybe, before, after } = policiesAboutPod(direction, end.pod, policies);
  const rules = [...isolating, ...maybe].flatMap((policy) => policy.rules[direction]);
  return [...rules, ...before.map(({ rule }) => rule), ...after.map(({ rule }) => rule)].flatMap(({ ports = [] }) => ports);
}
