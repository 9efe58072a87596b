import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import {
  clusterNameserverOf,
  hostsAnswer,
  type KubeletDns,
  type Libc,
  libcError,
  libcResolvConf,
  type OpenOutcome,
  parseLibcResolvConf,
  podHostName,
  podHosts,
  podResolvConf,
  type Query,
  searchName,
  wastedQueries,
} from '../../../src/engines/dns/index.ts';
import type { Listing } from '../../../src/model/listing.ts';
import type { Pod } from '../../../src/model/resources/pod.ts';
import type { Service } from '../../../src/model/resources/service.ts';

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
const CLUSTER_DOMAINS = ['a.svc.cluster.local', 'svc.cluster.local', 'cluster.local'];

function lists(spec: Raw, kubelet: KubeletDns = KUBELET) {
  const { nameservers, search, options, dropped } = podResolvConf(podWith(spec), kubelet);
  const values = (entries: typeof search) => entries.map(({ value }) => value);
  return {
    nameservers: values(nameservers),
    search: values(search),
    options: values(options),
    dropped: { nameservers: values(dropped.nameservers), search: values(dropped.search) },
  };
}

describe("a pod's resolv.conf, where the node's own is not known", () => {
  const nothing = { nameservers: [], search: [] };

  it('leaves a place for the search domains of the node', () => {
    expect(lists({ dnsConfig: { searches: ['extra.lab', 'svc.cluster.local'] } })).toEqual({
      nameservers: ['10.96.0.10'],
      search: [...CLUSTER_DOMAINS, null, 'extra.lab'],
      options: ['ndots:5'],
      dropped: nothing,
    });
  });

  it('is not known at all under Default, but for what dnsConfig says', () => {
    expect(
      lists({
        dnsPolicy: 'Default',
        dnsConfig: {
          options: [
            { name: 'ndots', value: '2' },
            { name: 'rotate', value: '' },
          ],
        },
      }),
    ).toEqual({
      nameservers: [null],
      search: [null],
      options: [null, 'ndots:2', 'rotate'],
      dropped: nothing,
    });
  });

  it('has a nameserver that is not known, where kubelet has one that is not', () => {
    expect(lists({}, { ...KUBELET, clusterDNS: null }).nameservers).toEqual([null]);
  });

  it('loses what is too much in any case, and nothing else', () => {
    const searches = Array.from({ length: 31 }, (_, index) => `d${index}.lab`);
    const nameservers = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
    const { search, dropped } = lists({ dnsConfig: { nameservers, searches } });
    expect(search).toEqual([...CLUSTER_DOMAINS, null, ...searches.slice(0, 29)]);
    expect(dropped).toEqual({ nameservers: ['192.0.2.3'], search: ['d29.lab', 'd30.lab'] });
    expect(lists({ dnsPolicy: 'Default', dnsConfig: { nameservers } }).nameservers).toEqual([null, ...nameservers]);
  });

  it.each([
    ['v1.25.16', 6],
    ['v1.26.0-rc.1', 8],
    ['v1.36.2+k3s1', 8],
    ['', 8],
  ])('holds of 8 search domains, with a kubelet %s, %i', (version, count) => {
    const searches = ['1.lab', '2.lab', '3.lab', '4.lab', '5.lab'];
    expect(lists({ dnsConfig: { searches } }, { ...KUBELET, nodeResolvConf: '', version }).search).toHaveLength(count);
  });

  it.each([
    ['v1.25.16', 2],
    ['v1.26.0', 3],
  ])('holds search domains of 100 characters, with a kubelet %s, %i', (version, count) => {
    const searches = ['a', 'b', 'c'].map((letter) => letter.repeat(100));
    const spec = { dnsPolicy: 'None', dnsConfig: { searches } };
    expect(lists(spec, { ...KUBELET, version }).search).toHaveLength(count);
  });
});

describe("the cluster's nameserver", () => {
  const services: Listing<Service> = {
    state: 'complete',
    items: [project('Service', { metadata: { name: 'kube-dns', namespace: 'kube-system' }, spec: { clusterIP: '10.96.0.10' } })],
  };
  const cache = (args: readonly string[]) =>
    ({
      state: 'found',
      item: project('DaemonSet', {
        metadata: { name: 'node-local-dns', namespace: 'kube-system' },
        spec: { template: { spec: { containers: [{ name: 'node-cache', image: 'k8s-dns-node-cache', args }] } } },
      }),
    }) as const;

  it.each([
    ['no cache', { state: 'absent' } as const, { address: '10.96.0.10' }],
    [
      'a cache on the same address',
      cache(['-localip', '169.254.20.10,10.96.0.10', '-conf', '/etc/Corefile']),
      { address: '10.96.0.10', cache: ['169.254.20.10', '10.96.0.10'] },
    ],
    ['a cache on that address, in one word', cache(['--localip=10.96.0.10']), { address: '10.96.0.10', cache: ['10.96.0.10'] }],
  ])('is its Cluster IP with %s', (_what, daemonSet, expected) => {
    expect(clusterNameserverOf(services, daemonSet)).toMatchObject(expected);
  });

  it.each([
    ['elsewhere', ['-localip', '169.254.25.10'], '169.254.25.10'],
    ['nobody knows where', [], '169.254.20.10'],
  ])('is not known with a cache that listens %s', (_where, args, address) => {
    const found = clusterNameserverOf(services, cache(args));
    expect(found).toEqual({
      cache: [address],
      says: `kubelet tells pods to ask either NodeLocal DNSCache (${address}), or 10.96.0.10 past it`,
    });
  });
});

describe('the host name of a pod', () => {
  const own = 'sub.a.svc.cluster.local';

  it.each<[string, Raw, ReturnType<typeof podHostName>]>([
    ['its name', {}, { name: 'web-0', kernel: 'web-0' }],
    ['hostname', { hostname: 'h1' }, { name: 'h1', kernel: 'h1' }],
    ['its name with a subdomain', { subdomain: 'sub' }, { name: 'web-0', domain: own, kernel: 'web-0' }],
    ['all of it', { hostname: 'h1', subdomain: 'sub', setHostnameAsFQDN: true }, { name: 'h1', domain: own, kernel: `h1.${own}` }],
    ['its name, where there is no domain', { setHostnameAsFQDN: true }, { name: 'web-0', kernel: 'web-0' }],
    [
      'none, as it is too long',
      { hostname: 'h'.repeat(60), subdomain: 'sub', setHostnameAsFQDN: true },
      { name: 'h'.repeat(60), domain: own },
    ],
    ['hostnameOverride alone', { hostnameOverride: 'db.corp.lab', subdomain: 'sub' }, { name: 'db.corp.lab', kernel: 'db.corp.lab' }],
    ["its node's", { hostNetwork: true }, { name: 'web-0' }],
  ])('is %s', (_what, spec, expected) => {
    expect(podHostName(podWith(spec), 'cluster.local')).toEqual(expected);
  });

  it('is cut to 63 characters, and does not end in a dash', () => {
    const pod = project('Pod', { metadata: { name: `${'x'.repeat(60)}.--y`, namespace: 'a' } });
    expect(podHostName(pod, 'cluster.local').name).toBe('x'.repeat(60));
  });
});

describe("a pod's /etc/hosts", () => {
  const hostAliases = [{ ip: '192.0.2.1', hostnames: ['Foo.a', 'foo'] }];
  const hosts = podHosts(podWith({ hostname: 'h1', subdomain: 'sub', hostAliases }), KUBELET);
  const addresses = (name: string, libc: Libc = 'glibc') =>
    hostsAnswer(hosts, name, ['IPv4', 'IPv6'], libc).entries.map((one) => one.address);

  it.each([
    ['localhost', ['127.0.0.1', '::1']],
    ['h1', ['10.244.1.7', 'fd00::7']],
    ['h1.sub.a.svc.cluster.local', ['10.244.1.7', 'fd00::7']],
    ['h1.sub', []],
    ['foo', ['192.0.2.1']],
    ['foo.', []],
    ['web-0', []],
  ])('has for %s %j', (name, expected) => {
    expect(addresses(name)).toEqual(expected);
  });

  it('tells upper from lower case for musl alone', () => {
    expect([addresses('foo.a'), addresses('foo.a', 'musl'), addresses('Foo.a', 'musl')]).toEqual([['192.0.2.1'], [], ['192.0.2.1']]);
  });

  it('counts for the families that are asked for', () => {
    expect(hostsAnswer(hosts, 'h1', ['IPv6'], 'glibc').entries).toEqual([
      { address: 'fd00::7', names: ['h1.sub.a.svc.cluster.local', 'h1'], from: 'kubelet' },
    ]);
  });

  it("is the node's, and not known, in the node's network", () => {
    const ofNode = podHosts(podWith({ hostNetwork: true, hostAliases }), KUBELET);
    expect(hostsAnswer(ofNode, 'web-0', ['IPv4'], 'glibc')).toEqual({ entries: [], complete: false });
    expect(hostsAnswer(ofNode, 'foo', ['IPv4'], 'glibc').entries).toHaveLength(1);
    const known = podHosts(podWith({ hostNetwork: true }), { ...KUBELET, nodeHosts: '# nodes\n192.0.2.9 n9 # ours\n\n' });
    expect(known).toEqual({ entries: [{ address: '192.0.2.9', names: ['n9'], from: 'node' }], complete: true });
  });
});

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
