import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { ServiceReport } from '../../src/model/service-report.ts';
import type { ApiRequest } from '../support/api-server/request.ts';
import { COMMAND, runCommand } from '../support/command.ts';
import { labServer } from './cluster.ts';

const lists = (plural: string) => ({ match: ({ path }: ApiRequest) => path.endsWith(`/${plural}`) });

describe('a list that cannot be read to its end', () => {
  it('because it keeps expiring is unknown as a whole, whatever its first pages held', async () => {
    const fault = { ...lists('endpointslices'), do: 'expire-continue' } as const;
    const laterPages = { ...fault, match: (request: ApiRequest) => fault.match(request) && request.query.has('continue') };
    const { kubeconfig } = await labServer({ faults: [laterPages] });
    const { code, stdout } = await runCommand(['svc', '-A', '-o', 'json', '--chunk-size', '1', '--kubeconfig', kubeconfig]);
    expect(code).toBe(3);
    const { items } = JSON.parse(stdout) as { readonly items: readonly ServiceReport[] };
    const gaps = items.flatMap(({ coverage }) => coverage.gaps).filter(({ kind }) => kind === 'EndpointSlice');
    expect(gaps.length).toBeGreaterThan(0);
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(['unreachable']));
  });

  it.each([
    ['endpointslices', 3],
    ['pods', 0],
  ])('because %s are always too busy gives exit code %i, and names them', async (plural, expected) => {
    const { server, kubeconfig } = await labServer({ faults: [{ ...lists(plural), do: { status: 429, retryAfter: 0 } }] });
    const { code, stdout } = await runCommand(['svc/foo', '-n', 'a', '-o', 'json', '--kubeconfig', kubeconfig]);
    expect(code).toBe(expected);
    const messages = (JSON.parse(stdout) as ServiceReport).coverage.gaps.map(({ message }) => message);
    expect(messages.filter((message) => /too many requests/i.test(message)).length).toBeGreaterThan(0);
    const tries = new Map<string, number>();
    for (const { path, query } of server.requests.filter((request) => request.path.endsWith(`/${plural}`))) {
      tries.set(`${path}?${query}`, (tries.get(`${path}?${query}`) ?? 0) + 1);
    }
    // As often as client-go tries.
    expect(new Set(tries.values())).toEqual(new Set([11]));
  });
});

describe('standard output', () => {
  it('holds the report alone, also when the server sends warnings and a kind is refused', async () => {
    const { server, kubeconfig } = await labServer({ unserved: ['endpointslices'], deny: [{ resource: 'nodes' }] });
    const { stdout } = await runCommand(['svc/foo', '-n', 'a', '-o', 'json', '--kubeconfig', kubeconfig]);
    expect(server.requests.map(({ path }) => path)).toContain('/api/v1/namespaces/a/endpoints/foo');
    expect((JSON.parse(stdout) as ServiceReport).kind).toBe('Service');
  });

  it('that nobody reads any more ends the command without a word', async () => {
    const { kubeconfig } = await labServer();
    const child = spawn(process.execPath, [COMMAND, 'svc', '-A', '-o', 'json', '--kubeconfig', kubeconfig], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const said = text(child.stderr);
    const [, signal] = await once(child, 'exit');
    expect([await said, signal]).toEqual(['', null]);
  });
});
