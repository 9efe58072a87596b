import { describe, expect, it } from 'vitest';
import { attachmentsOf, expectedListenerStatus, listenerSetStatus, listenersOf, resolvedRefs } from '../../../src/engines/gateway/index.ts';
import type { Kind } from '../../../src/model/kind.ts';
import { clusterWith, gateway, gatewayIn, http, namespace, of, route, routeIn, service, toWeb } from './objects.ts';

function attached(objects: readonly object[], unread: readonly Kind[] = []) {
  const cluster = clusterWith(objects, unread);
  return attachmentsOf({ kind: 'HTTPRoute', route: routeIn(cluster) }, cluster).map(({ holds, reason }) => `${holds} ${reason}`);
}

const parent = (fields: object) => route('r', { parentRefs: [{ name: 'gw', namespace: 'infra', ...fields }] });
const selecting = http({ allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'a' } } } } });

describe('a route is attached to a listener', () => {
  it.each([
    ['that takes its kind, namespace and hostname', [gateway(), route()], 'yes Accepted'],
    ['of a Gateway that exists', [route()], 'no NoMatchingParent'],
    ['with the name that it names', [gateway(), parent({ sectionName: 'https' })], 'no NoMatchingParent'],
    ['with the port that it names', [gateway(), parent({ port: 81 })], 'no NoMatchingParent'],
    [
      'with both, not with one of each',
      [gateway([http(), http({ name: 'other', port: 81 })]), parent({ sectionName: 'http', port: 81 })],
      'no NoMatchingParent',
    ],
    ['that takes its kind', [gateway([http({ protocol: 'TLS' })]), route()], 'no NotAllowedByListeners'],
    [
      'that lists its kind',
      [gateway([http({ allowedRoutes: { namespaces: { from: 'All' }, kinds: [{ kind: 'GRPCRoute' }] } })]), route()],
      'no NotAllowedByListeners',
    ],
    ['that takes its namespace', [gateway([http({ allowedRoutes: {} })]), route()], 'no NotAllowedByListeners'],
    ['that selects its namespace', [gateway([selecting]), namespace('app', { team: 'a' }), route()], 'yes Accepted'],
    ['that does not select it', [gateway([selecting]), namespace('app', { team: 'b' }), route()], 'no NotAllowedByListeners'],
    ['of which one in two suffices', [gateway([http({ name: 'tls', port: 1, protocol: 'TLS' }), http()]), route()], 'yes Accepted'],
    [
      'whose hostname its own intersect',
      [gateway([http({ hostname: '*.Example.com' })]), route('r', { hostnames: ['a.b.example.COM'] })],
      'yes Accepted',
    ],
    [
      'but not to one below whose wildcard it stands',
      [gateway([http({ hostname: '*.example.com' })]), route('r', { hostnames: ['example.com'] })],
      'no NoMatchingListenerHostname',
    ],
    ['of the implementation, which decides', [gateway([http({ protocol: 'example.com/quic' })]), route()], 'unknown NotAllowedByListeners'],
    [
      'of the implementation, whatever it is called',
      [gateway([http({ protocol: '__proto__' })]), route()],
      'unknown NotAllowedByListeners',
    ],
    [
      'in namespaces that the implementation alone knows',
      [gateway([http({ allowedRoutes: { namespaces: { from: 'Nearby' } } })]), route()],
      'unknown NotAllowedByListeners',
    ],
    ['of another kind of parent, which the implementation knows', [parent({ kind: 'Mesh', group: 'example.com' })], 'unknown Pending'],
    [
      'or to a Service, in a mesh',
      [parent({ kind: 'Service', group: '', namespace: 'app', name: 'web', port: 80 }), service()],
      'yes Accepted',
    ],
    [
      'or to a port that the Service has',
      [parent({ kind: 'Service', group: '', namespace: 'app', name: 'web', port: 81 }), service()],
      'no NoMatchingParent',
    ],
  ])('%s', (_, objects, wanted) => {
    expect(attached(objects)).toEqual([wanted]);
  });

  it.each([
    ['the Gateway was not read', [route()], ['Gateway'], 'unknown NoMatchingParent'],
    ['the labels of the namespace were not read', [gateway([selecting]), route()], ['Namespace'], 'unknown NotAllowedByListeners'],
    [
      'the Service was not read',
      [parent({ kind: 'Service', group: '', namespace: 'app', name: 'web' })],
      ['Service'],
      'unknown NoMatchingParent',
    ],
  ] as const)('or it is open, where %s', (_, objects, unread, wanted) => {
    expect(attached(objects, unread)).toEqual([wanted]);
  });

  it('by the name of its namespace alone, which every namespace has as a label, without reading it', () => {
    const byName = http({
      allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': 'app' } } } },
    });
    expect(attached([gateway([byName]), route()], ['Namespace'])).toEqual(['yes Accepted']);
  });
});

describe('what a route names', () => {
  const refs = (objects: readonly object[], unread: readonly Kind[] = []) => {
    const cluster = clusterWith(objects, unread);
    const { holds, reason } = resolvedRefs({ kind: 'HTTPRoute', route: routeIn(cluster) }, cluster);
    return `${holds} ${reason}`;
  };
  const to = (ref: object) => route('r', { rules: [toWeb({ backendRefs: [ref] })] });
  const grant = (to: object, from: object = {}) => ({
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: 'g', namespace: 'db' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'app', ...from }],
      to: [{ group: '', kind: 'Service', ...to }],
    },
  });
  const foreign = { name: 'web', namespace: 'db', port: 80 };

  it.each([
    ['a Service and its port', [to({ name: 'web', port: 80 }), service()], 'yes ResolvedRefs'],
    ['no Service', [to({ name: 'web', port: 80 })], 'no BackendNotFound'],
    ['a port that the Service lacks', [to({ name: 'web', port: 81 }), service()], 'no BackendNotFound'],
    ['a Service without a port', [to({ name: 'web' }), service()], 'no BackendNotFound'],
    ['a kind that nobody knows', [to({ name: 'web', kind: 'Thing', group: 'example.com' })], 'no InvalidKind'],
    ['a kind of an implementation', [to({ name: 'web', kind: 'Backend', group: 'gateway.envoyproxy.io' })], 'unknown InvalidKind'],
    ['an alias', [to({ name: 'web', port: 80 }), service('web', { type: 'ExternalName', externalName: 'x.org' })], 'unknown ResolvedRefs'],
    [
      'a port of another protocol',
      [to({ name: 'web', port: 80 }), service('web', { ports: [{ port: 80, protocol: 'UDP' }] })],
      'unknown BackendNotFound',
    ],
    ['a Service elsewhere without a grant', [to(foreign), service('web', {}, 'db')], 'no RefNotPermitted'],
    ['a Service elsewhere with a grant for all', [to(foreign), service('web', {}, 'db'), grant({})], 'yes ResolvedRefs'],
    ['a Service elsewhere with a grant for it', [to(foreign), service('web', {}, 'db'), grant({ name: 'web' })], 'yes ResolvedRefs'],
    ['a Service elsewhere with a grant for another', [to(foreign), service('web', {}, 'db'), grant({ name: 'x' })], 'no RefNotPermitted'],
    [
      'a Service elsewhere with a grant for other routes',
      [to(foreign), service('web', {}, 'db'), grant({}, { kind: 'GRPCRoute' })],
      'no RefNotPermitted',
    ],
    [
      'a Service elsewhere with a grant for other namespaces',
      [to(foreign), service('web', {}, 'db'), grant({}, { namespace: 'x' })],
      'no RefNotPermitted',
    ],
    [
      'the target of a mirror, too',
      [
        route('r', { rules: [toWeb({ filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'gone', port: 80 } } }] })] }),
        service(),
      ],
      'no BackendNotFound',
    ],
  ])('is resolved or not: %s', (_, objects, wanted) => {
    expect(refs(objects)).toBe(wanted);
  });

  it.each([
    ['Service', { name: 'web', port: 80 }, 'unknown BackendNotFound'],
    ['ReferenceGrant', foreign, 'unknown RefNotPermitted'],
  ] as const)('is open where the %s may not be read', (kind, ref, wanted) => {
    expect(refs([to(ref), service(), service('web', {}, 'db')], [kind])).toBe(wanted);
  });

  it('is not permitted without a grant, whether or not the Service is there to be read', () => {
    expect(refs([to(foreign)], ['Service'])).toBe('no RefNotPermitted');
  });
});

describe('a listener', () => {
  const statuses = (objects: readonly object[], unread: readonly Kind[] = []) => {
    const cluster = clusterWith(objects, unread);
    return listenersOf(gatewayIn(cluster), cluster).listeners.map((one) => {
      const { accepted, resolvedRefs: refs, programmed } = expectedListenerStatus(one, cluster);
      return `${one.listener.name}: ${accepted.holds} ${accepted.reason}, ${refs.holds} ${refs.reason}, ${programmed.holds}`;
    });
  };
  const https = (fields: object = {}) =>
    http({ name: 'https', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'cert' }] }, ...fields });
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'cert', namespace: 'infra' }, data: { 'tls.key': 'eHg=' } };

  it.each([
    ['has its certificate', [gateway([https()]), secret], ['https: yes Accepted, yes ResolvedRefs, yes']],
    ['lacks its certificate', [gateway([https()])], ['https: yes Accepted, no InvalidCertificateRef, no']],
    ['names no certificate', [gateway([https({ tls: {} })])], ['https: yes Accepted, unknown InvalidCertificateRef, unknown']],
    [
      'names something that is no Secret',
      [gateway([https({ tls: { certificateRefs: [{ name: 'cert', kind: 'Cert', group: 'x.org' }] } })])],
      ['https: yes Accepted, unknown InvalidCertificateRef, unknown'],
    ],
    [
      'speaks HTTP where another speaks TCP',
      [gateway([http(), http({ name: 'tcp', protocol: 'TCP' })])],
      ['http: no ProtocolConflict, yes ResolvedRefs, no', 'tcp: no ProtocolConflict, yes ResolvedRefs, no'],
    ],
    [
      'has the hostname of another',
      [gateway([http({ hostname: 'a.org' }), http({ name: 'again', hostname: 'A.org' })])],
      ['http: no HostnameConflict, yes ResolvedRefs, no', 'again: no HostnameConflict, yes ResolvedRefs, no'],
    ],
    [
      'shares its port by hostname, and with UDP',
      [gateway([http({ hostname: 'a.org' }), http({ name: 'b', hostname: 'b.org' }), http({ name: 'udp', protocol: 'UDP' })])],
      ['http: yes Accepted, yes ResolvedRefs, yes', 'b: yes Accepted, yes ResolvedRefs, yes', 'udp: yes Accepted, yes ResolvedRefs, yes'],
    ],
  ])('%s', (_, objects, wanted) => {
    expect(statuses(objects)).toEqual(wanted);
  });

  it('is open where Secrets may not be read', () => {
    expect(statuses([gateway([https()])], ['Secret'])).toEqual(['https: yes Accepted, unknown InvalidCertificateRef, unknown']);
  });

  const set = (name: string, created: string, fields: object = {}) =>
    of(
      'ListenerSet',
      name,
      { parentRef: { name: 'gw', namespace: 'infra' }, listeners: [http({ name: name.slice(-1), ...fields })] },
      { creationTimestamp: created },
    );
  const open = { allowedListeners: { namespaces: { from: 'All' } } };

  it('of a ListenerSet gives way to those of the Gateway and of older sets', () => {
    const objects = [
      gateway([http({ hostname: 'a.org' })], open),
      set('set-c', '2026-01-03T00:00:00Z', { hostname: 'b.org' }),
      set('set-b', '2026-01-02T00:00:00Z', { hostname: 'b.org' }),
      set('set-d', '2026-01-01T00:00:00Z', { hostname: 'a.org' }),
    ];
    expect(statuses(objects).map((text) => text.split(',')[0])).toEqual([
      'http: yes Accepted',
      'd: no HostnameConflict',
      'b: yes Accepted',
      'c: no HostnameConflict',
    ]);
  });

  it('of a ListenerSet is there only if the Gateway admits the set', () => {
    expect(statuses([gateway(), set('set-b', '2026-01-01T00:00:00Z', { port: 81 })])).toHaveLength(1);
    expect(statuses([gateway([http()], open), set('set-b', '2026-01-01T00:00:00Z', { port: 81 })])).toHaveLength(2);
  });

  it.each([
    ['admits it', [gateway([http()], open)], [], 'yes Accepted'],
    ['admits none', [gateway()], [], 'no NotAllowed'],
    ['does not exist', [], [], 'no ParentNotAccepted'],
    ['may not be read', [], ['Gateway'], 'unknown ParentNotAccepted'],
  ] as const)('of a ListenerSet whose Gateway %s', (_, objects, unread, wanted) => {
    const cluster = clusterWith([...objects, set('set-b', '2026-01-01T00:00:00Z')], unread);
    const [one] = cluster.known('ListenerSet');
    const { holds, reason } = listenerSetStatus(one ?? expect.fail('no ListenerSet'), cluster);
    expect(`${holds} ${reason}`).toBe(wanted);
  });

  it.each([
    ['takes an HTTPRoute and a GRPCRoute for different hosts', 'a.org', 'b.org', ['GRPCRoute yes', 'HTTPRoute yes']],
    ['may take the older alone where they share a host', 'a.org', '*.org', ['GRPCRoute unknown', 'HTTPRoute yes']],
  ])('%s', (_, first, second, wanted) => {
    const created = (day: number) => ({ creationTimestamp: `2026-01-0${day}T00:00:00Z` });
    const parentRefs = [{ name: 'gw', namespace: 'infra' }];
    const cluster = clusterWith([
      gateway(),
      route('h', { hostnames: [first] }, created(1)),
      of('GRPCRoute', 'g', { parentRefs, hostnames: [second], rules: [toWeb()] }, created(2)),
    ]);
    const [one] = listenersOf(gatewayIn(cluster), cluster).listeners;
    const { attached: found } = expectedListenerStatus(one ?? expect.fail('no listener'), cluster);
    expect(found.routes.map(({ kind, attachment }) => `${kind} ${attachment.holds}`).sort()).toEqual(wanted);
  });

  it('may not be the only one where ListenerSets may not be read', () => {
    const cluster = clusterWith([gateway([http()], open)], ['ListenerSet']);
    expect(listenersOf(gatewayIn(cluster), cluster).gaps).toHaveLength(1);
  });
});
