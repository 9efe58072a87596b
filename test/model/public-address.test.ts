import { describe, expect, it } from 'vitest';
import { isPublicCandidate } from '../../src/model/values/public-address.ts';

describe('isPublicCandidate', () => {
  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '203.0.113.7', '192.0.1.1', '2a00:1450:4001::1', '2001:db8::1', '::ffff:8.8.8.8'])(
    'may be %s',
    (address) => {
      expect(isPublicCandidate(address)).toBe(true);
    },
  );
  it.each([
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '240.0.0.1',
    'fc00::1',
    'fdff::1',
    'fe80::1',
    '::1',
    '::',
    '::ffff:10.0.0.1',
    'node1',
    '',
    '203.0.113.0/24',
  ])('is not %s', (address) => {
    expect(isPublicCandidate(address)).toBe(false);
  });
});
