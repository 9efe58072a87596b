import { describe, expect, it } from 'vitest';
import { answerMesh, answersAt, arrivalsAt, backendTlsOf, reportedConditions, routesTo } from '../../../src/engines/gateway/index.ts';
import type { Kind } from '../../../src/model/kind.ts';
import { clusterWith, gateway, of, route, service, slice, toWeb } from './objects.ts';

describe('a request inside a mesh', () => {
  const bound = (name: string, namespace: string, matches: readonly object[] = [{}]) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: {
      parentRefs: [{ group: '', kind: 'Service', name: 'web', namespace: 'app' }],
      hostnames: ['ignored.example.com'],
      rules: [{ matches, backendRefs: [{ name: 'web', namespace: 'app', port: 80 }] }],
    },
  });
  const ask = (objects: readonly object[], fromNamespace = 'app', unread: readonly Kind[] = []) => {
    const cluster = clusterWith([service(), slice(), ...objects], unread);
    const decision = answerMesh(
      { scheme: 'http', port: 80, host: 'web', method: 'GET', path: '/', fromNamespace, service: { namespace: 'app', name: 'web' } },
      cluster,
    );
    if (decision === undefined) return 'the Service decides';
    const { action, winner } = decision;
    return `${action.does}${winner === undefined ? '' : ` by ${winner.route.metadata.namespace}/${winner.route.metadata.name}`}`;
  };

  it.each([
    ['is left to the Service where no route is for it', [], 'app', 'the Service decides'],
    ["is ruled by a route of the Service's namespace, whoever asks", [bound('p', 'app')], 'other', 'forward by app/p'],
    ["is ruled by the client's own route first", [bound('p', 'app'), bound('c', 'other')], 'other', 'forward by other/c'],
    ['is not ruled by a route of a third namespace', [bound('c', 'third')], 'other', 'the Service decides'],
    ['is refused where the routes take something else', [bound('p', 'app', [{ path: { value: '/a' } }])], 'app', 'answer'],
  ])('%s', (_, objects, from, wanted) => {
    expect(ask(objects, from)).toBe(wanted);
  });

  it('is open where routes may not be read', () => {
    expect(ask([], 'app', ['HTTPRoute'])).toBe('unknown');
  });
});

describe('what arrives at an address', () => {
  const addressed = {
    ...gateway(),
    status: {
      addresses: [
        { type: 'IPAddress', value: '203.0.113.30' },
        { type: 'Hostname', value: 'lb.example.com' },
      ],
    },
  };
  const front = {
    ...service('front', { type: 'LoadBalancer', clusterIP: '10.96.0.30', clusterIPs: ['10.96.0.30'] }, 'infra'),
    metadata: { name: 'front', namespace: 'infra', labels: { 'gateway.networking.k8s.io/gateway-name': 'gw' } },
  };

  it.each([
    ['of the status', '203.0.113.30', 80, ['http']],
    ['that is a name', 'LB.example.com', 80, ['http']],
    ["of the data plane's Service", '10.96.0.30', 80, ['http']],
    ['on another port', '203.0.113.30', 81, []],
    ['of somebody else', '203.0.113.31', 80, []],
  ])('%s finds its listeners', (_, address, port, wanted) => {
    const { arrivals, gaps } = arrivalsAt(address, port, clusterWith([addressed, front]));
    expect([arrivals.flatMap(({ listeners }) => listeners.map(({ listener }) => listener.name)), gaps]).toEqual([wanted, []]);
  });

  it('is answered by each of them', () => {
    const cluster = clusterWith([addressed, route(), service(), slice()]);
    const request = { scheme: 'http', port: 80, host: 'x.org', method: 'GET', path: '/' } as const;
    const asked = (port: number) =>
      answersAt('203.0.113.30', { ...request, port }, cluster).answers.map(
        ({ gateway: one, decision }) => `${one.metadata.name} ${decision.action.does}`,
      );
    expect([asked(80), asked(81)]).toEqual([['gw forward'], []]);
  });

  it('may find more where Gateways may not be read', () => {
    expect(arrivalsAt('203.0.113.30', 80, clusterWith([], ['Gateway'])).gaps).toHaveLength(1);
  });
});

describe('the routes to a Service', () => {
  const grant = (kind: string, namespace: string) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    metadata: { name: `${kind}-${namespace}`.toLowerCase(), namespace: 'app' },
    spec: { from: [{ group: 'gateway.networking.k8s.io', kind, namespace }], to: [{ group: '', kind: 'Service' }] },
  });
  const foreign = {
    ...of('TCPRoute', 't', { rules: [{ backendRefs: [{ name: 'web', namespace: 'app', port: 80 }] }] }),
    metadata: { name: 't', namespace: 'other' },
  };
  const names = (objects: readonly object[], unread: readonly Kind[] = []) => {
    const cluster = clusterWith([service(), ...objects], unread);
    const [own] = cluster.known('Service');
    const { routes, gaps } = routesTo(own ?? expect.fail('no Service'), cluster);
    return [...routes.map(({ kind, route: { metadata } }) => `${kind} ${metadata.name}`), ...gaps.map((gap) => `${gap.kind} unread`)];
  };

  it.each([
    ['of its namespace', [route('a'), route('b', { rules: [toWeb({ backendRefs: [{ name: 'x', port: 80 }] })] })], [], ['HTTPRoute a']],
    ['of another namespace, by a grant', [foreign, grant('TCPRoute', 'other')], [], ['TCPRoute t']],
    ['of another namespace, not without', [foreign, grant('HTTPRoute', 'other')], [], []],
    ['that may not be read', [route('a')], ['GRPCRoute'], ['HTTPRoute a', 'GRPCRoute unread']],
  ] as const)('are those %s', (_, objects, unread, wanted) => {
    expect(names(objects, unread)).toEqual(wanted);
  });
});

describe('TLS to a backend', () => {
  const policy = (name: string, target: object, validation: object, created = '2026-01-01T00:00:00Z') =>
    of(
      'BackendTLSPolicy',
      name,
      { targetRefs: [{ kind: 'Service', group: '', name: 'web', ...target }], validation: { hostname: `${name}.org`, ...validation } },
      { creationTimestamp: created },
    );
  const named = service('web', { ports: [{ name: 'api', port: 80 }] });
  const tls = (objects: readonly object[], unread: readonly Kind[] = []) => {
    const cluster = clusterWith([named, ...objects], unread);
    const [own] = cluster.known('Service');
    const [port] = own?.spec.ports ?? [];
    if (own === undefined || port === undefined) throw new Error('no Service');
    const found = backendTlsOf(own, port, cluster);
    if (found === undefined || found === 'unknown') return found ?? 'none';
    return `${found.policy.spec.hostname} ${found.holds} ${found.reason}`;
  };
  const system = { wellKnownCACertificates: 'System' };
  const ca = { caCertificateRefs: [{ kind: 'ConfigMap', group: '', name: 'ca' }] };
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ca', namespace: 'app' } };

  it.each([
    ['is not spoken without a policy', [], 'none'],
    ['is spoken with the certificates of the system', [policy('a', {}, system)], 'a.org yes Accepted'],
    ['goes by the policy for the port first', [policy('a', {}, system), policy('b', { sectionName: 'api' }, system)], 'b.org yes Accepted'],
    ['goes by the older policy', [policy('a', {}, system, '2026-01-02T00:00:00Z'), policy('b', {}, system)], 'b.org yes Accepted'],
    ['goes by none for another port', [policy('a', { sectionName: 'x' }, system)], 'none'],
    ['is spoken with the certificates of a ConfigMap', [policy('a', {}, ca), configMap], 'a.org yes Accepted'],
    ['lacks its ConfigMap', [policy('a', {}, ca)], 'a.org no InvalidCACertificateRef'],
  ])('%s', (_, objects, wanted) => {
    expect(tls(objects)).toBe(wanted);
  });

  it.each([
    ['BackendTLSPolicy', 'unknown'],
    ['ConfigMap', 'a.org unknown InvalidCACertificateRef'],
  ] as const)('is open where %s may not be read', (kind, wanted) => {
    expect(tls([policy('a', {}, ca)], [kind])).toBe(wanted);
  });
});

describe('a condition', () => {
  it.each([
    [{ observedGeneration: 1 }, { generation: 2 }, true],
    [{ observedGeneration: 2 }, { generation: 2 }, false],
    [{}, { generation: 2 }, undefined],
    [{ observedGeneration: 2 }, {}, undefined],
  ])('with %o of an object with %o is stale: %s', (condition, metadata, stale) => {
    const about = { name: 'gw', labels: {}, annotations: {}, ownerReferences: [], ...metadata };
    expect(reportedConditions([{ type: 'Accepted', status: 'True', ...condition }], about)[0]?.stale).toBe(stale);
  });
});
