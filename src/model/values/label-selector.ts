/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** One term of a label selector; `values` is empty for Exists and DoesNotExist, one whole number for Gt and Lt. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values: readonly string[];
}

/** All terms must hold. No term: everything matches. */
export type LabelSelector = readonly Requirement[];

/** The selector of equalities that a Service's or a controller's label map means. */
export function selectorOfLabels(labels: Labels): LabelSelector {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ key, operator: 'In', values: [value] }));
}

/**
 * Whether labels satisfy a selector. NotIn and DoesNotExist hold for labels that lack the key.
 * Source: k8s.io/apimachinery/pkg/labels/selector.go, Requirement.Matches.
 */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  return selector.every((requirement) => holds(requirement, labels));
}

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return isWhole(value) && Number(value) > Number(values[0]);
    case 'Lt':
      return isWhole(value) && Number(value) < Number(values[0]);
  }
}

/** A selector in the syntax of `kubectl -l`, terms in the order given: `app=web,tier in (a,b),!old`. */
export function formatSelector(selector: LabelSelector): string {
  return selector.map(formatRequirement).join(',');
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(',')})`;
    case 'NotIn':
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(',')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    case 'Gt':
      return `${key}>${values[0]}`;
    case 'Lt':
      return `${key}<${values[0]}`;
  }
}

function isWhole(value: string | undefined): boolean {
  return value !== undefined && /^-?\d+$/.test(value);
}

const TERM =
  /^(?:(?<absent>!)\s*(?<absentKey>[\w./-]+)|(?<key>[\w./-]+)\s*(?:(?<equal>==?|!=)\s*(?<value>[\w.-]*)|\s(?<set>in|notin)\s*\((?<set_values>[^()]*)\)|(?<compare>[<>])\s*(?<number>-?\d+))?)$/;

/**
 * Reads the syntax of `kubectl -l`. Undefined when it is malformed.
 * Source: k8s.io/apimachinery/pkg/labels/selector.go, Parse.
 */
export function parseSelector(text: string): LabelSelector | undefined {
  const terms = text.split(/,(?![^(]*\))/).map((term) => term.trim());
  if (terms.length === 1 && terms[0] === '') return [];
  const requirements: Requirement[] = [];
  for (const term of terms) {
    const groups = TERM.exec(term)?.groups;
    if (groups === undefined) return undefined;
    requirements.push(requirementOf(groups));
  }
  return requirements;
}

function requirementOf(groups: Readonly<Record<string, string | undefined>>): Requirement {
  const {
    absentKey,
    key = '',
    equal,
    value = '',
    set,
    set_values = '',
    compare,
    number = '',
  } = groups as { [name: string]: string | undefined };
  if (absentKey !== undefined) return { key: absentKey, operator: 'DoesNotExist', values: [] };
  if (equal !== undefined) return { key, operator: equal === '!=' ? 'NotIn' : 'In', values: [value] };
  if (set !== undefined) {
    const values = set_values.split(',').map((one) => one.trim());
    return { key, operator: set === 'in' ? 'In' : 'NotIn', values };
  }
  if (compare !== undefined) return { key, operator: compare === '>' ? 'Gt' : 'Lt', values: [number] };
  return { key, operator: 'Exists', values: [] };
}
