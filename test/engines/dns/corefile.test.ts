import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Corefile, type Directive, isFromEnvironment, parseCorefile, serverFor } from '../../../src/engines/dns/coredns/corefile.ts';
import { forwardSettings } from '../../../src/engines/dns/coredns/forward.ts';
import { hostsSettings } from '../../../src/engines/dns/coredns/hosts.ts';
import { mayTouch, pluginsInOrder } from '../../../src/engines/dns/coredns/plugin-order.ts';
import { k8sExternalSettings, kubernetesSettings } from '../../../src/engines/dns/coredns/plugin-settings.ts';

const KUBEADM = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

const KIND = KUBEADM.replace('cache 30 {', 'cache {\n       success 9984 30');

const EKS = `.:53 {
    errors
    health {
        lameduck 5s
      }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
      pods insecure
      fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
}`;

const GKE_LIKE = `.:53 {
    errors
    log . {
        class error
    }
    kubernetes cluster.local. in-addr.arpa ip6.arpa {
        pods verified
        upstream /etc/resolv.conf
    }
    autopath @kubernetes
    forward . 169.254.169.254 {
        except cluster.local
    }
    cache 30
}`;

const STUB_DOMAINS = `${KUBEADM}
corp.example:53 {
    errors
    cache 30
    forward . 10.150.0.1 10.150.0.2:5353
}
`;

const NODE_LOCAL = `cluster.local:53 {
    errors
    cache {
            success 9984 30
            denial 9984 5
    }
    reload
    loop
    bind 169.254.20.10 10.96.0.10
    forward . __PILLAR__CLUSTER__DNS__ {
            force_tcp
    }
    prometheus :9253
    health 169.254.20.10:8080
    }
in-addr.arpa:53 {
    errors
    cache 30
    bind 169.254.20.10 10.96.0.10
    forward . __PILLAR__CLUSTER__DNS__ {
            force_tcp
    }
    }
.:53 {
    errors
    bind 169.254.20.10 10.96.0.10
    forward . __PILLAR__UPSTREAM__SERVERS__
    }
`;

const K3S = `.:53 {
    errors
    kubernetes cluster.local in-addr.arpa ip6.arpa {
      pods insecure
      fallthrough in-addr.arpa ip6.arpa
    }
    hosts /etc/coredns/NodeHosts {
      ttl 60
      reload 15s
      fallthrough
    }
    forward . /etc/resolv.conf
    import /etc/coredns/custom/*.override
}
import /etc/coredns/custom/*.server
`;

function shown(corefile: Corefile): readonly string[] {
  return corefile.servers.map(
    ({ scheme, zones, port, plugins }) => `${scheme} ${zones.join(' ')} ${port}: ${plugins.map(({ name }) => name).join(' ')}`,
  );
}

function plugin(text: string, name: string): { readonly directive: Directive; readonly server: Corefile['servers'][number] } {
  for (const server of parseCorefile(text).servers) {
    const directive = server.plugins.find((one) => one.name === name);
    if (directive !== undefined) return { directive, server };
  }
  throw new Error(`no ${name} in ${text}`);
}

function kubernetesOf(text: string): ReturnType<typeof kubernetesSettings> {
  const { directive, server } = plugin(text, 'kubernetes');
  return kubernetesSettings(directive, server);
}

describe('parseCorefile', () => {
  const usual = 'dns . 53: errors health ready kubernetes prometheus forward cache loop reload loadbalance';
  it.each([
    ["kubeadm's", KUBEADM, [usual]],
    ["kind's", KIND, [usual]],
    ["EKS's", EKS, [usual]],
    ["one like GKE's", GKE_LIKE, ['dns . 53: errors log kubernetes autopath forward cache']],
    ['one with stub domains', STUB_DOMAINS, [usual, 'dns corp.example. 53: errors cache forward']],
    [
      "NodeLocal DNSCache's",
      NODE_LOCAL,
      [
        'dns cluster.local. 53: errors cache reload loop bind forward prometheus health',
        'dns in-addr.arpa. 53: errors cache bind forward',
        'dns . 53: errors bind forward',
      ],
    ],
    ['nothing', '', []],
    ['blanks and comments alone', '\n  # . {\n\t\n', []],
    ['a single server without braces', '.:53\nerrors\nkubernetes cluster.local {\n pods verified\n}\n', ['dns . 53: errors kubernetes']],
    ['keys over several lines', 'a.example,\n b.example:53 c.example {\n whoami\n}', ['dns a.example. b.example. c.example. 53: whoami']],
    ['a brace on the line after the key', 'a.example\n{\n whoami\n}', ['dns a.example. 53: whoami']],
    [
      'several ports in one block',
      'a.example b.example:1053 tls://a.example {\n whoami\n}',
      ['dns a.example. 53: whoami', 'dns b.example. 1053: whoami', 'tls a.example. 853: whoami'],
    ],
    [
      'every scheme',
      'tls://a https://a grpc://a quic://a https3://a:8443 {\n}',
      ['tls a. 853: ', 'https a. 443: ', 'grpc a. 443: ', 'quic a. 853: ', 'https3 a. 8443: '],
    ],
    ['upper case', 'Corp.EXAMPLE {\n whoami\n}', ['dns corp.example. 53: whoami']],
    ['a CIDR that ends at a label', '10.96.0.0/16 fd00:10::/32 {\n}', ['dns 96.10.in-addr.arpa. 0.1.0.0.0.0.d.f.ip6.arpa. 53: ']],
    ['a CIDR with a port', '10.0.0.0/8:1053 {\n}', ['dns 10.in-addr.arpa. 1053: ']],
    ['a CIDR that ends within a label', '172.16.0.0/15 {\n}', ['dns 16.172.in-addr.arpa. 17.172.in-addr.arpa. 53: ']],
    ['the CIDR of all', '0.0.0.0/0 {\n}', ['dns in-addr.arpa. 53: ']],
    ['a byte order mark and Windows line ends', '\ufeff. {\r\n whoami\r\n}\r\n', ['dns . 53: whoami']],
    ['a snippet', '(common) {\n errors\n log\n}\n. {\n import common\n whoami\n}', ['dns . 53: errors log whoami']],
    ['a snippet in a snippet', '(a) {\n errors\n}\n(b) {\n import a\n log\n}\n. {\n import b\n}', ['dns . 53: errors log']],
    [
      'a snippet of servers',
      '(srv) {\n a.example {\n whoami\n }\n}\nimport srv\n. {\n errors\n}',
      ['dns a.example. 53: whoami', 'dns . 53: errors'],
    ],
    ['a comment glued to a word, which hides the rest of the word alone', '. {\n whoami#no log\n}', ['dns . 53: whoami']],
    ['the last brace missing after that of a plugin, as CoreDNS does', '. {\n log {\n class error\n }\n', ['dns . 53: log']],
  ])('reads %s', (_what, text, servers) => {
    const corefile = parseCorefile(text);
    expect(shown(corefile)).toEqual(servers);
    expect(corefile.problems).toEqual([]);
    expect(corefile.unseen).toEqual([]);
  });

  it('keeps what stands in quotes together, over lines, with the quotes that a backslash hides', () => {
    const { directive } = plugin(
      '. {\n template IN A {\n  answer "{{ .Name }} 60 IN TXT \\"a # b\\"" "x\ny" \\d\n  rcode NOERROR\n }\n}',
      'template',
    );
    expect(directive.body.map(({ name, args }) => [name, ...args])).toEqual([
      ['answer', '{{ .Name }} 60 IN TXT "a # b"', 'x\ny', '\\d'],
      ['rcode', 'NOERROR'],
    ]);
  });

  it('numbers the lines as an editor does, also after quotes over several lines and in snippets', () => {
    const { servers } = parseCorefile('(s) {\n log\n}\n. {\n a "1\n2"\n b\n import s\n}');
    expect(servers[0]?.plugins.map(({ name, line }) => [name, line])).toEqual([
      ['a', 5],
      ['b', 7],
      ['log', 2],
    ]);
  });

  it('puts a snippet between the braces of a plugin', () => {
    expect(kubernetesOf('(k) {\n pods verified\n ttl 7\n}\n. {\n kubernetes cluster.local {\n  import k\n }\n}')).toMatchObject({
      pods: 'verified',
      ttl: 7,
    });
  });

  it.each([
    ['no closing brace', '. {\n errors\n', ['line 1: { is not closed'], ['dns . 53: errors']],
    ['too many closing braces', '. {\n errors\n}\n}', ['line 4: } closes nothing'], ['dns . 53: errors']],
    [
      'a closing brace beside a plugin',
      '. {\n errors }\nb.example {\n log\n}',
      ['line 2: } must stand on a line of its own'],
      ['dns . 53: errors', 'dns b.example. 53: log'],
    ],
    [
      "a plugin's brace on the next line",
      '. {\n log\n {\n class error\n }\n}',
      ['line 3: { must stand on the line of its plugin'],
      ['dns . 53: log'],
    ],
    ['braces without a key', '{\n errors\n}', ['line 1: { without a zone before it'], []],
    ['a comma with nothing after it', 'a.example,', ['line 1: another zone is missing after the comma'], []],
    ['a key that is no zone', 'a..b c.example {\n log\n}', ['line 1: a..b is not a zone'], ['dns c.example. 53: log']],
    ['a port without zone', ':53 {\n log\n}', ['line 1: :53 is not a zone'], []],
    ['an import without a name', '. {\n import\n log\n}', ['line 2: import takes the name of one file or snippet'], ['dns . 53: log']],
    [
      'an import with arguments, which CoreDNS has not',
      '(s) {\n log\n}\n. {\n import s x\n}',
      ['line 5: import takes the name of one file or snippet'],
      ['dns . 53: '],
    ],
    [
      'a snippet that imports itself',
      '(s) {\n import s\n}\n. {\n import s\n log\n}',
      ['line 2: there are more than 1000 imports'],
      ['dns . 53: log'],
    ],
    ['a snippet twice', '(s) {\n log\n}\n(s) {\n errors\n}', ['line 4: there already is a snippet (s)'], []],
    ['a snippet without braces', '(s)\nlog', ['line 1: the snippet (s) has no braces'], ['dns log. 53: ']],
    [
      'a zone twice',
      '. {\n log\n}\n.:53 {\n errors\n}',
      ['line 4: dns://.:53 has a server already'],
      ['dns . 53: log', 'dns . 53: errors'],
    ],
  ])('names %s and uses the rest', (_what, text, problems, servers) => {
    const corefile = parseCorefile(text);
    expect(corefile.problems).toEqual(problems);
    expect(shown(corefile)).toEqual(servers);
  });

  it('names imported files that it cannot see: those among the servers, and those of a block', () => {
    const { unseen, servers, problems } = parseCorefile(K3S);
    expect(unseen).toEqual(['/etc/coredns/custom/*.server']);
    expect(servers.map((server) => server.unseen)).toEqual([['/etc/coredns/custom/*.override']]);
    expect(problems).toEqual([]);
  });

  it('puts in the files that it is given, and nothing where no file fits', () => {
    const files: Readonly<Record<string, readonly string[]>> = {
      '/etc/coredns/custom/*.server': ['a.example {\n whoami\n}'],
      '/etc/coredns/custom/*.override': [],
    };
    const corefile = parseCorefile(K3S, (path) => files[path]);
    expect(shown(corefile)).toEqual(['dns . 53: errors kubernetes hosts forward', 'dns a.example. 53: whoami']);
    expect([corefile.unseen, corefile.servers[0]?.unseen]).toEqual([[], []]);
  });

  it('names keys from the environment, which may be any zone', () => {
    const { unseen, servers } = parseCorefile('{$ZONE}:53 b.example {\n log\n}');
    expect(unseen).toEqual(['{$ZONE}:53']);
    expect(servers.map(({ zones }) => zones)).toEqual([['b.example.']]);
  });

  it('never throws, whatever it is given', () => {
    const word = fc.constantFrom(
      '.',
      '{',
      '}',
      '\n',
      ' ',
      '"',
      '\\',
      '#',
      ',',
      'import',
      'a',
      '(a)',
      ':',
      '/',
      '10.0.0.0/9',
      '{$A}',
      '\r',
      'kubernetes',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
      fc.array(word).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (corefile) => {
        const { servers } = parseCorefile(corefile);
        for (const { zones, port } of servers) {
          expect(zones.every((zone) => zone.endsWith('.') && zone === zone.toLowerCase())).toBe(true);
          expect(Number.isInteger(port)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('reads back what is printed', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/).filter((text) => text !== 'import');
    const arg = fc
      .stringMatching(/^[ -~]{0,12}$/)
      .filter((text) => !['{', '}'].includes(text) && !text.includes('\\') && !isFromEnvironment(text));
    const line = fc.record({ name, args: fc.array(arg, { maxLength: 3 }) });
    const block = fc.record({
      zone: fc.stringMatching(/^[a-z]{1,8}\.example\.$/),
      port: fc.integer({ min: 1, max: 65535 }),
      plugins: fc.array(fc.record({ name, args: fc.array(arg, { maxLength: 3 }), body: fc.array(line, { maxLength: 3 }) }), {
        maxLength: 4,
      }),
    });
    const quoted = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;
    const printedLine = (one: { readonly name: string; readonly args: readonly string[] }): string =>
      [one.name, ...one.args.map(quoted)].join(' ');
    fc.assert(
      fc.property(fc.uniqueArray(block, { selector: ({ zone, port }) => `${zone}:${port}`, maxLength: 3 }), (blocks) => {
        const text = blocks.map(({ zone, port, plugins }) => {
          const lines = plugins.map(
            (one) => `  ${printedLine(one)}${one.body.length > 0 ? ` {\n${one.body.map(printedLine).join('\n')}\n  }` : ''}\n`,
          );
          return `dns://${zone}:${port} {\n${lines.join('')}}\n`;
        });
        const { servers, problems } = parseCorefile(text.join('\n'));
        expect(problems).toEqual([]);
        expect(servers.map(({ zones: [zone], port, plugins }) => ({ zone, port, plugins: plugins.map(withoutLine) }))).toEqual(
          blocks.map(({ zone, port, plugins }) => ({
            zone,
            port,
            plugins: plugins.map((one) => ({ ...one, body: one.body.map((inner) => ({ ...inner, body: [] })) })),
          })),
        );
      }),
    );
  });
});

function withoutLine({ name, args, body }: Directive): object {
  return { name, args, body: body.map(withoutLine) };
}

describe('serverFor', () => {
  const corefile = parseCorefile(
    '. {\n log\n}\nexample {\n log\n}\na.example b.example {\n log\n}\nd.example:1053 {\n log\n}\ntls://c.example {\n log\n}',
  );
  it.each([
    ['the longest zone', 'x.a.example.', ['a.example.', 'b.example.']],
    ['the zone itself', 'b.example.', ['a.example.', 'b.example.']],
    ['upper case', 'X.B.Example.', ['a.example.', 'b.example.']],
    ['whole labels', 'aa.example.', ['example.']],
    ['another port', 'd.example.', ['example.']],
    ['another scheme', 'c.example.', ['example.']],
    ['the root', 'com.', ['.']],
  ])('goes by %s', (_what, name, zones) => {
    expect(serverFor(corefile, name)?.zones).toEqual(zones);
  });

  it('finds a server on another port', () => {
    expect(serverFor(corefile, 'd.example.', 1053)?.zones).toEqual(['d.example.']);
    expect(serverFor(corefile, 'a.example.', 1053)).toBeUndefined();
  });
});

describe('pluginsInOrder', () => {
  it("asks in CoreDNS's order, keeps the order of the same plugin, and sets strangers apart", () => {
    const server = parseCorefile(
      '. {\n forward . 1.1.1.1\n alternate\n kubernetes\n hosts\n rewrite name a b\n cache\n rewrite name c d\n template IN A\n k8s_external\n}',
    ).servers[0];
    const { placed, unknown } = pluginsInOrder(server ?? expect.fail('no server'));
    expect(placed.map(({ directive, role }) => `${directive.name} ${directive.line} ${role}`)).toEqual([
      'cache 7 quiet',
      'rewrite 6 followed',
      'rewrite 8 followed',
      'template 9 followed',
      'hosts 5 followed',
      'k8s_external 10 followed',
      'kubernetes 4 followed',
      'forward 2 followed',
    ]);
    expect(unknown.map(({ name }) => name)).toEqual(['alternate']);
  });

  it.each([
    ['file db.example a.example', 'x.a.example.', 'A', true],
    ['file db.example a.example', 'b.example.', 'A', false],
    ['file db.example', 'b.example.', 'A', true],
    ['file db.example {$ZONE}', 'b.example.', 'A', true],
    ['grpc corp.example 127.0.0.1:9005', 'b.example.', 'A', false],
    ['route53 a.example.:Z1', 'a.example.', 'A', true],
    ['route53 a.example.:Z1', 'b.example.', 'A', false],
    ['azure group:a.example', 'a.example.', 'A', true],
    ['any', 'a.example.', 'A', false],
    ['dns64', 'a.example.', 'A', false],
    ['dns64', 'a.example.', 'AAAA', true],
    ['local', 'foo.localhost.', 'A', true],
    ['local', 'a.example.', 'A', false],
    ['tsig', 'a.example.', 'A', false],
    ['whoami', 'a.example.', 'A', true],
    ['erratic', 'a.example.', 'A', true],
  ])('%s may touch %s %s: %s', (line, name, type, expected) => {
    const { directive, server } = plugin(`. {\n ${line}\n}`, line.split(' ')[0] ?? '');
    expect(mayTouch(directive, server, { name, type })).toBe(expected);
  });
});

describe('the settings of kubernetes', () => {
  const unset = {
    zones: ['cluster.local.'],
    pods: 'disabled',
    namespaces: [],
    endpointPodNames: false,
    ttl: 5,
    noEndpoints: false,
    fallthrough: undefined,
    ignoreEmptyService: false,
    zonal: false,
    multicluster: [],
    problems: [],
  };

  it.each([
    ['none', 'cluster.local', {}],
    ['zones of the block', '', { zones: ['.'] }],
    [
      'a CIDR',
      'cluster.local 10.96.0.0/12',
      { zones: ['cluster.local.', ...Array.from({ length: 16 }, (_, index) => `${96 + index}.10.in-addr.arpa.`)] },
    ],
    ['pods', 'cluster.local {\n pods verified\n}', { pods: 'verified' }],
    ['namespaces', 'cluster.local {\n namespaces a b\n namespaces c\n}', { namespaces: ['a', 'b', 'c'] }],
    ['labels', 'cluster.local {\n labels app in (web, db)\n}', { labels: [{ key: 'app', operator: 'In', values: ['web', 'db'] }] }],
    [
      'namespace_labels',
      'cluster.local {\n namespace_labels istio=on\n}',
      { namespaceLabels: [{ key: 'istio', operator: 'In', values: ['on'] }] },
    ],
    [
      'flags',
      'cluster.local {\n endpoint_pod_names\n noendpoints\n ignore empty_service\n}',
      { endpointPodNames: true, noEndpoints: true, ignoreEmptyService: true },
    ],
    ['fallthrough for all', 'cluster.local {\n fallthrough\n}', { fallthrough: [] }],
    [
      'fallthrough for zones',
      'cluster.local {\n fallthrough in-addr.arpa Corp.Example\n}',
      { fallthrough: ['in-addr.arpa.', 'corp.example.'] },
    ],
    ['ttl', 'cluster.local {\n ttl 0\n}', { ttl: 0 }],
    ['the connection', 'cluster.local {\n apiserver_qps 10\n startup_timeout 1s\n}', {}],
    [
      'multicluster',
      'cluster.local clusterset.local {\n multicluster clusterset.local\n}',
      { zones: ['cluster.local.', 'clusterset.local.'], multicluster: ['clusterset.local.'] },
    ],
  ])('reads %s', (_what, text, settings) => {
    expect(kubernetesOf(`. {\n kubernetes ${text}\n}`)).toEqual({ ...unset, ...settings });
  });

  it.each([
    ['a mode of pods', 'pods sometimes', 'pods: sometimes is none of disabled, insecure, verified'],
    ['a setting', 'resyncperiod 5m', 'line 3: resyncperiod is not known'],
    ['a ttl', 'ttl soon', 'ttl: soon is no number of seconds from 0 to 3600'],
    ['a selector', 'labels a in', 'labels: a in is no label selector'],
    ['both filters of namespaces', 'namespaces a\n namespace_labels b', 'namespaces and namespace_labels exclude each other'],
    ['another API server', 'endpoint https://k8s:6443', 'endpoint: what it answers may come from another cluster'],
    ['the environment', 'ttl {$TTL}', '{$TTL} comes from the environment of CoreDNS'],
  ])('names %s that it cannot follow', (_what, text, problem) => {
    expect(kubernetesOf(`. {\n kubernetes cluster.local {\n ${text}\n }\n}`).problems).toContain(`kubernetes (line 2): ${problem}`);
  });
});

describe('the settings of other plugins', () => {
  it('reads k8s_external', () => {
    const { directive, server } = plugin(
      '. {\n k8s_external ext.example {\n apex ns1\n ttl 60\n headless\n fallthrough\n }\n}',
      'k8s_external',
    );
    expect(k8sExternalSettings(directive, server)).toEqual({
      zones: ['ext.example.'],
      apex: 'ns1',
      ttl: 60,
      headless: true,
      fallthrough: [],
      problems: [],
    });
  });

  it('reads hosts: inline entries, and what is wrong after fallthrough', () => {
    const { directive, server } = plugin(
      '. {\n hosts {\n 10.0.0.1 a.example b.example\n ::1%eth0 v6\n no v4\n ttl 9\n no_reverse\n fallthrough\n 10.0.0.2 late\n }\n}',
      'hosts',
    );
    expect(hostsSettings(directive, server)).toEqual({
      zones: ['.'],
      unseen: '/etc/hosts',
      entries: [
        { address: '10.0.0.1', name: 'a.example.' },
        { address: '10.0.0.1', name: 'b.example.' },
        { address: '::1', name: 'v6.' },
      ],
      ttl: 9,
      reverse: false,
      fallthrough: [],
      fallthroughUnsupported: false,
      problems: ['hosts (line 2): line 9: 10.0.0.2 is not known'],
    });
  });

  it('reads the file of hosts where it can be seen', () => {
    const { directive, server } = plugin(K3S, 'hosts');
    const read = (path: string): readonly string[] | undefined =>
      path === '/etc/coredns/NodeHosts' ? ['# nodes\n172.18.0.2 node-1 # first\n\n'] : undefined;
    expect(hostsSettings(directive, server, read)).toMatchObject({
      entries: [{ address: '172.18.0.2', name: 'node-1.' }],
      ttl: 60,
      problems: [],
    });
    expect(hostsSettings(directive, server, read).unseen).toBeUndefined();
    expect(hostsSettings(directive, server)).toMatchObject({ entries: [], unseen: '/etc/coredns/NodeHosts' });
  });

  it.each([
    ['an address', '1.1.1.1', [{ kind: 'address', address: '1.1.1.1', port: 53, scheme: 'dns' }]],
    ['an address with port', '1.1.1.1:5353', [{ kind: 'address', address: '1.1.1.1', port: 5353, scheme: 'dns' }]],
    ['IPv6', 'fd00::1', [{ kind: 'address', address: 'fd00::1', port: 53, scheme: 'dns' }]],
    ['IPv6 with port', '[fd00::1]:5353', [{ kind: 'address', address: 'fd00::1', port: 5353, scheme: 'dns' }]],
    ['TLS with a name', 'tls://9.9.9.9%dns.quad9.net', [{ kind: 'address', address: '9.9.9.9', port: 853, scheme: 'tls' }]],
    ['a file', '/etc/resolv.conf', [{ kind: 'file', path: '/etc/resolv.conf' }]],
    ['what NodeLocal DNSCache fills in', '__PILLAR__CLUSTER__DNS__', [{ kind: 'unknown', text: '__PILLAR__CLUSTER__DNS__' }]],
    ['the environment', '{$DNS}', [{ kind: 'unknown', text: '{$DNS}' }]],
  ])('reads a forward to %s', (_what, to, targets) => {
    const { directive } = plugin(`. {\n forward . ${to} {\n except a.example\n policy sequential\n }\n}`, 'forward');
    expect(forwardSettings(directive)).toMatchObject({ from: '.', to: targets, except: ['a.example.'] });
  });

  it.each([
    ['nobody', 'forward .', 'nobody is named to forward to'],
    ['no zone', 'forward a..b 1.1.1.1', 'a..b is not a zone'],
    ['a setting that is not known', 'forward . 1.1.1.1 {\n spray\n }', 'line 3: spray is not known'],
  ])('names a forward to %s', (_what, line, problem) => {
    expect(forwardSettings(plugin(`. {\n ${line}\n}`, 'forward').directive).problems).toContain(`forward (line 2): ${problem}`);
  });
});
