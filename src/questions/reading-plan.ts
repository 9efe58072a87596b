import { type ClusterIndex, indexSnapshot } from '../model/cluster-index.ts';
import type { Listing, Need } from '../model/listing.ts';
import type { Resource } from '../model/resources/index.ts';
import type { MetadataOnly } from '../model/resources/metadata.ts';
import { addReadings, type ClusterSnapshot, emptySnapshot, type Reader } from '../model/snapshot.ts';

/**
 * What a question needs to read, round by round: it yields needs and is handed the index of all that is known then.
 * A plan reads top to bottom; a need that an earlier round covers costs nothing.
 */
export type ReadingPlan = Generator<readonly Need[], void, ClusterIndex>;

/** Carries a plan out against a live reader, one request round per step. `takenAt` is RFC 3339. */
export async function readPlan(plan: ReadingPlan, read: Reader, takenAt: string): Promise<ClusterSnapshot> {
  let snapshot = emptySnapshot(takenAt);
  let index = indexSnapshot(snapshot);
  for (let step = plan.next(); !step.done; step = plan.next(index)) {
    const needs = uncovered(step.value, index);
    if (needs.length === 0) continue;
    snapshot = addReadings(snapshot, await read(needs));
    index = indexSnapshot(snapshot);
  }
  return snapshot;
}

/**
 * Narrows what is known to what a plan reads of it. An answer is always given from a narrowed snapshot, so that the same question has the
 * same answer whether its objects come from a file that holds a whole cluster or from a server that was asked only for what is needed.
 */
export function restrict(whole: ClusterIndex, plan: ReadingPlan): ClusterSnapshot {
  let narrowed = emptySnapshot(whole.takenAt);
  let index = indexSnapshot(narrowed);
  for (let step = plan.next(); !step.done; step = plan.next(index)) {
    const needs = uncovered(step.value, index);
    if (needs.length === 0) continue;
    narrowed = addReadings(
      narrowed,
      needs.map((need) => ({ need, listing: listingOf(whole, need) })),
    );
    index = indexSnapshot(narrowed);
  }
  return narrowed;
}

/** Stops an answer that asked for something unread; the plan that follows it reads that and lets it try again. */
class Unread extends Error {
  override name = 'Unread';
}

/** One for all: where it was thrown does not matter, and noting that for each of the objects of a cluster would take longer than answering. */
const UNREAD = new Unread();

/** An answer that is tried until it asks for nothing unread. `attempt` shields the parts that can go on without one another. */
export type Tried = (cluster: ClusterIndex, attempt: (part: () => void) => void) => void;

/**
 * A plan that follows an answer: it lets it run, notes what it asks for that was not read, reads that, and lets it run again until it
 * asks for nothing more. What answering looks at and what is read can so never differ.
 * @param choose what is read of all that is asked for; the plan ends when that is nothing
 */
export function* askedBy(answer: Tried, choose: (wanted: readonly Need[]) => readonly Need[] = (wanted) => wanted): ReadingPlan {
  let cluster = yield [];
  while (true) {
    const wanted: Need[] = [];
    const watched = watching(cluster, (need) => wanted.push(need));
    const attempt = (part: () => void) => {
      try {
        part();
      } catch (error) {
        if (!(error instanceof Unread)) throw error;
      }
    };
    attempt(() => answer(watched, attempt));
    const chosen = choose(wanted);
    if (chosen.length === 0) return;
    cluster = yield chosen;
  }
}

/** An index that tells of everything that is asked for and was not read. */
function watching(cluster: ClusterIndex, onUnread: (need: Need) => void): ClusterIndex {
  const known = (need: Need) => {
    const covered = cluster.covers(need);
    if (!covered) onUnread(need);
    return covered;
  };
  const needed = (need: Need) => {
    if (!known(need)) throw UNREAD;
  };
  return {
    ...cluster,
    list(kind, scope) {
      needed({ kind, ...scope });
      return cluster.list(kind, scope);
    },
    metadata(kind, scope) {
      needed({ kind, only: 'metadata', ...scope });
      return cluster.metadata(kind, scope);
    },
    get(kind, name, namespace) {
      const found = cluster.get(kind, name, namespace);
      if (found.state !== 'found') needed(namespace === undefined ? { kind, name } : { kind, namespace, name });
      return found;
    },
    covers: known,
  };
}

/** Several plans at once: each round reads what the next rounds of all of them need. */
export function* together(plans: readonly ReadingPlan[]): ReadingPlan {
  let steps = plans.map((plan) => ({ plan, step: plan.next() }));
  while (true) {
    steps = steps.filter(({ step }) => step.done !== true);
    if (steps.length === 0) return;
    const index = yield steps.flatMap(({ step }) => (step.done === true ? [] : step.value));
    steps = steps.map(({ plan }) => ({ plan, step: plan.next(index) }));
  }
}

/**
 * The same plan, with what the Secrets hold that it names. It does without lists of Secrets: what nobody names is nobody's business.
 */
export function* withSecrets(plan: ReadingPlan): ReadingPlan {
  const opened = (need: Need): readonly Need[] => {
    const { only: _only, ...whole } = need;
    if (need.kind !== 'Secret') return [need];
    return need.name === undefined || need.namespace === undefined ? [] : [whole];
  };
  for (let step = plan.next(); !step.done; ) step = plan.next(yield step.value.flatMap(opened));
}

function uncovered(needs: readonly Need[], index: ClusterIndex): readonly Need[] {
  return distinctNeeds(needs.filter((need) => !index.covers(need)));
}

/** Each need once, in whatever order its fields were written. */
export function distinctNeeds(needs: readonly Need[]): readonly Need[] {
  return [...new Map(needs.map((need) => [JSON.stringify(Object.entries(need).sort()), need])).values()];
}

function listingOf(whole: ClusterIndex, { kind, only, ...scope }: Need): Listing<Resource | MetadataOnly> {
  if (only === undefined) return whole.list(kind, scope);
  const listing = whole.metadata(kind, scope);
  return listing.state === 'unknown' ? listing : { ...listing, items: listing.items.map(({ metadata }) => ({ metadata })) };
}
