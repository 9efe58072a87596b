import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ObjectsOptions, readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { ALL_KINDS, KINDS, type Kind, type KindInfo } from '../../src/model/kind.ts';
import { gapsOf, knownItems, type Listing } from '../../src/model/listing.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';

const read = (objects: readonly unknown[], options: ObjectsOptions = {}) =>
  indexSnapshot(readObjects(objects, { takenAt: NOW, ...options }));
const service = (name: string, fields: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'a' },
  ...fields,
});
const names = (listing: Listing<{ readonly metadata: { readonly name: string; readonly namespace?: string } }>) =>
  knownItems(listing).map(({ metadata }) => (metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`));
const messages = (listing: Listing<unknown>) => gapsOf(listing).map(({ reason, message }) => `${reason}: ${message}`);

describe('Lists', () => {
  it('reads single objects, a v1 List, a typed List and Lists in a List alike', () => {
    const list = (kind: string, items: readonly unknown[]) => ({ apiVersion: 'v1', kind, items });
    const shapes = [
      [service('x')],
      [list('List', [service('x')])],
      [list('ServiceList', [service('x')])],
      [list('ServiceList', [{ metadata: { name: 'x', namespace: 'a' } }])],
      [list('List', [list('List', [list('ServiceList', [service('x')])])])],
    ];
    for (const shape of shapes) expect(names(read(shape).list('Service'))).toEqual(['a/x']);
  });

  it('takes an empty typed List for "there is none", with or without items', () => {
    const empty = { state: 'complete', items: [] };
    expect(read([{ apiVersion: 'v1', kind: 'PodList', items: [] }]).list('Pod')).toEqual(empty);
    expect(read([{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSliceList', items: null }]).list('EndpointSlice')).toEqual(empty);
  });

  it('takes an empty untyped List for nothing at all', () => {
    expect(messages(read([{ apiVersion: 'v1', kind: 'List', items: [] }]).list('Pod'))).toEqual([
      'not-read: the input has no pods and does not say that there are none (--complete)',
    ]);
  });

  it('does not take one page of a List for the whole', () => {
    const page = { apiVersion: 'v1', kind: 'ServiceList', metadata: { continue: 'abc' }, items: [service('x')] };
    const listing = read([page]).list('Service');
    expect(names(listing)).toEqual(['a/x']);
    expect(messages(listing)).toEqual(['invalid: ServiceList: metadata.continue: the server had more']);
  });

  it('names a typed List without items', () => {
    expect(messages(read([{ apiVersion: 'v1', kind: 'PodList', items: 'x' }]).list('Pod'))).toEqual([
      'invalid: PodList: items: expected a list',
    ]);
  });

  it('reads Lists nested as deep as JSON allows', () => {
    let deep: unknown = service('x');
    for (let depth = 0; depth < 100_000; depth += 1) deep = { kind: 'List', items: [deep] };
    expect(names(read([deep]).list('Service'))).toEqual(['a/x']);
  });
});

describe('completeness', () => {
  it('knows a kind of which one object is there, and no other', () => {
    const index = read([service('x')]);
    expect(index.list('Service').state).toBe('complete');
    expect(index.get('Service', 'y', 'a')).toEqual({ state: 'absent' });
    expect(index.get('Pod', 'y', 'a').state).toBe('unknown');
  });

  it('believes the caller, for some kinds or for all', () => {
    expect(read([], { complete: ['Pod'] }).list('Pod')).toEqual({ state: 'complete', items: [] });
    expect(read([], { complete: ['Pod'] }).list('Node').state).toBe('unknown');
    for (const kind of ALL_KINDS) expect(read([], { complete: true }).metadata(kind)).toEqual({ state: 'complete', items: [] });
  });

  it('leaves every kind with a gap when something in the input is no object', () => {
    for (const stranger of [null, 5, 'x', [], {}, { kind: 7 }, { kind: 'List', items: {} }, { kind: 'List', items: [null] }]) {
      const index = read([service('x'), stranger], { complete: ['Pod'] });
      expect(names(index.list('Service'))).toEqual(['a/x']);
      expect(index.list('Service').state).toBe('partial');
      expect(index.list('Pod').state).toBe('partial');
    }
  });
});

describe('discovery documents', () => {
  const core = { kind: 'APIResourceList', groupVersion: 'v1', resources: [{ name: 'services' }] };
  const groups = {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [{ name: 'apps', versions: [{ groupVersion: 'apps/v1', version: 'v1' }] }],
  };
  const aggregated = (group: string | undefined, version: string, resource: string, freshness = 'Current') => ({
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    items: [{ metadata: group === undefined ? {} : { name: group }, versions: [{ version, resources: [{ resource }], freshness }] }],
  });
  const reason = (objects: readonly unknown[], kind: Kind) => gapsOf(read(objects).list(kind))[0]?.reason;

  it('a list of resources speaks for its own group and version alone', () => {
    expect(reason([core], 'Endpoints')).toBe('not-served');
    expect(reason([core], 'Service')).toBe('not-read');
    expect(reason([core], 'EndpointSlice')).toBe('not-read');
  });

  it('a list of groups speaks for groups that are not in it, but not for the core group', () => {
    expect(reason([groups], 'EndpointSlice')).toBe('not-served');
    expect(reason([groups], 'Deployment')).toBe('not-read');
    expect(reason([groups], 'Pod')).toBe('not-read');
  });

  it('an aggregated document of /apis speaks for all groups but the core one', () => {
    const apis = aggregated('apps', 'v1', 'deployments');
    expect(reason([apis], 'StatefulSet')).toBe('not-served');
    expect(reason([apis], 'Deployment')).toBe('not-read');
    expect(reason([apis], 'EndpointSlice')).toBe('not-served');
    expect(reason([apis], 'Pod')).toBe('not-read');
  });

  it('an aggregated document of /api speaks for the core group alone', () => {
    const api = aggregated(undefined, 'v1', 'services');
    expect(reason([api], 'Endpoints')).toBe('not-served');
    expect(reason([api], 'Service')).toBe('not-read');
    expect(reason([api], 'EndpointSlice')).toBe('not-read');
  });

  it('a group that is served in another version alone does not serve ours', () => {
    expect(reason([aggregated('discovery.k8s.io', 'v1beta1', 'endpointslices')], 'EndpointSlice')).toBe('not-served');
  });

  it('a custom kind in a version that is not read may have objects', () => {
    expect(reason([aggregated('cilium.io', 'v3', 'ciliumnetworkpolicies')], 'CiliumNetworkPolicy')).toBe('not-read');
    expect(reason([aggregated('policy.networking.k8s.io', 'v1alpha1', 'adminnetworkpolicies')], 'ClusterNetworkPolicy')).toBe('not-served');
  });

  it('a version whose own server did not answer may have any resource', () => {
    expect(reason([aggregated('apps', 'v1', 'nothing', 'Stale')], 'Deployment')).toBe('not-read');
  });

  it('outweigh --complete: a kind that is not served is not one without objects', () => {
    expect(gapsOf(read([groups], { complete: true }).list('EndpointSlice'))[0]?.reason).toBe('not-served');
  });

  it('are outweighed by objects of the kind', () => {
    const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 's' }, addressType: 'IPv4', endpoints: [] };
    expect(names(read([groups, slice]).list('EndpointSlice'))).toEqual(['default/s']);
  });

  it('the lab says of every kind that it is served, unless somebody must install it', () => {
    const discovery = labObjects().filter((one) => /Discovery|APIResourceList|APIGroupList/.test((one as { kind?: string }).kind ?? ''));
    expect(discovery).toHaveLength(4);
    const isCustom = (kind: Kind) => (KINDS[kind] as KindInfo).custom === true;
    for (const kind of ALL_KINDS) expect(reason(discovery, kind)).toBe(isCustom(kind) ? 'not-served' : 'not-read');
  });
});

describe('versions', () => {
  it.each([
    ['discovery.k8s.io/v1beta1', 'EndpointSlice', 'discovery.k8s.io/v1'],
    ['extensions/v1beta1', 'Ingress', 'networking.k8s.io/v1'],
    ['networking.k8s.io/v1beta1', 'Ingress', 'networking.k8s.io/v1'],
    ['apps/v1beta2', 'Deployment', 'apps/v1'],
    ['events.k8s.io/v1', 'Event', 'v1'],
  ] as const)('%s %s is a gap, and is never read as another version', (apiVersion, kind, ours) => {
    const object = { apiVersion, kind, metadata: { name: 'x', namespace: 'a' } };
    for (const input of [object, { apiVersion, kind: `${kind}List`, items: [{ metadata: object.metadata }] }]) {
      const listing = read([input]).list(kind);
      expect(listing.state).toBe('partial');
      expect(names(listing)).toEqual([]);
      expect(messages(listing)).toEqual([`invalid: ${kind} a/x: ${apiVersion} is not read, only ${ours}`]);
    }
  });

  it('a kind of another group that shares the name of ours is passed over', () => {
    const strangers = [
      { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'x', namespace: 'a' } },
      { apiVersion: 'serving.knative.dev/v1', kind: 'ServiceList', items: [] },
      { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'x' } },
    ];
    expect(read(strangers).list('Service').state).toBe('unknown');
  });

  it('an object without apiVersion is one of ours', () => {
    expect(names(read([{ kind: 'Service', metadata: { name: 'x' } }]).list('Service'))).toEqual(['default/x']);
  });

  it('a version document is no stranger', () => {
    expect(read([{ major: '1', minor: '36', gitVersion: 'v1.36.2' }, service('x')]).list('Service').state).toBe('complete');
  });
});

describe('objects', () => {
  it('that are malformed become gaps that name kind, object and field, and the others are read', () => {
    const listing = read([service('x'), service('y', { spec: { ports: [{ port: 'http' }] } }), service('')]).list('Service');
    expect(names(listing)).toEqual(['a/x']);
    expect(messages(listing)).toEqual([
      'invalid: Service a/y: spec.ports[0].port: expected a number, got string "http"',
      'invalid: Service a: metadata.name: required',
    ]);
  });

  it('of one name: the last counts', () => {
    const index = read([service('x', { spec: { externalName: 'one' } }), service('x', { spec: { externalName: 'two' } })]);
    expect(knownItems(index.list('Service')).map(({ spec }) => spec.externalName)).toEqual(['two']);
  });

  it.each([[{ name: 'x' }], [{ name: 'x', namespace: null }], [{ name: 'x', namespace: '' }]])(
    'with metadata %j are in the default namespace, or in the one that the caller names',
    (metadata) => {
      const object = { apiVersion: 'v1', kind: 'Service', metadata };
      expect(names(read([object]).list('Service'))).toEqual(['default/x']);
      expect(names(read([object], { namespace: 'b' }).list('Service'))).toEqual(['b/x']);
    },
  );

  it('of cluster scope have no namespace, whatever they say', () => {
    const index = read([{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', namespace: 'a' } }]);
    expect(index.get('Node', 'n').state).toBe('found');
  });
});

describe('laws', () => {
  const lab = labObjects().flatMap((one) => (one as { items?: object[] }).items ?? [one as object]);
  const discovery = labObjects().filter((one) => /^API/.test((one as { kind?: string }).kind ?? '')) as object[];
  const readable = [...lab.filter((one) => ALL_KINDS.includes((one as { kind?: Kind }).kind ?? ('' as Kind))), ...discovery];

  it('the order of the input never changes an answer', () => {
    const answers = (objects: readonly unknown[]) => ALL_KINDS.map((kind) => read(objects).list(kind));
    const expected = answers(lab);
    fc.assert(
      fc.property(fc.shuffledSubarray(lab, { minLength: lab.length }), (shuffled) => {
        expect(answers(shuffled)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('no mutation of a valid object makes reading fail: the object stays whole, or it is a gap', () => {
    const wrong = fc.oneof(
      fc.constantFrom<unknown>(undefined, null, true, -1, 1e308, '', [], {}, [null], [[]], { a: {} }),
      fc.string({ unit: 'binary' }),
      fc.constant('x'.repeat(100_000)),
      fc.constant('\u0000\u001b[31m\u202e'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...readable), fc.nat(), wrong, (object, place, value) => {
        const mutated = mutate(object, place, value);
        const snapshot = readObjects([mutated], { takenAt: NOW });
        expect(snapshot.readings).toHaveLength(ALL_KINDS.length);
        for (const { listing } of snapshot.readings) {
          expect(listing.state === 'complete' ? listing.items : gapsOf(listing)).not.toHaveLength(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** A copy in which one field, counted through the whole object, has another value, or is gone. */
function mutate(object: object, place: number, value: unknown): unknown {
  const copy = structuredClone(object);
  const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
  const visit = (holder: Record<string, unknown>) => {
    for (const [key, field] of Object.entries(holder)) {
      places.push({ holder, key });
      if (typeof field === 'object' && field !== null) visit(field as Record<string, unknown>);
    }
  };
  visit(copy as Record<string, unknown>);
  const chosen = places[place % places.length];
  if (chosen === undefined) return value;
  if (value === undefined) delete chosen.holder[chosen.key];
  else chosen.holder[chosen.key] = value;
  return copy;
}
