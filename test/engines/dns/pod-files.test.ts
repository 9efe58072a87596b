import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import {
  clusterNameserverOf,
  hostsAnswer,
  type KubeletDns,
  type Libc,
  podHostName,
  podHosts,
  podResolvConf,
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
