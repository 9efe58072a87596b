import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/audit/rules/index.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import { type AuditQuery, audit } from '../../src/questions/audit/index.ts';
import { copiesOf } from '../support/copies.ts';
import { labObjects } from '../support/truth.ts';

/** A cluster that counts how often somebody looks into its objects: at their metadata, their spec, their status or another field. */
interface Watched {
  looks(query: AuditQuery): number;
}

/** So many copies of a cluster, watched. */
function watched(objects: readonly object[], copies: number): Watched {
  let count = 0;
  const watch = <T extends object>(item: T): T => {
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
    return listing.state === 'unknown' ? reading : { ...reading, listing: { ...listing, items: listing.items.map(watch) } };
  });
  return {
    looks(query) {
      count = 0;
      audit({ ...snapshot, readings }, { ...query, allNamespaces: true });
      return count;
    },
  };
}

const SIZES = [2, 4, 6] as const;

const lab = SIZES.map((copies) => watched(labObjects() as readonly object[], copies));

/** What the last third of a cluster costs in relation to the second: 1 where it costs the same, 5/3 where the cost is the square of the size. */
function growth(query: AuditQuery): number {
  const [small = 0, middle = 0, large = 0] = lab.map((one) => one.looks(query));
  return (large - middle) / Math.max(1, middle - small);
}

/** Sorting takes a little more than in proportion. */
const LINEAR = 1.2;

describe('an audit looks into the objects of a cluster in proportion to its size', () => {
  it('by all rules', () => {
    expect(growth({ all: true })).toBeLessThan(LINEAR);
  });

  it.each(RULES.map(({ code }) => code))('by %s', (code) => {
    expect(growth({ rules: [code] })).toBeLessThan(LINEAR);
  });
});
