import { describe, expect, it } from 'vitest';
import {
  type ChoosingNode,
  nodesWithoutEndpoint,
  type PortEndpoint,
  type UsableFrom,
  usableFrom,
  whyNotUsed,
} from '../../../src/engines/service/index.ts';
import type { Listing } from '../../../src/model/listing.ts';
import type { Service } from '../../../src/model/resources/service.ts';
import { ENDING, type EndpointSketch, endpointsWith, GONE, portOf, serviceWith, UNREADY } from './objects.ts';

const UNKNOWN: Listing<ChoosingNode> = { state: 'unknown', gaps: [] };
const PARTIAL: Listing<ChoosingNode> = { state: 'partial', items: [{ name: 'n1', zone: 'z1' }], gaps: [] };
/** n1 in z1, n2 in z2, n3 in no zone. */
const NODES: Listing<ChoosingNode> = { state: 'complete', items: [{ name: 'n1', zone: 'z1' }, { name: 'n2', zone: 'z2' }, { name: 'n3' }] };

const CLUSTER = serviceWith();
const LOCAL = serviceWith({ internalTrafficPolicy: 'Local' });
const HEADLESS = serviceWith({ clusterIP: 'None' });
const ELSEWHERE = serviceWith({}, { labels: { 'service.kubernetes.io/service-proxy-name': 'mesh' } });
const EXTERNAL_NAME = serviceWith({ type: 'ExternalName', clusterIP: undefined, externalName: 'db.example.com' });

const Z1 = { forZones: ['z1'] };
const Z2 = { forZones: ['z2'] };

interface Row {
  readonly says: string;
  readonly service: Service;
  readonly nodes: Listing<ChoosingNode>;
  readonly endpoints: readonly EndpointSketch[];
  readonly usable: readonly UsableFrom[];
  readonly why: readonly (string | undefined)[];
}

const NOT_READY = 'it is not ready';
const NO_LONGER = 'it ends and no longer serves';
const OTHERS_READY = 'it ends; ready ones take new connections';
const LAST_RESORT = 'it ends, and is used because no other is ready';
const OWN_NODE = 'only from its own node (internalTrafficPolicy Local)';
const FOR_Z1 = 'meant for zone z1 (hints)';
const FOR_Z2 = 'meant for zone z2 (hints)';

const ROWS: readonly Row[] = [
  {
    says: 'without hints a ready endpoint is used from all nodes, though no node is known',
    service: CLUSTER,
    nodes: UNKNOWN,
    endpoints: [{}, { conditions: UNREADY }, { conditions: ENDING }, { conditions: GONE }],
    usable: ['all', [], [], []],
    why: [undefined, NOT_READY, OTHERS_READY, NO_LONGER],
  },
  {
    says: 'where none is ready, those that end and still serve are used',
    service: CLUSTER,
    nodes: UNKNOWN,
    endpoints: [{ conditions: UNREADY }, { conditions: ENDING }],
    usable: [[], 'all'],
    why: [NOT_READY, LAST_RESORT],
  },
  {
    says: 'one ready endpoint without a hint makes all hints void',
    service: CLUSTER,
    nodes: UNKNOWN,
    endpoints: [Z1, {}],
    usable: ['all', 'all'],
    why: [undefined, undefined],
  },
  {
    says: 'internalTrafficPolicy Local: from its own node, no node list needed',
    service: LOCAL,
    nodes: UNKNOWN,
    endpoints: [{ node: 'n1' }, { node: 'n2' }, {}],
    usable: [['n1'], ['n2'], []],
    why: [OWN_NODE, OWN_NODE, 'internalTrafficPolicy is Local, and it names no node'],
  },
  {
    says: 'internalTrafficPolicy Local: one that ends is used where its own node has no ready one, whatever other nodes have',
    service: LOCAL,
    nodes: NODES,
    endpoints: [{ node: 'n1' }, { node: 'n1', conditions: ENDING }, { node: 'n2', conditions: ENDING }],
    usable: [['n1'], [], ['n2']],
    why: [OWN_NODE, OTHERS_READY, OWN_NODE],
  },
  {
    says: 'internalTrafficPolicy Local: hints do not matter',
    service: LOCAL,
    nodes: NODES,
    endpoints: [{ node: 'n1', ...Z2 }],
    usable: [['n1']],
    why: [OWN_NODE],
  },
  {
    says: 'zone hints: nodes of the zone, and those that have none',
    service: CLUSTER,
    nodes: NODES,
    endpoints: [Z1, Z2],
    usable: [
      ['n1', 'n3'],
      ['n2', 'n3'],
    ],
    why: [FOR_Z1, FOR_Z2],
  },
  {
    says: 'zone hints that no node can follow are followed by none',
    service: CLUSTER,
    nodes: { state: 'complete', items: [{ name: 'n1', zone: 'z9' }, { name: 'n2' }] },
    endpoints: [Z1, Z2],
    usable: ['all', 'all'],
    why: [FOR_Z1, FOR_Z2],
  },
  {
    says: 'zone hints and nodes that could not be read: unknown, except what is not ready',
    service: CLUSTER,
    nodes: UNKNOWN,
    endpoints: [Z1, Z2, { conditions: ENDING }],
    usable: ['unknown', 'unknown', []],
    why: [FOR_Z1, FOR_Z2, OTHERS_READY],
  },
  {
    says: 'some nodes are not enough to tell',
    service: CLUSTER,
    nodes: PARTIAL,
    endpoints: [Z1, Z2],
    usable: ['unknown', 'unknown'],
    why: [FOR_Z1, FOR_Z2],
  },
  {
    says: 'an endpoint with every hint that there is takes all nodes, whichever there are',
    service: CLUSTER,
    nodes: UNKNOWN,
    endpoints: [{ forZones: ['z1', 'z2'] }, Z2],
    usable: ['all', 'unknown'],
    why: [undefined, FOR_Z2],
  },
  {
    says: 'node hints go before zone hints; a node without one of its own falls back to its zone',
    service: CLUSTER,
    nodes: {
      state: 'complete',
      items: [{ name: 'n1', zone: 'z1' }, { name: 'n1b', zone: 'z1' }, { name: 'n2', zone: 'z2' }, { name: 'n3' }],
    },
    endpoints: [
      { forNodes: ['n1'], ...Z1 },
      { forNodes: ['n2'], ...Z2 },
    ],
    usable: [
      ['n1', 'n1b', 'n3'],
      ['n2', 'n3'],
    ],
    why: ['meant for node n1, then for zone z1 (hints)', 'meant for node n2, then for zone z2 (hints)'],
  },
  {
    says: 'node hints on some endpoints only are not looked at',
    service: CLUSTER,
    nodes: NODES,
    endpoints: [{ forNodes: ['n1'], ...Z1 }, Z2],
    usable: [
      ['n1', 'n3'],
      ['n2', 'n3'],
    ],
    why: [FOR_Z1, FOR_Z2],
  },
  {
    says: 'headless: DNS gives out the ready ones, whatever the policy, and has no fallback',
    service: HEADLESS,
    nodes: UNKNOWN,
    endpoints: [Z1, { conditions: ENDING }, { conditions: UNREADY }],
    usable: ['all', [], []],
    why: [undefined, 'it ends; DNS names ready ones only', NOT_READY],
  },
  {
    says: 'a Service that another proxy serves is not known',
    service: ELSEWHERE,
    nodes: NODES,
    endpoints: [{}, { conditions: UNREADY }],
    usable: ['unknown', 'unknown'],
    why: Array(2).fill(
      'kube-proxy does not serve the Service: its label service.kubernetes.io/service-proxy-name tells kube-proxy to leave it alone',
    ),
  },
];

describe('usableFrom and whyNotUsed', () => {
  it.each(ROWS.map((row) => [row.says, row] as const))('%s', (_says, { service, nodes, endpoints: sketches, usable, why }) => {
    const endpoints = endpointsWith(...sketches);
    const found = usableFrom(endpoints, service, portOf(service), nodes);
    expect(endpoints.map((one) => found.get(one))).toEqual(usable);
    expect(endpoints.map((one) => whyNotUsed(one, endpoints, service))).toEqual(why);
  });
});

describe('nodesWithoutEndpoint', () => {
  const ask = (service: Service, endpoints: readonly PortEndpoint[], nodes: Listing<ChoosingNode>) =>
    nodesWithoutEndpoint(endpoints, service, portOf(service), nodes);

  it('is refused everywhere where nothing could take the connection, whatever the policy', () => {
    for (const service of [CLUSTER, LOCAL]) {
      expect(ask(service, endpointsWith({ node: 'n1', conditions: UNREADY }), UNKNOWN)).toEqual({
        nodes: 'every node',
        connections: 'refused',
      });
      expect(ask(service, [], UNKNOWN)).toEqual({ nodes: 'every node', connections: 'refused' });
    }
  });
  it('is nowhere under internalTrafficPolicy Cluster as soon as one endpoint serves', () => {
    expect(ask(CLUSTER, endpointsWith({ conditions: ENDING }), UNKNOWN)).toEqual({ nodes: 'none' });
    expect(ask(CLUSTER, endpointsWith(Z1), NODES)).toEqual({ nodes: 'none' });
  });
  it('is dropped on the other nodes under internalTrafficPolicy Local', () => {
    const endpoints = endpointsWith({ node: 'n2' }, { node: 'n1', conditions: ENDING }, { node: 'n3', conditions: UNREADY });
    expect(ask(LOCAL, endpoints, NODES)).toEqual({ nodes: { except: ['n1', 'n2'] }, connections: 'dropped' });
    expect(ask(LOCAL, endpoints, UNKNOWN)).toEqual({ nodes: { except: ['n1', 'n2'] }, connections: 'dropped' });
  });
  it('is nowhere under internalTrafficPolicy Local when each of all nodes has one', () => {
    expect(ask(LOCAL, endpointsWith({ node: 'n1' }, { node: 'n2' }, { node: 'n3' }), NODES)).toEqual({ nodes: 'none' });
    expect(ask(LOCAL, endpointsWith({ node: 'n1' }), PARTIAL)).toEqual({ nodes: { except: ['n1'] }, connections: 'dropped' });
  });
  it('is dropped everywhere under internalTrafficPolicy Local when no endpoint names a node', () => {
    expect(ask(LOCAL, endpointsWith({}), NODES)).toEqual({ nodes: 'every node', connections: 'dropped' });
  });
  it('says nothing of Services that are not kube-proxy’s', () => {
    for (const service of [HEADLESS, ELSEWHERE]) expect(ask(service, endpointsWith({}), NODES)).toBeUndefined();
    expect(nodesWithoutEndpoint([], EXTERNAL_NAME, portOf(EXTERNAL_NAME), NODES)).toBeUndefined();
  });
});
