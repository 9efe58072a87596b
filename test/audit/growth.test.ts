import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RULES } from '../../src/audit/rules/index.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import { type AuditQuery, audit } from '../../src/questions/audit/index.ts';
import { copiesOf } from '../support/copies.ts';
import { ruleFolder } from '../support/rule-folder.ts';
import { labObjects } from '../support/truth.ts';

/** How often an audit of so many copies of a cluster looks into an object: at its metadata, its spec, its status or another field. */
function looks(objects: readonly object[], copies: number, query: AuditQuery): number {
  let count = 0;
  const watched = <T extends object>(item: T): T => {
    const fields = Object.entries(item).map(([field, value]) => {
      const get = () => {
        count += 1;
        return value as unknown;
      };
      return [field, { get, enumerable: true }] as const;
    });
    return Object.defineProperties({}, Object.fromEntries(fields)) as T;
  };
  const snapshot = readObjects(copiesOf(objects, copies), { complete: true, takenAt: '2026-11-22T08:00:00Z' });
  const readings = snapshot.readings.map((reading) => {
    const { listing } = reading;
    return listing.state === 'unknown' ? reading : { ...reading, listing: { ...listing, items: listing.items.map(watched) } };
  });
  audit({ ...snapshot, readings }, { ...query, allNamespaces: true });
  return count;
}

/** What a cluster costs that is twice as large. Twice as much is 2; sorting takes a little more. */
function growth(objects: readonly object[], copies: number, query: AuditQuery): number {
  return looks(objects, 2 * copies, query) / looks(objects, copies, query);
}

const LINEAR = 2.15;

describe('an audit of a cluster that is twice as large looks twice as often into its objects', () => {
  it('by all rules', () => {
    expect(growth(labObjects() as readonly object[], 4, { all: true })).toBeLessThan(LINEAR);
  });

  it.each(RULES.map(({ code }) => code))('by %s, in the lab and where it finds something', (code) => {
    const query = { rules: [code] };
    expect(growth(labObjects() as readonly object[], 4, query)).toBeLessThan(LINEAR);
    const cases = parse(readFileSync(join(ruleFolder(code), 'cases.yaml'), 'utf8'), { merge: true }) as readonly Case[];
    const grown = cases.filter((one) => one.expect.length > 0).map(({ name, objects }) => [name, growth(objects, 20, query)] as const);
    expect(grown.filter(([, times]) => times >= LINEAR)).toEqual([]);
  });
});

interface Case {
  readonly name: string;
  readonly objects: readonly object[];
  readonly expect: readonly unknown[];
}
