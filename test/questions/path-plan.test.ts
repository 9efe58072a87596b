import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/index.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { describeNeed, type Need } from '../../src/model/listing.ts';
import { pathPlan } from '../../src/questions/path/index.ts';
import { readPlan } from '../../src/questions/reading-plan.ts';
import { labObjects } from '../support/truth.ts';

const LAB = readObjects(labObjects(), { complete: true, takenAt: '2026-11-22T08:00:00Z' });
const whole = indexSnapshot(LAB);

/** What following a flow reads, one list for each round: the rounds wait for one another. */
async function roundsOf(from: string, to: string): Promise<readonly (readonly string[])[]> {
  const rounds: (readonly string[])[] = [];
  const read = async (needs: readonly Need[]) => {
    rounds.push(needs.map(describeNeed));
    return needs.map((need) => {
      const { kind, only, ...scope } = need;
      return { need, listing: only === undefined ? whole.list(kind, scope) : whole.metadata(kind, scope) };
    });
  };
  await readPlan(pathPlan({ from, to }), read, LAB.takenAt);
  return rounds;
}

const CLIENT = 'pod/a/cli-czzjz';

describe('what following a flow reads', () => {
  it.each([
    [CLIENT, 'svc/a/foo:80', 2],
    [CLIENT, 'svc/a/db', 2],
    [CLIENT, 'pod/a/web-675c54595f-m5cm4', 2],
    [CLIENT, '10.244.3.2:8080', 2],
    [CLIENT, '127.0.0.1:80', 2],
    [CLIENT, '8.8.8.8:53', 2],
    [CLIENT, '10.244.3.250:80', 2],
    [CLIENT, '10.96.5.5:80', 2],
    [CLIENT, '10.96.57.141:80', 3],
    [CLIENT, 'node/node3:30081', 3],
    [CLIENT, '172.30.0.13:30081', 4],
    [CLIENT, 'svc/b/ext-in:80', 4],
    ['ds/a/cli', 'svc/a/foo', 2],
    ['ds/a/cli', '8.8.8.8:53', 3],
    ['deploy/a/web', 'svc/a/itp-local', 3],
    ['node/node1', 'svc/a/foo', 2],
    ['node/node1', '127.0.0.1:30080', 4],
    ['10.244.1.19', '10.96.57.141:80', 3],
    ['internet', 'svc/a/web-np', 3],
    ['internet', '172.30.0.12:30081', 4],
    ['172.30.0.99', '203.0.113.10:80', 4],
  ])('from %s to %s comes in at most %i rounds', async (from, to, most) => {
    const rounds = await roundsOf(from, to);
    expect(rounds.length, rounds.map((round) => round.join(', ')).join('\n')).toBeLessThanOrEqual(most);
  });

  it.each([
    [CLIENT, 'svc/a/foo:80'],
    [CLIENT, 'svc/a/db'],
    [CLIENT, '10.96.57.141:80'],
    [CLIENT, '10.244.3.2:8080'],
    [CLIENT, 'pod/a/web-675c54595f-m5cm4'],
    [CLIENT, '127.0.0.1:80'],
    ['ds/a/cli', 'svc/a/foo'],
    ['node/node1', 'svc/a/foo'],
  ])('from %s to %s is no list of a whole kind', async (from, to) => {
    expect((await roundsOf(from, to)).flat().filter((need) => /^(nodes|pods|services|endpointslices)$/.test(need))).toEqual([]);
  });
});
