import { counted, enumerate } from '../../audit/facts/enumerate.ts';
import type { HTTPRouteReport, RouteOutcome, RouteParent, RouteRuleReport, RuleBackend } from '../../model/route-report.ts';
import { percent } from './words.ts';

/** What the verdict is made of. */
export interface RouteFacts extends Pick<HTTPRouteReport, 'route' | 'parents' | 'rules'> {
  readonly kind: 'HTTPRoute' | 'GRPCRoute';
}

/** Whether some parent takes the route, and whether what it takes gets anywhere. */
export function outcomeOf({ parents, rules }: RouteFacts): RouteOutcome {
  const taken = parents.map(takes);
  if (!taken.includes('yes')) return taken.includes('unknown') ? 'unknown' : 'not-attached';
  if (rules.some((rule) => brokenPart(rule) > 0)) return 'broken';
  return rules.some(isOpen) ? 'unknown' : 'attached';
}

/** The verdict in one line: where it is attached, or why not; then the first rule that does not lead to a backend. */
export function summaryOf(facts: RouteFacts): string {
  const { kind, route, parents, rules } = facts;
  const name = `${kind} ${route.namespace}/${route.name}`;
  const takers = parents.filter((one) => takes(one) === 'yes');
  if (takers.length === 0) return `${name} ${notAttached(parents)}`;
  const where = enumerate(takers.map(({ parent }) => `${parent.kind} ${parent.namespace}/${parent.name}`));
  const hosts = [...new Set(takers.flatMap(({ listeners }) => listeners.flatMap((one) => one.hosts)))];
  const forHosts = hosts.length === 0 || hosts.includes('*') ? '' : ` for ${enumerate(hosts)}`;
  return [`${name} is attached to ${where}${forHosts}.`, ruleSummary(rules), refused(parents), unheard(takers)]
    .filter((part) => part !== '')
    .join(' ');
}

function notAttached(parents: readonly RouteParent[]): string {
  const open = parents.find((one) => takes(one) === 'unknown');
  if (open !== undefined) return `may be attached or not: ${open.accepted.says}.`;
  const why = enumerate([...new Set(parents.map(whyRefused))]);
  return `is attached to nothing: ${why === '' ? 'it names no parent' : why}.`;
}

function ruleSummary(rules: readonly RouteRuleReport[]): string {
  const broken = rules.filter((rule) => brokenPart(rule) > 0);
  const [first] = broken;
  if (first !== undefined)
    return `${counted(broken.length, 'rule')} of ${rules.length} ${broken.length === 1 ? 'is' : 'are'} broken: ${whyBroken(first)}.`;
  const open = rules.filter(isOpen).length;
  const part = open === 0 ? '' : `; of ${open} it is unknown whether the backends can be used`;
  return `${counted(rules.length, 'rule')}${part}.`;
}

function refused(parents: readonly RouteParent[]): string {
  const [first, ...more] = parents.filter((one) => takes(one) === 'no');
  if (first === undefined) return '';
  return `${counted(more.length + 1, 'parent')} of ${parents.length} ${more.length === 0 ? 'does' : 'do'} not take it: ${whyRefused(first)}.`;
}

/** Whether a parent takes the route: by the specification, unless its controller says no of the present generation. */
function takes(parent: RouteParent): RouteParent['accepted']['holds'] {
  return refusal(parent) === undefined ? parent.accepted.holds : 'no';
}

function refusal({ reported, listeners }: RouteParent): string | undefined {
  for (const { controller, conditions } of reported) {
    const no = conditions.find(({ type, status, stale }) => type === 'Accepted' && status === 'False' && stale !== true);
    if (no !== undefined) return `${controller} says ${[no.reason, no.message].filter((one) => one !== undefined).join(', ')}`;
  }
  const taking = listeners.filter(({ holds }) => holds === 'yes');
  return taking.every(({ doubt }) => doubt !== undefined) ? taking[0]?.doubt : undefined;
}

function whyRefused(parent: RouteParent): string {
  return parent.accepted.holds === 'no' ? parent.accepted.says : (refusal(parent) ?? parent.accepted.says);
}

/** Whether nobody who would carry it out has said anything of it. */
function unheard(takers: readonly RouteParent[]): string {
  return takers.every(({ reported }) => reported.length === 0) ? 'No controller has said anything of it yet.' : '';
}

function whyBroken(rule: RouteRuleReport): string {
  const { rule: number, name } = rule;
  const which = `rule ${number}${name === undefined ? '' : ` (${name})`}`;
  const bad = rule.backends.find((one) => one.share > 0 && isBroken(one));
  if (bad === undefined) return `${which} answers ${rule.answers?.says ?? ''}`;
  const what = bad.holds === 'no' ? bad.says : `${bad.backend.kind} ${bad.backend.namespace}/${bad.backend.name} has no ready endpoint`;
  const part = brokenPart(rule);
  return `${which} fails${part === 1 ? '' : ` for ${percent(part)} of its requests`}, since ${what}`;
}

/** The part of a rule's requests that gets an error, 0..1. */
function brokenPart({ backends, answers }: RouteRuleReport): number {
  if (answers !== undefined) return answers.with === 'error' ? 1 : 0;
  return backends.filter(isBroken).reduce((sum, { share }) => sum + share, 0);
}

function isBroken({ holds, endpoints }: RuleBackend): boolean {
  return holds === 'no' || (typeof endpoints === 'object' && endpoints.ready === 0);
}

/** Whether it is not known if some backend of a rule can be used. */
function isOpen({ backends, answers }: RouteRuleReport): boolean {
  return (
    answers === undefined && backends.some(({ share, holds, endpoints }) => share > 0 && (holds === 'unknown' || endpoints === 'unknown'))
  );
}
