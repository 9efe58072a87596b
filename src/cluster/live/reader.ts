import { setImmediate } from 'node:timers/promises';
import { apiVersionOf, KINDS, type Kind, type KindInfo, versionsOf } from '../../model/kind.ts';
import { type Gap, type GapReason, gapsOf, type Listing, type Need } from '../../model/listing.ts';
import type { Resource } from '../../model/resources/index.ts';
import type { MetadataOnly } from '../../model/resources/metadata.ts';
import type { Reader, Reading } from '../../model/snapshot.ts';
import { type Served, servedBy } from '../discovery.ts';
import { project, projectMetadata } from '../kinds/index.ts';
import { MalformedObject } from '../kinds/raw.ts';
import { acceptOf, bodyOf, isOneObject, notKubernetes, pagePath, pathOf, type Status, segmentProblem, statusOf } from './api.ts';
import type { Answer } from './transport.ts';

/** What the reader needs of a connection. */
export interface Session {
  readonly server: string;
  /** The namespace to fall back to when a list of all namespaces is refused. */
  readonly namespace: string;
  /** Objects in one page; 0 for all at once. */
  readonly chunkSize: number;
  /** Sends a GET, signed in; throws ClusterErrors in kubectl's words. */
  get(path: string, accept: string): Promise<Answer>;
}

type Item = Resource | MetadataOnly;

/** So often a list is begun again when its continue token has expired. */
const MAX_RESTARTS = 2;

/** In which version the server has a kind that it was found not to have in the newest; the first answer about a kind settles it. */
type Versions = Map<Kind, string>;

/**
 * Reads needs from a live cluster, all at once; a kind that the server does not have in its newest version, in an older one. A refused, unserved or unreadable kind comes back as a gap; a connection that fails throws.
 * Where a list of all namespaces is refused, the session's namespace is read instead, and the listing is partial.
 */
export function liveReader(session: Session): Reader {
  const versions: Versions = new Map();
  let discovered: Promise<Served> | undefined;
  const served = () => {
    discovered ??= discover(session);
    return discovered;
  };
  return (needs) =>
    Promise.all(
      needs.map(async (need) => {
        const { custom }: KindInfo = KINDS[need.kind];
        const gap = custom ? unserved(need, await served()) : undefined;
        return gap === undefined ? read(session, need, versions) : { need, listing: { state: 'unknown', gaps: [gap] } };
      }),
    );
}

/**
 * Which groups the server has: one question, which everybody may ask, instead of one for each custom kind, to which most servers answer
 * that they do not have it, and to users of few rights that they may not know.
 */
async function discover(session: Session): Promise<Served> {
  const answer = await session.get('/apis', 'application/json');
  return servedBy(answer.status === 200 && 'json' in answer ? [answer.json] : []);
}

function unserved(need: Need, served: Served): Gap | undefined {
  const { group, plural } = KINDS[need.kind];
  switch (served(need.kind)) {
    case false:
      return gapFor(need, 'not-served', `the server does not have ${plural}.${group}`);
    case 'other-version':
      return gapFor(need, 'invalid', `the server has ${group} in other versions than ${apiVersionOf(need.kind)}, which are not read`);
    default:
      return undefined;
  }
}

async function read(session: Session, need: Need, versions: Versions): Promise<Reading> {
  const listing = await listingOf(session, need, versions);
  const everywhere = need.namespace === undefined && KINDS[need.kind].namespaced;
  if (!everywhere || listing.state !== 'unknown' || listing.gaps[0]?.reason !== 'forbidden') return { need, listing };
  const own = await listingOf(session, { ...need, namespace: session.namespace }, versions);
  if (own.state === 'unknown') return { need, listing };
  return { need, listing: { state: 'partial', items: own.items, gaps: [...listing.gaps, ...gapsOf(own)] } };
}

async function listingOf(session: Session, need: Need, versions: Versions): Promise<Listing<Item>> {
  const { namespace = '', name = '' } = need;
  const wrong = segmentProblem('namespace', namespace) ?? segmentProblem('resource name', name) ?? secretsProblem(need);
  if (wrong !== undefined) return { state: 'unknown', gaps: [gapFor(need, 'invalid', wrong)] };
  const one = (version: string) => (isOneObject(need) ? getOne(session, need, version) : listAll(session, need, version));
  const settled = versions.get(need.kind);
  const [newest, ...older] = settled === undefined ? versionsOf(need.kind) : [settled];
  const first = await one(newest ?? KINDS[need.kind].version);
  if (!isNotServed(first)) return first;
  const others = await Promise.all(older.map(async (version) => ({ version, listing: await one(version) })));
  const served = others.find(({ listing }) => !isNotServed(listing));
  if (served === undefined) return first;
  versions.set(need.kind, served.version);
  return served.listing;
}

/** What Secrets hold is read one by one and by name: no need gets all of them. */
function secretsProblem(need: Need): string | undefined {
  const { kind, only } = need;
  return kind === 'Secret' && only === undefined && !isOneObject(need) ? 'Secrets are only listed by their metadata' : undefined;
}

function isNotServed(listing: Listing<Item>): boolean {
  return listing.state === 'unknown' && listing.gaps[0]?.reason === 'not-served';
}

async function getOne(session: Session, need: Need, version: string): Promise<Listing<Item>> {
  const answer = await session.get(pathOf(need, version), acceptOf(need));
  if (answer.status !== 200) {
    const status = statusOf(answer, need, session.server);
    return status.code === 404 && status.aboutObject ? { state: 'complete', items: [] } : unknownFor(need, status);
  }
  const collected = collector(need);
  collected.add(bodyOf(answer, need, session.server).items);
  return collected.listing();
}

async function listAll(session: Session, need: Need, version: string): Promise<Listing<Item>> {
  for (let restarts = 0; ; restarts += 1) {
    const listing = await listPages(session, need, version);
    if (listing !== 'expired') return listing;
    if (restarts >= MAX_RESTARTS) {
      return { state: 'unknown', gaps: [gapFor(need, 'unreachable', 'the list kept expiring while it was read')] };
    }
  }
}

async function listPages(session: Session, need: Need, version: string): Promise<Listing<Item> | 'expired'> {
  const { server, chunkSize } = session;
  const path = pathOf(need, version);
  const collected = collector(need);
  const page = (token: string) => session.get(pagePath(path, chunkSize, token), acceptOf(need));
  let answer = await page('');
  for (let token = ''; ; ) {
    if (answer.status === 410) return 'expired';
    if (answer.status !== 200) return unknownFor(need, statusOf(answer, need, server));
    const { items, continueToken } = bodyOf(answer, need, server);
    if (continueToken === '') {
      collected.add(items);
      return collected.listing();
    }
    if (continueToken === token) throw notKubernetes(need, server, 'a list that does not end');
    token = continueToken;
    const collecting = async () => {
      // The request for the next page goes out first, so that the server works while this one is looked through.
      await setImmediate();
      collected.add(items);
    };
    [answer] = await Promise.all([page(token), collecting()]);
  }
}

/** Projects items as they come; malformed ones become gaps that name them. */
function collector(need: Need) {
  const { kind, only } = need;
  const items: Item[] = [];
  const gaps: Gap[] = [];
  return {
    add(raw: readonly unknown[]) {
      for (const one of raw) {
        try {
          items.push(only === undefined ? project(kind, one) : projectMetadata(one));
        } catch (error) {
          if (!(error instanceof MalformedObject)) throw error;
          gaps.push(gapFor(need, 'invalid', `${kind} ${nameOf(one)}: ${error.message}`));
        }
      }
    },
    listing(): Listing<Item> {
      return gaps.length === 0 ? { state: 'complete', items } : { state: 'partial', items, gaps };
    },
  };
}

/** The name of an object about which nothing is sure. */
function nameOf(raw: unknown): string {
  const { metadata } = (raw ?? {}) as { readonly metadata?: { readonly namespace?: unknown; readonly name?: unknown } | null };
  const parts = [metadata?.namespace, metadata?.name].filter((part) => typeof part === 'string' && part !== '');
  return parts.length === 0 ? '(without a name)' : parts.join('/');
}

function unknownFor(need: Need, status: Status): Listing<Item> {
  return { state: 'unknown', gaps: [gapFor(need, reasonOf(status), status.message)] };
}

function reasonOf({ code }: Status): GapReason {
  switch (code) {
    case 403:
      return 'forbidden';
    case 404:
    case 405:
    case 406:
      return 'not-served';
    case 400:
      return 'invalid';
    default:
      return 'unreachable';
  }
}

function gapFor({ kind, only: _only, ...scope }: Need, reason: GapReason, message: string): Gap {
  return { kind, scope, reason, message };
}
