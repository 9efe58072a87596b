import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { DnsQuery, DnsRecord, DnsReport } from '../../src/model/dns-report.ts';
import { renderTable, type TableOptions } from '../../src/render/table.ts';
import { dnsDocument } from '../../src/views/dns.ts';

const A_FOO: DnsRecord = { name: 'foo.a.svc.cluster.local.', type: 'A', data: '10.96.0.1', ttl: 30 };

const FOUND: DnsQuery = {
  name: 'foo.a.svc.cluster.local.',
  type: 'A',
  server: '10.96.0.10',
  rcode: 'NOERROR',
  answers: [A_FOO],
  says: 'Cluster IP of Service a/foo',
  evidence: [],
};

const ABSENT: DnsQuery = {
  ...FOUND,
  name: 'foo.b.svc.cluster.local.',
  rcode: 'NXDOMAIN',
  answers: [],
  says: 'there is no Service "foo" in namespace b',
};

const RESOLVED: DnsReport = {
  apiVersion: 'netexplain/v1',
  kind: 'Dns',
  question: { name: 'foo', type: 'A', from: 'pod/a/web-0', libc: 'glibc' },
  outcome: 'resolved',
  summary: 'foo is 10.96.0.1 in pod a/web-0',
  resolvConf: {
    nameservers: ['10.96.0.10'],
    search: ['a.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
    options: ['ndots:5'],
    unknown: ["search domains of the node's own resolv.conf"],
  },
  hosts: { decides: 'no', addresses: [], says: '/etc/hosts of the pod does not have the name' },
  queries: [FOUND],
  wasted: 0,
  answers: [A_FOO],
  meanings: [{ data: '10.96.0.1', object: { kind: 'Service', namespace: 'a', name: 'foo' }, says: 'the Cluster IP of Service a/foo' }],
  suggestions: [],
  findings: [],
  assumptions: [{ id: 'resolver', says: 'the program resolves names by its C library: Go, Java and others differ' }],
  coverage: {
    read: [],
    gaps: [],
    notChecked: [{ what: 'NetworkPolicies', why: 'one may keep the pod from its nameserver', codes: ['NX2009'] }],
  },
};

const MISSED: DnsReport = {
  ...RESOLVED,
  outcome: 'nxdomain',
  summary: 'foo does not resolve in a pod of namespace b: there is no Service "foo" in namespace b; foo.a would work',
  queries: [ABSENT, { ...ABSENT, name: 'foo.svc.cluster.local.', says: 'namespace "foo" does not exist' }],
  wasted: 2,
  answers: [],
  meanings: [],
  suggestions: [{ name: 'foo.a', says: 'Service "foo" is in namespace a' }],
  findings: [
    {
      code: 'NX2001',
      title: 'A short name of another namespace',
      severity: 'warning',
      proof: 'certain',
      subject: { kind: 'Service', namespace: 'a', name: 'foo' },
      args: {},
      message: '"foo" alone means Service b/foo, which does not exist',
      remedy: 'Write foo.a: the short name works in namespace a only.',
      evidence: [
        { object: { kind: 'Service', namespace: 'a', name: 'foo' }, field: 'metadata.namespace', value: 'a', says: 'it is there' },
      ],
      follows: [],
    },
  ],
};

const UPSTREAM: DnsReport = {
  ...RESOLVED,
  outcome: 'asked-upstream',
  summary: 'www.example.com is asked upstream',
  queries: [
    { ...ABSENT, name: null, server: null, rcode: null, says: "with the search domains of the node's own resolv.conf, if it has any" },
    { ...ABSENT, name: 'www.example.com.', rcode: null, says: 'asked upstream: the servers of forward, line 13 of the Corefile' },
  ],
  answers: [],
  meanings: [],
};

const UNKNOWN: DnsReport = {
  ...UPSTREAM,
  outcome: 'unknown',
  summary: 'what foo is in pod a/web-0 is not known: Service a/foo could not be read',
  resolvConf: { nameservers: [], search: [], options: [], unknown: ['nameservers that kubelet is told'] },
  hosts: { decides: 'unknown', addresses: [], says: "the node's own /etc/hosts, which is not in the API, stands before DNS" },
  forms: [],
  coverage: {
    ...RESOLVED.coverage,
    gaps: [
      { kind: 'Service', scope: { namespace: 'a', name: 'foo' }, reason: 'forbidden', message: 'services "foo" is forbidden' },
      { kind: 'Service', scope: { namespace: 'a', name: 'bar' }, reason: 'forbidden', message: 'services "bar" is forbidden' },
      { kind: 'ConfigMap', scope: { namespace: 'kube-system', name: 'coredns' }, reason: 'unreachable', message: 'the server is too busy' },
    ],
  },
};

const BY_FILE: DnsReport = {
  ...MISSED,
  outcome: 'resolved',
  summary: 'foo is 10.1.2.3 in pod a/web-0, by /etc/hosts',
  hosts: { decides: 'yes', addresses: ['10.1.2.3'], says: '/etc/hosts has the name (hostAliases), and stands before DNS' },
  suggestions: [],
  findings: [],
};

function textOf(report: DnsReport, { wide = false, color = false, columns }: Partial<TableOptions> = {}): string {
  return renderTable(dnsDocument(report, wide), { wide, color, columns });
}

/** The rows below a heading, without it. */
function below(text: string, heading: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line === heading || line.startsWith(`${heading}  `));
  if (start < 0) throw new Error(`${heading} is missing`);
  const length = lines.slice(start + 1).findIndex((line) => !line.startsWith(' '));
  return lines.slice(start + 1, start + 1 + length).map((line) => line.trim());
}

function headingsOf(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => /^([A-Z]+(?: [A-Z]+)*)(?: {2}|$)/.exec(line)?.[1] ?? []);
}

describe.each([
  ['resolves', RESOLVED],
  ['is not there', MISSED],
  ['is asked upstream', UPSTREAM],
  ['is unknown', UNKNOWN],
  ['stands in /etc/hosts', BY_FILE],
])('the view of a name that %s', (_, report) => {
  it('starts with the verdict', () => {
    expect(textOf(report).split('\n')[0]).toBe(report.summary);
  });

  it.each([80, 200])('fits %i columns', (columns) => {
    for (const wide of [false, true]) {
      const lines = textOf(report, { columns, wide }).split('\n');
      expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
      expect(lines.filter((line) => /undefined|null|\[object|NaN|Infinity/.test(line))).toEqual([]);
    }
  });

  it('says the same with and without colour', () => {
    expect(stripVTControlCharacters(textOf(report, { color: true }))).toBe(textOf(report));
  });
});

describe('the view of a name', () => {
  it('tells what would have worked and what is wrong before how it was looked up', () => {
    expect(headingsOf(textOf(MISSED))).toEqual(['DID YOU MEAN', 'FINDINGS', 'QUERIES', 'RESOLVER', 'ASSUMED', 'NOT CHECKED']);
    expect(below(textOf(MISSED), 'DID YOU MEAN')).toEqual(['foo.a   Service "foo" is in namespace a']);
  });

  it('tells what the answer is, and no findings where there are none', () => {
    expect(headingsOf(textOf(RESOLVED))).toEqual(['WHAT IT IS', 'QUERIES', 'RESOLVER', 'ASSUMED', 'NOT CHECKED']);
    expect(below(textOf(RESOLVED), 'WHAT IT IS')).toEqual(['10.96.0.1   the Cluster IP of Service a/foo']);
  });

  it('names the server of each query with -o wide', () => {
    expect(below(textOf(RESOLVED), 'QUERIES').map((row) => row.split(/ {2,}/))).toEqual([
      ['NAME', 'TYPE', 'ANSWER', 'WHY'],
      ['foo.a.svc.cluster.local.', 'A', '10.96.0.1', 'Cluster IP of Service a/foo'],
    ]);
    expect(below(textOf(UPSTREAM, { wide: true }), 'QUERIES').map((row) => row.split(/ {2,}/).slice(0, 4))).toEqual([
      ['NAME', 'TYPE', 'SERVER', 'ANSWER'],
      ['(more search domains)', 'A', '?', '?'],
      ['www.example.com.', 'A', '10.96.0.10', '?'],
    ]);
  });

  it.each([
    [0, 'QUERIES  in the order in which they are sent'],
    [1, 'QUERIES  in the order in which they are sent; 1 of them brings nothing'],
    [2, 'QUERIES  in the order in which they are sent; 2 of them bring nothing'],
  ])('counts %i wasted queries', (wasted, heading) => {
    expect(textOf({ ...MISSED, wasted }).split('\n')).toContain(heading);
  });

  it.each([
    [{ rcode: 'NXDOMAIN', answers: [] }, 'NXDOMAIN'],
    [{ rcode: 'SERVFAIL', answers: [] }, 'SERVFAIL'],
    [{ rcode: 'NOERROR', answers: [] }, 'none of the type'],
    [{ rcode: null, answers: [] }, '?'],
    [{ rcode: 'NOERROR', answers: [{ ...A_FOO, type: 'CNAME', data: 'db.example.com.' }, A_FOO] }, 'db.example.com., 10.96.0.1'],
  ] as const)('shows %j as %s', (reply, shown) => {
    const [, row = ''] = below(textOf({ ...RESOLVED, queries: [{ ...FOUND, ...reply }] }), 'QUERIES');
    expect(row.split(/ {2,}/)[2]).toBe(shown);
  });

  it('shows some of many records, and all with -o wide', () => {
    const answers = Array.from({ length: 5 }, (_, index) => ({ ...A_FOO, data: `10.244.0.${index}` }));
    const report = { ...RESOLVED, queries: [{ ...FOUND, answers }] };
    expect(textOf(report)).toContain(' 10.244.0.0, 10.244.0.1, 10.244.0.2 and 2 more ');
    expect(textOf(report, { wide: true })).toContain(' 10.244.0.0, 10.244.0.1, 10.244.0.2, 10.244.0.3, 10.244.0.4 ');
  });

  it('says whom /etc/hosts answers, and that tools which ask DNS themselves see otherwise', () => {
    const text = textOf(BY_FILE);
    expect(text).toMatch(/^QUERIES {2}of dig and the like: programs take \/etc\/hosts; 2 of them bring nothing$/m);
    expect(below(text, 'RESOLVER').at(-1)).toBe('/etc/hosts   10.1.2.3 /etc/hosts has the name (hostAliases), and stands before DNS');
  });

  it('tells what resolv.conf does not have from what is not known of it', () => {
    const empty = { nameservers: ['10.0.0.53'], search: [], options: [], unknown: [] };
    const rows = (report: DnsReport) => below(textOf(report), 'RESOLVER').slice(0, -1);
    expect(rows({ ...RESOLVED, resolvConf: empty })).toEqual(['nameserver   10.0.0.53', 'search       none', 'options      none']);
    expect(rows(UNKNOWN)).toEqual([
      'nameserver   none known',
      'search       none known',
      'options      none known',
      'not known    nameservers that kubelet is told',
    ]);
  });

  it('names each right that is missing once, and what else could not be read', () => {
    expect(below(textOf(UNKNOWN), 'NOT READ')).toEqual([
      'services: you may not read all that matters (kubectl auth can-i get services -n a)',
      'the server is too busy',
    ]);
    expect(headingsOf(textOf(RESOLVED))).not.toContain('NOT READ');
  });

  it('lists the names of a Service when asked for them, and says so where no Service is known', () => {
    const forms = [
      { name: 'foo', says: 'from pods of namespace a' },
      { name: 'foo.a', says: 'from pods of every namespace' },
    ];
    expect(below(textOf({ ...RESOLVED, forms }), 'NAMES')).toEqual([
      'foo     from pods of namespace a',
      'foo.a   from pods of every namespace',
    ]);
    expect(textOf(UNKNOWN).split('\n')).toContain('NAMES  none: it leads to no Service that is known');
    expect(headingsOf(textOf(RESOLVED))).not.toContain('NAMES');
  });
});
