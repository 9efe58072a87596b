import { InputError } from '../../model/errors.ts';
import { findKind } from '../../model/kind.ts';

/** A finding that somebody looked at and that is fine. */
export interface Exception {
  readonly code: string;
  /** `Service a/foo`, `svc/a/foo`, `Node node1`; `*` stands for any characters. Pods are also meant by their workload: `Deployment a/web`. */
  readonly object: string;
  readonly reason: string;
  /** The last day on which it holds: YYYY-MM-DD. */
  readonly expires?: string;
}

/** The annotation with which an object excepts itself: one line each, `NX1104 why it is fine; expires=2027-01-01`. */
export const IGNORE_ANNOTATION = 'netexplain/ignore';

const FIELDS = ['code', 'object', 'reason', 'expires'];

/**
 * Reads a list of exceptions, as a file has it.
 * @throws InputError for an entry without code, object or reason, and for a code or a day that is none
 */
export function parseExceptions(value: unknown): readonly Exception[] {
  if (!Array.isArray(value)) throw new InputError('expected a list of exceptions, each with code, object and reason');
  return value.map((raw: unknown, index) => {
    const entry: object = typeof raw === 'object' && raw !== null ? raw : {};
    const problem = problemOf(Object.entries(entry));
    if (problem !== undefined) throw new InputError(`exception ${index + 1}: ${problem}`);
    return entry as Exception;
  });
}

function problemOf(fields: readonly (readonly [string, unknown])[]): string | undefined {
  const entry = new Map(fields);
  const stranger = [...entry.keys()].find((field) => !FIELDS.includes(field));
  if (stranger !== undefined) return `unknown field "${stranger}"; there are ${FIELDS.join(', ')}`;
  for (const field of ['code', 'object', 'reason']) {
    const value = entry.get(field);
    if (typeof value !== 'string' || value.trim() === '') return `${field}: required`;
  }
  const { code, expires } = Object.fromEntries(entry);
  if (!isCode(code)) return `code: "${String(code)}" is none (NX and four digits)`;
  return expires === undefined || isDay(expires) ? undefined : 'expires: expected a day, YYYY-MM-DD';
}

/**
 * What an annotation excepts, line by line; an entry that cannot be read is given as it stands, with what is wrong.
 * @param object the object that has it, as an exception names it
 */
export function exceptionsOf(annotation: string, object: string): readonly (Exception | { readonly problem: string })[] {
  const lines = annotation.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, code = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
    const [, reason = rest, expires] = /^(.*?)\s*;\s*expires=(\S*)\s*$/.exec(rest) ?? [];
    const problem = problemOf(Object.entries({ code, object, reason, ...(expires === undefined ? {} : { expires }) }));
    if (problem !== undefined) return { problem: `${line.trim()} (${problem})` };
    return { code, object, reason: reason.trim(), ...(expires === undefined ? {} : { expires }) };
  });
}

/** The namespace in an exception's `object`, as it is written there; undefined for one of cluster scope. */
export function namespaceIn(object: string): string | undefined {
  const [namespace = '', name] = partsOf(object).name.split('/');
  return name === undefined ? undefined : namespace;
}

/** Whether an exception's `object` means an object that is written `Service a/foo`. */
export function objectMatcher(object: string): (written: string) => boolean {
  const { type, name } = partsOf(object);
  const pattern = `${findKind(type) ?? type} ${name}`.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const whole = new RegExp(`^${pattern.join('.*')}$`, 's');
  return (written) => whole.test(written);
}

function partsOf(object: string): { readonly type: string; readonly name: string } {
  const [, type = '', name = ''] = /^([^\s/]+)[\s/]+(.+)$/.exec(object.trim()) ?? [];
  return { type, name };
}

function isCode(value: unknown): boolean {
  return typeof value === 'string' && /^NX\d{4}$/.test(value);
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}
