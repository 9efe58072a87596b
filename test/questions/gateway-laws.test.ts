import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { ClusterError } from '../../src/model/errors.ts';
import { explainEach } from '../../src/questions/explain/index.ts';
import { documentOf } from '../../src/views/index.ts';
import { labObjects } from '../support/truth.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const EVERYTHING = { object: ['gateway', 'httproute', 'grpcroute'], allNamespaces: true };
const LISTS = labObjects() as readonly { readonly [key: string]: Json }[];

function isOurs(list: { readonly [key: string]: Json }): boolean {
  const items = list['items'];
  const [first] = Array.isArray(items) ? (items as readonly { readonly [key: string]: Json }[]) : [];
  return String(first?.['apiVersion']).startsWith('gateway.networking.k8s.io/');
}

const OURS = LISTS.filter(isOurs);
const OTHERS = LISTS.filter((list) => !isOurs(list));

/** The places of a value and of everything in it. */
function places(value: Json, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Array.isArray(value)
    ? value.flatMap((item: Json, index) => places(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => places(item as Json, [...path, key]));
  return [path, ...inside];
}

function replaced(value: Json, [first, ...rest]: readonly (string | number)[], by: Json): Json {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((item: Json, index) => (index === first ? replaced(item, rest, by) : item));
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([key, item]) => [key, key === first ? replaced(item as Json, rest, by) : (item as Json)]),
  );
}

const strange = fc.constantFrom<Json>(
  null,
  true,
  -1,
  0,
  1e9,
  '',
  'x',
  '*.',
  '*',
  '\u001b[2J',
  '[',
  '(?=a)',
  '__proto__',
  [],
  [null],
  {},
  { name: 'x' },
  { type: 'x' },
);

const SPOTS = OURS.flatMap((list, index) => places(list).map((path) => ({ index, path })));

describe('whatever stands in an object of the Gateway API', () => {
  it('there is an answer, and a document of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SPOTS), strange, async ({ index, path }, by) => {
        const mutated = OURS.map((list, place) => (place === index ? replaced(list, path, by) : list));
        const cluster = readObjects([...OTHERS, ...mutated], { complete: true, takenAt: '2026-11-22T07:40:00Z' });
        try {
          const { report } = explainEach(cluster, EVERYTHING);
          const items = report.kind === 'ReportList' ? report.items : [report];
          for (const one of items) expect((await documentOf(one, true)).blocks.length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof ClusterError)) throw error;
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
