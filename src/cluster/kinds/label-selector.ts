import { type LabelSelector, type Requirement, selectorOfLabels } from '../../model/values/label-selector.ts';
import { MalformedObject, type RawReader } from './raw.ts';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/**
 * A metav1.LabelSelector: `matchLabels` and `matchExpressions`, all of which must hold; an empty one matches everything.
 * Throws MalformedObject for an operator that the API does not have.
 */
export function labelSelectorOf(raw: RawReader): LabelSelector {
  return [...selectorOfLabels(raw.textMap('matchLabels')), ...raw.objects('matchExpressions').map(requirementOf)];
}

function requirementOf(raw: RawReader): Requirement {
  const said = raw.text('operator');
  const operator = OPERATORS.find((one) => one === said);
  if (operator === undefined) throw new MalformedObject(`${raw.path}.operator: expected one of ${OPERATORS.join(', ')}`);
  return { key: raw.text('key') ?? '', operator, values: raw.texts('values') };
}
