import { counted } from './enumerate.ts';

const DAY = 24 * 60 * 60 * 1000;

/** The whole days from one time to another (RFC 3339), in words: `53 days`; less than one is `less than a day`. */
export function days(from: string, to: string): string {
  const count = Math.floor((Date.parse(to) - Date.parse(from)) / DAY);
  return count === 0 ? 'less than a day' : counted(count, 'day');
}
