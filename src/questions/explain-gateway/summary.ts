import { counted, enumerate } from '../../audit/facts/enumerate.ts';
import type { GatewayListenerReport, GatewayOutcome, GatewayReport } from '../../model/gateway-report.ts';
import type { ReportedCondition } from '../../model/gateway-status.ts';

/** What the verdict is made of. */
type GatewayParts = Pick<GatewayReport, 'gateway' | 'class' | 'conditions' | 'addresses' | 'listeners' | 'listenersComplete'>;

/** Whether the Gateway works, by what its controller says of it. */
export function outcomeOf({ conditions }: Pick<GatewayParts, 'conditions'>): GatewayOutcome {
  const deciding = ['Accepted', 'Programmed'].map((type) => conditions.find((one) => one.type === type));
  if (deciding.some((one) => one?.status === 'False')) return 'not-programmed';
  if (deciding.some((one) => one?.status !== 'True')) return 'pending';
  return deciding.some((one) => one?.stale === true) ? 'stale' : 'programmed';
}

/** The verdict in one line: its state and why, where it is reached, its listeners and routes, and the first listener that is broken. */
export function summaryOf(parts: GatewayParts): string {
  return [state(parts), reached(parts), traffic(parts), broken(parts)].filter((part) => part !== '').join(' ');
}

function state(parts: GatewayParts): string {
  const { gateway, conditions } = parts;
  const name = `Gateway ${gateway.namespace}/${gateway.name}`;
  const by = parts.class.controller === undefined ? 'its controller' : parts.class.controller;
  switch (outcomeOf(parts)) {
    case 'programmed':
      return `${name} is programmed by ${by}.`;
    case 'stale':
      return `${name} was programmed by ${by}, but not since its last change.`;
    case 'not-programmed':
      return `${name} is not programmed: ${by} says ${firstFalse(conditions)}.`;
    case 'pending':
      return `${name} waits for a controller${whyPending(parts)}.`;
  }
}

function firstFalse(conditions: readonly ReportedCondition[]): string {
  const bad = conditions.find(({ type, status }) => (type === 'Accepted' || type === 'Programmed') && status === 'False');
  const why = [bad?.reason, bad?.message].filter((one) => one !== undefined && one !== '').join(', ');
  return `${bad?.type} is False${why === '' ? '' : ` (${why})`}`;
}

function whyPending({ class: { name, exists, controller, conditions } }: GatewayParts): string {
  if (exists === 'no') return `: GatewayClass ${name} does not exist`;
  if (exists === 'unknown') return `; GatewayClass ${name} could not be read`;
  const accepted = conditions.find(({ type }) => type === 'Accepted');
  if (accepted === undefined) return `: none has accepted GatewayClass ${name}, so that none for ${controller} seems to run`;
  return accepted.status === 'True' ? '' : `: GatewayClass ${name} is not accepted`;
}

function reached({ addresses }: GatewayParts): string {
  return addresses.length === 0 ? 'It has no address.' : `It is reached at ${enumerate(addresses.map(({ value }) => value))}.`;
}

function traffic({ listeners, listenersComplete }: GatewayParts): string {
  const routes = new Set(listeners.flatMap((one) => one.routes.map(({ route }) => `${route.kind} ${route.namespace}/${route.name}`)));
  const isWhole = listenersComplete && listeners.every(({ routesComplete }) => routesComplete);
  return `${counted(listeners.length, 'listener')}, ${counted(routes.size, 'route')}${isWhole ? '' : '; there may be more'}.`;
}

function broken({ listeners }: GatewayParts): string {
  const bad = listeners.find(isBroken);
  return bad === undefined ? '' : `Listener ${bad.name} cannot be used: ${whyBroken(bad)}.`;
}

/** Whether a listener cannot be used by the specification. */
function isBroken({ programmed }: GatewayListenerReport): boolean {
  return programmed.holds === 'no';
}

function whyBroken({ accepted, resolvedRefs }: GatewayListenerReport): string {
  return accepted.holds === 'no' ? accepted.says : resolvedRefs.says;
}
