import type { Gap } from '../../model/listing.ts';
import { type Labels, type Requirement, selects } from '../../model/values/label-selector.ts';
import { every, type Match, open } from './match.ts';
import { isDoubt, type Selector } from './policy.ts';

/** The labels of an object; `missing` where there may be more, and why. */
export interface KnownLabels {
  /** `namespace a`, as sentences name it. */
  readonly of: string;
  readonly labels: Labels;
  readonly missing?: readonly Gap[];
}

/** Whether a selector picks an object. One that could not be read is judged by the labels that it must have. */
export function selected(selector: Selector, object: KnownLabels): Match {
  if (isDoubt(selector)) return open(selector);
  const { of, labels, missing } = object;
  if (missing === undefined) return selects(selector, labels);
  return every(selector, (requirement: Requirement) =>
    Object.hasOwn(labels, requirement.key)
      ? selects([requirement], labels)
      : open({ says: `the labels of ${of} are not known`, gaps: missing }),
  );
}
