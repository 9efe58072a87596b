import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerWith, type DnsAnswer, emptyAnswer } from '../../../src/engines/dns/coredns/answer.ts';
import { autopathAnswer, autopathSettings, kubernetesSearchPath } from '../../../src/engines/dns/coredns/autopath.ts';
import { type Directive, parseCorefile, type ServerBlock } from '../../../src/engines/dns/coredns/corefile.ts';
import { forwardAnswer, forwardSettings } from '../../../src/engines/dns/coredns/forward.ts';
import { hostsAnswer, hostsSettings } from '../../../src/engines/dns/coredns/hosts.ts';
import { kubernetesSettings } from '../../../src/engines/dns/coredns/plugin-settings.ts';
import { rewriteEffect } from '../../../src/engines/dns/coredns/rewrite.ts';
import { rewriteProblems } from '../../../src/engines/dns/coredns/rewrite-rule.ts';
import { templateAnswer, templateSettings } from '../../../src/engines/dns/coredns/template.ts';
import type { DnsRecord } from '../../../src/model/dns-report.ts';
import { goRegExp } from '../../../src/model/values/go-regexp.ts';

function server(lines: string, zone = '.'): ServerBlock {
  return parseCorefile(`${zone} {\n${lines}\n}`).servers[0] ?? expect.fail('no server');
}

function first({ plugins }: ServerBlock): Directive {
  return plugins[0] ?? expect.fail('no plugin');
}

function text(answer: DnsAnswer | undefined): string {
  if (answer === undefined) return 'next';
  const records = answer.answers.map(({ name, type, data, ttl }) => `${name} ${ttl} ${type} ${data}`);
  return [answer.kind, ...records, ...(answer.follow === undefined ? [] : [`follow ${answer.follow}`])].join('; ');
}

describe('hosts', () => {
  const entries = '10.0.0.1 a.example b.example\n10.0.0.2 a.example\nfd00::1 b.example\n10.0.0.9 *.wild.example';
  it.each([
    ['A of a name', 'fallthrough', 'a.example. A', 'ANSWER; a.example. 3600 A 10.0.0.1; a.example. 3600 A 10.0.0.2'],
    ['the case that was asked', 'fallthrough', 'A.Example. A', 'ANSWER; A.Example. 3600 A 10.0.0.1; A.Example. 3600 A 10.0.0.2'],
    ['AAAA of a name', 'ttl 60', 'b.example. AAAA', 'ANSWER; b.example. 60 AAAA fd00::1'],
    ['AAAA of a name with A alone: it is not passed on', 'fallthrough', 'a.example. AAAA', 'NODATA'],
    ['another type of a name', 'fallthrough', 'a.example. MX', 'NODATA'],
    ['another type, with fallthrough_unsupported', 'fallthrough_unsupported\nfallthrough', 'a.example. MX', 'next'],
    ['AAAA, with fallthrough_unsupported', 'fallthrough_unsupported\nfallthrough', 'a.example. AAAA', 'NODATA'],
    ['a name that it has not', 'fallthrough', 'c.example. A', 'next'],
    ['a name that it has not, without fallthrough', '', 'c.example. A', 'SERVFAIL'],
    ['a name that it has not, with fallthrough for it', 'fallthrough example', 'c.example. A', 'next'],
    ['a name that it has not, with fallthrough for others', 'fallthrough corp', 'c.example. A', 'SERVFAIL'],
    [
      'an address',
      '',
      '1.0.0.10.in-addr.arpa. PTR',
      'ANSWER; 1.0.0.10.in-addr.arpa. 3600 PTR a.example.; 1.0.0.10.in-addr.arpa. 3600 PTR b.example.',
    ],
    ['an address that it has not', '', '7.0.0.10.in-addr.arpa. PTR', 'next'],
    ['an address of a wildcard, which depends on the version', '', '9.0.0.10.in-addr.arpa. PTR', 'UNKNOWN'],
    ['an address with no_reverse', 'no_reverse', '1.0.0.10.in-addr.arpa. PTR', 'next'],
    ['a wildcard, which depends on the version', 'fallthrough', 'x.wild.example. A', 'UNKNOWN'],
    ['two labels below a wildcard', 'fallthrough', 'x.y.wild.example. A', 'next'],
    ["the pod's own names", 'fallthrough', 'localhost. A', 'UNKNOWN'],
  ])('answers %s', (_what, settings, question, expected) => {
    const block = server(`hosts {\n${entries}\n${settings}\n}`);
    const [name = '', type = ''] = question.split(' ');
    expect(text(hostsAnswer({ name, type }, hostsSettings(first(block), block)))).toBe(expected);
  });

  it('leaves names outside of its zones to the next plugin, and what a file has is unknown', () => {
    const block = server('hosts /etc/custom.hosts a.example {\n10.0.0.1 x.a.example y.example\n}');
    const settings = hostsSettings(first(block), block);
    expect(settings.entries.map(({ name }) => name)).toEqual(['x.a.example.']);
    expect(text(hostsAnswer({ name: 'y.example.', type: 'A' }, settings))).toBe('next');
    expect(text(hostsAnswer({ name: 'x.a.example.', type: 'A' }, settings))).toBe('UNKNOWN');
  });
});

describe('forward', () => {
  it.each([
    [
      'forward . 1.1.1.1 [fd00::1]:5353 /etc/resolv.conf',
      'a.example.',
      'asked upstream: 1.1.1.1:53, [fd00::1]:5353, the servers in /etc/resolv.conf of the CoreDNS pods',
    ],
    ['forward corp.example tls://1.1.1.1', 'x.Corp.example.', 'asked upstream: tls://1.1.1.1:853'],
    ['forward corp.example 1.1.1.1', 'xcorp.example.', undefined],
    ['forward . 1.1.1.1 {\nexcept a.example b.example\n}', 'x.b.example.', undefined],
    ['forward . 1.1.1.1 {\nexcept a.example b.example\n}', 'c.example.', 'asked upstream: 1.1.1.1:53'],
    ['forward a.example 1.1.1.1 {\nexcept a.example\n}', 'a.example.', 'asked upstream: 1.1.1.1:53'],
  ])('%j sends %s: %s', (line, name, says) => {
    expect(forwardAnswer({ name, type: 'A' }, forwardSettings(first(server(line))))?.says).toBe(says);
  });
});

describe('template', () => {
  it.each([
    [
      'a fixed answer',
      'template IN A example {\nanswer "{{ .Name }} 60 IN A 10.0.0.1"\n}',
      'X.example. A',
      'ANSWER; x.example. 60 A 10.0.0.1',
    ],
    [
      'groups of the match',
      'template IN A example {\nmatch ^ip-(?P<a>[0-9]+)-(\\d+)[.]example[.]$\nanswer "{{ .Name }} IN A 10.0.{{ .Group.a }}.{{ index .Match 2 }}"\n}',
      'ip-3-4.example. A',
      'ANSWER; ip-3-4.example. 3600 A 10.0.3.4',
    ],
    [
      'a CNAME to follow',
      'template IN ANY example {\nanswer "{{ .Name }} 5 IN CNAME lb.corp"\n}',
      'x.example. AAAA',
      'ANSWER; x.example. 5 CNAME lb.corp.; follow lb.corp.',
    ],
    ['NXDOMAIN', 'template ANY ANY corp.example {\nrcode NXDOMAIN\n}', 'x.corp.example. A', 'NXDOMAIN'],
    ['SERVFAIL', 'template ANY ANY {\nrcode SERVFAIL\n}', 'x. A', 'SERVFAIL'],
    ['a record of another type', 'template IN ANY example {\nanswer "{{ .Name }} 60 IN A 10.0.0.1"\n}', 'x.example. AAAA', 'NODATA'],
    ['no record', 'template IN AAAA .\n', 'x.example. AAAA', 'NODATA'],
    ['another type', 'template IN AAAA .\n', 'x.example. A', 'next'],
    ['another class', 'template CH A .\n', 'x.example. A', 'next'],
    ['another zone', 'template IN A example\n', 'x.corp. A', 'next'],
    ['a match that does not fit', 'template IN A . {\nmatch ^a\n}', 'x.example. A', 'SERVFAIL'],
    ['a match that does not fit, with fallthrough', 'template IN A . {\nmatch ^a\nfallthrough\n}', 'x.example. A', 'next'],
    [
      'the second of two matches',
      'template IN A . {\nmatch ^a ^x\nanswer "{{ .Name }} 1 IN A 10.0.0.1"\n}',
      'x.example. A',
      'ANSWER; x.example. 1 A 10.0.0.1',
    ],
    [
      'the second of two templates',
      'template IN A . {\nmatch ^a\nfallthrough\n}\ntemplate IN A . {\nanswer "{{ .Name }} 1 IN A 10.0.0.2"\n}',
      'x.example. A',
      'ANSWER; x.example. 1 A 10.0.0.2',
    ],
    [
      'a template that computes',
      'template IN A . {\nanswer "{{ .Name }} 60 IN A {{ parseInt .Group.a 16 8 }}"\n}',
      'x.example. A',
      'UNKNOWN',
    ],
    ['a match beyond JavaScript', 'template IN A . {\nmatch [[:alpha:]]+\n}', 'x.example. A', 'UNKNOWN'],
    ['an expression', 'template IN A . {\nexpr true\n}', 'x.example. A', 'UNKNOWN'],
    ['what is no record', 'template IN A . {\nanswer "{{ .Name }} 60 IN A not-an-address"\n}', 'x.example. A', 'UNKNOWN'],
  ])('answers %s', (_what, lines, question, expected) => {
    const block = server(lines);
    const [name = '', type = ''] = question.split(' ');
    expect(
      text(
        templateAnswer(
          { name, type },
          block.plugins.map((plugin) => templateSettings(plugin, block)),
        ),
      ),
    ).toBe(expected);
  });
});

describe('rewrite', () => {
  const rewritten = (lines: string, name: string, type = 'A'): ReturnType<typeof rewriteEffect> =>
    rewriteEffect({ name, type }, server(lines).plugins);
  const nameOf = (effect: ReturnType<typeof rewriteEffect>): string => (effect.state === 'rewritten' ? effect.question.name : effect.state);

  it.each([
    ['rewrite name a.example b.example', 'A.example.', 'b.example.'],
    ['rewrite name exact a.example b.example', 'x.a.example.', 'same'],
    ['rewrite name prefix api web', 'api.example.', 'web.example.'],
    ['rewrite name prefix api web', 'apis.example.', 'same'],
    ['rewrite name suffix .corp.example .svc.cluster.local', 'foo.a.corp.example.', 'foo.a.svc.cluster.local.'],
    ['rewrite name suffix corp.example cluster.local', 'foo.xcorp.example.', 'foo.xcluster.local.'],
    ['rewrite name substring example corp', 'a.example.b.example.', 'a.corp.b.corp.'],
    ['rewrite name regex (.*)-(eu|us)\\.example\\.$ {2}.{1}.corp', 'web-eu.example.', 'eu.web.corp.'],
    ['rewrite name regex ^(x)? {1}y', 'a.example.', 'y.'],
    ['rewrite name a b\nrewrite name b c', 'a.', 'b.'],
    ['rewrite continue name a b\nrewrite name b c', 'a.', 'c.'],
    ['rewrite continue name a b\nrewrite continue name x y', 'a.', 'b.'],
    ['rewrite stop {\nname regex (.*)\\.corp {1}.local\nanswer name (.*)\\.local {1}.corp\n}', 'a.corp.', 'a.local.'],
    ['rewrite ttl exact a 30\nrewrite name a b', 'a.', 'same'],
    ['rewrite continue ttl a 30\nrewrite name a b', 'a.', 'b.'],
    ['rewrite type ANY HINFO\nrewrite name a b', 'a.', 'b.'],
    ['rewrite type A AAAA\nrewrite name a b', 'a.', 'unknown'],
    ['rewrite class CH IN\nrewrite name a b', 'a.', 'b.'],
    ['rewrite continue edns0 nsid set\nrewrite name a b', 'a.', 'b.'],
    ['rewrite edns0 nsid set', 'a.', 'unknown'],
    ['rewrite rcode a NXDOMAIN NOERROR', 'a.', 'unknown'],
    ['rewrite rcode a NXDOMAIN NOERROR', 'b.', 'same'],
    ['rewrite cname exact a b', 'a.', 'unknown'],
    ['rewrite name regex [[:alpha:]]+ b', 'a.', 'unknown'],
    ['rewrite name regex (.*) {1}.{1}', `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.`, 'fails'],
    ['rewrite name regex (.*)\\.(.*) .{2}', 'a.b.', 'fails'],
    ['rewrite nonsense', 'a.', 'unknown'],
    ['rewrite name sometimes a b', 'a.', 'unknown'],
    ['rewrite name exact a b answer', 'a.', 'unknown'],
    ['rewrite name {$FROM} b', 'a.', 'unknown'],
  ])('%j makes of %s: %s', (lines, name, expected) => {
    expect(nameOf(rewritten(lines, name))).toBe(expected);
  });

  const restored = (lines: string, name: string, record: Omit<DnsRecord, 'ttl'>): string => {
    const effect = rewritten(lines, name);
    const { name: owner, data } = effect.state === 'rewritten' ? effect.restore(record) : expect.fail(effect.state);
    return `${owner} ${data}`;
  };

  it.each([
    [
      'an exact rule gives back the name',
      'rewrite name a.example b.example',
      'a.example.',
      { name: 'b.example.', type: 'A', data: '10.0.0.1' },
      'a.example. 10.0.0.1',
    ],
    [
      'and names below it, in values too',
      'rewrite name a.example b.example',
      'a.example.',
      { name: 'b.example.', type: 'CNAME', data: 'x.b.example.' },
      'a.example. x.a.example.',
    ],
    [
      'a suffix rule without answer does not',
      'rewrite name suffix .a .b',
      'x.a.',
      { name: 'x.b.', type: 'A', data: '10.0.0.1' },
      'x.b. 10.0.0.1',
    ],
    [
      'a suffix rule with answer auto does, for every name',
      'rewrite name suffix .a .b answer auto',
      'x.a.',
      { name: 'y.b.', type: 'SRV', data: '0 100 80 z.b.' },
      'y.a. 0 100 80 z.a.',
    ],
    [
      'a regex rule with answer auto',
      'rewrite name regex (.*)\\.a {1}.b answer auto',
      'x.a.',
      { name: 'x.b.', type: 'A', data: '10.0.0.1' },
      'x.a. 10.0.0.1',
    ],
    [
      'a regex rule with answer name',
      'rewrite name regex (.*)\\.a {1}.b answer name (.*)\\.b {1}.a',
      'x.a.',
      { name: 'x.b.', type: 'A', data: '10.0.0.1' },
      'x.a. 10.0.0.1',
    ],
    [
      'answer value changes the data alone',
      'rewrite name suffix .a .b answer value (.*)\\.b {1}.c',
      'x.a.',
      { name: 'x.b.', type: 'CNAME', data: 'y.b.' },
      'x.b. y.c.',
    ],
    [
      'answer auto and value',
      'rewrite name suffix .a .b answer auto answer value (.*)\\.q {1}.r',
      'x.a.',
      { name: 'x.b.', type: 'CNAME', data: 'y.q.' },
      'x.a. y.r.',
    ],
    [
      'the data of SOA begins with the name',
      'rewrite name a b',
      'a.',
      { name: 'b.', type: 'SOA', data: 'b. h.b. 1 2 3 4 5' },
      'a. a. h.b. 1 2 3 4 5',
    ],
    ['TXT has no name', 'rewrite name a b', 'a.', { name: 'b.', type: 'TXT', data: 'b.' }, 'a. b.'],
    [
      'several rules are taken back from the last to the first',
      'rewrite continue name a b\nrewrite name b c',
      'a.',
      { name: 'c.', type: 'A', data: '10.0.0.1' },
      'a. 10.0.0.1',
    ],
  ])('%s', (_what, lines, name, record, expected) => {
    expect(restored(lines, name, record)).toBe(expected);
  });

  it('names what it does not follow', () => {
    expect(rewriteProblems(server('rewrite name a b\nrewrite type ANY HINFO\nrewrite what\nrewrite ttl a 5').plugins)).toEqual([
      'rewrite (line 3): rules for type are not followed',
      'rewrite (line 4): it is not a rule',
    ]);
  });
});

describe('autopath', () => {
  const settings = autopathSettings(first(server('autopath /etc/resolv.conf')), server('autopath /etc/resolv.conf'));
  const search = ['example.org.', 'example.com.', 'com.', ''];
  const known = ['b.com.', 'a.example.com.'];
  const ask = ({ name, type }: { readonly name: string; readonly type: string }): DnsAnswer =>
    known.includes(name) ? answerWith([{ name, type, data: '127.0.0.53', ttl: 3600 }], 'upstream') : emptyAnswer('NXDOMAIN', `no ${name}`);

  it.each([
    ['searches for a name in the first domain', 'b.example.org.', 'ANSWER; b.example.org. 3600 CNAME b.com.; b.com. 3600 A 127.0.0.53'],
    ['says of a name that is nowhere what was said of the first', 'c.example.org.', 'NXDOMAIN'],
    ['leaves names in later domains alone', 'a.example.com.', 'next'],
    ['fails for the domain itself', 'example.org.', 'SERVFAIL'],
  ])('%s', (_what, name, expected) => {
    expect(text(autopathAnswer({ name, type: 'A' }, settings, search, ask))).toBe(expected);
  });

  it("does not guess the node's search list", () => {
    expect(text(autopathAnswer({ name: 'c.example.org.', type: 'A' }, settings, ['example.org.', null, ''], ask))).toBe('UNKNOWN');
    expect(text(autopathAnswer({ name: 'c.example.org.', type: 'A' }, settings, [null, ''], ask))).toBe('UNKNOWN');
    expect(text(autopathAnswer({ name: 'b.example.org.', type: 'A' }, settings, ['example.org.', 'com.', null, ''], ask))).toContain(
      'ANSWER',
    );
  });

  it('takes the search list from the pod that asks, with pods verified alone', () => {
    const settingsOf = (pods: string) => {
      const block = server(`kubernetes cluster.local {\npods ${pods}\n}\nautopath @kubernetes`);
      return kubernetesSettings(first(block), block);
    };
    expect(kubernetesSearchPath('foo.a.svc.cluster.local.', settingsOf('verified'), 'a')).toEqual([
      'a.svc.cluster.local.',
      'svc.cluster.local.',
      'cluster.local.',
      null,
      '',
    ]);
    expect(kubernetesSearchPath('foo.a.svc.cluster.local.', settingsOf('verified'), undefined)).toBeUndefined();
    expect(kubernetesSearchPath('foo.example.', settingsOf('verified'), 'a')).toBeUndefined();
    expect(kubernetesSearchPath('foo.a.svc.cluster.local.', settingsOf('insecure'), 'a')).toBeUndefined();
  });

  it('knows where the list comes from', () => {
    const block = server('autopath cluster.local @kubernetes');
    expect(autopathSettings(first(block), block)).toEqual({ zones: ['cluster.local.'], from: { plugin: 'kubernetes' } });
    expect(settings).toEqual({ zones: ['.'], from: { file: '/etc/resolv.conf' } });
  });
});

describe('goRegExp', () => {
  it.each([
    ['(.*)\\.svc\\.cluster\\.local', 'foo.a.svc.cluster.local.', ['foo.a.svc.cluster.local', 'foo.a']],
    ['^(?P<name>[a-z-]+)[.]', 'my-app.x.', ['my-app.', 'my-app']],
    ['(?i)^A\\.', 'a.', ['a.']],
    ['\\Aa\\.\\z', 'a.', ['a.']],
    ['^(?:a|b)\\.$', 'b.', ['b.']],
    ['^[^.]+\\.', 'a.b.', ['a.']],
    ['[\\w-.]+', 'a-b.c', ['a-b.c']],
    ['a{2,3}?', 'aaa', ['aa']],
  ])('reads %s as Go does', (pattern, name, groups) => {
    expect([...(goRegExp(pattern)?.exec(name) ?? [])]).toEqual(groups);
  });

  it.each([
    '(a+)+$',
    '(a|aa)*b',
    '(.*)-(.*)-(.*)-(.*)-(.*)x',
    '(?=a)b',
    '(?<!a)b',
    '(a)\\1',
    '[[:alpha:]]',
    '\\pL',
    '[]a]',
    '[^]a]',
    '\\Qa.b\\E',
    '\\cA',
    '(',
    'a**',
    'a(?i)b',
    '(?U)a+',
    '(?<n',
  ])('does not read %s', (pattern) => {
    expect(goRegExp(pattern)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(fc.constantFrom('(', ')', '[', ']', '\\', '*', '?', '{1', '}', '^', 'a', '|', ':', '<', 'P'))
            .map((parts) => parts.join('')),
        ),
        (pattern) => {
          const regExp = goRegExp(pattern);
          expect(regExp === undefined || regExp instanceof RegExp).toBe(true);
        },
      ),
    );
  });
});
