import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../src/cluster/objects.ts';
import { type ClusterAnswerOptions, clusterAnswer, type DnsAnswer } from '../../../src/engines/dns/index.ts';
import { indexSnapshot } from '../../../src/model/cluster-index.ts';

const TERMINATING = { deletionTimestamp: '2026-01-01T00:00:00Z' };

function configMap(name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'kube-system' }, data };
}

function service(name: string, spec: object, labels: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'a', labels },
    spec: { ports: [{ name: 'http', port: 80 }], ...spec },
  };
}

function slice(name: string, address: string, labels: object = {}): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace: 'a', labels: { 'kubernetes.io/service-name': name, ...labels } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
    endpoints: [{ addresses: [address], conditions: { ready: true }, targetRef: { kind: 'Pod', namespace: 'a', name: `${name}-0` } }],
  };
}

function pod(name: string, podIP: string, { phase = 'Running', metadata = {} }: { phase?: string; metadata?: object } = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'a', ...metadata },
    spec: { containers: [{ name: 'main' }] },
    status: { phase, podIP, podIPs: [{ ip: podIP }] },
  };
}

const OBJECTS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } },
  service('foo', { clusterIP: '10.0.0.1' }, { dns: 'yes' }),
  slice('foo', '10.1.0.1', { dns: 'yes' }),
  service('plain', { clusterIP: '10.0.0.2' }),
  slice('plain', '10.1.0.2'),
  service('db', { clusterIP: 'None' }, { dns: 'yes' }),
  slice('db', '10.1.0.3'),
  service('ext', { type: 'ExternalName', externalName: 'www.example.com' }),
  service('lb', { clusterIP: '10.0.0.3', externalIPs: ['192.0.2.1'] }),
  pod('runs', '10.1.1.1'),
  pod('ended', '10.1.1.2', { phase: 'Succeeded' }),
  pod('ends', '10.1.1.3', { metadata: TERMINATING }),
  pod('labelled', '10.1.1.4', { metadata: { labels: { dns: 'yes' } } }),
];

function answer(corefile: string, name: string, type = 'A', more: readonly object[] = [], options: ClusterAnswerOptions = {}): DnsAnswer {
  const objects = [configMap('coredns', { Corefile: corefile }), ...OBJECTS, ...more];
  return clusterAnswer({ name, type }, indexSnapshot(readObjects(objects, { complete: true })), options);
}

function text({ kind, answers }: DnsAnswer): string {
  return [kind, ...answers.map((record) => record.data)].join(' ');
}

function kubernetes(settings: string): string {
  return `.:53 {\n kubernetes cluster.local 10.in-addr.arpa {\n ${settings.replaceAll('; ', '\n ')}\n }\n}`;
}

describe('the kubernetes plugin by its settings', () => {
  it.each([
    ['', 'foo.a.svc.cluster.local. A', 'ANSWER 10.0.0.1'],
    ['noendpoints', 'foo.a.svc.cluster.local. A', 'ANSWER 10.0.0.1'],
    ['noendpoints', 'db.a.svc.cluster.local. A', 'NXDOMAIN'],
    ['noendpoints', '10-1-0-1.foo.a.svc.cluster.local. A', 'NXDOMAIN'],
    ['noendpoints', '3.0.1.10.in-addr.arpa. PTR', 'NXDOMAIN'],
    ['noendpoints; ignore empty_service', 'foo.a.svc.cluster.local. A', 'NXDOMAIN'],
    ['noendpoints; zonal', 'foo.a.svc.cluster.local. A', 'UNKNOWN'],
    ['labels dns=yes', 'foo.a.svc.cluster.local. A', 'ANSWER 10.0.0.1'],
    ['labels dns=yes', '10-1-0-1.foo.a.svc.cluster.local. A', 'ANSWER 10.1.0.1'],
    ['labels dns=yes', 'plain.a.svc.cluster.local. A', 'NXDOMAIN'],
    ['labels dns=yes', 'db.a.svc.cluster.local. A', 'NXDOMAIN'],
    ['labels dns=yes', '1.0.0.10.in-addr.arpa. PTR', 'ANSWER foo.a.svc.cluster.local.'],
    ['labels dns=yes', '2.0.0.10.in-addr.arpa. PTR', 'NXDOMAIN'],
    ['labels dns=yes', '3.0.1.10.in-addr.arpa. PTR', 'NXDOMAIN'],
    ['pods verified', '10-1-1-1.a.pod.cluster.local. A', 'ANSWER 10.1.1.1'],
    ['pods verified', '10-1-1-2.a.pod.cluster.local. A', 'NXDOMAIN'],
    ['pods verified', '10-1-1-3.a.pod.cluster.local. A', 'NXDOMAIN'],
    ['pods verified; labels dns=yes', '10-1-1-1.a.pod.cluster.local. A', 'NXDOMAIN'],
    ['pods verified; labels dns=yes', '10-1-1-4.a.pod.cluster.local. A', 'ANSWER 10.1.1.4'],
    ['pods insecure', '10-1-1-2.a.pod.cluster.local. A', 'ANSWER 10.1.1.2'],
    ['ttl 3601', 'foo.a.svc.cluster.local. A', 'UNKNOWN'],
  ])('%j makes of %s: %s', (settings, question, expected) => {
    const [name = '', type = ''] = question.split(' ');
    expect(text(answer(kubernetes(settings), name, type))).toBe(expected);
  });

  it.each([
    ['SOA', 'none.a.svc.cluster.local.', 'NODATA'],
    ['SOA', 'foo.a.svc.cluster.local.', 'NODATA'],
    ['TXT', 'foo.a.svc.cluster.local.', 'NODATA'],
    ['TXT', 'a.svc.cluster.local.', 'NXDOMAIN'],
    ['TXT', 'cluster.local.', 'NXDOMAIN'],
    ['A', 'a.svc.cluster.local.', 'NODATA'],
    ['MX', 'a.svc.cluster.local.', 'NODATA'],
    ['MX', 'b.svc.cluster.local.', 'NXDOMAIN'],
    ['SRV', 'ns.dns.cluster.local.', 'NODATA'],
    ['MX', 'ns.dns.cluster.local.', 'NODATA'],
    ['PTR', 'ns.dns.cluster.local.', 'NXDOMAIN'],
  ])('%s of %s is %s', (type, name, expected) => {
    expect(answer(kubernetes(''), name, type).kind).toBe(expected);
  });
});

describe('what could not be read is unknown, with what is missing', () => {
  const UNREAD = [
    ['Namespace', 'none.a.svc.cluster.local.', 'A'],
    ['Service', 'none.a.svc.cluster.local.', 'A'],
    ['Service', '9.0.0.10.in-addr.arpa.', 'PTR'],
    ['EndpointSlice', 'other.a.svc.cluster.local.', 'A'],
    ['EndpointSlice', '9.0.1.10.in-addr.arpa.', 'PTR'],
    ['Pod', '10-1-1-9.a.pod.cluster.local.', 'A'],
    ['Service', 'cluster.local.', 'NS'],
  ] as const;

  it.each(UNREAD)('%s, for %s %s', (kind, name, type) => {
    const objects = [
      configMap('coredns', { Corefile: kubernetes('pods verified') }),
      ...[...OBJECTS, service('other', { clusterIP: 'None' })].filter((one) => (one as { readonly kind: string }).kind !== kind),
    ];
    const complete = ['ConfigMap', 'Namespace', 'Service', 'EndpointSlice', 'Endpoints', 'Pod', 'DaemonSet'].filter((one) => one !== kind);
    const said = clusterAnswer({ name, type }, indexSnapshot(readObjects(objects, { complete: complete as never })));
    expect(said.kind).toBe('UNKNOWN');
    expect(said.gaps.map((gap) => gap.kind)).toContain(kind);
  });
});

describe('a Service where namespaces may not be read', () => {
  const asked = (settings: string) => {
    const objects = [configMap('coredns', { Corefile: kubernetes(settings) }), service('foo', { clusterIP: '10.0.0.1' })];
    const complete = ['ConfigMap', 'Service', 'EndpointSlice', 'Endpoints', 'Pod', 'DaemonSet'] as const;
    return clusterAnswer({ name: 'foo.a.svc.cluster.local.', type: 'A' }, indexSnapshot(readObjects(objects, { complete })));
  };
  it('proves that its namespace exists', () => {
    expect(asked('').answers.map(({ data }) => data)).toEqual(['10.0.0.1']);
  });
  it('does not prove what labels the namespace has', () => {
    expect(asked('namespace_labels dns=yes').kind).toBe('UNKNOWN');
  });
});

describe('k8s_external', () => {
  const COREFILE = '.:53 {\n kubernetes cluster.local {\n namespaces a\n }\n k8s_external example.org {\n ttl 7\n }\n}';

  it.each([
    ['lb.a.example.org. A', 'ANSWER 192.0.2.1'],
    ['example.org. SOA', 'ANSWER ns1.dns.example.org. hostmaster.dns.example.org. <serial> 7200 1800 86400 7'],
    ['example.org. NS', 'ANSWER ns1.dns.example.org.'],
    ['example.org. A', 'NODATA'],
    ['dns.example.org. A', 'NODATA'],
    ['ns2.dns.example.org. A', 'NXDOMAIN'],
    ['x.ns1.dns.example.org. A', 'NXDOMAIN'],
    ['ns1.dns.example.org. A', 'UNKNOWN'],
    ['lb.kube-system.example.org. A', 'NXDOMAIN'],
  ])('says of %s: %s', (question, expected) => {
    const [name = '', type = ''] = question.split(' ');
    expect(text(answer(COREFILE, name, type, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } }]))).toBe(expected);
  });

  it('needs the kubernetes plugin in its block', () => {
    expect(answer('.:53 {\n k8s_external example.org\n}', 'lb.a.example.org.').kind).toBe('UNKNOWN');
  });
});

describe('a server with several plugins', () => {
  const outside = (answers: Readonly<Record<string, string>>): ClusterAnswerOptions => ({
    upstream: (name, type) => {
      const data = answers[name];
      return data === undefined ? { rcode: 'NXDOMAIN', answers: [] } : { rcode: 'NOERROR', answers: [{ name, type, data }] };
    },
  });

  it('asks the kubernetes plugin before forward, and forward for what falls through', () => {
    const corefile = '.:53 {\n forward . 192.0.2.1\n kubernetes cluster.local in-addr.arpa {\n fallthrough in-addr.arpa\n }\n}';
    expect(text(answer(corefile, 'foo.a.svc.cluster.local.'))).toBe('ANSWER 10.0.0.1');
    expect(text(answer(corefile, 'none.a.svc.cluster.local.'))).toBe('NXDOMAIN');
    expect(text(answer(corefile, '9.9.9.9.in-addr.arpa.', 'PTR'))).toBe('UPSTREAM');
    expect(answer(corefile, 'www.example.com.').says).toContain('192.0.2.1:53');
  });

  it('goes on to the next forward where the Corefile says so', () => {
    const corefile = (next: string) => `.:53 {\n forward example.com 192.0.2.1 {\n ${next}\n }\n forward . 192.0.2.2\n}`;
    let asked: string[] = [];
    const upstream: ClusterAnswerOptions['upstream'] = (name) => {
      asked = [...asked, name];
      return asked.length === 1
        ? { rcode: 'NXDOMAIN', answers: [] }
        : { rcode: 'NOERROR', answers: [{ name, type: 'A', data: '192.0.2.9' }] };
    };
    expect(text(answer(corefile('next NXDOMAIN'), 'x.example.com.', 'A', [], { upstream }))).toBe('ANSWER 192.0.2.9');
    asked = [];
    expect(text(answer(corefile('next SERVFAIL'), 'x.example.com.', 'A', [], { upstream }))).toBe('NXDOMAIN');
  });

  it('completes an ExternalName by what the servers outside say', () => {
    const corefile = '.:53 {\n kubernetes cluster.local\n forward . 192.0.2.1\n}';
    const name = 'ext.a.svc.cluster.local.';
    expect(text(answer(corefile, name, 'A', [], outside({ 'www.example.com.': '198.51.100.8' })))).toBe(
      'ANSWER www.example.com. 198.51.100.8',
    );
    expect(text(answer(corefile, name, 'A', [], outside({})))).toBe('ANSWER www.example.com.');
    expect(text(answer(corefile, name))).toBe('UPSTREAM www.example.com.');
  });

  it('turns the names of additional records back, too', () => {
    const corefile = '.:53 {\n rewrite name suffix .corp. .a.svc.cluster.local. answer auto\n kubernetes cluster.local\n}';
    const said = answer(corefile, '_http._tcp.foo.corp.', 'SRV');
    expect(said.answers.map(({ data }) => data)).toEqual(['0 100 80 foo.corp.']);
    expect(said.additional.map(({ name }) => name)).toEqual(['foo.corp.']);
  });

  it('does not know which of the blocks of a zone a view picks', () => {
    const corefile = '.:53 {\n view inside {\n expr true\n }\n kubernetes cluster.local\n}\n.:53 {\n forward . 192.0.2.1\n}';
    expect(answer(corefile, 'foo.a.svc.cluster.local.').kind).toBe('UNKNOWN');
  });
});

describe('NodeLocal DNSCache in front', () => {
  const COREDNS = '.:53 {\n kubernetes cluster.local\n hosts {\n 10.9.9.9 own.example\n fallthrough\n }\n forward . 192.0.2.1\n}';
  const CACHE = [
    'cluster.local:53 {\n cache {\n success 9984 30\n }\n bind 169.254.20.10 10.0.0.10\n forward . __PILLAR__CLUSTER__DNS__ {\n force_tcp\n }\n}',
    '.:53 {\n cache 30\n bind 169.254.20.10 10.0.0.10\n forward . __PILLAR__UPSTREAM__SERVERS__\n}',
  ].join('\n');
  const daemonSet = (localip: string) => ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'node-local-dns', namespace: 'kube-system' },
    spec: { selector: {}, template: { metadata: {}, spec: { containers: [{ name: 'node-cache', args: ['-localip', localip] }] } } },
  });
  const DNS = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    spec: { clusterIP: '10.0.0.10', clusterIPs: ['10.0.0.10'], ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] },
  };
  const ask = (
    name: string,
    options: ClusterAnswerOptions,
    corefile = CACHE,
    localip = '169.254.20.10,10.0.0.10',
    more: readonly object[] = [],
  ) => answer(COREDNS, name, 'A', [DNS, daemonSet(localip), configMap('node-local-dns', { Corefile: corefile }), ...more], options);

  it('hands names of the cluster on to CoreDNS', () => {
    const said = ask('foo.a.svc.cluster.local.', { server: '10.0.0.10' });
    expect(text(said)).toBe('ANSWER 10.0.0.1');
    expect(said.by?.plugin).toBe('kubernetes');
  });

  it('asks for other names past CoreDNS, whose own entries they never meet', () => {
    const said = ask('own.example.', { server: '10.0.0.10' });
    expect(text(said)).toBe('UPSTREAM');
    expect(said.says).toContain('/etc/resolv.conf of the node-local-dns pods');
    expect(said.evidence.map(({ object }) => object.name)).toContain('node-local-dns');
  });

  it('is not met on an address on which it does not listen', () => {
    expect(text(ask('own.example.', { server: '10.0.0.10' }, CACHE, '169.254.20.10'))).toBe('ANSWER 10.9.9.9');
    expect(text(ask('own.example.', { server: '169.254.20.10' }, CACHE, '169.254.20.10'))).toBe('UPSTREAM');
  });

  it('is sure without the address that is asked where both ways agree', () => {
    expect(text(ask('foo.a.svc.cluster.local.', {}))).toBe('ANSWER 10.0.0.1');
    expect(text(ask('own.example.', {}))).toBe('UNKNOWN');
  });

  it('knows CoreDNS by its address, too', () => {
    const corefile = CACHE.replace('__PILLAR__CLUSTER__DNS__', '10.0.0.10').replace('__PILLAR__UPSTREAM__SERVERS__', '10.0.0.10');
    expect(text(ask('own.example.', { server: '10.0.0.10' }, corefile))).toBe('ANSWER 10.9.9.9');
  });

  it('takes stub domains and servers from ConfigMap kube-dns', () => {
    const kubeDns = configMap('kube-dns', { stubDomains: '{"corp.lab": ["192.0.2.7"]}', upstreamNameservers: '["192.0.2.8"]' });
    const said = (name: string) => ask(name, { server: '10.0.0.10' }, CACHE, '169.254.20.10,10.0.0.10', [kubeDns]).says;
    expect(said('x.corp.lab.')).toContain('192.0.2.7:53');
    expect(said('own.example.')).toContain('192.0.2.8:53');
  });

  it('does not know what a ConfigMap kube-dns means that is no JSON', () => {
    const kubeDns = configMap('kube-dns', { stubDomains: 'corp.lab' });
    expect(ask('own.example.', { server: '10.0.0.10' }, CACHE, '169.254.20.10,10.0.0.10', [kubeDns]).kind).toBe('UNKNOWN');
  });

  it('completes an alias once', () => {
    const upstream: ClusterAnswerOptions['upstream'] = (name, type) => ({
      rcode: 'NOERROR',
      answers: [{ name, type, data: '198.51.100.8' }],
    });
    expect(text(ask('ext.a.svc.cluster.local.', { server: '10.0.0.10', upstream }))).toBe('ANSWER www.example.com. 198.51.100.8');
  });

  it('does not know what its Corefile says where that cannot be read, but for what every way agrees on', () => {
    const objects = [configMap('coredns', { Corefile: COREDNS }), ...OBJECTS, DNS, daemonSet('169.254.20.10,10.0.0.10')];
    const cluster = indexSnapshot(readObjects(objects, { complete: true }));
    expect(clusterAnswer({ name: 'own.example.', type: 'A' }, cluster, { server: '10.0.0.10' }).kind).toBe('UNKNOWN');
    expect(text(clusterAnswer({ name: 'foo.a.svc.cluster.local.', type: 'A' }, cluster, { server: '10.0.0.10' }))).toBe('ANSWER 10.0.0.1');
  });
});

describe('laws of every answer', () => {
  const COREFILE =
    '.:53 {\n kubernetes cluster.local in-addr.arpa {\n pods verified\n fallthrough in-addr.arpa\n }\n forward . 192.0.2.1\n}';
  const labels = fc.constantFrom(
    'foo',
    'db',
    'ext',
    'a',
    'b',
    'svc',
    'pod',
    'cluster',
    'local',
    '_http',
    '_tcp',
    '10-1-0-3',
    '10-1-1-1',
    'ns',
    'dns',
  );
  const names = fc.oneof(
    fc.array(labels, { maxLength: 3 }).map((some) => [...some, 'a', 'svc', 'cluster', 'local', ''].join('.')),
    fc.array(labels, { minLength: 1, maxLength: 5 }).map((some) => [...some, ''].join('.')),
  );
  const types = fc.constantFrom('A', 'AAAA', 'SRV', 'CNAME', 'PTR', 'NS', 'SOA', 'TXT', 'MX', 'ANY');
  const mixed = fc.tuple(names, fc.array(fc.boolean(), { minLength: 64, maxLength: 64 })).map(([name, upper]) => ({
    name,
    spelled: [...name].map((letter, index) => (upper[index] === true ? letter.toUpperCase() : letter)).join(''),
  }));

  it('upper and lower case mean the same, and the answer has the name as it was asked', () => {
    fc.assert(
      fc.property(mixed, types, ({ name, spelled }, type) => {
        const [lower, other] = [answer(COREFILE, name, type), answer(COREFILE, spelled, type)];
        expect(other.kind).toBe(lower.kind);
        expect(other.answers.map(({ data }) => data.toLowerCase())).toEqual(lower.answers.map(({ data }) => data.toLowerCase()));
        if (other.answers[0] !== undefined) expect(other.answers[0].name).toBe(spelled);
      }),
      { numRuns: 200 },
    );
  });

  it('takes any text as a Corefile, and never has records in an answer without', () => {
    const words = fc.constantFrom(
      '.',
      '.:53',
      '{',
      '}',
      '\n',
      'kubernetes',
      'cluster.local',
      'forward',
      '1.1.1.1',
      'rewrite',
      'name',
      'hosts',
      'import',
      'ttl',
      '5',
      'template',
      '"',
      '#',
      '{$X}',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 30 }).map((some) => some.join(' ')),
    );
    fc.assert(
      fc.property(texts, names, types, (corefile, name, type) => {
        const { kind, answers } = answer(corefile, name, type);
        if (kind === 'ANSWER') expect(answers.length).toBeGreaterThan(0);
        else if (kind !== 'UPSTREAM' && kind !== 'UNKNOWN') expect(answers).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
