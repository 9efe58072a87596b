import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_KINDS, type Kind } from '../../../src/model/kind.ts';
import { oracle } from '../../support/truth.ts';
import { answerTo, clusterOf, type GatewayCase, normal } from './conformance.ts';

const CASES = oracle('gateway') as readonly GatewayCase[];

/** Whether everything that an answer says is what another one says, or open. */
function opensOnly(answer: Readonly<Record<string, unknown>>, whole: Readonly<Record<string, unknown>>): boolean {
  // Which endpoint gets it, and whether any does, is open while the endpoints are.
  if (answer['outcome'] === 'unknown' || answer['ready'] === 'unknown') return true;
  return [
    'outcome',
    'status',
    'grpcStatus',
    'backend',
    'weights',
    'errors',
    'location',
    'accepted',
    'resolvedRefs',
    'programmed',
    'attachedRoutes',
  ].every((key) => answer[key] === 'unknown' || JSON.stringify(normal(answer[key])) === JSON.stringify(normal(whole[key])));
}

describe.runIf(CASES.length > 0)('whatever is asked of a Gateway', () => {
  it('has the same answer in whatever order its objects come', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CASES), fc.infiniteStream(fc.nat()), (one, numbers) => {
        const keyed = one.input.objects.map((object) => ({ object, key: numbers.next().value ?? 0 }));
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ object }) => object);
        const other = { ...one, input: { objects: shuffled } };
        expect(answerTo(other, clusterOf(other))).toEqual(answerTo(one, clusterOf(one)));
      }),
      { numRuns: 300 },
    );
  });

  it.each(ALL_KINDS.filter((kind) => CASES.some(({ input }) => input.objects.some((one) => one.kind === kind))))(
    'is open, or as before, where %s may not be read',
    (kind: Kind) => {
      const asked = ({ query }: GatewayCase) => [
        query.gateway === undefined ? '' : 'Gateway',
        query.route?.split('/')[0],
        query.listenerSet === undefined ? '' : 'ListenerSet',
      ];
      const wrong = CASES.filter((one) => !asked(one).includes(kind)).filter((one) => {
        const hidden = answerTo(one, clusterOf(one, [kind]));
        return !opensOnly(hidden, answerTo(one, clusterOf(one)));
      });
      expect(wrong.map(({ id }) => id)).toEqual([]);
    },
  );
});
