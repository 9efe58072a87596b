import type { ExpectedCondition, GatewayAddressReport, ReportedCondition } from '../model/gateway-status.ts';
import { describeRef } from '../model/object-ref.ts';
import { type Line, line, type Span, span, type Tone } from './document.ts';

/** How each of the three values is meant. */
export const TRUTH_TONE: Readonly<Record<ExpectedCondition['holds'], Tone>> = { yes: 'good', no: 'bad', unknown: 'warn' };

/** Whether something holds, as a cell of a table. */
export function truthSpan({ holds }: Pick<ExpectedCondition, 'holds'>): Span {
  return span(holds, TRUTH_TONE[holds]);
}

/** What a controller says: each condition with its reason, and whether it is about an older state of the object. */
export function conditionLine(conditions: readonly ReportedCondition[]): Line {
  if (conditions.length === 0) return line('nothing: no controller has looked at it', 'warn');
  return conditions.flatMap(({ type, status, reason, message, stale }, index) => {
    const good = isGood({ type, status });
    const about = [good ? undefined : reason, good ? undefined : message, stale === true ? 'of an older generation' : undefined];
    const why = about.filter((one) => one !== undefined && one !== '').join(', ');
    const tone: Tone = stale === true ? 'warn' : good ? 'good' : status === 'Unknown' ? 'warn' : 'bad';
    return [span(`${index === 0 ? '' : ', '}${type} `), span(`${status}${why === '' ? '' : ` (${why})`}`, tone)];
  });
}

/** Conditions that are good news when they are False. */
const BETTER_FALSE = /^(?:Conflicted|PartiallyInvalid|OverlappingTLSConfig|Insecure)/;

/** Whether a condition says what one wants to hear. */
export function isGood({ type, status }: Pick<ReportedCondition, 'type' | 'status'>): boolean {
  return status === (BETTER_FALSE.test(type) ? 'False' : 'True');
}

/** An address and whose it is. */
export function addressLine({ value, owners }: GatewayAddressReport): Line {
  if (owners === 'unknown') return [span(value, 'strong'), span('   whose it is could not be read', 'warn')];
  const whose = owners.map(({ object, role }) => `${role} of ${describeRef(object)}`).join(', ');
  return [span(value, 'strong'), span(`   ${whose === '' ? 'no Service or Node of the cluster has it' : whose}`, 'dim')];
}
