import { describe, expect, it } from 'vitest';
import type { PathReport } from '../../src/index.ts';
import { type Fields, follow, namespace, pod, policy } from './policy-story.ts';

const DNS_PODS = [
  ['coredns-1', 'n1', '10.1.1.53'],
  ['coredns-2', 'n2', '10.1.2.53'],
] as const;

const PORTS = [
  { name: 'dns', port: 53, protocol: 'UDP' },
  { name: 'dns-tcp', port: 53, protocol: 'TCP' },
];

/** The DNS of the cluster: its pods listen on another port than the Service. */
const DNS: readonly Fields[] = [
  namespace('kube-system'),
  ...DNS_PODS.map(([name, node, ip]) => pod(`kube-system/${name}`, node, ip, { 'k8s-app': 'kube-dns', name })),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.53',
      clusterIPs: ['10.96.0.53'],
      ipFamilies: ['IPv4'],
      selector: { 'k8s-app': 'kube-dns' },
      ports: PORTS.map((port) => ({ ...port, targetPort: 5353 })),
    },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'kube-dns-1', namespace: 'kube-system', labels: { 'kubernetes.io/service-name': 'kube-dns' } },
    addressType: 'IPv4',
    ports: PORTS.map((port) => ({ ...port, port: 5353 })),
    endpoints: DNS_PODS.map(([name, nodeName, ip]) => ({
      addresses: [ip],
      nodeName,
      conditions: { ready: true },
      targetRef: { kind: 'Pod', namespace: 'kube-system', name },
    })),
  },
];

const WEB_ONLY = policy('b/web-only', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } }] }],
});

const dnsOn = (...ports: readonly Fields[]) =>
  policy('b/dns', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ namespaceSelector: {} }], ports }] });

const NAME = 'web.a:80';

const ask = (policies: readonly Fields[], more: Parameters<typeof follow>[1] = {}) =>
  follow([...DNS, ...policies], { to: NAME, assumeEnforced: 'yes', ...more });

const told = ({ answers }: PathReport) => answers[0]?.dns;

describe('the DNS query of a pod that dials a name', () => {
  it('is denied where its egress has no rule for DNS, though the Service may be reached', () => {
    const report = ask([WEB_ONLY]);
    expect([report.outcome, told(report)?.verdict]).toEqual(['denied', 'denied']);
    expect(report.summary).toContain('the DNS server may not be asked for the name');
    expect(report.summary).toContain('NetworkPolicy b/web-only');
    expect(report.summary).toContain('what the name stands for may be reached');
    expect(report.answers[0]?.traces.map(({ disposition }) => disposition)).toEqual(['denied-egress']);
    expect(report.answers[0]?.traces[0]?.hops[0].at.layer).toBe('name');
    expect(ask([WEB_ONLY], { to: '10.96.0.10:80' }).outcome).toBe('delivered');
  });

  it.each([
    ['the port of the pods, which is what counts', [{ port: 5353, protocol: 'UDP' }, { port: 5353 }], 'delivered', 'allowed'],
    ['the port of the Service', [{ port: 53, protocol: 'UDP' }, { port: 53 }], 'denied', 'denied'],
    ['UDP alone', [{ port: 5353, protocol: 'UDP' }], 'delivered', 'allowed'],
    ['TCP alone', [{ port: 5353 }], 'denied', 'denied'],
  ])('with a rule for %s', (_what, ports, outcome, verdict) => {
    const report = ask([WEB_ONLY, dnsOn(...ports)]);
    expect([report.outcome, told(report)?.verdict]).toEqual([outcome, verdict]);
  });

  it('tells that long answers are lost where TCP is denied', () => {
    const [udp, both] = [[{ port: 5353, protocol: 'UDP' }], [{ port: 5353, protocol: 'UDP' }, { port: 5353 }]].map((ports) =>
      told(ask([WEB_ONLY, dnsOn(...ports)])),
    );
    expect([udp, both].map((one) => one?.says.includes('not by TCP'))).toEqual([true, false]);
  });

  it('is denied by what keeps clients from the DNS servers', () => {
    const report = ask([policy('kube-system/closed', { podSelector: {}, ingress: [] })]);
    expect(report.outcome).toBe('denied');
    expect(new Set(report.answers[0]?.traces.map(({ disposition }) => disposition))).toEqual(new Set(['denied-ingress']));
    expect(report.summary).toContain('NetworkPolicy kube-system/closed');
  });

  it('is lost in part where one of the servers is closed', () => {
    const report = ask([policy('kube-system/closed', { podSelector: { matchLabels: { name: 'coredns-1' } }, ingress: [] })]);
    expect(report.outcome).toBe('mixed');
    const traces = report.answers[0]?.traces ?? [];
    expect(traces.reduce((sum, { share = 0 }) => sum + share, 0)).toBeCloseTo(1);
    const denied = traces.filter(({ disposition }) => disposition === 'denied-ingress');
    expect(denied.reduce((sum, { share = 0 }) => sum + share, 0)).toBeCloseTo(0.5);
  });

  it('is unknown where nothing is seen that enforces policies, and is told where nothing does', () => {
    const open = follow([...DNS, WEB_ONLY], { to: NAME });
    expect([open.outcome, open.summary.includes('if policies are enforced')]).toEqual(['unknown', true]);
    const free = ask([WEB_ONLY], { assumeEnforced: 'no' });
    expect([free.outcome, told(free)?.verdict]).toEqual(['delivered', 'denied']);
  });

  it('of a Service by its object is told beside the way, which its address may take', () => {
    const report = ask([WEB_ONLY], { to: 'svc/a/web:80' });
    expect([report.outcome, told(report)?.verdict]).toEqual(['delivered', 'denied']);
    expect(report.summary).toContain('; but the DNS server may not be asked for the name');
  });

  it('is none for an address, for a node, and for a name of /etc/hosts', () => {
    expect(told(ask([WEB_ONLY], { to: 'pod/a/other:8080' }))).toBeUndefined();
    expect(told(ask([WEB_ONLY], { from: 'node/n1', to: 'svc/a/web:80' }))).toBeUndefined();
    expect(told(ask([WEB_ONLY], { to: 'client:80' }))).toBeUndefined();
  });

  it('is not spoken of where no policy has a say', () => {
    expect(told(ask([]))).toBeUndefined();
    const report = ask([policy('a/any', { podSelector: {}, ingress: [{}] })]);
    expect([report.outcome, told(report)]).toEqual(['delivered', undefined]);
  });

  it('goes to the cache of its own node where there is one, which is no pod', () => {
    const cache = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'node-local-dns', namespace: 'kube-system' },
      spec: {
        selector: { matchLabels: {} },
        template: { spec: { containers: [{ name: 'node-cache', args: ['-localip', '169.254.20.10,10.96.0.53'] }] } },
      },
    };
    const report = ask([cache, policy('kube-system/closed', { podSelector: {}, ingress: [] })]);
    expect(report.outcome).toBe('delivered');
  });
});
