import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTypedHost, reverseName } from '../../../src/engines/dns/index.ts';
import { parseIp } from '../../../src/model/values/ip.ts';

describe('what a person types', () => {
  it.each([
    ['foo', { name: 'foo' }],
    ['Foo.A', { name: 'Foo.A' }],
    ['foo.a.svc.cluster.local.', { name: 'foo.a.svc.cluster.local.' }],
    ['foo:80', { name: 'foo', port: 80 }],
    ['foo:http', { name: 'foo', port: 'http' }],
    ['http://foo:8080/x', { name: 'foo', port: 8080 }],
    ['http://foo/x:y', { name: 'foo', port: 80 }],
    ['HTTPS://foo.a?q=1', { name: 'foo.a', port: 443 }],
    ['postgres://me:secret@db.prod/x', { name: 'db.prod' }],
    ['jdbc:postgresql://db:5432/x', { name: 'db', port: 5432 }],
    ['_http._tcp.foo.a.svc.cluster.local', { name: '_http._tcp.foo.a.svc.cluster.local', type: 'SRV' }],
    ['_dmarc.example.com', { name: '_dmarc.example.com' }],
    ['foo_bar', { name: 'foo_bar' }],
    ['bücher.example', { name: 'xn--bcher-kva.example', unicode: 'bücher.example' }],
    ['10.0.96.10.in-addr.arpa', { name: '10.0.96.10.in-addr.arpa', type: 'PTR' }],
    ['10.96.0.10', { name: '10.0.96.10.in-addr.arpa.', type: 'PTR', address: '10.96.0.10' }],
    ['10.96.0.10:53', { name: '10.0.96.10.in-addr.arpa.', type: 'PTR', address: '10.96.0.10', port: 53 }],
    ['10.1', { name: '1.0.0.10.in-addr.arpa.', type: 'PTR', address: '10.0.0.1' }],
    ['0x7f.1', { name: '1.0.0.127.in-addr.arpa.', type: 'PTR', address: '127.0.0.1' }],
    ['123', { name: '123.0.0.0.in-addr.arpa.', type: 'PTR', address: '0.0.0.123' }],
    ['010.0.0.1', { name: '1.0.0.8.in-addr.arpa.', type: 'PTR', address: '8.0.0.1' }],
    ['256.1.1.1', { name: '256.1.1.1' }],
    ['1.2.3.4.5', { name: '1.2.3.4.5' }],
    ['http://[fd00::a]:80/', { name: `a${'.0'.repeat(29)}.d.f.ip6.arpa.`, type: 'PTR', address: 'fd00::a', port: 80 }],
    ['fd00::a', { name: `a${'.0'.repeat(29)}.d.f.ip6.arpa.`, type: 'PTR', address: 'fd00::a' }],
  ])('%s', (text, host) => {
    expect(parseTypedHost(text)).toEqual(host);
  });

  it.each(['', '.', '..', 'foo bar', 'svc/foo', '10.0.0.0/8', '[foo]:80', 'foo:80:90', 'fd00::a%eth0', 'http://', 'a\u0007b'])(
    '%j is no host',
    (text) => {
      expect(parseTypedHost(text)).toBeUndefined();
    },
  );

  it('is never a reason to fail', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: 'binary' })), (text) => {
        expect(parseTypedHost(text)?.name).not.toBe('');
      }),
    );
  });

  it('is an address for every address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        expect(parseTypedHost(address)?.address).toBe(parseIp(address)?.text);
      }),
    );
  });
});

describe('reverseName', () => {
  it('is read back from right to left', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const nibbles = reverseName(address).replace('.ip6.arpa.', '').split('.').toReversed().join('');
        expect(parseIp(nibbles.replace(/(.{4})(?=.)/g, '$1:'))).toEqual(parseIp(address));
      }),
    );
    expect(reverseName('10.96.0.10')).toBe('10.0.96.10.in-addr.arpa.');
  });
});
