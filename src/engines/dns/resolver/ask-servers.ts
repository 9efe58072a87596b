import type { Libc, LibcResolvConf } from './libc-resolv-conf.ts';

/**
 * What a query brings: records; none of that type, but the name exists (NODATA); no such name (NXDOMAIN); or a failure. TIMEOUT: nobody
 * answers. INVALID: the library does not ask, for the name is none.
 */
export type Outcome = 'ANSWER' | 'NODATA' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'TIMEOUT' | 'INVALID';

/** An outcome, or that the answer comes from outside of the cluster (UPSTREAM) or from what could not be read (UNKNOWN). */
export type OpenOutcome = Outcome | 'UPSTREAM' | 'UNKNOWN';

/** What a server replies. Whoever answers may put more into it. */
export interface Reply {
  readonly outcome: OpenOutcome;
}

/** One query to one server; `server` null: one that is not known. */
export interface Query {
  readonly server: string | null;
  readonly name: string;
  readonly type: string;
}

/** Answers a query as the server does. */
export type Ask<R extends Reply> = (query: Query) => R;

/** A query that was sent, and what came back. */
export interface Asked<R extends Reply> extends Query {
  readonly reply: R;
}

/** What a name brings, and the queries that it took, in order. */
export interface Answered<R extends Reply> {
  readonly queries: readonly Asked<R>[];
  readonly outcome: OpenOutcome;
}

/**
 * Asks for one name, all types at once (getaddrinfo: A and AAAA).
 * glibc asks the servers in order until one gives an answer or says that there is none; a failure moves on to the next, and what a server
 * says is never checked against another. An address of one family suffices. musl asks all at once, takes the first such answer, waits
 * when there is a failure, and of both types it takes the worse: if several servers do not say the same, the outcome is UNKNOWN.
 * Source: glibc resolv/res_send.c, resolv/res_query.c, __res_context_query (2.42); musl src/network/res_msend.c, src/network/lookup_name.c,
 * name_from_dns (1.2.5).
 */
export function askServers<R extends Reply>(
  name: string,
  types: readonly string[],
  conf: LibcResolvConf,
  libc: Libc,
  ask: Ask<R>,
): Answered<R> {
  const answered = types.map((type) => (libc === 'musl' ? askAll : askInTurn)(name, type, conf, ask));
  const outcomes = answered.map(({ outcome }) => outcome);
  return {
    queries: answered.flatMap(({ queries }) => queries),
    outcome: libc === 'musl' ? worseOf(outcomes) : betterOf(outcomes),
  };
}

/** Whether nobody can tell how the query ends. */
export function isOpen(outcome: OpenOutcome): outcome is 'UPSTREAM' | 'UNKNOWN' {
  return outcome === 'UPSTREAM' || outcome === 'UNKNOWN';
}

function isFailure(outcome: OpenOutcome): boolean {
  return outcome === 'SERVFAIL' || outcome === 'REFUSED' || outcome === 'TIMEOUT';
}

function askInTurn<R extends Reply>(name: string, type: string, { nameservers, rotate }: LibcResolvConf, ask: Ask<R>): Answered<R> {
  const first = inTurn(nameservers, name, type, ask);
  if (!rotate) return first;
  const starts = nameservers.map((_, start) => inTurn([...nameservers.slice(start), ...nameservers.slice(0, start)], name, type, ask));
  return starts.every(({ outcome }) => outcome === first.outcome) ? first : { ...first, outcome: 'UNKNOWN' };
}

function inTurn<R extends Reply>(servers: LibcResolvConf['nameservers'], name: string, type: string, ask: Ask<R>): Answered<R> {
  const queries: Asked<R>[] = [];
  for (const server of servers) {
    const reply = ask({ server, name, type });
    queries.push({ server, name, type, reply });
    if (!isFailure(reply.outcome)) return { queries, outcome: reply.outcome };
  }
  return { queries, outcome: queries.at(-1)?.reply.outcome ?? 'TIMEOUT' };
}

function askAll<R extends Reply>(name: string, type: string, { nameservers }: LibcResolvConf, ask: Ask<R>): Answered<R> {
  const queries = nameservers.map((server) => ({ server, name, type, reply: ask({ server, name, type }) }));
  const outcomes = queries.map(({ reply }) => reply.outcome);
  const accepted = new Set(outcomes.filter((outcome) => !isFailure(outcome)));
  const [only = outcomes[0] ?? 'TIMEOUT'] = accepted;
  return { queries, outcome: accepted.size > 1 ? 'UNKNOWN' : only };
}

/** Of several types the one with records; else what the first says, unless that is only that it has none of that type. */
function betterOf(outcomes: readonly OpenOutcome[]): OpenOutcome {
  if (outcomes.includes('ANSWER')) return 'ANSWER';
  return outcomes.find(isOpen) ?? outcomes.find((outcome) => outcome !== 'NODATA') ?? 'NODATA';
}

function worseOf(outcomes: readonly OpenOutcome[]): OpenOutcome {
  const order: readonly ((outcome: OpenOutcome) => boolean)[] = [isFailure, isOpen, (one) => one === 'NXDOMAIN', (one) => one === 'ANSWER'];
  for (const fits of order) {
    const found = outcomes.find(fits);
    if (found !== undefined) return found;
  }
  return 'NODATA';
}
