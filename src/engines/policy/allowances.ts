import type { Pod } from '../../model/resources/pod.ts';
import { declaredPorts } from '../service/index.ts';
import type { PodRule } from './about-pod.ts';
import type { Direction } from './policy.ts';
import { namesOf, type PortRange, PROTOCOLS, rangesOf, type Server } from './port-cover.ts';

/** The rules that allow the same ports. */
export interface Allowance {
  /** `TCP 8080 (http)`, `every port`, `every other port`. */
  readonly ports: string;
  readonly rules: readonly PodRule[];
}

/**
 * What rules allow a pod, port by port: ports that the same rules allow are together. A named port is what the pod has by that name where it
 * receives, and stays a name where it sends.
 */
export function allowancesOf(direction: Direction, rules: readonly PodRule[], pod: Pod): readonly Allowance[] {
  const server = direction === 'ingress' ? pod : 'some-pod';
  const ranges = rules.map((one) => ({ one, ranges: rangesOf(one.rule.ports, server) }));
  const cells = PROTOCOLS.flatMap((protocol) => cellsOf(protocol, ranges));
  const groups = new Map<string, { readonly rules: readonly PodRule[]; readonly ranges: PortRange[] }>();
  for (const { range, rules: allowing } of cells) {
    const key = allowing.map((one) => rules.indexOf(one)).join(' ');
    const group = groups.get(key) ?? { rules: allowing, ranges: [] };
    const last = group.ranges.at(-1);
    if (last !== undefined && last.protocol === range.protocol && last.end + 1 === range.start) {
      group.ranges[group.ranges.length - 1] = { ...last, end: range.end };
    } else group.ranges.push(range);
    groups.set(key, group);
  }
  const all = [...groups.values()];
  const isEvery = all.reduce((sum, group) => sum + sizeOf(group.ranges), 0) === PROTOCOLS.length * 65535;
  const most = isEvery ? all.toSorted((a, b) => sizeOf(b.ranges) - sizeOf(a.ranges))[0] : undefined;
  const named = direction === 'ingress' ? [] : namedPorts(rules);
  return [
    ...all
      .filter((group) => group !== most)
      .map((group) => ({ ports: group.ranges.map((range) => inWords(range, server)).join(', '), rules: group.rules })),
    ...named,
    ...(most === undefined ? [] : [{ ports: all.length + named.length === 1 ? 'every port' : 'every other port', rules: most.rules }]),
  ];
}

interface RuleRanges {
  readonly one: PodRule;
  readonly ranges: readonly PortRange[];
}

interface Cell {
  readonly range: PortRange;
  readonly rules: readonly PodRule[];
}

/** The ports of a protocol, cut where some rule begins or ends; those that no rule allows are left out. */
function cellsOf(protocol: string, all: readonly RuleRanges[]): readonly Cell[] {
  const own = all.map(({ one, ranges }) => ({ one, ranges: ranges.filter((range) => range.protocol === protocol) }));
  const starts = new Set(own.flatMap(({ ranges }) => ranges.flatMap(({ start, end }) => [start, end + 1])));
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.flatMap((start, index) => {
    const end = (sorted[index + 1] ?? start) - 1;
    const rules = own.filter(({ ranges }) => ranges.some((range) => range.start <= start && start <= range.end)).map(({ one }) => one);
    return rules.length === 0 || end < start ? [] : [{ range: { protocol, start, end }, rules }];
  });
}

/** Names that only the pods that receive can tell, each with the rules that have it. */
function namedPorts(rules: readonly PodRule[]): readonly Allowance[] {
  const names = new Map<string, PodRule[]>();
  for (const one of rules) {
    for (const { name, protocol } of namesOf(one.rule.ports)) {
      const key = `the ${protocol} port named ${name}`;
      names.set(key, [...(names.get(key) ?? []), one]);
    }
  }
  return [...names].map(([ports, allowing]) => ({ ports, rules: allowing }));
}

function inWords({ protocol, start, end }: PortRange, server: Server): string {
  if (start === 1 && end === 65535) return `every port of ${protocol}`;
  if (start !== end) return `${protocol} ${start}-${end}`;
  const declared =
    typeof server === 'object' ? declaredPorts(server).find((one) => one.port === start && one.protocol === protocol) : undefined;
  return `${protocol} ${start}${declared?.name === undefined ? '' : ` (${declared.name})`}`;
}

function sizeOf(ranges: readonly PortRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0);
}
