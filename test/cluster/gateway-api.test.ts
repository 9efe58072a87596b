import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { ALL_KINDS, findKind, KINDS, type Kind } from '../../src/model/kind.ts';
import { gapsOf } from '../../src/model/listing.ts';
import type { HTTPRoute } from '../../src/model/resources/route.ts';
import { labObjects } from '../support/truth.ts';
import { kubeconfigFor, open, readOne, serve, summary } from './live/session.ts';

const GROUP = 'gateway.networking.k8s.io';
const OURS = ALL_KINDS.filter((kind) => KINDS[kind].group === GROUP);
const raw = (kind: string, spec: unknown, version = 'v1', status: unknown = {}) => ({
  apiVersion: `${GROUP}/${version}`,
  kind,
  metadata: { name: 'x', namespace: 'a', generation: 2 },
  spec,
  status,
});
const read = (...objects: readonly object[]) => indexSnapshot(readObjects(objects, { takenAt: '2026-01-01T00:00:00Z' }));
const one = (kind: Kind, object: object) => {
  const found = read(object).get(kind, 'x', 'a');
  return found.state === 'found' ? found.item : found;
};

describe('objects of the Gateway API', () => {
  it('get the defaults of their CRDs: a Gateway', () => {
    expect(
      one(
        'Gateway',
        raw('Gateway', {
          gatewayClassName: 'c',
          listeners: [{ name: 'l', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 's' }] } }],
        }),
      ),
    ).toMatchObject({
      metadata: { generation: 2 },
      spec: {
        allowedListeners: { from: 'None' },
        listeners: [
          {
            tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 's' }] },
            allowedRoutes: { namespaces: { from: 'Same', selector: [] }, kinds: [] },
          },
        ],
      },
    });
  });

  it('get the defaults of their CRDs: an HTTPRoute', () => {
    const spec = {
      parentRefs: [{ name: 'gw' }],
      rules: [{ backendRefs: [{ name: 's', port: 80 }], filters: [{ type: 'RequestRedirect', requestRedirect: {} }] }],
    };
    expect(one('HTTPRoute', raw('HTTPRoute', spec))).toMatchObject({
      spec: {
        parentRefs: [{ group: GROUP, kind: 'Gateway', name: 'gw' }],
        hostnames: [],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/' }, headers: [], queryParams: [] }],
            backendRefs: [{ group: '', kind: 'Service', name: 's', port: 80, weight: 1 }],
            filters: [{ type: 'RequestRedirect', statusCode: 302 }],
          },
        ],
      },
    });
  });

  it('get a rule where an HTTPRoute has none, and none where its list is empty', () => {
    const rules = (spec: object) => (one('HTTPRoute', raw('HTTPRoute', spec)) as HTTPRoute).spec.rules.length;
    expect([rules({}), rules({ rules: [] })]).toEqual([1, 0]);
  });

  it('keep conditions with the generation that they are about', () => {
    const status = { conditions: [{ type: 'Accepted', status: 'True', reason: 'Accepted', observedGeneration: 1 }] };
    expect(one('Gateway', raw('Gateway', {}, 'v1', status))).toMatchObject({
      status: { conditions: [{ type: 'Accepted', observedGeneration: 1 }] },
    });
  });

  it.each([
    [{ percent: 5 }, 0.05],
    [{ fraction: { numerator: 1, denominator: 4 } }, 0.25],
    [{ fraction: { numerator: 5 } }, 0.05],
    [{}, 1],
  ])('mirror the fraction that %o says', (mirror, fraction) => {
    const filters = [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 's' }, ...mirror } }];
    expect(one('HTTPRoute', raw('HTTPRoute', { rules: [{ filters }] }))).toMatchObject({ spec: { rules: [{ filters: [{ fraction }] }] } });
  });

  it('keep filters that nobody knows by their names', () => {
    const filters = [{ type: 'ExtensionRef', extensionRef: { group: 'x.org', kind: 'Limit', name: 'l' } }, { type: 'Future' }];
    expect(one('HTTPRoute', raw('HTTPRoute', { rules: [{ filters }] }))).toMatchObject({
      spec: {
        rules: [
          {
            filters: [
              { type: 'other', name: 'Limit l' },
              { type: 'other', name: 'Future' },
            ],
          },
        ],
      },
    });
  });

  it.each([
    ['Gateway', { listeners: 'x' }, 'spec.listeners: expected a list, got string "x"'],
    ['Gateway', { listeners: [{ name: 'l' }] }, 'spec.listeners[0].port: required'],
    [
      'Gateway',
      { listeners: [{ port: 80, allowedRoutes: { namespaces: { selector: { matchExpressions: [{ key: 'a', operator: 'Like' }] } } } }] },
      'spec.listeners[0].allowedRoutes.namespaces.selector.matchExpressions[0].operator: expected one of In, NotIn, Exists, DoesNotExist',
    ],
    ['HTTPRoute', { parentRefs: [{}] }, 'spec.parentRefs[0].name: required'],
    [
      'HTTPRoute',
      { rules: [{ matches: [{ path: { type: 'Glob' } }] }] },
      'spec.rules[0].matches[0].path.type: expected one of Exact, PathPrefix, RegularExpression',
    ],
    [
      'GRPCRoute',
      { rules: [{ backendRefs: [{ name: 's', port: '80' }] }] },
      'spec.rules[0].backendRefs[0].port: expected a number, got string "80"',
    ],
    ['ListenerSet', {}, 'spec.parentRef.name: required'],
    ['TCPRoute', { rules: {} }, 'spec.rules: expected a list, got an object'],
    ['ReferenceGrant', { from: [1] }, 'spec.from[0]: expected an object, got number 1'],
    ['BackendTLSPolicy', { targetRefs: [{}] }, 'spec.targetRefs[0].name: required'],
  ] as const)('that are malformed become gaps: a %s with %o', (kind, spec, message) => {
    expect(gapsOf(read(raw(kind, spec)).list(kind)).map((gap) => gap.message)).toEqual([`${kind} a/x: ${message}`]);
  });

  it('hold nothing of a Secret but its metadata', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'x', namespace: 'a' },
      type: 'kubernetes.io/tls',
      data: { 'tls.key': 'c2VjcmV0' },
    };
    expect(JSON.stringify(readObjects([secret]))).not.toContain('c2VjcmV0');
    expect(summary(read(secret).metadata('Secret'))).toBe('complete a/x');
  });

  it('are asked for what Secrets hold by name alone, and for no list of that', async () => {
    const server = await serve({
      objects: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x', namespace: 'a' }, data: { 'tls.key': 'c2VjcmV0' } }],
    });
    const cluster = await open({ kubeconfig: kubeconfigFor(server) });
    expect(summary(await readOne(cluster, { kind: 'Secret' }))).toBe('unknown (invalid)');
    expect(server.requests).toEqual([]);
    expect(summary(await readOne(cluster, { kind: 'Secret', only: 'metadata' }))).toBe('complete a/x');
    expect(summary(await readOne(cluster, { kind: 'Secret', namespace: 'a', name: 'x' }))).toBe('complete a/x');
    expect(server.requests.map(({ headers }) => /^application\/json;as=PartialObjectMetadata/.test(headers.accept ?? ''))).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    ['gtw', 'Gateway'],
    ['gateways', 'Gateway'],
    ['gateway.v1beta1.gateway.networking.k8s.io', 'Gateway'],
    ['gc', 'GatewayClass'],
    ['httproutes.gateway.networking.k8s.io', 'HTTPRoute'],
    ['grpcroute', 'GRPCRoute'],
    ['refgrant', 'ReferenceGrant'],
    ['gateways.networking.istio.io', undefined],
  ])('are found by the name %s: %s', (name, kind) => {
    expect(findKind(name)).toBe(kind);
  });

  it('of the lab are all read', () => {
    const lab = indexSnapshot(readObjects(labObjects()));
    const counts = OURS.map((kind) => [kind, lab.known(kind).length]).filter(([, count]) => count !== 0);
    expect(Object.fromEntries(counts)).toEqual({ GatewayClass: 2, Gateway: 2, HTTPRoute: 7, GRPCRoute: 1, ReferenceGrant: 1 });
  });
});

describe('a kind that the server has in an older version', () => {
  const older = [
    ['ReferenceGrant', 'v1beta1'],
    ['TCPRoute', 'v1alpha2'],
    ['TLSRoute', 'v1alpha2'],
  ] as const;

  it.each(older)('is read from files: %s %s', (kind, version) => {
    expect(read(raw(kind, {}, version)).get(kind, 'x', 'a').state).toBe('found');
  });

  it('is not read in a version with other fields', () => {
    const [gap] = gapsOf(read(raw('BackendTLSPolicy', {}, 'v1alpha2')).list('BackendTLSPolicy'));
    expect(gap?.message).toBe(`BackendTLSPolicy a/x: ${GROUP}/v1alpha2 is not read, only ${GROUP}/v1`);
  });

  it.each([
    ['v1beta1', true],
    ['v1alpha1', false],
  ])('is served, as discovery says, where it has %s: %s', (version, served) => {
    const list = {
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: `${GROUP}/${version}`,
      resources: [{ name: 'referencegrants' }],
    };
    const group = {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [{ name: GROUP, versions: [{ groupVersion: `${GROUP}/${version}` }] }],
    };
    const [gap] = gapsOf(read(list, group).list('ReferenceGrant'));
    expect(gap?.reason).toBe(served ? 'not-read' : 'not-served');
  });

  it('is read from a server in the version that it has, which is asked for once', async () => {
    const server = await serve({ objects: [raw('ReferenceGrant', {}, 'v1beta1')], unserved: ['referencegrants.v1'] });
    const cluster = await open({ kubeconfig: kubeconfigFor(server) });
    expect(summary(await readOne(cluster, { kind: 'ReferenceGrant' }))).toBe('complete a/x');
    expect(summary(await readOne(cluster, { kind: 'ReferenceGrant' }))).toBe('complete a/x');
    const versions = server.requests.map(({ path }) => path.split('/')[3]);
    expect(versions).toEqual(['v1', 'v1beta1', 'v1beta1']);
  });

  it('is got by name in that version, too', async () => {
    const server = await serve({ objects: [raw('ReferenceGrant', {}, 'v1beta1')], unserved: ['referencegrants.v1'] });
    const cluster = await open({ kubeconfig: kubeconfigFor(server) });
    expect(summary(await readOne(cluster, { kind: 'ReferenceGrant', namespace: 'a', name: 'x' }))).toBe('complete a/x');
    expect(summary(await readOne(cluster, { kind: 'ReferenceGrant', namespace: 'a', name: 'y' }))).toBe('complete');
  });

  it('is not served where the server has it in no version', async () => {
    const server = await serve({ unserved: ['tlsroutes'] });
    const cluster = await open({ kubeconfig: kubeconfigFor(server) });
    expect(summary(await readOne(cluster, { kind: 'TLSRoute' }))).toBe('unknown (not-served)');
    expect(server.requests.map(({ path }) => path.split('/')[3])).toEqual(['v1', 'v1alpha3', 'v1alpha2']);
  });
});
