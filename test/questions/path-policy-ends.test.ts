import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type PathOptions, type PathReport, path, readObjects } from '../../src/index.ts';
import { BASE, calico, type Fields, fates, follow, namespace, pod, policy } from './policy-story.ts';

const YES = { assumeEnforced: 'yes' } as const;

const ipBlock = (cidr: string, ...except: readonly string[]) => ({ ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) } });

const onlyFrom = (...from: readonly Fields[]) => policy('a/only', { podSelector: {}, ingress: [{ from }] });

const externalTrafficPolicy = (value: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'a' },
  spec: {
    type: 'NodePort',
    clusterIP: '10.96.0.10',
    clusterIPs: ['10.96.0.10'],
    ipFamilies: ['IPv4'],
    externalTrafficPolicy: value,
    selector: { app: 'web' },
    ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort: 30080 }],
  },
});

describe('whom the policies of a server see', () => {
  const FROM = { ...YES, from: '203.0.113.7', to: '192.168.0.2:30080', node: 'n2' };

  it.each([
    ['the client itself, where its address is kept', 'Local', [ipBlock('203.0.113.0/24')], ['web-2 delivered']],
    ['and not the node, then', 'Local', [ipBlock('192.168.0.0/24')], ['web-2 denied']],
    ['the node that masquerades, on another node', 'Cluster', [ipBlock('192.168.0.2/32')], ['web-1 delivered', 'web-2 unknown']],
    ['and not the client, then', 'Cluster', [ipBlock('203.0.113.0/24')], ['web-1 denied', 'web-2 delivered']],
    ['whoever it is, by a rule for everybody', 'Cluster', [ipBlock('0.0.0.0/0')], ['web-1 delivered', 'web-2 delivered']],
  ])('%s (externalTrafficPolicy %s)', (_what, kind, from, expected) => {
    expect(fates(follow([externalTrafficPolicy(kind), onlyFrom(...from)], FROM))).toEqual(expected);
  });

  it('is its node, of a client in the network of that node', () => {
    const host = { ...pod('b/host', 'n1', '192.168.0.1', { app: 'host' }) };
    const hosted = { ...host, spec: { ...host.spec, hostNetwork: true } };
    const reach = (...from: readonly Fields[]) => fates(follow([hosted, onlyFrom(...from)], { ...YES, from: 'pod/b/host' }));
    expect(reach({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'host' } } })).toEqual(['web-1 delivered', 'web-2 denied']);
    expect(reach(ipBlock('192.168.0.1/32'))).toEqual(['web-1 delivered', 'web-2 delivered']);
    const { assumptions } = follow([hosted, onlyFrom({ namespaceSelector: {} })], { ...YES, from: 'pod/b/host', to: 'pod/a/web-2:8080' });
    expect(assumptions.map(({ id }) => id)).toContain('host-network');
  });

  it('policies of a server in the network of its node do not select it', () => {
    const { spec, ...rest } = pod('a/host', 'n2', '192.168.0.2', { app: 'host' });
    const hosted = { ...rest, spec: { ...spec, hostNetwork: true } };
    const deny = policy('a/deny', { podSelector: {}, ingress: [] });
    expect(follow([hosted, deny], { ...YES, to: 'pod/a/host:8080' }).outcome).toBe('delivered');
  });
});

describe('a name outside the cluster that stands in for a Service', () => {
  const alias = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'alias', namespace: 'b' },
    spec: { type: 'ExternalName', externalName: 'api.example.com' },
  };
  const leave = (...policies: readonly Fields[]) => follow([alias, ...policies], { ...YES, to: 'svc/b/alias:443' });
  const out = (...egress: readonly Fields[]) => policy('b/out', { podSelector: {}, policyTypes: ['Egress'], egress });
  const DNS = { to: [{ namespaceSelector: {} }], ports: [{ protocol: 'UDP', port: 53 }] };

  it('is left by nobody whom policies keep in', () => {
    expect(leave().outcome).toBe('leaves-cluster');
    expect(leave(out(DNS)).outcome).toBe('denied');
    expect(leave(out({})).outcome).toBe('leaves-cluster');
  });

  it('is not known where it depends on its address', () => {
    expect(leave(out(DNS, { to: [ipBlock('203.0.113.0/24')] })).outcome).toBe('unknown');
  });
});

describe('how plugins read policies', () => {
  const cilium = {
    ...calico('kube-system'),
    metadata: { name: 'cilium', namespace: 'kube-system' },
    spec: {
      selector: { matchLabels: {} },
      template: { spec: { containers: [{ name: 'cilium-agent', image: 'quay.io/cilium/cilium:v1.18.0' }] } },
    },
  };

  it('an ipBlock does not match pods where the plugin is known to take them by their labels', () => {
    const block = onlyFrom(ipBlock('10.1.0.0/16'));
    expect(follow([calico('kube-system'), block]).outcome).toBe('delivered');
    expect(follow([cilium, block]).outcome).toBe('denied');
  });

  it('what it stands on is named where the plugin is not known, and only where it decides', () => {
    const assumed = (...from: readonly Fields[]) => follow([onlyFrom(...from)], YES).assumptions.map(({ id }) => id);
    expect(assumed(ipBlock('10.1.0.0/16'))).toContain('ip-blocks');
    expect(assumed({ namespaceSelector: {} })).not.toContain('ip-blocks');
  });

  it('what would tell how the plugin reads them, and may not be read, leaves it open', () => {
    const gap = { kind: 'DaemonSet', scope: {}, reason: 'forbidden', message: 'daemonsets.apps is forbidden' } as const;
    const hidden = (objects: readonly Fields[]) => {
      const { readings, ...rest } = readObjects([...BASE, ...objects], { complete: true });
      const told = readings.map((one) =>
        one.need.kind === 'DaemonSet' ? { need: one.need, listing: { state: 'unknown' as const, gaps: [gap] } } : one,
      );
      return path({ ...rest, readings: told }, { from: 'pod/b/client', to: 'svc/a/web:80', ...YES }).outcome;
    };
    expect(hidden([onlyFrom(ipBlock('10.1.0.0/16'))])).toBe('unknown');
    expect(hidden([onlyFrom({ namespaceSelector: {} })])).toBe('delivered');
  });
});

describe('policies of other makers', () => {
  const other = (apiVersion: string, kind: string, name: string, spec: Fields) => {
    const [inNamespace = '', own = ''] = name.split('/');
    return { apiVersion, kind, metadata: { name: own, namespace: inNamespace }, spec };
  };

  it.each([
    [
      'CiliumNetworkPolicy',
      other('cilium.io/v2', 'CiliumNetworkPolicy', 'a/other', { endpointSelector: { matchLabels: { app: 'web' } }, ingress: [] }),
    ],
    [
      'NetworkPolicy of Calico',
      other('projectcalico.org/v3', 'NetworkPolicy', 'a/other', { selector: "app == 'web'", types: ['Ingress'] }),
    ],
    [
      'NetworkPolicy of Antrea',
      other('crd.antrea.io/v1beta1', 'NetworkPolicy', 'a/other', { appliedTo: [{ podSelector: {} }], ingress: [{ action: 'Drop' }] }),
    ],
  ])('%s that selects an end leaves the verdict open, and is named', (_kind, object) => {
    const report = follow([object], YES);
    expect([report.outcome, report.summary.includes('a/other')]).toEqual(['unknown', true]);
  });
});

const STORY = parseAllDocuments(readFileSync(join(import.meta.dirname, '../clusters/ingress.yaml'), 'utf8')).map(
  (document) => document.toJS() as Fields,
);

describe('a request that a proxy passes on', () => {
  const CART = 'https://shop.example.com/cart';
  const web = (policies: readonly Fields[], more: Partial<PathOptions> = {}): PathReport =>
    path(readObjects([...STORY, namespace('a'), namespace('ingress-nginx'), ...policies], { complete: true }), {
      from: 'internet',
      to: CART,
      ...YES,
      ...more,
    });
  const fromProxy = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } };

  it('is a connection of the proxy to the backend: its policies and those of the backend count', () => {
    expect(web([policy('a/proxy', { podSelector: {}, ingress: [{ from: [fromProxy] }] })]).outcome).toBe('delivered');
    const outside = web([policy('a/outside', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] })]);
    expect([outside.outcome, fates(outside)]).toEqual(['denied', ['shop-1 denied', 'shop-2 denied']]);
    const egress = web([policy('ingress-nginx/closed', { podSelector: {}, policyTypes: ['Egress'] })]);
    expect(egress.answers[0]?.traces.map(({ disposition }) => disposition)).toEqual(['denied-egress']);
  });

  it('ends at the proxy where that may not be reached', () => {
    const report = web([policy('ingress-nginx/closed', { podSelector: {}, ingress: [] })], { from: 'pod/a/client' });
    expect([report.outcome, fates(report)]).toEqual(['denied', ['controller-1 denied']]);
  });

  it('tells what policies say at each of its connections', () => {
    const report = web([
      policy('a/proxy', { podSelector: {}, ingress: [{ from: [fromProxy] }] }),
      policy('ingress-nginx/open', { podSelector: {}, ingress: [{}] }),
    ]);
    const admitted = report.answers[0]?.traces.flatMap(({ hops }) =>
      hops.flatMap(({ steps }) => steps.filter(({ action }) => action === 'admit').map(({ object }) => object?.name)),
    );
    expect(new Set(admitted)).toEqual(new Set(['proxy', 'open']));
  });
});
