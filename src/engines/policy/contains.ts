import { formatSelector, type LabelSelector, type Requirement } from '../../model/values/label-selector.ts';
import { NAMESPACE_NAME } from './policies.ts';
import { isDoubt, type Namespaces, type Peer } from './policy.ts';

type PodPeer = Extract<Peer, { is: 'pods' }>;

/** Whether an entry of peers picks, by what it says alone, every pod that another one may ever pick. False where that is not sure. */
export function containsPeer(whole: PodPeer, part: PodPeer): boolean {
  if (isDoubt(whole.pods) || isDoubt(part.pods)) return false;
  return follows(part.pods, whole.pods) && containsNamespaces(whole.namespaces, part.namespaces);
}

function containsNamespaces(whole: Namespaces, part: Namespaces): boolean {
  const [outer, inner] = [selectorOf(whole), selectorOf(part)];
  return outer !== undefined && inner !== undefined && follows(inner, outer);
}

/** A namespace by its name has the label with that name. */
function selectorOf(namespaces: Namespaces): LabelSelector | undefined {
  if ('own' in namespaces) return [{ key: NAMESPACE_NAME, operator: 'In', values: [namespaces.own] }];
  return 'selector' in namespaces && !isDoubt(namespaces.selector) ? namespaces.selector : undefined;
}

/** Whether whatever satisfies one selector satisfies the other: each of its terms follows from one term of the first. */
function follows(from: LabelSelector, to: LabelSelector): boolean {
  return to.every((term) => from.some((given) => implies(given, term)));
}

function implies(given: Requirement, term: Requirement): boolean {
  if (given.key !== term.key) return false;
  if (formatSelector([given]) === formatSelector([term])) return true;
  const every = (one: Requirement, test: (value: string) => boolean) => one.values.every(test);
  switch (term.operator) {
    case 'In':
      return given.operator === 'In' && every(given, (value) => term.values.includes(value));
    case 'NotIn':
      if (given.operator === 'DoesNotExist') return true;
      if (given.operator === 'In') return every(given, (value) => !term.values.includes(value));
      return given.operator === 'NotIn' && every(term, (value) => given.values.includes(value));
    case 'Exists':
      return given.operator === 'In';
    default:
      return false;
  }
}
