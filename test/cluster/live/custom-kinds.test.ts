import { describe, expect, it } from 'vitest';
import { gapsOf, type Need } from '../../../src/model/listing.ts';
import { kubeconfigFor, open, readOne, sendJson, serve, serveRaw, summary } from './session.ts';

const CILIUM: Need = { kind: 'CiliumNetworkPolicy' };
const ADMIN: Need = { kind: 'AdminNetworkPolicy' };

const cilium = {
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: 'allow', namespace: 'a' },
  spec: { endpointSelector: {}, ingress: [{}] },
};

describe('a custom kind', () => {
  it('is not asked for where the server does not have its group', async () => {
    const server = await serve();
    const cluster = await open({ kubeconfig: kubeconfigFor(server) });
    expect([summary(await readOne(cluster, CILIUM)), summary(await readOne(cluster, ADMIN))]).toEqual([
      'unknown (not-served)',
      'unknown (not-served)',
    ]);
    expect(server.requests.map(({ path }) => path)).toEqual(['/apis']);
  });

  it('is read where the server has it', async () => {
    const server = await serve({ objects: [cilium] });
    expect(summary(await readOne(await open({ kubeconfig: kubeconfigFor(server) }), CILIUM))).toBe('complete a/allow');
  });

  it('that the server has in another version may have objects, and is not taken for one that it does not have', async () => {
    const groups = { kind: 'APIGroupList', groups: [{ name: 'cilium.io', versions: [{ groupVersion: 'cilium.io/v3' }] }] };
    const { url } = await serveRaw((request, response) => sendJson(response, request.url === '/apis' ? groups : {}, 200));
    const listing = await readOne(await open({ server: url }), CILIUM);
    expect(gapsOf(listing)).toEqual([
      {
        kind: 'CiliumNetworkPolicy',
        scope: {},
        reason: 'invalid',
        message: 'the server has cilium.io in other versions than cilium.io/v2, which are not read',
      },
    ]);
  });

  it('is asked for itself where the server does not tell what it has', async () => {
    const { url } = await serveRaw((request, response) => {
      if (request.url === '/apis') sendJson(response, { kind: 'Status', message: 'no', code: 403 }, 403);
      else sendJson(response, { kind: 'CiliumNetworkPolicyList', apiVersion: 'cilium.io/v2', items: [cilium] });
    });
    expect(summary(await readOne(await open({ server: url }), CILIUM))).toBe('complete a/allow');
  });
});
