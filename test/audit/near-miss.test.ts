import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apart, nearest } from '../../src/audit/facts/near-miss.ts';
import { nearestToSelector } from '../../src/audit/facts/selector-near-miss.ts';

describe('how far two words are apart', () => {
  it.each([
    ['web', 'Web', 0],
    ['wbe', 'web', 1],
    ['web', 'webs', 1],
    ['http', 'htttp', 1],
    ['v1', 'v2', 1],
    ['metrics', 'metircs', 1],
    ['checkout', 'chekot', 2],
    ['a', 'A', 0],
  ])('%s is %s but for %d letters', (word, candidate, steps) => {
    expect(apart(word, candidate)).toBe(steps);
  });

  it.each([
    ['a', 'b'],
    ['db', 'ui'],
    ['web', 'bew'],
    ['http', 'hhttps'],
    ['payment', 'shipping'],
    ['', 'a'],
  ])('%s is not like %s', (word, candidate) => {
    expect(apart(word, candidate)).toBeUndefined();
  });

  it('is never far from a word with one letter left out', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3,20}$/), fc.nat(), (word, at) => {
        const index = at % word.length;
        expect(apart(word, word.slice(0, index) + word.slice(index + 1))).toBe(1);
      }),
    );
  });
});

describe('the nearest of several words', () => {
  it('is the one with the fewest changes, then the first by name, never the word itself', () => {
    expect(nearest('https', ['http', 'https', 'htps', 'grpc'])).toBe('htps');
    expect(nearest('Web', ['web', 'wep'])).toBe('web');
    expect(nearest('web', ['grpc'])).toBeUndefined();
  });

  it('does not depend on the order of the candidates', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ab]{4,6}$/), { minLength: 2 }), (words) => {
        const [word = '', ...rest] = words;
        expect(nearest(word, rest)).toBe(nearest(word, [...rest].reverse()));
      }),
    );
  });
});

describe('what a selector most likely meant', () => {
  const pod = (name: string, labels: Readonly<Record<string, string>>) => ({ ref: { kind: 'Pod' as const, namespace: 'a', name }, labels });

  it('takes labels that share names with the built-in properties of objects for what they are', () => {
    expect(nearestToSelector({ constructor: 'web' }, [pod('x', { app: 'web' })])).toBeUndefined();
    expect(nearestToSelector({ app: 'web', toString: 'a' }, [pod('x', { app: 'web' })])).toMatchObject({
      asked: 'toString=a',
      found: null,
    });
  });

  it('prefers a misspelt label to one that is missing, however many lack it', () => {
    const near = nearestToSelector({ app: 'web', tier: 'front' }, [
      pod('lacks-1', { app: 'web' }),
      pod('lacks-2', { app: 'web' }),
      pod('misspelt', { app: 'web', tier: 'frnt' }),
    ]);
    expect(near).toMatchObject({ asked: 'tier=front', found: { key: 'tier', value: 'frnt' }, by: [{ ref: { name: 'misspelt' } }] });
  });
});
