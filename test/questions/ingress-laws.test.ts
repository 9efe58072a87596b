import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { ClusterError, explain, type IngressReport, type PathReport, path, readObjects, type ServiceReport } from '../../src/index.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { ALL_KINDS } from '../../src/model/kind.ts';
import type { ClusterSnapshot } from '../../src/model/snapshot.ts';
import { fieldExists } from '../support/field-path.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const STORY = parseAllDocuments(readFileSync(join(import.meta.dirname, '../clusters/ingress.yaml'), 'utf8')).map(
  (document) => document.toJS() as { readonly kind: string; readonly spec?: object; readonly status?: object },
);
const story = readObjects(STORY, { complete: true, takenAt: NOW });
const lab = readObjects(labObjects(), { takenAt: NOW });

type Answer = IngressReport | ServiceReport | PathReport;

/** A question, and how its answer is asked of a cluster. */
type Ask = (cluster: ClusterSnapshot) => Answer;

const ing =
  (object: string): Ask =>
  (cluster) =>
    explain(cluster, { object }) as IngressReport;
const url =
  (to: string, from = 'internet'): Ask =>
  (cluster) =>
    path(cluster, { from, to });

const QUESTIONS: readonly (readonly [string, ClusterSnapshot, Ask])[] = [
  ['ing/a/shop of the story', story, ing('ing/a/shop')],
  ['svc/a/shop of the story', story, ing('svc/a/shop')],
  ['a path to the cart', story, url('https://shop.example.com/cart')],
  ['a path to the cart from a pod', story, url('https://shop.example.com/cart', 'pod/a/client')],
  ['a path that is redirected', story, url('http://shop.example.com/cart')],
  ['a path to nothing', story, url('https://shop.example.com/gone')],
  ['ing/a/shop of the lab', lab, ing('ing/a/shop')],
  ['ing/prod/shop-dup of the lab', lab, ing('ing/prod/shop-dup')],
  ['svc/a/foo of the lab', lab, ing('svc/a/foo')],
  ['a path to the lab', lab, url('https://shop.example.com/api')],
];

function without(cluster: ClusterSnapshot, hidden: string): ClusterSnapshot {
  return {
    ...cluster,
    readings: cluster.readings.map((reading) => {
      const { kind } = reading.need;
      const gaps = [{ kind, scope: {}, reason: 'forbidden', message: 'no' } as const];
      return kind === hidden ? { ...reading, listing: { state: 'unknown', gaps } as const } : reading;
    }),
  };
}

/** The outcomes of the answers, or that they are refused as undetermined; anything else that is thrown is a bug. */
function outcomesOf(ask: Ask, cluster: ClusterSnapshot): readonly string[] {
  try {
    const answer = ask(cluster);
    return answer.kind === 'Path' ? answer.answers.map(({ outcome }) => outcome) : [answer.outcome];
  } catch (error) {
    if (error instanceof ClusterError && error.exitCode === 3) return ['unknown'];
    throw error;
  }
}

function evidenceOf(answer: Answer): readonly Evidence[] {
  const traces =
    answer.kind === 'Path'
      ? answer.answers.flatMap((one) => one.traces)
      : answer.kind === 'Service'
        ? answer.entries.map(({ trace }) => trace)
        : [];
  return traces.flatMap(({ hops }) => hops.flatMap(({ steps }) => steps.flatMap(({ evidence }) => evidence)));
}

describe.each(QUESTIONS)('%s', (_, cluster, ask) => {
  it('does not depend on the order of the input', () => {
    const turned = {
      ...cluster,
      readings: cluster.readings
        .toReversed()
        .map((reading) =>
          reading.listing.state === 'unknown'
            ? reading
            : { ...reading, listing: { ...reading.listing, items: reading.listing.items.toReversed() } },
        ),
    };
    const { coverage: _1, ...told } = ask(turned);
    const { coverage: _2, ...straight } = ask(cluster);
    expect(told).toEqual(straight);
  });

  it.each(ALL_KINDS)('says the same or unknown where %s may not be read', (kind) => {
    const known = [...outcomesOf(ask, cluster), 'unknown'];
    const told = outcomesOf(ask, without(cluster, kind));
    expect(known).toEqual(expect.arrayContaining([...told]));
    // An answer that is gone leaves a doubt behind.
    expect(told.includes('unknown') || told.length >= known.length - 1).toBe(true);
  });

  it('shows evidence that exists', () => {
    for (const evidence of evidenceOf(ask(cluster))) expect(fieldExists(cluster, evidence), JSON.stringify(evidence)).toBe(true);
  });
});

describe('an Ingress of any shape', () => {
  const text = fc.oneof(
    fc.constantFrom('', '/', '*', 'a.com', '*.a.com', 'nginx', 'shop', 'http', 'Prefix', 'ImplementationSpecific'),
    fc.string(),
  );
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 3 }, fc.constant(null), fc.integer(), text, fc.array(tie('any'), { maxLength: 2 }), tie('fields')),
    fields: fc.dictionary(
      fc.constantFrom(
        'rules',
        'host',
        'http',
        'paths',
        'path',
        'pathType',
        'backend',
        'service',
        'resource',
        'name',
        'port',
        'number',
        'tls',
        'hosts',
        'secretName',
        'defaultBackend',
        'ingressClassName',
        'loadBalancer',
        'ingress',
        'ip',
        'hostname',
        'ports',
      ),
      tie('any'),
    ),
  })).fields;

  it('is told, or named as malformed, and never a crash', () => {
    fc.assert(
      fc.property(value, value, (spec, status) => {
        const objects = STORY.map((object) =>
          object.kind === 'Ingress' ? { ...object, spec: { ...object.spec, ...(spec as object) }, status } : object,
        );
        const cluster = readObjects(objects, { complete: true, takenAt: NOW });
        for (const ask of [ing('ing/a/shop'), ing('svc/a/shop'), url('https://shop.example.com/cart')]) {
          expect(outcomesOf(ask, cluster).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });
});
