import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { truthRecord } from '../../scripts/truth-record.ts';
import { carried, labObjects, labRows, proxyRandomCases, sharedPath } from '../support/truth.ts';

const shared = sharedPath();
const record = shared === undefined ? undefined : truthRecord(shared);

describe('the record that the project carries (scripts/make-truth.ts)', () => {
  it('is that of the shared facts, where they are there', () => {
    const folder = join(import.meta.dirname, '../truth');
    const names = readdirSync(folder).map((name) => name.replace(/\.gz$/, ''));
    if (record === undefined)
      process.stdout.write('the carried record was not compared: set NETEXPLAIN_SHARED to the folder of shared facts\n');
    expect(names).toEqual([...(record?.keys() ?? names)].sort());
    for (const [name, text] of record ?? []) expect(carried(name) === text, name).toBe(true);
  });

  it('holds the API of three nodes, the same probes in both modes, and random cases', () => {
    const nodes = labObjects().flatMap((list) =>
      ((list as { items?: readonly { kind?: string }[] }).items ?? []).filter(({ kind }) => kind === 'Node'),
    );
    expect(nodes).toHaveLength(3);
    expect([labRows('nftables').length, labRows('iptables').length]).toEqual([2301, 2301]);
    expect(proxyRandomCases()).toHaveLength(300);
  });
});
