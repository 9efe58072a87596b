import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalPath } from '../../src/questions/path/normal-path.ts';

describe('a path as proxies commonly read it', () => {
  it.each([
    ['/', '/'],
    ['', '/'],
    ['/cart', '/cart'],
    ['/cart/', '/cart/'],
    ['//cart///x', '/cart/x'],
    ['/a/../cart', '/cart'],
    ['/../../etc', '/etc'],
    ['/a/./b/.', '/a/b/'],
    ['/a/b/..', '/a/'],
    ['/%63art', '/cart'],
    ['/a%2fb', '/a/b'],
    ['/%', '/%'],
    ['/%zz/x', '/%zz/x'],
  ])('%j is %j', (path, normal) => {
    expect(normalPath(path)).toBe(normal);
  });

  it('stays as it is when it is read so already, and is always absolute', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', '..', '.', '', '%61')), (segments) => {
        const normal = normalPath(`/${segments.join('/')}`);
        expect(normalPath(normal)).toBe(normal);
        expect(normal).toMatch(/^\/([ab]\/)*[ab]?$/);
      }),
    );
  });
});
