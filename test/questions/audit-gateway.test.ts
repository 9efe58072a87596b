import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { ClusterSnapshot } from '../../src/model/snapshot.ts';
import { audit, auditPlan } from '../../src/questions/audit/index.ts';
import { restrict } from '../../src/questions/reading-plan.ts';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const OLD = '2026-11-22T07:00:00Z';
const ACCEPTED = [{ type: 'Accepted', status: 'True' }];

const gatewayClass = {
  apiVersion: GATEWAY_API,
  kind: 'GatewayClass',
  metadata: { name: 'lab', creationTimestamp: OLD },
  spec: { controllerName: 'lab.local/gateway' },
  status: { conditions: ACCEPTED },
};

function gateway(spec: object = {}, status: object = { addresses: [{ value: '203.0.113.1' }] }) {
  const listeners = [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }];
  const metadata = { name: 'edge', namespace: 'a', creationTimestamp: OLD };
  return { apiVersion: GATEWAY_API, kind: 'Gateway', metadata, spec: { gatewayClassName: 'lab', listeners, ...spec }, status };
}

function route(rules: readonly object[], seen = true) {
  const parentRef = { name: 'edge' };
  const status = seen ? { parents: [{ parentRef, controllerName: 'lab.local/gateway', conditions: ACCEPTED }] } : {};
  const metadata = { name: 'shop', namespace: 'a', creationTimestamp: OLD };
  return { apiVersion: GATEWAY_API, kind: 'HTTPRoute', metadata, spec: { parentRefs: [parentRef], rules }, status };
}

function service(name: string, namespace = 'a') {
  const spec = { clusterIP: '10.96.0.1', selector: { app: name }, ports: [{ port: 80 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec };
}

function read(...objects: readonly object[]): ClusterSnapshot {
  return readObjects(objects, { complete: true, takenAt: '2026-11-22T08:00:00Z' });
}

/** Each finding as its code and object, with the codes that it explains. */
function told(cluster: ClusterSnapshot, namespace?: string): readonly string[] {
  const { findings } = audit(cluster, namespace === undefined ? { allNamespaces: true } : { namespace });
  return findings.map(({ code, subject, follows }) => [code, `${subject.kind} ${subject.name}`, ...follows].join(' '));
}

describe('one cause is told once', () => {
  const toFoo = [{ backendRefs: [{ name: 'foo', port: 80 }] }];

  it.each<[string, readonly object[], readonly string[]]>([
    ['a Service without pods explains its route', [gatewayClass, gateway(), service('foo'), route(toFoo)], ['NX1002 Service foo NX4025']],
    [
      'a missing class explains the missing address and the silence about routes',
      [gateway({}, {}), route([{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }], false)],
      ['NX4001 Gateway edge NX4006 NX4017'],
    ],
    [
      'so does a class that nobody accepts',
      [
        { ...gatewayClass, status: { conditions: [{ type: 'Accepted', status: 'Unknown', reason: 'Pending' }] } },
        gateway({}, {}),
        route([{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }], false),
      ],
      ['NX4002 GatewayClass lab NX4006 NX4017'],
    ],
    [
      'a missing backend explains the rule that has no other, and not one without any',
      [gatewayClass, gateway(), route([{ backendRefs: [{ name: 'nosuch', port: 80 }] }, { matches: [{ path: { value: '/b' } }] }])],
      ['NX4018 HTTPRoute shop NX4024', 'NX4024 HTTPRoute shop'],
    ],
    [
      'a listener for HTTPS without TLS explains that the controller rejects it',
      [
        gatewayClass,
        gateway(
          { listeners: [{ name: 'tls', port: 443, protocol: 'HTTPS' }] },
          {
            addresses: [{ value: '203.0.113.1' }],
            conditions: [{ type: 'Accepted', status: 'False', reason: 'ListenersNotValid' }],
            listeners: [{ name: 'tls', conditions: [{ type: 'Accepted', status: 'False', reason: 'UnsupportedValue' }] }],
          },
        ),
      ],
      ['NX4031 Gateway edge NX4009'],
    ],
  ])('%s', (_name, objects, expected) => {
    expect(told(read(...objects))).toEqual(expected);
  });
});

describe('what is read', () => {
  const tls = { name: 'tls', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'cert' }] } };

  it('is of Secrets their existence alone, by name', () => {
    const cluster = read(gatewayClass, gateway({ listeners: [tls] }));
    const { readings } = restrict(indexSnapshot(cluster), auditPlan({ allNamespaces: true, scope: 'gateway' }));
    expect(readings.map(({ need }) => need).filter(({ kind }) => kind === 'Secret')).toEqual([
      { kind: 'Secret', namespace: 'a', name: 'cert', only: 'metadata' },
    ]);
  });

  it('is for one namespace what others grant it', () => {
    const grant = {
      apiVersion: GATEWAY_API,
      kind: 'ReferenceGrant',
      metadata: { name: 'shop', namespace: 'b' },
      spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'a' }], to: [{ group: '', kind: 'Service' }] },
    };
    const objects = [gatewayClass, gateway(), service('foo', 'b'), route([{ backendRefs: [{ name: 'foo', namespace: 'b', port: 80 }] }])];
    expect(told(read(...objects), 'a')).toContain('NX4020 HTTPRoute shop NX4024');
    expect(told(read(...objects, grant), 'a')).toEqual(['NX4025 HTTPRoute shop']);
  });
});

describe('kinds that the server does not have', () => {
  const without = (cluster: ClusterSnapshot, kinds: readonly Kind[]): ClusterSnapshot => ({
    ...cluster,
    readings: cluster.readings.map(({ need, listing }) => {
      const gap = { kind: need.kind, scope: {}, reason: 'not-served', message: 'not served' } as const;
      return { need, listing: kinds.includes(need.kind) ? { state: 'unknown', gaps: [gap] } : listing };
    }),
  });
  const cluster = without(read(gatewayClass, gateway(), route([{ backendRefs: [{ name: 'nosuch', port: 80 }] }])), [
    'TCPRoute',
    'ListenerSet',
  ]);
  const report = audit(cluster, { allNamespaces: true, scope: 'gateway' });

  it('leave the rules judged for the others', () => {
    expect(report.findings.map(({ code }) => code)).toEqual(['NX4018']);
    expect(report.rules.map(({ code }) => code)).toContain('NX4018');
    expect(report.rules.map(({ code }) => code)).not.toContain('NX4029');
  });

  it('are named once each, and make nothing undetermined', () => {
    expect(report.coverage.notChecked.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      'listenersets.gateway.networking.k8s.io, tcproutes.gateway.networking.k8s.io: the server does not have them',
    ]);
    expect(report.summary).toBe('1 error about gateway in all namespaces.');
    expect(audit(cluster, { allNamespaces: true, rules: ['NX4023'] }).outcome).toBe('clean');
  });

  it('leave it known that a finding is gone', () => {
    const baseline = { findings: ['NX4019 HTTPRoute a/shop backend=Service a/foo:81'] };
    const { baseline: compared } = audit(cluster, { allNamespaces: true, scope: 'gateway', baseline: baseline.findings });
    expect(compared?.gone).toEqual(baseline.findings);
  });
});
