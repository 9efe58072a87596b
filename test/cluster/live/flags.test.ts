import { describe, expect, it } from 'vitest';
import { parseTimeout } from '../../../src/cluster/live/flags.ts';
import { UsageError } from '../../../src/model/errors.ts';

describe('--request-timeout', () => {
  it.each([
    ['0', Number.POSITIVE_INFINITY],
    ['0s', Number.POSITIVE_INFINITY],
    ['10', 10_000],
    ['5s', 5000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['2ms500us', 2.5],
    ['1µs', 0.001],
    [undefined, 30_000],
    ['', 30_000],
  ])('%s is %d milliseconds', (text, expected) => {
    expect(parseTimeout(text)).toBeCloseTo(expected, 9);
  });

  it.each(['nonsense', '-5', '-5s', '5 s', '1d', '1e3', '.s', 's', '5s ', '1m30', '٣'])('%j is refused in the words of kubectl', (text) => {
    expect(() => parseTimeout(text)).toThrow(UsageError);
    expect(() => parseTimeout(text)).toThrow(
      /^Invalid timeout value\. Timeout must be a single integer in seconds, or an integer followed/,
    );
  });
});
