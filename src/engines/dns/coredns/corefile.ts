import { parseCaddyfile, type Statement } from './caddyfile.ts';
import { parseZoneKey, type Scheme, type ZoneKey } from './corefile-zones.ts';
import { isInZone, labelsOf } from './zone-name.ts';

/** A Corefile as far as it could be understood. */
export interface Corefile {
  /** In the order written. A block whose keys differ in port or scheme counts once for each. */
  readonly servers: readonly ServerBlock[];
  /** What stands where server blocks do and cannot be seen: imported files, keys from the environment. Any zone may be served from there. */
  readonly unseen: readonly string[];
  /** What could not be understood, in words with line numbers: CoreDNS does not take such a file, and keeps to what it had, or does not start. */
  readonly problems: readonly string[];
}

/** One server: the zones of a block that share a port, and the plugins that answer for them. */
export interface ServerBlock {
  /** Lower case, with last dot; `.` is the root; a CIDR stands as the zones for its reverse look-ups. */
  readonly zones: readonly string[];
  readonly port: number;
  readonly scheme: Scheme;
  /** The zones of all keys of the block, whatever their port: what a plugin serves that is told no zone. */
  readonly origins: readonly string[];
  /** In the order written; CoreDNS asks them in another one: see `pluginsInOrder`. */
  readonly plugins: readonly Directive[];
  /** Files that are imported into the block and cannot be seen: any plugin may stand there. */
  readonly unseen: readonly string[];
  readonly line: number;
}

/** A plugin of a server block, or a line between a plugin's braces. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly body: readonly Directive[];
  readonly line: number;
}

/** How many imports of snippets are followed; CoreDNS follows ten thousand, and then refuses. */
const MAX_IMPORTS = 1000;

/** The text of each file that fits a path, which may have a `*`; none where no file does; undefined where that cannot be told. */
export type ReadFiles = (path: string) => readonly string[] | undefined;

interface Reading {
  readonly read: ReadFiles;
  readonly snippets: Map<string, readonly Statement[]>;
  readonly servers: ServerBlock[];
  readonly unseen: string[];
  readonly problems: string[];
  imports: number;
}

/**
 * Reads a Corefile, and takes any text: what cannot be understood is named, and the rest is used. Snippets are put in where they are
 * imported, and files that `read` knows of; `{$VARIABLES}` stay as they are, for their values cannot be seen. Whether the plugins can make sense of their lines is for them to say.
 * Source: coredns/caddy caddyfile/parse.go (1.1.4); coredns core/dnsserver/register.go (1.14).
 */
export function parseCorefile(text: string, read: ReadFiles = () => undefined): Corefile {
  const { statements, problems } = parseCaddyfile(text);
  const reading: Reading = { read, snippets: new Map(), servers: [], unseen: [], problems: [...problems], imports: 0 };
  readTop(statements, reading);
  const all = [...reading.problems, ...servedTwice(reading.servers)];
  return { servers: reading.servers, unseen: reading.unseen, problems: [...new Set(all)] };
}

/**
 * The server that is asked for a name: of those on the port that speak plain DNS the one with the longest zone; the first of equals (they
 * differ in `bind` or `view`). Undefined: CoreDNS refuses the question. Source: coredns core/dnsserver/server.go, ServeDNS (1.14).
 */
export function serverFor({ servers }: Corefile, name: string, port = 53): ServerBlock | undefined {
  let best: { readonly server: ServerBlock; readonly labels: number } | undefined;
  for (const server of servers) {
    if (server.port !== port || server.scheme !== 'dns') continue;
    for (const zone of server.zones) {
      const labels = labelsOf(zone).length;
      if (isInZone(name, zone) && (best === undefined || labels > best.labels)) best = { server, labels };
    }
  }
  return best?.server;
}

/** Whether a word has a part that CoreDNS takes from its environment: `{$ZONE}`, `{%ZONE%}`. Source: coredns/caddy caddyfile/parse.go, replaceEnvVars. */
export function isFromEnvironment(word: string): boolean {
  return /\{\$[^{}]+\}|\{%[^{%]+%\}/.test(word);
}

function readTop(statements: readonly Statement[], reading: Reading): void {
  let keys: string[] = [];
  for (const [index, { words, body, line }] of statements.entries()) {
    const [first = '', ...rest] = words;
    if (keys.length === 0 && first === 'import') {
      readTop(imported(rest, line, reading, reading.unseen), reading);
      continue;
    }
    for (const word of words) keys.push(word);
    if (keys.at(-1)?.endsWith(',') && body === undefined) continue;
    const snippet = /^\((.*)\)$/s.exec(keys.length === 1 ? first : '')?.[1];
    if (snippet !== undefined) {
      if (reading.snippets.has(snippet)) reading.problems.push(`line ${line}: there already is a snippet (${snippet})`);
      if (body === undefined) reading.problems.push(`line ${line}: the snippet (${snippet}) has no braces`);
      reading.snippets.set(snippet, body ?? []);
    } else if (body === undefined) {
      // Without braces the first line has the keys of the only server, and the rest is its own.
      readServer(keys, statements.slice(index + 1), line, reading);
      return;
    } else readServer(keys, body, line, reading);
    keys = [];
  }
  if (keys.length > 0) reading.problems.push(`line ${statements.at(-1)?.line}: another zone is missing after the comma`);
}

/** A zone may have one server on a port, unless `bind` or `view` tell them apart. Source: coredns core/dnsserver/address.go, zoneOverlap (1.14). */
function servedTwice(servers: readonly ServerBlock[]): readonly string[] {
  const seen = new Set<string>();
  return servers
    .filter(({ plugins }) => !plugins.some(({ name }) => name === 'bind' || name === 'view'))
    .flatMap(({ zones, scheme, port, line }) => zones.map((zone) => ({ line, text: `${scheme}://${zone}:${port}` })))
    .flatMap(({ line, text }) => (seen.size === seen.add(text).size ? [`line ${line}: ${text} has a server already`] : []));
}

function readServer(words: readonly string[], body: readonly Statement[], line: number, reading: Reading): void {
  const keys = words.map((word) => word.replace(/,$/, '')).filter((key) => key !== '');
  const parsed: ZoneKey[] = [];
  for (const key of keys) {
    if (isFromEnvironment(key)) reading.unseen.push(key);
    const zoneKey = isFromEnvironment(key) ? undefined : parseZoneKey(key);
    if (zoneKey !== undefined) parsed.push(zoneKey);
    else if (!isFromEnvironment(key)) reading.problems.push(`line ${line}: ${key} is not a zone`);
  }
  const unseen: string[] = [];
  const plugins = directivesOf(body, reading, unseen);
  const origins = parsed.flatMap(({ zones }) => zones);
  for (const { port, scheme } of new Map(parsed.map((key) => [`${key.scheme} ${key.port}`, key])).values()) {
    const zones = parsed.filter((key) => key.port === port && key.scheme === scheme).flatMap((key) => key.zones);
    reading.servers.push({ zones, port, scheme, origins, plugins, unseen, line });
  }
}

function directivesOf(statements: readonly Statement[], reading: Reading, unseen: string[]): readonly Directive[] {
  return statements.flatMap(({ words, body = [], line }) => {
    const [name = '', ...args] = words;
    if (name === 'import') return directivesOf(imported(args, line, reading, unseen), reading, unseen);
    return [{ name, args, body: directivesOf(body, reading, unseen), line }];
  });
}

/** What an import stands for: the lines of a snippet or of files; none of a file that cannot be seen, which goes to `unseen`. */
function imported(args: readonly string[], line: number, reading: Reading, unseen: string[]): readonly Statement[] {
  const [name = '', ...more] = args;
  if (name === '' || more.length > 0) {
    reading.problems.push(`line ${line}: import takes the name of one file or snippet`);
    return [];
  }
  reading.imports += 1;
  if (reading.imports > MAX_IMPORTS) {
    reading.problems.push(`line ${line}: there are more than ${MAX_IMPORTS} imports`);
    return [];
  }
  const snippet = reading.snippets.get(name);
  if (snippet !== undefined) return snippet;
  const files = isFromEnvironment(name) ? undefined : reading.read(name);
  if (files === undefined) unseen.push(name);
  return (files ?? []).flatMap((file) => {
    const { statements, problems } = parseCaddyfile(file);
    for (const problem of problems) reading.problems.push(`${name}: ${problem}`);
    return statements;
  });
}
