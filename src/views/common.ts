import type { Finding } from '../model/finding.ts';
import { describeRef } from '../model/object-ref.ts';
import type { Coverage } from '../model/report.ts';
import { DISPOSITIONS, type Trace } from '../model/trace.ts';
import { type Block, line, type Span, span, type Tone } from './document.ts';

const SEVERITY_TONE: Readonly<Record<Finding['severity'], Tone>> = { error: 'bad', warning: 'warn', info: 'dim' };

/** The findings, worst first, each with its evidence, what to do, and the page that tells more. */
export function findingBlocks(findings: readonly Finding[]): readonly Block[] {
  if (findings.length === 0) return [{ type: 'heading', text: 'FINDINGS', aside: 'none' }];
  return [
    { type: 'heading', text: 'FINDINGS' },
    { type: 'lines', lines: findings.flatMap(findingLines) },
  ];
}

function findingLines(finding: Finding): readonly (readonly Span[])[] {
  const { severity, code, proof, message, remedy, evidence, follows } = finding;
  const sure = proof === 'certain' ? '' : ` (${proof})`;
  const shown = evidence
    .slice(0, 2)
    .map((one) => `${describeRef(one.object)} ${one.field}${one.value === undefined ? '' : ` = ${one.value}`}`);
  return [
    [span(`${severity} ${code}`, SEVERITY_TONE[severity]), span(` ${message}${sure}`)],
    [span(`  seen in  ${shown.join('; ')}`, 'dim')],
    [span(`  do       ${remedy}`)],
    ...(follows.length === 0 ? [] : [[span(`  explains ${follows.join(', ')}`, 'dim')]]),
  ];
}

/** A trace as a way: who goes where, then its hops. */
export function wayBlocks(trace: Trace): readonly Block[] {
  const { outcome } = DISPOSITIONS[trace.disposition];
  const bad = outcome !== 'delivered' && outcome !== 'leaves-cluster';
  const title = [
    span(`${trace.flow.from} → ${trace.flow.to}`, 'strong'),
    ...(bad ? [span(`  ${outcome}`, outcome === 'unknown' ? 'warn' : 'bad')] : []),
  ];
  const hops = trace.hops.map((hop, index) => {
    const last = index === trace.hops.length - 1;
    const says = hop.steps.map((step) => step.says).filter((text) => !hop.at.says.includes(text));
    const tone: Tone = last && bad ? (outcome === 'unknown' ? 'warn' : 'bad') : 'plain';
    return {
      layer: hop.at.layer,
      what: [span(hop.at.says, tone), ...says.map((text) => span(` · ${text}`, tone === 'plain' ? 'dim' : tone))],
      who: hop.steps.map((step) => step.component).join(', '),
    };
  });
  return [{ type: 'way', title, hops }];
}

/** What was not looked at, with the right that is missing where one is. */
export function notCheckedBlocks({ notChecked }: Coverage): readonly Block[] {
  if (notChecked.length === 0) return [];
  return [
    { type: 'heading', text: 'NOT CHECKED' },
    {
      type: 'lines',
      lines: notChecked.map(({ what, why, codes }) => line(`${what}: ${why}${codes.length === 0 ? '' : ` [${codes.join(', ')}]`}`, 'dim')),
    },
  ];
}
