import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSelector, type LabelSelector, parseSelector, selectorOfLabels, selects } from '../../src/model/values/label-selector.ts';

describe('parseSelector', () => {
  const read: readonly (readonly [string, LabelSelector])[] = [
    ['', []],
    ['app=web', [{ key: 'app', operator: 'In', values: ['web'] }]],
    ['app==web', [{ key: 'app', operator: 'In', values: ['web'] }]],
    ['app=', [{ key: 'app', operator: 'In', values: [''] }]],
    ['app!=web', [{ key: 'app', operator: 'NotIn', values: ['web'] }]],
    ['app in (web, db)', [{ key: 'app', operator: 'In', values: ['web', 'db'] }]],
    ['app notin (web)', [{ key: 'app', operator: 'NotIn', values: ['web'] }]],
    ['kubernetes.io/app', [{ key: 'kubernetes.io/app', operator: 'Exists', values: [] }]],
    ['!old', [{ key: 'old', operator: 'DoesNotExist', values: [] }]],
    ['shard>3', [{ key: 'shard', operator: 'Gt', values: ['3'] }]],
    ['shard < -3', [{ key: 'shard', operator: 'Lt', values: ['-3'] }]],
    [
      'a=b, c in (d,e) ,!f',
      [
        { key: 'a', operator: 'In', values: ['b'] },
        { key: 'c', operator: 'In', values: ['d', 'e'] },
        { key: 'f', operator: 'DoesNotExist', values: [] },
      ],
    ],
  ];
  it.each(read)('reads "%s"', (text, selector) => {
    expect(parseSelector(text)).toEqual(selector);
  });
  it.each(['=web', 'app=web,', ',', 'app in', 'app in (web', 'app (web)', 'app===web', 'app web', '!', '!app=web'])(
    'refuses "%s"',
    (text) => {
      expect(parseSelector(text)).toBeUndefined();
    },
  );
});

const word = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,5}[a-z0-9])?$/);
const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'a.b/c', '__proto__', 'constructor'), word, { noNullPrototype: true });
const requirement = fc.oneof(
  fc.record({
    key: word,
    operator: fc.constantFrom('In' as const, 'NotIn' as const),
    values: fc.uniqueArray(fc.oneof(word, fc.constant('')), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key: word, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const), values: fc.constant([]) }),
);

describe('formatSelector', () => {
  it('writes what parseSelector reads back', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), (selector) => {
        expect(parseSelector(formatSelector(selector))).toEqual(selector);
      }),
    );
  });
});

describe('selects', () => {
  it.each([
    ['app=web', { app: 'web' }, true],
    ['app=web', { app: 'db' }, false],
    ['shard>3', { shard: '4' }, true],
    ['shard>3', { shard: '3' }, false],
    ['shard<3', { shard: 'two' }, false],
    ['shard<3', {}, false],
    ['app=web', {}, false],
    ['app=web,tier=x', { app: 'web' }, false],
    ['app in (web,db)', { app: 'db' }, true],
    ['app!=web', { app: 'db' }, true],
    ['app!=web', {}, true],
    ['app notin (web,db)', { app: 'db' }, false],
    ['app', { app: '' }, true],
    ['app', {}, false],
    ['!app', {}, true],
    ['!app', { app: '' }, false],
    ['app=', { app: '' }, true],
    ['', {}, true],
    ['constructor', {}, false],
  ])('"%s" of %j is %s', (text, of, expected) => {
    expect(selects(parseSelector(text) ?? [], of)).toBe(expected);
  });

  it('lets labels satisfy the selector made of them, and of any part of them', () => {
    fc.assert(
      fc.property(labels, fc.func(fc.boolean()), (all, keep) => {
        const part = Object.fromEntries(Object.entries(all).filter(([key]) => keep(key)));
        expect(selects(selectorOfLabels(part), all)).toBe(true);
      }),
    );
  });
  it('divides all labels between a term and its opposite', () => {
    const opposite = { In: 'NotIn', NotIn: 'In', Exists: 'DoesNotExist', DoesNotExist: 'Exists' } as const;
    fc.assert(
      fc.property(requirement, labels, fc.boolean(), (term, others, present) => {
        const of = present ? { ...others, [term.key]: term.values[0] ?? 'x' } : others;
        expect(selects([{ ...term, operator: opposite[term.operator] }], of)).toBe(!selects([term], of));
      }),
    );
  });
});
