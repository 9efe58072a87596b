import type { Metadata } from '../../model/resources/metadata.ts';

interface Aged {
  readonly metadata: Metadata;
}

/** Orders objects as the specification breaks ties: the oldest first, then by `namespace/name`. Objects without a time count as youngest. */
export function byAge(a: Aged, b: Aged): number {
  return compareTexts(createdAt(a), createdAt(b)) || byFullName(a, b);
}

/** Orders objects by `namespace/name`. */
export function byFullName(a: Aged, b: Aged): number {
  return compareTexts(fullName(a), fullName(b));
}

/** Which of two objects is older: negative for the first; 0 for equal ages, and where neither says; undefined where only one says. */
export function compareAges(a: Aged, b: Aged): number | undefined {
  const ages = [a.metadata.creationTimestamp, b.metadata.creationTimestamp] as const;
  if ((ages[0] === undefined) !== (ages[1] === undefined)) return undefined;
  return compareTexts(createdAt(a), createdAt(b));
}

function createdAt({ metadata }: Aged): string {
  return metadata.creationTimestamp ?? '9999';
}

function fullName({ metadata }: Aged): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
