import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import type { AddressOwner, AddressReport } from '../../src/model/address-report.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { UsageError } from '../../src/model/errors.ts';
import { KINDS, type Kind } from '../../src/model/kind.ts';
import { nameOf } from '../../src/model/object-ref.ts';
import type { ReportList } from '../../src/model/report.ts';
import { type AddressQuery, address, addressPlan } from '../../src/questions/address/index.ts';
import { readPlan, restrict } from '../../src/questions/reading-plan.ts';
import { fieldExists } from '../support/field-path.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const lab = readObjects(labObjects(), { takenAt: NOW });

type Raw = Readonly<Record<string, unknown>>;

const meta = (name: string, namespace?: string) => (namespace === undefined ? { name } : { name, namespace });

function node(name: string, addresses: readonly string[], podCIDRs: readonly string[] = []): Raw {
  const status = {
    addresses: addresses.map((ip) => ({ type: 'InternalIP', address: ip })),
    conditions: [{ type: 'Ready', status: 'True' }],
  };
  return { apiVersion: 'v1', kind: 'Node', metadata: meta(name), spec: { podCIDRs }, status };
}

function pod(
  name: string,
  ips: readonly string[],
  more: { readonly spec?: Raw; readonly status?: Raw; readonly metadata?: Raw } = {},
): Raw {
  const status = { phase: 'Running', podIP: ips[0], podIPs: ips.map((ip) => ({ ip })), ...more.status };
  const spec = { nodeName: 'n1', containers: [{ name: 'c' }], ...more.spec };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...meta(name, 'a'), ...more.metadata }, spec, status };
}

function service(name: string, clusterIPs: readonly string[], more: { readonly spec?: Raw; readonly status?: Raw } = {}): Raw {
  const spec = { type: 'ClusterIP', clusterIP: clusterIPs[0], clusterIPs, ports: [{ port: 80, protocol: 'TCP' }], ...more.spec };
  return { apiVersion: 'v1', kind: 'Service', metadata: meta(name, 'a'), spec, status: more.status ?? { loadBalancer: {} } };
}

function loadBalancer(name: string, ip: string, port: number, ipMode?: string): Raw {
  const spec = { type: 'LoadBalancer', ports: [{ port, protocol: 'TCP' }] };
  return service(name, ['10.96.9.9'].slice(1), { spec, status: { loadBalancer: { ingress: [{ ip, ...(ipMode ? { ipMode } : {}) }] } } });
}

function slice(name: string, owner: string | undefined, ip: string, podName?: string): Raw {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...meta(name, 'a'), labels: owner === undefined ? {} : { 'kubernetes.io/service-name': owner } },
    addressType: ip.includes(':') ? 'IPv6' : 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: [
      {
        addresses: [ip],
        conditions: { ready: true },
        ...(podName === undefined ? {} : { targetRef: { kind: 'Pod', name: podName, namespace: 'a' } }),
      },
    ],
  };
}

function serviceCIDR(name: string, cidrs: readonly string[], more: Raw = {}): Raw {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: meta(name), spec: { cidrs }, ...more };
}

function ipAddress(ip: string, serviceName: string): Raw {
  const parentRef = { group: '', resource: 'services', namespace: 'a', name: serviceName };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'IPAddress', metadata: meta(ip), spec: { parentRef } };
}

const RANGE = serviceCIDR('kubernetes', ['10.96.0.0/16', 'fd00:96::/112']);

function ask(objects: readonly Raw[], ip: string): AddressReport {
  return address(readObjects(objects, { complete: true, takenAt: NOW }), { address: ip }) as AddressReport;
}

function askLab(ip: string): AddressReport {
  return address(lab, { address: ip }) as AddressReport;
}

/** `pod a/web-0`: role and object of each owner. */
function owned({ owners }: AddressReport): readonly string[] {
  return owners.map(({ role, object }) => `${role} ${nameOf(object)}`);
}

function only<R extends AddressOwner['role']>({ owners }: AddressReport, role: R): Extract<AddressOwner, { role: R }> {
  const found = owners.filter((one): one is Extract<AddressOwner, { role: R }> => one.role === role);
  expect(found).toHaveLength(1);
  const [first] = found;
  if (first === undefined) throw new Error(`no owner with role ${role}`);
  return first;
}

describe('an address of the lab', () => {
  it.each([
    ['10.96.0.10', 'assigned', ['clusterIP kube-system/kube-dns', 'serviceCIDR kubernetes']],
    ['10.96.102.131', 'assigned', ['clusterIP a/ext-ip', 'serviceCIDR kubernetes']],
    ['203.0.113.50', 'assigned', ['externalIP a/ext-ip']],
    ['203.0.113.10', 'assigned', ['loadBalancer prod/lb']],
    ['172.30.0.13', 'assigned', ['node node3', 'pod a/hostnet', 'endpoint a/hostnet-tszhk']],
    ['172.30.0.1', 'external', ['endpoint default/kubernetes']],
    ['10.244.1.17', 'unassigned', ['pod a/done', 'podCIDR node1']],
    ['10.244.1.1', 'unassigned', ['podCIDR node1']],
    ['10.96.3.3', 'unassigned', ['serviceCIDR kubernetes']],
    ['8.8.8.8', 'external', []],
    ['203.0.113.99', 'external', []],
    ['127.0.0.1', 'special', []],
    ['::1', 'special', []],
    ['169.254.169.254', 'special', []],
  ])('%s is %s: %j', (ip, outcome, owners) => {
    const report = askLab(ip);
    expect([report.outcome, owned(report)]).toEqual([outcome, owners]);
  });

  it('names each object and field, which hold it', () => {
    const pods = indexSnapshot(lab)
      .known('Pod')
      .flatMap(({ status }) => status.podIPs.map(({ ip }) => ip));
    const evidence = [...pods, '10.96.0.10', '172.30.0.13', '203.0.113.10', '203.0.113.50']
      .flatMap((ip) => askLab(ip).owners)
      .map(({ object, field, says }) => ({ object, field, says }));
    expect(evidence.length).toBeGreaterThan(100);
    expect(evidence.filter((one) => !fieldExists(lab, one))).toEqual([]);
  });

  it('of a pod is assigned, of no other pod, and an endpoint of its Services', () => {
    const report = askLab('10.244.1.3');
    expect(only(report, 'pod')).toMatchObject({ node: 'node1', hostNetwork: false, live: true });
    expect(only(report, 'podCIDR')).toMatchObject({ cidr: '10.244.1.0/24', assigned: true });
    expect(report.owners.filter(({ role }) => role === 'endpoint').map((one) => 'stale' in one && one.stale)).not.toContain(true);
    expect(report.summary).toContain('is the address of Pod a/');
  });

  it('tells the band of a Cluster IP', () => {
    expect(only(askLab('10.96.0.10'), 'serviceCIDR')).toMatchObject({
      band: 'static',
      staticBand: { first: '10.96.0.1', last: '10.96.1.0' },
      dynamicBand: { first: '10.96.1.1', last: '10.96.255.254' },
    });
    expect(only(askLab('10.96.102.131'), 'serviceCIDR').band).toBe('dynamic');
  });

  it.each([
    ['8.8.8.8', '8.8.8.8 (public) is outside'],
    ['192.168.7.7', '192.168.7.7 (private, RFC 1918) is outside'],
    ['100.64.0.1', '100.64.0.1 (shared by a provider, RFC 6598) is outside'],
    ['fd12::1', 'fd12::1 (private, RFC 4193) is outside'],
    ['::1', '::1 is a loopback address'],
    ['224.0.0.1', '224.0.0.1 is a multicast address'],
  ])('%s is told with its range', (ip, start) => {
    expect(askLab(ip).summary.startsWith(start)).toBe(true);
  });

  it('that is only kept for a Service that is gone says so', () => {
    const report = ask([RANGE, ipAddress('10.96.0.5', 'gone')], '10.96.0.5');
    expect([report.outcome, report.allocation?.agrees]).toEqual(['unassigned', false]);
    expect(report.summary).toContain('IPAddress 10.96.0.5 is kept for Service a/gone, which does not exist');
  });

  it('that a pod had until it ended says so', () => {
    expect(askLab('10.244.1.17').summary).toContain('Pod a/done had it, and has ended');
  });

  it('that is the first of a pod CIDR says that it may be a bridge', () => {
    expect(askLab('10.244.1.1').summary).toContain("often give this one to the node's own bridge");
    expect(askLab('10.244.1.250').summary).not.toContain('bridge');
  });

  it('whose load balancer is no destination for kube-proxy says so', () => {
    expect(only(askLab('203.0.113.13'), 'loadBalancer')).toMatchObject({ ipMode: 'Proxy', ports: [{ port: 80 }] });
  });
});

describe('the spelling of an address', () => {
  it.each([
    ['010.096.000.010', '10.96.0.10'],
    ['::ffff:10.96.0.10', '10.96.0.10'],
    ['::FFFF:a60:a', '10.96.0.10'],
    ['FD00:0096::000A', 'fd00:96::a'],
    ['fd00:96:0:0:0:0:0:a', 'fd00:96::a'],
  ])('%s means %s', (spelled, meant) => {
    const report = ask([RANGE, service('web', ['10.96.0.10', 'fd00:96::a'])], spelled);
    expect(report).toMatchObject({ address: meant, question: { address: spelled }, outcome: 'assigned' });
    expect(owned(report)).toEqual(['clusterIP a/web', 'serviceCIDR kubernetes']);
  });

  it.each(['10.0.0.0/8', 'fe80::1%eth0', '10.0.0.256', '10.0.0', 'web', '', '10.0.0.1:80'])('%j is refused', (text) => {
    expect(() => address(lab, { address: text })).toThrow(UsageError);
    expect(() => addressPlan({ address: text }).next()).toThrow('invalid IP address');
  });

  it('does not matter in the objects either', () => {
    const report = ask([node('n1', ['FD00:0:0::1'])], 'fd00::1');
    expect(owned(report)).toEqual(['node n1']);
  });
});

describe('several addresses', () => {
  const query: AddressQuery = { addresses: ['8.8.8.8', '10.96.0.10', '::ffff:8.8.8.8'] };

  it('give a list in the order asked, each address once', () => {
    const list = address(lab, query) as ReportList;
    expect(list.kind).toBe('ReportList');
    expect(list.items.map((one) => (one as AddressReport).address)).toEqual(['8.8.8.8', '10.96.0.10']);
  });

  it('one of them gives a report', () => {
    expect(address(lab, { addresses: ['8.8.8.8'] }).kind).toBe('Address');
  });

  it('none is refused', () => {
    expect(() => address(lab, { addresses: [] })).toThrow(UsageError);
  });
});

describe('owners that exclude one another', () => {
  const n1 = node('n1', ['192.168.0.1'], ['10.244.1.0/24']);
  const n2 = node('n2', ['192.168.0.2'], ['10.244.2.0/24']);
  const hostPod = (name: string, nodeName: string) => pod(name, ['192.168.0.1'], { spec: { nodeName, hostNetwork: true } });
  const externalIP = (name: string, ip: string, port = 80) =>
    service(name, ['10.96.7.7'], { spec: { externalIPs: [ip], ports: [{ port, protocol: 'TCP' }] } });

  it.each<readonly [string, readonly Raw[], string]>([
    ['two pods', [n1, pod('x', ['10.244.1.5']), pod('y', ['10.244.1.5'])], '10.244.1.5'],
    ['two nodes', [n1, node('n3', ['192.168.0.1'])], '192.168.0.1'],
    ['a pod and a node', [n1, pod('x', ['192.168.0.1'])], '192.168.0.1'],
    ['two Services', [service('x', ['10.96.0.5']), service('y', ['10.96.0.5'])], '10.96.0.5'],
    ['two Services, one with a second address', [service('x', ['10.96.0.5', 'fd00::5']), service('y', ['fd00::5'])], 'fd00::5'],
    ['a Cluster IP and a pod', [service('x', ['10.96.0.5']), pod('y', ['10.96.0.5'])], '10.96.0.5'],
    ['a Cluster IP and a node', [service('x', ['192.168.0.1']), n1], '192.168.0.1'],
    ['a Cluster IP and an externalIP of another Service', [service('x', ['10.96.0.5']), externalIP('y', '10.96.0.5')], '10.96.0.5'],
    ['an externalIP and a node', [n1, externalIP('x', '192.168.0.1')], '192.168.0.1'],
    ['an externalIP and a pod', [n1, externalIP('x', '10.244.1.5'), pod('y', ['10.244.1.5'])], '10.244.1.5'],
    ['a load balancer address and a pod', [loadBalancer('x', '10.244.1.5', 80), pod('y', ['10.244.1.5'])], '10.244.1.5'],
    ['two externalIPs on one port', [externalIP('x', '203.0.113.1'), externalIP('y', '203.0.113.1')], '203.0.113.1'],
    ['a hostNetwork pod and a node that it is not on', [n1, n2, hostPod('x', 'n2')], '192.168.0.1'],
    ['a pod and a range of Cluster IPs', [RANGE, pod('x', ['10.96.0.5'])], '10.96.0.5'],
    ['two pod CIDRs', [n1, node('n3', ['192.168.0.3'], ['10.244.0.0/16'])], '10.244.1.5'],
    ['a pod CIDR and a range of Cluster IPs', [n1, serviceCIDR('x', ['10.244.0.0/16'])], '10.244.1.5'],
    [
      'a Service and the IPAddress of another',
      [RANGE, service('x', ['10.96.0.5']), service('y', ['10.96.0.6']), ipAddress('10.96.0.5', 'y')],
      '10.96.0.5',
    ],
    ['a Service and the IPAddress of one that is gone', [service('x', ['10.96.0.5']), ipAddress('10.96.0.5', 'gone')], '10.96.0.5'],
  ])('%s are a conflict', (_, objects, ip) => {
    const report = ask(objects, ip);
    expect(report.outcome).toBe('conflict');
    expect(report.conflicts).toHaveLength(1);
    expect(report.summary).toContain(report.conflicts[0]?.says ?? 'nothing');
  });

  it.each<readonly [string, readonly Raw[], string]>([
    ['a node and its hostNetwork pods', [n1, hostPod('x', 'n1'), hostPod('y', 'n1')], '192.168.0.1'],
    ['a pod and an endpoint of its Service', [n1, pod('x', ['10.244.1.5']), slice('s', 'web', '10.244.1.5', 'x')], '10.244.1.5'],
    [
      'a pod and one that has ended',
      [n1, pod('x', ['10.244.1.5']), pod('y', ['10.244.1.5'], { status: { phase: 'Failed' } })],
      '10.244.1.5',
    ],
    [
      'a pod and one that is being deleted',
      [n1, pod('x', ['10.244.1.5']), pod('y', ['10.244.1.5'], { metadata: { deletionTimestamp: NOW } })],
      '10.244.1.5',
    ],
    [
      'two Services behind one load balancer on two ports',
      [loadBalancer('x', '203.0.113.1', 80), loadBalancer('y', '203.0.113.1', 443)],
      '203.0.113.1',
    ],
    ['a load balancer that uses the address of a node', [n1, loadBalancer('x', '192.168.0.1', 80)], '192.168.0.1'],
    ['a load balancer of mode Proxy and a pod', [n1, loadBalancer('x', '10.244.1.5', 80, 'Proxy'), pod('y', ['10.244.1.5'])], '10.244.1.5'],
    ['an address that a node has twice', [node('n1', ['192.168.0.1', '192.168.0.1'])], '192.168.0.1'],
    ['a Service and its own IPAddress', [RANGE, service('x', ['10.96.0.5']), ipAddress('10.96.0.5', 'x')], '10.96.0.5'],
    ['two ServiceCIDRs', [RANGE, serviceCIDR('more', ['10.96.0.0/12']), service('x', ['10.96.0.5'])], '10.96.0.5'],
  ])('%s are none', (_, objects, ip) => {
    const report = ask(objects, ip);
    expect([report.outcome, report.conflicts]).toEqual(['assigned', []]);
  });
});

describe('an endpoint', () => {
  const n1 = node('n1', ['192.168.0.1'], ['10.244.1.0/24']);

  it.each<readonly [string, readonly Raw[], boolean, string]>([
    ['has the address', [pod('x', ['10.244.1.5'])], false, 'assigned'],
    ['is gone', [], true, 'unassigned'],
    ['has another address', [pod('x', ['10.244.1.6'])], true, 'unassigned'],
    ['has none', [pod('x', [])], true, 'unassigned'],
    ['has ended', [pod('x', ['10.244.1.5'], { status: { phase: 'Succeeded' } })], true, 'unassigned'],
  ])('whose pod %s', (_, pods, stale, outcome) => {
    const report = ask([n1, slice('s', 'web', '10.244.1.5', 'x'), ...pods], '10.244.1.5');
    expect([only(report, 'endpoint').stale, report.outcome]).toEqual([stale, outcome]);
    if (stale) expect(report.summary).toContain('Service a/web still sends traffic to it');
  });

  it('may be stale while another pod has the address', () => {
    const report = ask([n1, slice('s', 'web', '10.244.1.5', 'x'), pod('y', ['10.244.1.5'])], '10.244.1.5');
    expect([report.outcome, only(report, 'endpoint').stale, only(report, 'pod').object.name]).toEqual(['assigned', true, 'y']);
    expect(report.summary).not.toContain('Service a/web');
  });

  it('that names no pod may be outside the cluster', () => {
    const report = ask([n1, slice('s', 'db', '192.0.2.7')], '192.0.2.7');
    expect(report.outcome).toBe('external');
    expect(only(report, 'endpoint')).not.toHaveProperty('stale');
    expect(report.summary).toContain('Service a/db sends traffic to it');
  });
});

describe('the second address of a pod', () => {
  const dual = node('n1', ['192.168.0.1', 'fd00:1::1'], ['10.244.1.0/24', 'fd00:244:1::/64']);
  const both = pod('x', ['10.244.1.5', 'fd00:244:1::5']);

  it('is found by the pod CIDR of its node, without reading other pods', () => {
    const report = ask([dual, both], 'fd00:244:1::5');
    expect(owned(report)).toEqual(['pod a/x', 'podCIDR n1']);
    expect(report.coverage.read.filter(({ kind }) => kind === 'Pod').map(({ scope }) => scope)).not.toContainEqual({});
  });

  it("is found where the network plugin does not keep to the nodes' pod CIDRs", () => {
    expect(owned(ask([dual, pod('x', ['10.244.1.5', '2001:db8::5'])], '2001:db8::5'))).toEqual(['pod a/x']);
  });

  it('is found where no node is known', () => {
    expect(owned(ask([both], 'fd00:244:1::5'))).toEqual(['pod a/x']);
    const withoutNodes = readObjects([both, service('y', [])], { complete: ['Pod', 'Service'], takenAt: NOW });
    expect(owned(address(withoutNodes, { address: 'fd00:244:1::5' }) as AddressReport)).toEqual(['pod a/x']);
  });

  it('is told not to be looked for where something has the address already', () => {
    const report = ask([dual, service('x', ['10.96.0.5', 'fd00:96::5'])], 'fd00:96::5');
    expect(report.coverage.notChecked.map(({ what }) => what)).toEqual([
      'whether it is the second address of a pod',
      'which Services send to it',
    ]);
  });

  it('of hostNetwork pods is their node’s', () => {
    const shared = pod('x', ['192.168.0.1', 'fd00:1::1'], { spec: { hostNetwork: true } });
    expect(owned(ask([dual, shared], 'fd00:1::1'))).toEqual(['node n1', 'pod a/x']);
  });
});

describe('a ServiceCIDR', () => {
  it('that is being deleted gives out nothing', () => {
    const going = serviceCIDR('going', ['10.97.0.0/24'], { metadata: { name: 'going', deletionTimestamp: NOW } });
    const report = ask([going, service('x', ['10.97.0.5'])], '10.97.0.5');
    expect(only(report, 'serviceCIDR')).toMatchObject({ ready: false, usable: true });
    expect(only(report, 'serviceCIDR').says).toContain('not ready');
  });

  it('has addresses that no Service gets', () => {
    expect(only(ask([RANGE], '10.96.255.255'), 'serviceCIDR')).toMatchObject({ usable: false });
    expect(only(ask([RANGE], 'fd00:96::ffff'), 'serviceCIDR')).toMatchObject({ usable: true, band: 'dynamic' });
  });
});

describe('what could not be read', () => {
  const hide = (hidden: readonly Kind[]) => ({
    ...lab,
    readings: lab.readings.map((reading) => {
      const gap = { kind: reading.need.kind, scope: {}, reason: 'forbidden', message: 'no' } as const;
      return hidden.includes(reading.need.kind) ? { ...reading, listing: { state: 'unknown' as const, gaps: [gap] } } : reading;
    }),
  });

  it.each<Kind>(['Pod', 'Service', 'Node', 'ServiceCIDR', 'EndpointSlice'])(
    'leaves an address that nothing has unknown, and names %s',
    (kind) => {
      const report = address(hide([kind]), { address: '8.8.8.8' }) as AddressReport;
      expect(report.outcome).toBe('unknown');
      expect(report.summary).toContain(`${KINDS[kind].plural} could not be read`);
      expect(report.coverage.notChecked.map(({ why }) => why).join()).toContain('kubectl auth can-i list');
    },
  );

  it.each([
    ['Ingress', 'whether an Ingress reports it'],
    ['Gateway', 'whether a Gateway reports it'],
  ] as const)('of %s objects alone is told, and does not leave an address open', (kind, what) => {
    const report = address(hide([kind]), { address: '8.8.8.8' }) as AddressReport;
    expect(report.outcome).toBe('external');
    expect(report.coverage.notChecked.map((one) => one.what)).toEqual([what]);
  });

  it('names the Gateway that reports an address', () => {
    const { summary, owners } = address(lab, { address: '203.0.113.30' }) as AddressReport;
    expect(summary).toBe('203.0.113.30 is the load balancer address of Gateway prod/edge.');
    expect(owners).toMatchObject([{ role: 'loadBalancer', object: { kind: 'Gateway', name: 'edge' }, field: 'status.addresses[0].value' }]);
  });

  it('does not hide what was found', () => {
    const report = address(hide(['Node', 'EndpointSlice']), { address: '10.244.1.3' }) as AddressReport;
    expect(report.outcome).toBe('assigned');
    expect(report.coverage.notChecked.map(({ what }) => what)).toEqual([
      'whether it is a node address or in a pod CIDR',
      'which Services send to it',
    ]);
  });

  it('leaves the pod of an endpoint open', () => {
    const report = address(hide(['Pod']), { address: '10.244.1.3' }) as AddressReport;
    expect(report.outcome).toBe('unknown');
    expect(new Set(report.owners.flatMap((one) => (one.role === 'endpoint' ? [one.stale] : [])))).toEqual(new Set(['unknown']));
    expect(only(report, 'podCIDR').assigned).toBe('unknown');
  });

  it('does not matter for a loopback address', () => {
    expect(address(hide(['Pod', 'Node']), { address: '127.0.0.1' })).toMatchObject({ outcome: 'special' });
  });

  it('in a server without ServiceCIDRs leaves only private addresses open', () => {
    const old = {
      ...lab,
      readings: lab.readings.map((reading) => {
        const gap = { kind: reading.need.kind, scope: {}, reason: 'not-served', message: 'no' } as const;
        return reading.need.kind === 'ServiceCIDR' ? { ...reading, listing: { state: 'unknown' as const, gaps: [gap] } } : reading;
      }),
    };
    expect(address(old, { address: '10.97.0.1' })).toMatchObject({ outcome: 'unknown' });
    const report = address(old, { address: '8.8.8.8' }) as AddressReport;
    expect([report.outcome, report.assumptions.map(({ id }) => id)]).toEqual(['external', ['service-range', 'unseen-addresses']]);
  });

  it('is all there is in an empty file', () => {
    const empty = readObjects([], { takenAt: NOW });
    expect(address(empty, { address: '10.0.0.1' })).toMatchObject({ outcome: 'unknown', owners: [] });
  });
});

describe('the reading plan', () => {
  const index = indexSnapshot(lab);
  const read = async (ip: string) => {
    const rounds: string[][] = [];
    await readPlan(
      addressPlan({ address: ip }),
      async (needs) => {
        rounds.push(needs.map(({ kind, name, fields }) => [kind, name, ...Object.entries(fields ?? {}).flat()].filter(Boolean).join(' ')));
        return needs.map((need) => {
          const { kind, only: _only, ...scope } = need;
          return { need, listing: index.list(kind, scope) };
        });
      },
      NOW,
    );
    return rounds.map((round) => round.sort());
  };

  it('leaves EndpointSlices alone for a Cluster IP', async () => {
    expect(await read('10.96.0.10')).toEqual([['IPAddress 10.96.0.10', 'Node', 'Pod status.podIP 10.96.0.10', 'Service', 'ServiceCIDR']]);
  });

  it.each(['10.244.1.3', '172.30.0.11', '8.8.8.8'])('never lists all pods for %s in a cluster of its family', async (ip) => {
    expect((await read(ip)).flat()).not.toContain('Pod');
  });

  it('gives the same report from a narrowed snapshot', () => {
    for (const ip of ['10.244.1.3', '10.96.0.10', '172.30.0.13', '8.8.8.8', 'fd00::1']) {
      const narrowed = restrict(index, addressPlan({ address: ip }));
      expect(address(narrowed, { address: ip })).toEqual(address(lab, { address: ip }));
    }
  });
});
