import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cidrContains, parseCidr } from '../../src/model/values/cidr.ts';
import { familyOf, hostPort, parseIp, rangeOf, sameIp } from '../../src/model/values/ip.ts';

describe('parseIp', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1', 'IPv4'],
    ['010.000.08.1', '10.0.8.1', 'IPv4'],
    ['::1', '::1', 'IPv6'],
    ['FD00:0:0:0::0A', 'fd00::a', 'IPv6'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1', 'IPv6'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1', 'IPv6'],
    ['::ffff:192.0.2.1', '192.0.2.1', 'IPv4'],
    ['::ffff:c000:201', '192.0.2.1', 'IPv4'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201', 'IPv6'],
  ])('reads %s as %s', (text, canonical, family) => {
    expect(parseIp(text)).toEqual({ text: canonical, family });
  });

  it.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.1.2',
    '0x0a.0.0.1',
    '167772161',
    ' 10.0.0.1',
    '10.0.0.1/8',
    'fe80::1%eth0',
    '1::2::3',
    'fd00::g',
    'foo',
    'None',
  ])('takes "%s" for no address', (text) => {
    expect(parseIp(text)).toBeUndefined();
    expect(familyOf(text)).toBeUndefined();
  });

  it('reads its own spelling as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseIp(text);
        expect(address).toBeDefined();
        expect(parseIp(address?.text ?? '')).toEqual(address);
        expect(sameIp(text, address?.text ?? '')).toBe(true);
      }),
    );
  });
});

describe('sameIp', () => {
  it('compares addresses, not spellings', () => {
    expect(sameIp('fd00::1', 'FD00:0::1')).toBe(true);
    expect(sameIp('10.0.0.1', '::ffff:10.0.0.1')).toBe(true);
    expect(sameIp('10.0.0.1', '10.0.0.2')).toBe(false);
  });
  it('is false of what is no address, even of itself', () => {
    expect(sameIp('None', 'None')).toBe(false);
  });
});

describe('rangeOf', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['169.254.1.1', 'linkLocal'],
    ['10.0.0.1', 'private'],
    ['224.0.0.1', 'multicast'],
    ['8.8.8.8', 'unicast'],
    ['::1', 'loopback'],
    ['fd00::1', 'uniqueLocal'],
    ['nonsense', undefined],
  ])('puts %s into %s', (text, range) => {
    expect(rangeOf(text)).toBe(range);
  });
});

describe('hostPort', () => {
  it('puts IPv6 addresses in brackets', () => {
    expect(hostPort('10.0.0.1', 80)).toBe('10.0.0.1:80');
    expect(hostPort('fd00::1', 80)).toBe('[fd00::1]:80');
  });
});

describe('parseCidr', () => {
  it.each([
    ['10.1.2.3/8', '10.0.0.0/8', 'IPv4'],
    [' 0.0.0.0/0 ', '0.0.0.0/0', 'IPv4'],
    ['10.0.0.1/32', '10.0.0.1/32', 'IPv4'],
    ['010.0.0.0/08', '10.0.0.0/8', 'IPv4'],
    ['FD00::1/64', 'fd00::/64', 'IPv6'],
    ['::/0', '::/0', 'IPv6'],
  ])('reads %s as %s', (text, canonical, family) => {
    expect(parseCidr(text)).toMatchObject({ text: canonical, family });
  });
  it.each(['', '10.0.0.0', '10.0.0.0/', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/-1', '10.0.0.0/8/8', 'primary', '10.0/8'])(
    'takes "%s" for no range',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );
});

describe('cidrContains', () => {
  const bits = (address: string) => address.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n);

  it('holds exactly the addresses that begin like the range', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.nat({ max: 32 }), (range, address, prefix) => {
        const rest = BigInt(32 - prefix);
        expect(cidrContains(`${range}/${prefix}`, address)).toBe(bits(range) >> rest === bits(address) >> rest);
      }),
    );
  });
  it('holds the address that the range was made of, in either family', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat({ max: 32 }), (address, prefix) => {
        const { text = '' } = parseIp(address) ?? {};
        expect(cidrContains(`${text}/${prefix}`, address)).toBe(true);
      }),
    );
  });
  it('holds nothing of the other family, and nothing that is no address', () => {
    expect(cidrContains('0.0.0.0/0', '::1')).toBe(false);
    expect(cidrContains('::/0', '10.0.0.1')).toBe(false);
    expect(cidrContains('0.0.0.0/0', 'None')).toBe(false);
    expect(cidrContains('primary', '10.0.0.1')).toBe(false);
  });
});
