import { describe, expect, it } from 'vitest';
import { coversHost } from '../../src/audit/facts/certificate-names.ts';

describe('a certificate by its names', () => {
  it.each([
    [['shop.example.com'], 'shop.example.com', true],
    [['SHOP.example.com'], 'shop.EXAMPLE.com.', true],
    [['*.example.com'], 'shop.example.com', true],
    [['*.example.com'], 'example.com', false],
    [['*.example.com'], 'a.shop.example.com', false],
    [['s*.example.com'], 'shop.example.com', false],
    [['shop.*.com'], 'shop.example.com', false],
    [['*'], 'localhost', false],
    [['*.example.com'], '*.example.com', true],
    [['shop.example.com'], '*.example.com', true],
    [['shop.example.org'], '*.example.com', false],
    [['example.com'], '*.example.com', false],
    [['10.0.0.1'], '10.0.0.2', false],
    [[], 'shop.example.com', false],
  ])('%j covers %s: %s', (dnsNames, host, covers) => {
    expect(coversHost({ dnsNames, ipAddresses: ['192.0.2.1'] }, host)).toBe(covers);
  });

  it('covers an address by its addresses alone', () => {
    expect(coversHost({ dnsNames: ['*.0.2.1'], ipAddresses: [] }, '192.0.2.1')).toBe(false);
    expect(coversHost({ dnsNames: [], ipAddresses: ['192.0.2.1'] }, '192.0.2.1')).toBe(true);
  });
});
