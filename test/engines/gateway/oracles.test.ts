import { describe, expect, it } from 'vitest';
import { oracle } from '../../support/truth.ts';
import { answerTo, clusterOf, type GatewayCase, normal, stated } from './conformance.ts';

const CASES = oracle('gateway') as readonly GatewayCase[];

describe('what the conformance tests of the Gateway API state', () => {
  it.each(CASES.map((one) => [one.id, one] as const))('%s', (_id, one) => {
    const wanted = normal(one.expect);
    expect(stated(wanted, normal(answerTo(one, clusterOf(one))))).toEqual(wanted);
  });

  it('are all there, where the shared facts are', () => {
    expect([0, 438]).toContain(CASES.length);
  });
});
