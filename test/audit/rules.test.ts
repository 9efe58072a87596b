import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type FlowRule, judgeFlows } from '../../src/audit/flow-rule.ts';
import { judge } from '../../src/audit/judge.ts';
import { judgeLookUp, type LookUpRule } from '../../src/audit/look-up-rule.ts';
import { RETIRED_CODES } from '../../src/audit/retired-codes.ts';
import { examinedKinds, type Rule } from '../../src/audit/rule.ts';
import { FLOW_RULES, LOOK_UP_RULES, RULES } from '../../src/audit/rules/index.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { ALL_KINDS, type Kind } from '../../src/model/kind.ts';
import { knownItems } from '../../src/model/listing.ts';
import { describeRef } from '../../src/model/object-ref.ts';
import type { ClusterSnapshot } from '../../src/model/snapshot.ts';
import { type DnsOptions, lookUpFacts } from '../../src/questions/dns/index.ts';
import { follow, type PathOptions } from '../../src/questions/path/index.ts';
import { fieldExists } from '../support/field-path.ts';

interface Case {
  readonly name: string;
  readonly objects: readonly object[];
  /** For a rule about flows: the question whose flows are judged. */
  readonly flow?: PathOptions;
  /** For a rule about look-ups: the question. */
  readonly lookUp?: DnsOptions;
  /** Kinds of which nothing is known. */
  readonly hidden?: readonly Kind[];
  /** Kinds that the server does not have. */
  readonly unserved?: readonly Kind[];
  readonly takenAt?: string;
  /** Whether Secrets are looked into; they are where left out. */
  readonly readSecrets?: boolean;
  readonly expect: readonly { readonly subject: string; readonly message?: string; readonly remedy?: string }[];
  readonly unjudged?: readonly string[];
}

type AnyRule = Rule | FlowRule | LookUpRule;

const FOLDER = join(import.meta.dirname, '../../src/audit/rules');
const HEADINGS = ['## What it means', '## How it is known', '## How to fix it', '## When it is fine'];
const SINGLE: readonly unknown[] = ['Flow', 'LookUp', 'Namespace', 'ConfigMap', 'NX5023'];
const NOW = '2026-11-22T08:00:00Z';
const EVERY_RULE: readonly AnyRule[] = [...RULES, ...FLOW_RULES, ...LOOK_UP_RULES].sort((a, b) => (a.code < b.code ? -1 : 1));
const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());

function folderOf(rule: AnyRule): string {
  const folder = folders.find((entry) => entry.name.startsWith(`${rule.code.toLowerCase()}-`));
  if (folder === undefined) throw new Error(`src/audit/rules has no folder for ${rule.code}`);
  return join(FOLDER, folder.name);
}

function casesOf(rule: AnyRule): readonly Case[] {
  return parse(readFileSync(join(folderOf(rule), 'cases.yaml'), 'utf8'), { merge: true }) as readonly Case[];
}

function run(
  rule: AnyRule,
  { flow, lookUp, objects, hidden = [], unserved = [], takenAt = NOW, readSecrets = true }: Case,
  onRead: (kind: Kind) => void = () => {},
) {
  const complete = ALL_KINDS.filter((kind) => !hidden.includes(kind) && !unserved.includes(kind));
  const seen = objects.filter((object) => !hidden.some((kind) => 'kind' in object && object.kind === kind));
  const snapshot = withoutKinds(readObjects(seen, { complete, takenAt, readSecrets }), unserved);
  if (rule.subject === 'LookUp') {
    if (lookUp === undefined) throw new Error(`a case of ${rule.code} needs a lookUp`);
    const looked = lookUpFacts(snapshot, lookUp);
    return { snapshot, ...judgeLookUp([rule], looked.facts, indexSnapshot(looked.snapshot, onRead)) };
  }
  if (rule.subject !== 'Flow') {
    const judged = examinedKinds(rule).map((kind) =>
      judge([rule], kind, knownItems(indexSnapshot(snapshot).list(kind)), indexSnapshot(snapshot, onRead)),
    );
    return { snapshot, findings: judged.flatMap((one) => one.findings), skipped: judged.flatMap((one) => one.skipped) };
  }
  if (flow === undefined) throw new Error(`a case of ${rule.code} needs a flow`);
  const followed = follow(snapshot, flow);
  const flows = followed.answers.flatMap((answer) => answer.flows);
  return { snapshot, ...judgeFlows([rule], flows, indexSnapshot(followed.snapshot, onRead)) };
}

/** The snapshot of a server that does not have some kinds. */
function withoutKinds(snapshot: ClusterSnapshot, kinds: readonly Kind[]): ClusterSnapshot {
  const readings = snapshot.readings.map(({ need, listing }) => {
    const gap = { kind: need.kind, scope: {}, reason: 'not-served', message: 'not served' } as const;
    return { need, listing: kinds.includes(need.kind) ? ({ state: 'unknown', gaps: [gap] } as const) : listing };
  });
  return { ...snapshot, readings };
}

describe('the list of rules', () => {
  it('names each folder once, in the order of the codes', () => {
    expect(EVERY_RULE.map((rule) => rule.code.toLowerCase())).toEqual(folders.map((entry) => entry.name.split('-')[0]).sort());
    expect([...RULES]).toEqual(EVERY_RULE.filter((rule) => rule.subject !== 'Flow' && rule.subject !== 'LookUp'));
    expect([...FLOW_RULES]).toEqual(EVERY_RULE.filter((rule) => rule.subject === 'Flow'));
    expect([...LOOK_UP_RULES]).toEqual(EVERY_RULE.filter((rule) => rule.subject === 'LookUp'));
  });
  it('gives no code twice and none that was retired', () => {
    expect(new Set(EVERY_RULE.map((rule) => rule.code)).size).toBe(EVERY_RULE.length);
    expect(EVERY_RULE.filter((rule) => rule.code in RETIRED_CODES)).toEqual([]);
  });
  it.each([
    ['objects', RULES],
    ['flows', FLOW_RULES],
    ['look-ups', LOOK_UP_RULES],
  ])('lets rules about %s only cause codes that are judged together with them', (_about, rules) => {
    const codes = rules.map((rule) => rule.code);
    expect(rules.flatMap((rule) => rule.causes).filter((code) => !codes.includes(code))).toEqual([]);
  });
});

describe.each(EVERY_RULE.map((rule) => [rule.code, rule] as const))('%s', (_code, rule) => {
  const cases = casesOf(rule);

  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const { findings, skipped, snapshot } = run(rule, one);
    expect(findings.map((finding) => describeRef(finding.subject))).toEqual(one.expect.map((expected) => expected.subject));
    one.expect.forEach((expected, index) => {
      if (expected.message !== undefined) expect(findings[index]?.message).toBe(expected.message);
      if (expected.remedy !== undefined) expect(findings[index]?.remedy).toBe(expected.remedy);
    });
    expect(skipped.map((skip) => describeRef(skip.subject))).toEqual(one.unjudged ?? []);
    for (const finding of findings) {
      expect(finding.message).not.toMatch(/undefined|\[object|NaN/);
      expect(finding.remedy).toMatch(/\.$/);
      expect(finding.remedy).not.toMatch(/undefined|\[object|NaN/);
      for (const evidence of finding.evidence) expect(fieldExists(snapshot, evidence)).toBe(true);
    }
  });

  // What is said of a flow does not name its client where all clients share it, so that one question may have no two findings of it; and
  // of some kinds a rule looks at one object that every cluster has. A cluster has one network plugin.
  const most = SINGLE.includes(rule.subject) || SINGLE.includes(rule.code) ? 1 : 2;
  it(`has a case that finds nothing and one that finds ${most} or more`, () => {
    expect(cases.some((one) => one.expect.length === 0)).toBe(true);
    expect(cases.some((one) => one.expect.length >= most)).toBe(true);
  });

  it('reads the kinds that it declares, and no other', () => {
    const read = new Set<Kind>();
    for (const one of cases) run(rule, one, (kind) => read.add(kind));
    expect([...read].sort()).toEqual([...rule.reads].sort());
  });

  it('has a page with its code, title, severity and proof, and every heading', () => {
    const page = readFileSync(join(folderOf(rule), 'README.md'), 'utf8');
    expect(page.split('\n')[0]).toBe(`# ${rule.code} ${rule.title}`);
    expect(page).toMatch(new RegExp(`^Problem: [A-H]\\d\\d · severity: ${rule.severity} · proof: ${rule.proof}$`, 'm'));
    expect(HEADINGS.filter((heading) => !page.includes(`\n${heading}\n`))).toEqual([]);
  });
});
