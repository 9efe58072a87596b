import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChoosingNode,
  categorizeEndpoints,
  endpointsOfPort,
  internalSet,
  isUsable,
  nodesWithoutEndpoint,
  usableFrom,
  whyNotUsed,
} from '../../../src/engines/service/index.ts';
import type { Listing } from '../../../src/model/listing.ts';
import { type EndpointSketch, endpointsWith, portOf, serviceWith, sliceOf } from './objects.ts';

const NODES: readonly ChoosingNode[] = [{ name: 'n1', zone: 'z1' }, { name: 'n2', zone: 'z2' }, { name: 'n3', zone: 'z2' }, { name: 'n4' }];
const UNKNOWN: Listing<ChoosingNode> = { state: 'unknown', gaps: [] };

const conditions = fc.record({ ready: fc.boolean(), serving: fc.boolean(), terminating: fc.boolean() }, { requiredKeys: [] });
const zones = fc.subarray(['z1', 'z2', 'z3']);
const someNodes = fc.subarray(['n1', 'n2', 'n9']);
/** Hints are present on all endpoints of a list more often than chance would have it. */
const sketches: fc.Arbitrary<readonly EndpointSketch[]> = fc
  .record({ zoneHints: fc.boolean(), nodeHints: fc.boolean() })
  .chain(({ zoneHints, nodeHints }) =>
    fc.array(
      fc.record(
        {
          conditions,
          node: fc.constantFrom('n1', 'n2', 'n3', 'n9'),
          forZones: zoneHints ? fc.subarray(['z1', 'z2', 'z3'], { minLength: 1 }) : zones,
          forNodes: nodeHints ? fc.subarray(['n1', 'n2', 'n9'], { minLength: 1 }) : someNodes,
        },
        { requiredKeys: ['conditions', 'forZones', 'forNodes'] },
      ),
      { maxLength: 6 },
    ),
  );
const policy = fc.constantFrom('Cluster', 'Local');
const services = fc
  .record({
    internalTrafficPolicy: policy,
    externalTrafficPolicy: policy,
    nodePort: fc.constantFrom(undefined, 30080),
    clusterIP: fc.constant('10.96.0.1'),
  })
  .map(({ nodePort, ...spec }) => serviceWith({ ...spec, ports: [{ port: 80, targetPort: 8080, nodePort }] }));
const node = fc.constantFrom(...NODES);

const addresses = (list: readonly { readonly ip: string }[] | undefined) => list?.map((one) => one.ip).sort();

describe('categorizeEndpoints', () => {
  it('gives the same sets whatever the order of slices and of the endpoints in them', () => {
    const shuffled = sketches.chain((list) => {
      const raws = list.map(({ conditions: own, node: nodeName, forZones = [], forNodes = [] }, index) => ({
        addresses: [`10.244.0.${index + 1}`],
        conditions: own,
        ...(nodeName === undefined ? {} : { nodeName }),
        hints: { forZones: forZones.map((name) => ({ name })), forNodes: forNodes.map((name) => ({ name })) },
      }));
      const inOrder = fc.shuffledSubarray(raws, { minLength: raws.length });
      return fc.tuple(fc.constant(raws), inOrder, fc.nat({ max: raws.length }), fc.boolean());
    });
    fc.assert(
      fc.property(shuffled, services, node, ([raws, inOrder, cut, swap], service, chooser) => {
        const slices = [sliceOf(inOrder.slice(0, cut), {}, 'foo-1'), sliceOf(inOrder.slice(cut), {}, 'foo-2')];
        const setsOf = (some: readonly ReturnType<typeof sliceOf>[]) => {
          const sets = categorizeEndpoints(endpointsOfPort(some, portOf(service)), service, portOf(service), chooser);
          const { hasAny, topology } = sets;
          return { cluster: addresses(sets.cluster), local: addresses(sets.local), all: addresses(sets.all), hasAny, topology };
        };
        expect(setsOf(swap ? slices.toReversed() : slices)).toEqual(setsOf([sliceOf(raws)]));
      }),
    );
  });

  it('reaches what is in the cluster set or in the local set, and nothing else', () => {
    fc.assert(
      fc.property(sketches, services, node, (list, service, chooser) => {
        const endpoints = endpointsWith(...list);
        const { all, cluster = [], local = [], hasAny } = categorizeEndpoints(endpoints, service, portOf(service), chooser);
        expect(new Set(all)).toEqual(new Set([...cluster, ...local]));
        expect(all.every(isUsable)).toBe(true);
        expect(hasAny).toBe(endpoints.some(isUsable));
      }),
    );
  });

  it('never loses all endpoints of the cluster set to one more that is ready', () => {
    fc.assert(
      fc.property(
        sketches,
        sketches.filter((list) => list.length > 0),
        node,
        (list, [more = {}], chooser) => {
          const service = serviceWith();
          const sets = categorizeEndpoints(
            endpointsWith(...list, { ...more, conditions: { ready: true } }),
            service,
            portOf(service),
            chooser,
          );
          expect(sets.cluster).not.toEqual([]);
        },
      ),
    );
  });
});

describe('usableFrom', () => {
  it('says of each node what that node’s own choice is', () => {
    fc.assert(
      fc.property(sketches, services, fc.subarray([...NODES], { minLength: 1 }), (list, service, nodes) => {
        const endpoints = endpointsWith(...list);
        const usable = usableFrom(endpoints, service, portOf(service), { state: 'complete', items: nodes });
        for (const chooser of nodes) {
          const chosen = internalSet(categorizeEndpoints(endpoints, service, portOf(service), chooser), service);
          for (const endpoint of endpoints) {
            const from = usable.get(endpoint);
            expect(from === 'all' || from?.includes(chooser.name)).toBe(chosen.includes(endpoint));
          }
        }
      }),
    );
  });

  it('is true of every node, even when none is known', () => {
    fc.assert(
      fc.property(sketches, services, node, (list, service, chooser) => {
        const endpoints = endpointsWith(...list);
        const usable = usableFrom(endpoints, service, portOf(service), UNKNOWN);
        const chosen = internalSet(categorizeEndpoints(endpoints, service, portOf(service), chooser), service);
        for (const endpoint of endpoints) {
          const from = usable.get(endpoint);
          if (from !== 'unknown') expect(from === 'all' || from?.includes(chooser.name)).toBe(chosen.includes(endpoint));
        }
      }),
    );
  });

  it('has a reason for each endpoint that is not used, and none only for those that all may use', () => {
    fc.assert(
      fc.property(sketches, services, (list, service) => {
        const endpoints = endpointsWith(...list);
        const usable = usableFrom(endpoints, service, portOf(service), { state: 'complete', items: NODES });
        for (const endpoint of endpoints) {
          const why = whyNotUsed(endpoint, endpoints, service);
          if (why === undefined) expect(usable.get(endpoint)).toBe('all');
        }
      }),
    );
  });
});

describe('nodesWithoutEndpoint', () => {
  it('says of each node whether its own choice is empty, and what follows', () => {
    fc.assert(
      fc.property(sketches, services, fc.boolean(), (list, service, known) => {
        const endpoints = endpointsWith(...list);
        const without = nodesWithoutEndpoint(endpoints, service, portOf(service), known ? { state: 'complete', items: NODES } : UNKNOWN);
        for (const chooser of NODES) {
          const sets = categorizeEndpoints(endpoints, service, portOf(service), chooser);
          const outcome = internalSet(sets, service).length > 0 ? 'delivered' : sets.hasAny ? 'dropped' : 'refused';
          const spared = without?.nodes === 'none' || (typeof without?.nodes === 'object' && without.nodes.except.includes(chooser.name));
          expect(spared ? 'delivered' : without !== undefined && 'connections' in without && without.connections).toBe(outcome);
        }
      }),
    );
  });
});
