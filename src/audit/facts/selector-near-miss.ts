import type { ObjectRef } from '../../model/object-ref.ts';
import type { Labels } from '../../model/values/label-selector.ts';
import { apart } from './near-miss.ts';

/** The one label of a selector that some labels fail, and what they have in its place: null where they only lack it. */
export interface LabelNearMiss {
  /** `app=wbe`. */
  readonly asked: string;
  /** The label that they have instead. */
  readonly found: { readonly key: string; readonly value: string } | null;
  /** How unlike the two are: 0 for a difference of case alone. */
  readonly steps: number;
}

/** Something that carries labels: a pod, or a workload that gives them to its pods. */
export interface Labelled {
  readonly ref: ObjectRef;
  readonly labels: Labels;
}

/** What a selector most likely meant, and everything that has it: one at least. */
export interface SelectorNearMiss extends LabelNearMiss {
  readonly by: readonly [Labelled, ...Labelled[]];
}

/** Labels by which people name an application; one is often written where another is asked for. */
const NAMING_KEYS: readonly string[] = [
  'app',
  'k8s-app',
  'name',
  'run',
  'component',
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/component',
];

/** Labels that controllers number: one that is not there is no misspelt neighbour. */
const NUMBERED_KEYS: readonly string[] = ['statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index'];

/** A label that is only missing is less of a sign than any misspelt one. */
const MISSING = 3;

/**
 * The nearest of the labels that fail a selector in exactly one term; then the one that most objects have, then the first by name.
 * Undefined where none is near. A term is near when the value is alike under the same key, when the same value stands under a key that
 * is alike, or when a key that names no application is missing beside others that fit.
 */
export function nearestToSelector(selector: Labels, candidates: readonly Labelled[]): SelectorNearMiss | undefined {
  const groups = new Map<string, LabelNearMiss & { readonly by: [Labelled, ...Labelled[]] }>();
  for (const candidate of candidates) {
    const miss = labelNearMiss(selector, candidate.labels);
    if (miss === undefined) continue;
    const key = `${miss.asked} ${miss.found?.key}=${miss.found?.value}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { ...miss, by: [candidate] });
    else known.by.push(candidate);
  }
  const [best] = [...groups].sort(([a, one], [b, other]) => one.steps - other.steps || other.by.length - one.by.length || (a < b ? -1 : 1));
  return best?.[1];
}

function labelNearMiss(selector: Labels, labels: Labels): LabelNearMiss | undefined {
  const terms = Object.entries(selector);
  const failing = terms.filter(([key, value]) => !Object.hasOwn(labels, key) || labels[key] !== value);
  const [term] = failing;
  if (term === undefined || failing.length > 1) return undefined;
  const [key, value] = term;
  const asked = `${key}=${value}`;
  if (Object.hasOwn(labels, key)) {
    const own = labels[key] ?? '';
    const steps = NUMBERED_KEYS.includes(key) ? undefined : apart(value, own);
    return steps === undefined ? undefined : { asked, found: { key, value: own }, steps };
  }
  const [alike] = Object.entries(labels)
    .filter(([, own]) => own === value)
    .flatMap(([own]) => ({ own, steps: keysApart(key, own) }))
    .filter((one): one is { own: string; steps: number } => one.steps !== undefined)
    .sort((a, b) => a.steps - b.steps || (a.own < b.own ? -1 : 1));
  if (alike !== undefined) return { asked, found: { key: alike.own, value }, steps: alike.steps };
  return terms.length > 1 && !NAMING_KEYS.includes(key) ? { asked, found: null, steps: MISSING } : undefined;
}

/** Keys are alike when their spelling is, when they differ by a prefix alone, or when both name an application. */
function keysApart(a: string, b: string): number | undefined {
  const name = (key: string) => key.slice(key.indexOf('/') + 1);
  if (name(a) === name(b) || (NAMING_KEYS.includes(a) && NAMING_KEYS.includes(b))) return 1;
  return apart(a, b);
}
