import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import {
  bandOfAddress,
  cidrContainsCidr,
  cidrsOverlap,
  clusterIPBands,
  firstUsableAddress,
  isServiceCIDRReady,
  isUsableIn,
  nodePortBands,
} from '../../../src/engines/ranges/index.ts';
import { cidrContains } from '../../../src/model/values/cidr.ts';

const v4 = fc.ipV4();
const v6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipaddr.fromByteArray([...bytes]).toString());
const cidr = fc.oneof(
  fc.tuple(v4, fc.integer({ min: 0, max: 32 })).map(([ip, prefix]) => `${ip}/${prefix}`),
  fc.tuple(v6, fc.integer({ min: 0, max: 128 })).map(([ip, prefix]) => `${ip}/${prefix}`),
);
const address = fc.oneof(v4, v6);

describe('the bands of a CIDR', () => {
  it('have all of its usable addresses between them', () => {
    fc.assert(
      fc.property(cidr, (range) => {
        const bands = clusterIPBands(range);
        const counted = (bands?.staticBand?.count ?? 0n) + (bands?.dynamicBand?.count ?? 0n);
        expect(counted).toBe(bands?.usable);
      }),
    );
  });

  it('begin and end with usable addresses of their own', () => {
    fc.assert(
      fc.property(cidr, (range) => {
        const bands = clusterIPBands(range);
        for (const [name, band] of [['static', bands?.staticBand] as const, ['dynamic', bands?.dynamicBand] as const]) {
          if (band === undefined || band === null) continue;
          expect([bandOfAddress(range, band.first), bandOfAddress(range, band.last)]).toEqual([name, name]);
        }
      }),
    );
  });

  it('begin with the first usable address', () => {
    fc.assert(
      fc.property(cidr, (range) => {
        const bands = clusterIPBands(range);
        expect(firstUsableAddress(range)).toBe((bands?.staticBand ?? bands?.dynamicBand)?.first);
      }),
    );
  });
});

describe('a usable address', () => {
  it('lies in the CIDR, and in one of its bands', () => {
    fc.assert(
      fc.property(cidr, address, (range, ip) => {
        expect(isUsableIn(range, ip)).toBe(bandOfAddress(range, ip) !== undefined);
        if (isUsableIn(range, ip)) expect(cidrContains(range, ip)).toBe(true);
      }),
    );
  });

  it.each([
    ['10.0.0.0/24', '10.0.0.0', false],
    ['10.0.0.0/24', '10.0.0.1', true],
    ['10.0.0.0/24', '10.0.0.255', false],
    ['10.0.0.0/24', '::a00:1', false],
    ['fd00::/112', 'fd00::', false],
    ['fd00::/112', 'fd00::ffff', true],
    ['nonsense', '10.0.0.1', false],
    ['10.0.0.0/24', 'nonsense', false],
  ])('of %s: %s is one: %s', (range, ip, expected) => {
    expect(isUsableIn(range, ip)).toBe(expected);
  });
});

describe('two CIDRs', () => {
  it('overlap both ways or not at all, and where one holds the other', () => {
    fc.assert(
      fc.property(cidr, cidr, (a, b) => {
        expect(cidrsOverlap(a, b)).toBe(cidrsOverlap(b, a));
        if (cidrContainsCidr(a, b)) expect(cidrsOverlap(a, b)).toBe(true);
      }),
    );
  });

  it('overlap exactly when one holds the first address of the other', () => {
    fc.assert(
      fc.property(cidr, cidr, (a, b) => {
        const [first, second] = [a.split('/')[0] ?? '', b.split('/')[0] ?? ''];
        expect(cidrsOverlap(a, b)).toBe(cidrContains(a, second) || cidrContains(b, first));
      }),
    );
  });
});

describe('the bands of NodePorts', () => {
  it('have all ports of the range between them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 0, max: 30000 }), (first, more) => {
        const last = Math.min(first + more, 65535);
        const { staticBand, dynamicBand } = nodePortBands({ first, last });
        expect((staticBand?.count ?? 0) + (dynamicBand?.count ?? 0)).toBe(last - first + 1);
      }),
    );
  });

  it('are those of the default range when none is given', () => {
    expect(nodePortBands()).toMatchObject({ staticBand: { first: 30000, last: 30085 }, dynamicBand: { first: 30086, last: 32767 } });
  });
});

describe('a ServiceCIDR', () => {
  it.each([
    ['without conditions', {}, true],
    ['with Ready True', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, true],
    ['with Ready False', { status: { conditions: [{ type: 'Ready', status: 'False' }] } }, false],
    ['that is being deleted', { metadata: { name: 'x', deletionTimestamp: '2026-01-01T00:00:00Z' } }, false],
  ])('%s gives out addresses: %s', (_, fields, expected) => {
    const range = project('ServiceCIDR', { metadata: { name: 'x' }, spec: { cidrs: ['10.0.0.0/24'] }, ...fields });
    expect(isServiceCIDRReady(range)).toBe(expected);
  });
});
