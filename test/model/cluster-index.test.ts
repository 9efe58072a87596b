import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { project, projectMetadata } from '../../src/cluster/kinds/index.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import {
  canI,
  describeNeed,
  type Gap,
  gapsOf,
  knownItems,
  type Listing,
  mapListing,
  type Need,
  type Scope,
} from '../../src/model/listing.ts';
import type { Pod } from '../../src/model/resources/pod.ts';
import type { Reading } from '../../src/model/snapshot.ts';
import { selects } from '../../src/model/values/label-selector.ts';

const raw = (namespace: string, name: string, app: string) => ({ metadata: { namespace, name, labels: { app } } });
const pod = (namespace: string, name: string, app = 'web') => project('Pod', raw(namespace, name, app));
const gap: Gap = { kind: 'Pod', scope: {}, reason: 'forbidden', message: 'pods is forbidden' };
const complete = (...items: readonly Pod[]): Listing<Pod> => ({ state: 'complete', items });
const partial = (...items: readonly Pod[]): Listing<Pod> => ({ state: 'partial', items, gaps: [gap] });
const unknown: Listing<Pod> = { state: 'unknown', gaps: [gap] };
const app = (value: string) => [{ key: 'app', operator: 'In', values: [value] }] as const;

function index(...readings: readonly (readonly [Scope & { only?: 'metadata' }, Listing<Pod>])[]) {
  return indexSnapshot({
    takenAt: '2026-11-22T08:00:00Z',
    readings: readings.map(([scope, listing]): Reading => ({ need: { kind: 'Pod', ...scope }, listing })),
  });
}

const names = (listing: Listing<Pod>) => knownItems(listing).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

const pods = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y', 'z'), fc.constantFrom('web', 'db')), {
    selector: ([namespace, name]) => `${namespace}/${name}`,
  })
  .map((list) => list.map(([namespace, name, value]) => pod(namespace, name, value)));
const scope: fc.Arbitrary<Scope> = fc.record(
  { namespace: fc.constantFrom('a', 'b'), name: fc.constantFrom('x', 'y'), labels: fc.constantFrom('web', 'db').map(app) },
  { requiredKeys: [] },
);

describe('indexSnapshot', () => {
  it('answers a narrower question from a wider reading with exactly the objects in its scope, sorted', () => {
    fc.assert(
      fc.property(pods, scope, (items, { namespace, name, labels }) => {
        const wanted = items
          .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
          .filter(({ metadata }) => name === undefined || metadata.name === name)
          .filter(({ metadata }) => labels === undefined || selects(labels, metadata.labels))
          .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
        const asked = { ...(namespace && { namespace }), ...(name && { name }), ...(labels && { labels }) };
        const listing = index([{}, complete(...items)]).list('Pod', asked);
        expect(listing.state).toBe('complete');
        expect(names(listing)).toEqual(wanted.sort());
      }),
    );
  });

  it('answers alike whatever the order of the input', () => {
    const shuffled = pods.chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray([...items], { minLength: items.length })));
    fc.assert(
      fc.property(shuffled, scope, ([items, inOtherOrder], asked) => {
        expect(index([{}, complete(...inOtherOrder)]).list('Pod', asked)).toEqual(index([{}, complete(...items)]).list('Pod', asked));
      }),
    );
  });

  it('never takes what nobody read for none', () => {
    fc.assert(
      fc.property(scope, (asked) => {
        const listing = index().list('Pod', asked);
        expect(listing.state).toBe('unknown');
        expect(gapsOf(listing)).toMatchObject([{ kind: 'Pod', reason: 'not-read' }]);
      }),
    );
    expect(index().get('Pod', 'x', 'a').state).toBe('unknown');
  });

  it('does not answer a wider question, or another one, from a narrower reading', () => {
    const narrow = index([{ namespace: 'a' }, complete(pod('a', 'x'))], [{ labels: app('web') }, complete(pod('a', 'x'))]);
    expect(narrow.list('Pod').state).toBe('unknown');
    expect(narrow.list('Pod', { namespace: 'b' }).state).toBe('unknown');
    expect(narrow.list('Pod', { labels: app('db') }).state).toBe('unknown');
    expect(narrow.list('Pod', { namespace: 'a', labels: app('db') })).toEqual({ state: 'complete', items: [] });
  });

  it('prefers the reading that knows more', () => {
    const cluster = index([{}, unknown], [{ namespace: 'a' }, complete(pod('a', 'x'))]);
    expect(names(cluster.list('Pod', { namespace: 'a' }))).toEqual(['a/x']);
    expect(cluster.list('Pod', { namespace: 'a' }).state).toBe('complete');
    expect(cluster.list('Pod', { namespace: 'b' })).toEqual(unknown);
  });

  it('keeps the gaps of what it knows in part', () => {
    expect(index([{}, partial(pod('a', 'x'), pod('b', 'x'))]).list('Pod', { namespace: 'a' })).toEqual(partial(pod('a', 'x')));
  });

  it('finds an object in any reading, misses it only where all of its kind is known, and else does not know', () => {
    const cluster = index([{}, partial(pod('a', 'x'))], [{ namespace: 'b' }, complete()]);
    expect(cluster.get('Pod', 'x', 'a')).toEqual({ state: 'found', item: pod('a', 'x') });
    expect(cluster.get('Pod', 'y', 'b')).toEqual({ state: 'absent' });
    expect(cluster.get('Pod', 'y', 'a')).toEqual({ state: 'unknown', gaps: [gap] });
  });

  it('answers for metadata from metadata or more, for objects from objects alone', () => {
    const asMetadata = complete(projectMetadata(raw('a', 'x', 'web')) as Pod);
    const cluster = index([{ only: 'metadata' }, asMetadata]);
    expect(cluster.metadata('Pod', { namespace: 'a' })).toEqual(asMetadata);
    expect(cluster.list('Pod').state).toBe('unknown');
    expect(cluster.get('Pod', 'x', 'a').state).toBe('unknown');
    expect(index([{}, complete(pod('a', 'x'))]).metadata('Pod').state).toBe('complete');
  });

  it('counts what was read as covered, whatever came of it', () => {
    const cluster = index([{ namespace: 'a' }, unknown]);
    expect(cluster.covers({ kind: 'Pod', namespace: 'a', name: 'x' })).toBe(true);
    expect(cluster.covers({ kind: 'Pod', namespace: 'a', labels: app('web') })).toBe(true);
    expect(cluster.covers({ kind: 'Pod' })).toBe(false);
    expect(cluster.covers({ kind: 'Node' })).toBe(false);
  });

  it('tells of each kind that is asked for', () => {
    const asked: string[] = [];
    const cluster = indexSnapshot({ takenAt: '2026-11-22T08:00:00Z', readings: [] }, (kind) => asked.push(kind));
    cluster.list('Pod');
    cluster.get('Service', 'foo', 'a');
    cluster.metadata('Node');
    expect(asked).toEqual(['Pod', 'Service', 'Node']);
  });
});

describe('listings', () => {
  it('keep their state and their gaps when their items change', () => {
    for (const listing of [complete(pod('a', 'x')), partial(pod('a', 'x')), unknown]) {
      const changed = mapListing(listing, (items) => items.map(({ metadata }) => metadata.name));
      expect(changed.state).toBe(listing.state);
      expect(gapsOf(changed)).toEqual(gapsOf(listing));
      expect(knownItems(changed)).toEqual(knownItems(listing).map(() => 'x'));
    }
  });
});

describe('needs in words', () => {
  const said: readonly (readonly [Need, string, string])[] = [
    [{ kind: 'Pod', namespace: 'a', labels: app('web') }, 'pods in namespace a with app=web', 'kubectl auth can-i list pods -n a'],
    [{ kind: 'Node', name: 'node1' }, 'node node1', 'kubectl auth can-i get nodes'],
    [{ kind: 'Node', only: 'metadata' }, 'metadata of nodes', 'kubectl auth can-i list nodes'],
    [{ kind: 'EndpointSlice' }, 'endpointslices', 'kubectl auth can-i list endpointslices.discovery.k8s.io -A'],
    [
      { kind: 'Event', namespace: 'a', fields: { 'involvedObject.name': 'x' } },
      'events in namespace a with involvedObject.name=x',
      'kubectl auth can-i list events -n a',
    ],
  ];
  it.each(said)('%j', (need, words, question) => {
    const { kind, only: _only, ...asked } = need;
    expect(describeNeed(need)).toBe(words);
    expect(canI({ kind, scope: asked })).toBe(question);
  });
});
