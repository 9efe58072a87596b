import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import {
  type KubeletDns,
  type Libc,
  libcError,
  libcResolvConf,
  type OpenOutcome,
  parseLibcResolvConf,
  podHostName,
  podResolvConf,
  type Query,
  searchName,
  wastedQueries,
} from '../../../src/engines/dns/index.ts';
import type { Pod } from '../../../src/model/resources/pod.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Pod a/web-0 with address 10.244.1.7. */
function podWith(spec: Raw): Pod {
  return project('Pod', {
    metadata: { name: 'web-0', namespace: 'a' },
    spec: { containers: [], ...spec },
    status: { podIPs: [{ ip: '10.244.1.7' }, { ip: 'fd00::7' }] },
  });
}

/** What is usually known: nothing of the node's own file. */
const KUBELET: KubeletDns = { clusterDNS: ['10.96.0.10'], clusterDomain: 'cluster.local' };

describe('a name looked up in a pod', () => {
  const CLUSTER: Readonly<Record<string, OpenOutcome>> = {
    'foo.a.svc.cluster.local': 'ANSWER',
    'foo.b.svc.cluster.local': 'ANSWER',
    'old.b.svc.cluster.local': 'SERVFAIL',
  };

  /** The cluster's DNS, which asks upstream for what is not its own; 192.0.2.1 is a server that knows nothing. */
  function ask({ server, name }: Query): { readonly outcome: OpenOutcome } {
    if (server === '192.0.2.1') return { outcome: 'NXDOMAIN' };
    if (server === '192.0.2.2') return { outcome: 'REFUSED' };
    return { outcome: name.endsWith('cluster.local') ? (CLUSTER[name] ?? 'NXDOMAIN') : 'UPSTREAM' };
  }

  function lookUp(name: string, { spec = {}, libc = 'glibc', types = ['A'] }: { spec?: Raw; libc?: Libc; types?: readonly string[] } = {}) {
    const pod = podWith(spec);
    const conf = libcResolvConf(podResolvConf(pod, KUBELET), libc, podHostName(pod, 'cluster.local').kernel ?? '');
    const found = searchName({ name, types, conf, libc, ask });
    return {
      outcome: found.outcome,
      names: found.steps.map((step) => step.name),
      wasted: wastedQueries(found),
      ways: found.endings.length,
    };
  }

  it('is found by the first search domain', () => {
    expect(lookUp('foo', { types: ['A', 'AAAA'] })).toEqual({ outcome: 'ANSWER', names: ['foo.a.svc.cluster.local'], wasted: 0, ways: 1 });
  });

  it('is found at the end, if no search domain of the node has it', () => {
    expect(lookUp('foo.b.svc.cluster.local')).toEqual({
      outcome: 'ANSWER',
      names: [
        'foo.b.svc.cluster.local.a.svc.cluster.local',
        'foo.b.svc.cluster.local.svc.cluster.local',
        'foo.b.svc.cluster.local.cluster.local',
        null,
        'foo.b.svc.cluster.local',
      ],
      wasted: 3,
      ways: 1,
    });
  });

  it('outside of the cluster is asked upstream', () => {
    expect(lookUp('example.com')).toMatchObject({ outcome: 'UPSTREAM', wasted: 3 });
    expect(lookUp('example.com.')).toMatchObject({ outcome: 'UPSTREAM', names: ['example.com'], wasted: 0 });
  });

  it('is asked upstream, where an answer from there would come first', () => {
    expect(lookUp('foo.b', { spec: { dnsConfig: { options: [{ name: 'ndots', value: '1' }] } } })).toMatchObject({
      outcome: 'UPSTREAM',
      names: ['foo.b', 'foo.b.a.svc.cluster.local', 'foo.b.svc.cluster.local'],
    });
  });

  it('is not searched by musl, where its dots are enough', () => {
    expect(lookUp('foo.b', { libc: 'musl', spec: { dnsConfig: { options: [{ name: 'ndots', value: '1' }] } } })).toMatchObject({
      outcome: 'UPSTREAM',
      names: ['foo.b'],
    });
  });

  it('may be looked up in two orders, where ndots is not known', () => {
    const spec = { dnsPolicy: 'Default', dnsConfig: { searches: ['svc.cluster.local'] } };
    expect(lookUp('foo.b', { spec })).toMatchObject({ outcome: 'UPSTREAM', names: ['foo.b', null, 'foo.b.svc.cluster.local'] });
    expect(lookUp('old.b', { spec, libc: 'musl' })).toMatchObject({ outcome: 'UPSTREAM', names: ['old.b'] });
  });

  it('is a race among servers with musl, and the first with glibc', () => {
    const spec = { dnsConfig: { nameservers: ['192.0.2.1'] } };
    expect(lookUp('foo', { spec })).toMatchObject({ outcome: 'ANSWER', ways: 1 });
    expect(lookUp('foo', { spec, libc: 'musl' }).outcome).toBe('UNKNOWN');
    expect(lookUp('bar.svc.cluster.local.', { spec, libc: 'musl' }).outcome).toBe('NXDOMAIN');
    const rotating = { dnsConfig: { nameservers: ['192.0.2.1'], options: [{ name: 'rotate' }] } };
    expect(lookUp('foo', { spec: rotating }).outcome).toBe('UNKNOWN');
  });

  it('goes to the next server where one fails', () => {
    const spec = { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.2', '10.96.0.10'], searches: ['a.svc.cluster.local'] } };
    expect(lookUp('foo', { spec })).toMatchObject({ outcome: 'ANSWER', ways: 1 });
    expect(lookUp('foo', { spec, libc: 'musl' })).toMatchObject({ outcome: 'ANSWER', ways: 1 });
  });

  it.each([
    ['glibc', 'NXDOMAIN', 'EAI_NONAME: Name or service not known'],
    ['glibc', 'NODATA', 'EAI_NODATA: No address associated with hostname'],
    ['glibc', 'SERVFAIL', 'EAI_AGAIN: Temporary failure in name resolution'],
    ['musl', 'NXDOMAIN', 'EAI_NONAME: Name does not resolve'],
    ['musl', 'EAI_AGAIN', 'EAI_AGAIN: Try again'],
  ] as const)('is an error to a program with %s after %s: %s', (libc, result, printed) => {
    const { code, message } = libcError(result, libc) ?? {};
    expect(`${code}: ${message}`).toBe(printed);
    expect(libcError('ANSWER', libc)).toBeUndefined();
  });

  it.each<readonly [string, string, Libc, Readonly<Record<string, OpenOutcome>>, string, readonly string[]]>([
    ['a lone dot stands for the name as typed', 'search .', 'glibc', {}, 'NXDOMAIN', ['foo']],
    ['musl cannot ask for what a lone dot makes', 'search . b', 'musl', {}, 'NXDOMAIN', ['foo.', 'foo.b', 'foo']],
    ['no-tld-query leaves out the name as typed', 'search b\noptions no-tld-query', 'glibc', {}, 'NXDOMAIN', ['foo.b']],
    ['no-tld-query without anything to search', 'options no-tld-query', 'glibc', {}, 'NXDOMAIN', ['foo']],
    ['a failure is remembered', 'search b c', 'glibc', { 'foo.b': 'SERVFAIL' }, 'SERVFAIL', ['foo.b', 'foo.c', 'foo']],
    [
      'no records weigh more than a failure',
      'search b c',
      'glibc',
      { 'foo.b': 'SERVFAIL', 'foo.c': 'NODATA' },
      'NODATA',
      ['foo.b', 'foo.c', 'foo'],
    ],
    ['one type suffices glibc', 'search b', 'glibc', { 'foo.b A': 'SERVFAIL', 'foo.b AAAA': 'ANSWER' }, 'ANSWER', ['foo.b']],
    ['musl fails with one type', 'search b', 'musl', { 'foo.b A': 'ANSWER', 'foo.b AAAA': 'SERVFAIL' }, 'EAI_AGAIN', ['foo.b']],
    [
      'musl goes on if one type says so',
      'search b',
      'musl',
      { 'foo.b A': 'ANSWER', 'foo.b AAAA': 'NXDOMAIN' },
      'NXDOMAIN',
      ['foo.b', 'foo'],
    ],
  ])('%s', (_what, text, libc, zone, outcome, names) => {
    const conf = parseLibcResolvConf(text, libc, '');
    const answer = ({ name, type }: Query) => ({ outcome: zone[`${name} ${type}`] ?? zone[name] ?? ('NXDOMAIN' as const) });
    const found = searchName({ name: 'foo', types: ['A', 'AAAA'], conf, libc, ask: answer });
    expect([found.outcome, found.steps.map((step) => step.name)]).toEqual([outcome, names]);
  });

  it('depends on ndots, where both orders end in an answer', () => {
    const conf = { ...parseLibcResolvConf('search b', 'glibc', ''), ndots: null };
    const everything = () => ({ outcome: 'ANSWER' as const });
    const found = searchName({ name: 'foo.a', types: ['A'], conf, libc: 'glibc', ask: everything });
    expect([found.outcome, found.endings.map(({ by }) => by?.name)]).toEqual(['UNKNOWN', ['foo.a', 'foo.a.b']]);
  });

  it('is not asked for where it is none', () => {
    expect(lookUp(`${'x'.repeat(64)}.`)).toEqual({ outcome: 'INVALID', names: ['x'.repeat(64)], wasted: 0, ways: 1 });
  });
});

describe('resolv.conf, as libraries read it', () => {
  it('has the domain of the host name to search for glibc alone, where it has no line for it', () => {
    const conf = podResolvConf(podWith({ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'] } }), KUBELET);
    expect(libcResolvConf(conf, 'glibc', 'h1.sub.a.svc.cluster.local').search).toEqual(['sub.a.svc.cluster.local']);
    expect(libcResolvConf(conf, 'musl', 'h1.sub.a.svc.cluster.local').search).toEqual([]);
  });

  it.each<readonly [string, Raw, number | null]>([
    ['that kubelet sets', {}, 5],
    ["that the node's file may set", { dnsPolicy: 'Default' }, null],
    ['that dnsConfig sets', { dnsPolicy: 'Default', dnsConfig: { options: [{ name: 'ndots', value: '2' }] } }, 2],
    ['that nobody sets', { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'] } }, 1],
  ])('has the ndots %s', (_who, spec, ndots) => {
    expect(libcResolvConf(podResolvConf(podWith(spec), KUBELET), 'glibc', '').ndots).toBe(ndots);
  });

  it.each([
    ['glibc', 4],
    ['musl', 3],
  ] as const)('counts for %s of two options on one line number %i', (libc, ndots) => {
    expect(parseLibcResolvConf('options ndots:3 ndots:4', libc, '').ndots).toBe(ndots);
  });

  it.each([
    [254, ['x'.repeat(247)]],
    [255, []],
  ])('has a search line of %i characters for musl', (length, search) => {
    const domain = 'x'.repeat(length - 'search '.length);
    expect(parseLibcResolvConf(`search ${domain}\n`, 'musl', '').search).toEqual(search);
    const entries = [{ value: domain, from: 'dnsConfig' }] as const;
    expect(libcResolvConf({ nameservers: [], search: entries, options: [] }, 'musl', '').search).toEqual(search);
  });
});
