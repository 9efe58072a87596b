import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, DISPOSITIONS, type Disposition, type Hop, makeTrace, outcomeOf } from '../../src/model/trace.ts';

const FLOW = { from: 'a pod', to: 'foo.a:80', protocol: 'TCP' } as const;
const ENDING = ['deliver', 'leave', 'fail-to-resolve', 'reject', 'drop', 'give-up'] as const satisfies readonly Action[];
const GOING_ON = ['resolve', 'send', 'forward', 'translate', 'masquerade'] as const satisfies readonly Action[];
const ALL = Object.keys(DISPOSITIONS) as readonly Disposition[];

function step(action: Action) {
  return { component: 'kube-proxy', action, says: action, evidence: [] };
}

function hop(first: Action, ...more: readonly Action[]): Hop {
  return { at: { layer: 'service', says: 'somewhere' }, steps: [step(first), ...more.map(step)] };
}

/** Whether a trace of these hops can be made. */
function accepts(hops: readonly Hop[], disposition: Disposition): boolean {
  try {
    makeTrace({ flow: FLOW, hops, disposition });
    return true;
  } catch {
    return false;
  }
}

const goingOn = fc.constantFrom(...GOING_ON);
const disposition = fc.constantFrom(...ALL);
const hopsBefore = fc.array(
  fc.tuple(goingOn, fc.array(goingOn, { maxLength: 2 })).map(([first, more]) => hop(first, ...more)),
  { maxLength: 3 },
);

describe('makeTrace', () => {
  it('accepts for each disposition one last action, whatever went before', () => {
    fc.assert(
      fc.property(hopsBefore, fc.array(goingOn, { maxLength: 2 }), disposition, (before, [first, ...more], how) => {
        const last = (end: Action) => (first === undefined ? hop(end) : hop(first, ...more, end));
        expect(ENDING.filter((end) => accepts([...before, last(end)], how))).toHaveLength(1);
        expect(GOING_ON.filter((end) => accepts([...before, last(end)], how))).toEqual([]);
      }),
    );
  });

  it('refuses a way that goes on after its end', () => {
    fc.assert(
      fc.property(disposition, goingOn, fc.constantFrom(...ENDING), (how, next, end) => {
        const [last] = ENDING.filter((one) => accepts([hop(one)], how));
        expect(accepts([hop(last ?? 'drop')], how)).toBe(true);
        expect(accepts([hop(end), hop(last ?? 'drop')], how)).toBe(false);
        expect(accepts([hop(end, last ?? 'drop')], how)).toBe(false);
        expect(accepts([hop(last ?? 'drop', next)], how)).toBe(false);
      }),
    );
  });

  it('ends refusals in a refusal and losses in a drop', () => {
    expect(accepts([hop('reject')], 'rejected')).toBe(true);
    expect(accepts([hop('drop')], 'dropped')).toBe(true);
    expect(accepts([hop('drop')], 'no-route')).toBe(true);
    expect(accepts([hop('drop')], 'rejected')).toBe(false);
    expect(accepts([hop('give-up')], 'insufficient-info')).toBe(true);
    expect(accepts([hop('give-up')], 'delivered')).toBe(false);
  });

  it('refuses a way without hops, and says where another goes wrong', () => {
    expect(() => makeTrace({ flow: FLOW, hops: [], disposition: 'delivered' })).toThrow('a trace needs a hop');
    expect(() => makeTrace({ flow: FLOW, hops: [hop('resolve', 'drop'), hop('deliver')], disposition: 'delivered' })).toThrow(
      'hop 1 of 2, step 2 of 2: nothing can follow drop',
    );
    expect(() => makeTrace({ flow: FLOW, hops: [hop('resolve')], disposition: 'delivered' })).toThrow(
      'hop 1 of 1, step 1 of 1: delivered must end in deliver, not resolve',
    );
  });

  it.each([-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the share %s', (share) => {
    expect(() => makeTrace({ flow: FLOW, hops: [hop('deliver')], disposition: 'delivered', share })).toThrow('is not in 0..1');
  });

  it('keeps what it is given', () => {
    const given = { flow: FLOW, hops: [hop('resolve'), hop('translate', 'deliver')], disposition: 'delivered', share: 1 / 3 } as const;
    expect(makeTrace(given)).toEqual(given);
  });
});

describe('outcomeOf', () => {
  it.each([
    ['deliver', 'delivered', 'delivered'],
    ['leave', 'leaves-cluster', 'leaves-cluster'],
    ['fail-to-resolve', 'name-not-found', 'unresolved'],
    ['reject', 'rejected', 'refused'],
    ['drop', 'dropped', 'dropped'],
    ['drop', 'no-route', 'dropped'],
    ['drop', 'loop', 'dropped'],
    ['drop', 'denied-egress', 'denied'],
    ['drop', 'denied-ingress', 'denied'],
    ['give-up', 'insufficient-info', 'unknown'],
  ] as const)('a way that ends in %s (%s) is noticed as %s', (end, how, outcome) => {
    expect(outcomeOf(makeTrace({ flow: FLOW, hops: [hop(end)], disposition: how }))).toBe(outcome);
  });
});
