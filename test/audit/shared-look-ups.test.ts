import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdersOf, podsOn } from '../../src/audit/facts/pods-by.ts';
import { indexRanges } from '../../src/audit/facts/range-index.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import { cidrsOverlap } from '../../src/engines/ranges/index.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { knownItems, type Need } from '../../src/model/listing.ts';
import { parseCidr } from '../../src/model/values/cidr.ts';

const TAKEN_AT = '2026-11-22T08:00:00Z';

function pod(name: string, nodeName: string, ...ips: readonly string[]): object {
  const podIPs = ips.map((ip) => ({ ip }));
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'a' }, spec: { nodeName }, status: { phase: 'Running', podIPs } };
}

const whole = indexSnapshot(
  readObjects(
    [pod('web-0', 'node1', '10.0.0.1', 'fd00::1'), pod('web-1', 'node2', '10.0.0.1'), pod('web-2', 'node2', '10.0.0.2', 'fd00:0::1')],
    {
      complete: ['Pod'],
      takenAt: TAKEN_AT,
    },
  ),
);

function readingOnly(...needs: readonly Need[]) {
  return indexSnapshot({ takenAt: TAKEN_AT, readings: needs.map((need) => ({ need, listing: whole.list(need.kind, need) })) });
}

describe('pods by a value', () => {
  const names = (pods: ReturnType<typeof podsOn>) => knownItems(pods).map(({ metadata }) => metadata.name);

  it('are found among all pods, by any of their addresses in any spelling', () => {
    expect(names(holdersOf('10.0.0.1', whole))).toEqual(['web-0', 'web-1']);
    expect(names(holdersOf('FD00::0:1', whole))).toEqual(['web-0', 'web-2']);
    expect(names(podsOn('node2', whole))).toEqual(['web-1', 'web-2']);
  });

  it('are found where only those with the value were read', () => {
    const byAddress = readingOnly({ kind: 'Pod', fields: { 'status.podIP': '10.0.0.1' } });
    expect(names(holdersOf('10.0.0.1', byAddress))).toEqual(['web-0', 'web-1']);
    expect(holdersOf('10.0.0.2', byAddress).state).toBe('unknown');
    expect(names(podsOn('node1', readingOnly({ kind: 'Pod', fields: { 'spec.nodeName': 'node1' } })))).toEqual(['web-0']);
  });

  it('are unknown where no pods were read', () => {
    expect(podsOn('node1', readingOnly()).state).toBe('unknown');
  });
});

describe('ranges that overlap', () => {
  const octet = fc.integer({ min: 0, max: 3 });
  const cidr = fc.oneof(
    fc.tuple(octet, octet, fc.integer({ min: 14, max: 32 })).map(([a, b, prefix]) => `10.${a}.${b}.${a}/${prefix}`),
    fc.tuple(octet, octet, fc.integer({ min: 30, max: 128 })).map(([a, b, prefix]) => `fd00:${a}:${b}::${a}/${prefix}`),
  );

  it('are the same as when each is held against each', () => {
    fc.assert(
      fc.property(fc.array(cidr, { minLength: 1, maxLength: 12 }), (texts) => {
        const ranges = texts.flatMap((text, owner) => {
          const range = parseCidr(text);
          return range === undefined ? [] : [{ range, owner }];
        });
        const overlapping = indexRanges(ranges);
        for (const { range } of ranges) {
          const expected = ranges.filter((other) => cidrsOverlap(range.text, other.range.text)).map(({ owner }) => owner);
          expect(
            overlapping(range)
              .map(({ owner }) => owner)
              .sort((a, b) => a - b),
          ).toEqual(expected);
        }
      }),
    );
  });
});
