import { type Answered, type Ask, askServers, isOpen, type OpenOutcome, type Outcome, type Reply } from './ask-servers.ts';
import { type Candidate, candidateOrders } from './candidates.ts';
import type { Libc, LibcResolvConf } from './libc-resolv-conf.ts';

/** A name that was asked for, and what it brought. Without a name: the search domains that are not known, which count as finding nothing. */
export interface Step<R extends Reply> extends Candidate, Answered<R> {}

/** What the program gets: records, or an error. musl tells failures of servers as EAI_AGAIN, whatever they are. */
export type SearchResult = Outcome | 'EAI_AGAIN';

/** One way in which the search may end. */
export interface Ending<R extends Reply> {
  readonly result: SearchResult;
  /** The name that ends it; absent: none did, and the list is at its end. */
  readonly by?: Step<R>;
}

/** A name, looked up in a pod. */
export interface Search<R extends Reply> {
  /** In the order in which they are asked for. After a step whose outcome is open, those that follow if it finds nothing. */
  readonly steps: readonly Step<R>[];
  /** How it may end: one where all is known, and where every continuation of an open step agrees. */
  readonly endings: readonly [Ending<R>, ...Ending<R>[]];
  readonly outcome: SearchResult | 'UPSTREAM' | 'UNKNOWN';
}

/** What to look up. `types` are asked at once: A and AAAA for most programs. */
export interface SearchQuestion<R extends Reply> {
  readonly name: string;
  readonly types: readonly string[];
  readonly conf: LibcResolvConf;
  readonly libc: Libc;
  readonly ask: Ask<R>;
}

/**
 * Looks a name up through the search list, as the C library does; /etc/hosts is not looked at.
 * glibc goes on after NXDOMAIN, NODATA and SERVFAIL; any other failure ends the list, and only the name as typed is still tried. If nothing
 * is found, the error of the name as typed counts where it came first; else NODATA, then SERVFAIL, where one was seen; else the last.
 * musl goes on after NXDOMAIN alone.
 * A reply that is open (UPSTREAM, UNKNOWN) may be anything: every continuation is followed, and where they disagree so is the outcome.
 * Source: glibc resolv/res_query.c, __res_context_search (2.42); musl src/network/lookup_name.c, name_from_dns_search (1.2.5).
 */
export function searchName<R extends Reply>(question: SearchQuestion<R>): Search<R> {
  const { name, conf, libc } = question;
  const answered = new Map<Candidate, Step<R>>();
  const stepOf = (candidate: Candidate): Step<R> => {
    const known = answered.get(candidate) ?? { ...candidate, ...answer(candidate, question) };
    answered.set(candidate, known);
    return known;
  };
  const walks = candidateOrders(name, conf, libc).map((order) => followAll(order, libc, stepOf));
  const [expected] = walks;
  const endings = distinct(walks.flatMap((walk) => walk.endings));
  const [first = { result: 'INVALID' as const }, ...others] = endings;
  const open = [...answered.values()].map(({ outcome }) => outcome).filter(isOpen);
  return {
    steps: expected?.steps ?? [],
    endings: [first, ...others],
    outcome: others.length === 0 ? first.result : open.includes('UNKNOWN') || !open.includes('UPSTREAM') ? 'UNKNOWN' : 'UPSTREAM',
  };
}

/** How many queries are known to bring nothing, among those for names that do not end the search with records. */
export function wastedQueries<R extends Reply>({ steps }: Search<R>): number {
  return steps.filter(({ outcome }) => outcome !== 'ANSWER' && !isOpen(outcome)).flatMap(({ queries }) => queries).length;
}

function answer<R extends Reply>({ name, valid }: Candidate, { types, conf, libc, ask }: SearchQuestion<R>): Answered<R> {
  if (!valid) return { queries: [], outcome: 'INVALID' };
  return name === null ? { queries: [], outcome: 'NXDOMAIN' } : askServers(name, types, conf, libc, ask);
}

/** Where a search stands: the candidate that is next, and what is remembered of those before. */
interface State {
  readonly next: number;
  readonly asTypedFirst?: Outcome;
  readonly nodata: boolean;
  readonly servfail: boolean;
  readonly last: Outcome;
}

type Move<R extends Reply> = { readonly to: State } | { readonly ending: Ending<R> };

const OPEN_MAY_BE: readonly Outcome[] = ['NXDOMAIN', 'NODATA', 'ANSWER', 'SERVFAIL', 'REFUSED'];

function followAll<R extends Reply>(
  order: readonly Candidate[],
  libc: Libc,
  stepOf: (candidate: Candidate) => Step<R>,
): Pick<Search<R>, 'steps'> & { readonly endings: readonly Ending<R>[] } {
  const steps: Step<R>[] = [];
  const endings: Ending<R>[] = [];
  const seen = new Set<string>();
  const follow = (state: State, expected: boolean): void => {
    const key = JSON.stringify(state);
    if (seen.has(key)) return;
    seen.add(key);
    const candidate = order[state.next];
    if (candidate === undefined) {
      endings.push({ result: libc === 'musl' ? 'NXDOMAIN' : resultOf(state) });
      return;
    }
    const step = stepOf(candidate);
    if (expected) steps.push(step);
    possible(step.outcome).forEach((outcome, index) => {
      const move = (libc === 'musl' ? muslMove : glibcMove)(state, step, outcome, order);
      if ('to' in move) follow(move.to, expected && index === 0);
      else endings.push(move.ending);
    });
  };
  follow({ next: 0, nodata: false, servfail: false, last: 'NXDOMAIN' }, true);
  return { steps, endings };
}

function possible(outcome: OpenOutcome): readonly Outcome[] {
  return isOpen(outcome) ? OPEN_MAY_BE : [outcome];
}

function muslMove<R extends Reply>(state: State, by: Step<R>, outcome: Outcome): Move<R> {
  if (outcome === 'NXDOMAIN' || outcome === 'INVALID') return { to: { ...state, next: state.next + 1 } };
  return { ending: { result: outcome === 'ANSWER' || outcome === 'NODATA' ? outcome : 'EAI_AGAIN', by } };
}

function glibcMove<R extends Reply>(state: State, by: Step<R>, outcome: Outcome, order: readonly Candidate[]): Move<R> {
  if (outcome === 'ANSWER') return { ending: { result: outcome, by } };
  const next = state.next + 1;
  const to = { ...state, next, last: outcome };
  if (by.domain === undefined) return { to: state.next === 0 && order.length > 1 ? { ...to, asTypedFirst: outcome } : to };
  if (outcome === 'NXDOMAIN') return { to };
  if (outcome === 'NODATA') return { to: { ...to, nodata: true } };
  if (outcome === 'SERVFAIL') return { to: { ...to, servfail: true } };
  const asTyped = order.findIndex(({ domain }, index) => index >= next && domain === undefined);
  return { to: { ...to, next: asTyped === -1 ? order.length : asTyped } };
}

/** What glibc reports when nothing was found. */
function resultOf({ asTypedFirst, nodata, servfail, last }: State): Outcome {
  return asTypedFirst ?? (nodata ? 'NODATA' : servfail ? 'SERVFAIL' : last);
}

function distinct<R extends Reply>(endings: readonly Ending<R>[]): readonly Ending<R>[] {
  return [...new Map(endings.map((ending) => [`${ending.result} ${ending.by?.name}`, ending])).values()];
}
