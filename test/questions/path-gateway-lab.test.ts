import { describe, expect, it } from 'vitest';
import { type PathOptions, type PathReport, path, readObjects } from '../../src/index.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { complete: true });

const SHOP = { headers: ['Host: shop.example.com'] };
const CALL = { method: 'POST', headers: ['content-type: application/grpc'] };

/** What becomes of requests at prod/edge, by the objects of the lab. */
const REQUESTS: readonly (readonly [string, string, Partial<PathOptions>, PathReport['outcome'], object])[] = [
  [
    'weights and a rewrite',
    'http://203.0.113.30/api',
    SHOP,
    'delivered',
    {
      object: { name: 'shop' },
      rule: 'spec.rules[0]',
      action: 'forward',
      backends: [
        { name: 'foo', share: 0.9 },
        { name: 'part', share: 0.1 },
      ],
    },
  ],
  [
    'a redirect',
    'http://203.0.113.30/old',
    SHOP,
    'delivered',
    { rule: 'spec.rules[1]', action: 'redirect', status: 301, location: 'https://shop.example.com/old' },
  ],
  [
    'a header and a method, and a mirror',
    'http://203.0.113.30/',
    { headers: [...SHOP.headers, 'X-Canary: 1'] },
    'delivered',
    { rule: 'spec.rules[2]', backends: [{ name: 'web-np' }], says: expect.stringContaining('copy to Service part:80') },
  ],
  [
    'another method goes by the last rule, whose second backend has weight 0',
    'http://203.0.113.30/',
    { headers: [...SHOP.headers, 'X-Canary: 1'], method: 'POST' },
    'delivered',
    {
      rule: 'spec.rules[3]',
      backends: [
        { name: 'foo', share: 1 },
        { name: 'nosuch', share: 0 },
      ],
    },
  ],
  [
    'a Service of another namespace, granted',
    'http://api.example.com/orders',
    {},
    'delivered',
    { object: { name: 'to-prod' }, backends: [{ object: { namespace: 'prod', name: 'api' } }] },
  ],
  ['a Service of another namespace, not granted', 'http://b.example.com/', {}, 'refused', { object: { name: 'to-b' }, status: 500 }],
  ['a port that the Service does not have', 'http://wp.example.com/', {}, 'refused', { object: { name: 'wrongport' }, status: 500 }],
  [
    'a host that no route names',
    'http://203.0.113.30/',
    { headers: ['Host: none.example.com'] },
    'refused',
    { kind: 'Gateway', status: 404 },
  ],
  ['a port without a listener', 'http://203.0.113.30:8080/', SHOP, 'refused', { kind: 'Gateway', action: 'respond' }],
  [
    'a call of gRPC where the controller says that the listener takes HTTPRoutes alone',
    'http://grpc.example.com/shop.v1.Cart/Get',
    CALL,
    'unknown',
    { kind: 'GRPCRoute', action: 'unknown' },
  ],
];

describe('requests to the Gateway of the lab', () => {
  it.each(REQUESTS)('%s', (_, to, more, outcome, expected) => {
    // Nothing in the lab enforces policies.
    const report = path(lab, { from: 'internet', to, assumeEnforced: 'no', ...more });
    expect(report.outcome).toBe(outcome);
    expect(report.answers[0]?.route).toMatchObject(expected);
  });

  it('the listener for HTTPS has no certificate; an Ingress takes the host, too, at its own address', () => {
    const report = path(lab, { from: 'internet', to: 'https://shop.example.com/cart' });
    const atGateway = report.answers.find(({ when }) => when.address?.includes('203.0.113.30'));
    expect(atGateway).toMatchObject({ outcome: 'refused' });
    expect(report.summary).toContain('delivered at 203.0.113.20; refused at 203.0.113.30');
  });
});
