import { parseCaddyfile, type Statement } from './caddyfile.ts';
import { parseZoneKey, type Scheme, type ZoneKey } from './corefile-zones.ts';
import { isInZone, labelsOf } from './zone-name.ts';

/** A Corefile as far as it could be understood. */
export interface Corefile {
  /** In the order written. A block whose keys differ in port or scheme counts once for each. */
  readonly servers: readonly ServerBlock[];
  /** What stands where server blocks do and cannot be seen: imported files, keys from the environment. Any zone may be served from there. */
  readonly unseen: readonly string[];
  /** What could not be understood, in words with line numbers. With wrong braces CoreDNS does not take the file at all. */
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
  /** Files that are imported into the block, which are not in the Corefile: any plugin may stand there. */
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

interface Reading {
  readonly snippets: Map<string, readonly Statement[]>;
  readonly servers: ServerBlock[];
  readonly unseen: string[];
  readonly problems: string[];
  imports: number;
}

/**
 * Reads a Corefile, and takes any text: what cannot be understood is named, and the rest is used. Snippets are put in where they are
 * imported; imported files and `{$VARIABLES}` cannot be seen. Whether the plugins can make sense of their lines is for them to say.
 * Source: coredns/caddy caddyfile/parse.go (1.1.4); coredns core/dnsserver/register.go (1.14).
 */
export function parseCorefile(text: string): Corefile {
  const { statements, problems } = parseCaddyfile(text);
  const reading: Reading = { snippets: new Map(), servers: [], unseen: [], problems: [...problems], imports: 0 };
  readTop(statements, reading);
  return { servers: reading.servers, unseen: reading.unseen, problems: [...new Set(reading.problems)] };
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
  return /\{\$[^}]+\}|\{%.+?%\}/.test(word);
}

function readTop(statements: readonly Statement[], reading: Reading): void {
  let keys: string[] = [];
  for (const [index, { words, body, line }] of statements.entries()) {
    const [first = '', ...rest] = words;
    if (keys.length === 0 && first === 'import') {
      readTop(imported(rest, line, reading, reading.unseen), reading);
      continue;
    }
    keys.push(...words);
    if (keys.at(-1)?.endsWith(',') && body === undefined) continue;
    const snippet = /^\((.*)\)$/s.exec(keys.length === 1 ? first : '')?.[1];
    if (snippet !== undefined && body !== undefined) {
      if (reading.snippets.has(snippet)) reading.problems.push(`line ${line}: there already is a snippet (${snippet})`);
      reading.snippets.set(snippet, body);
    } else if (body === undefined) {
      // Without braces the first line has the keys of the only server, and the rest is its own.
      readServer(keys, statements.slice(index + 1), line, reading);
      return;
    } else readServer(keys, body, line, reading);
    keys = [];
  }
  if (keys.length > 0) reading.problems.push(`line ${statements.at(-1)?.line}: another zone is missing after the comma`);
}

function readServer(words: readonly string[], body: readonly Statement[], line: number, reading: Reading): void {
  const keys = words.map((word) => word.replace(/,$/, '')).filter((key) => key !== '');
  const parsed: ZoneKey[] = [];
  for (const key of keys) {
    if (isFromEnvironment(key)) reading.unseen.push(key);
    const zoneKey = isFromEnvironment(key) ? undefined : parseZoneKey(key);
    if (zoneKey !== undefined) parsed.push(zoneKey);
    else reading.problems.push(`line ${line}: ${isFromEnvironment(key) ? fromEnvironment(key) : `${key} is not a zone`}`);
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
    reading.problems.push(...words.filter(isFromEnvironment).map((word) => `line ${line}: ${fromEnvironment(word)}`));
    return [{ name, args, body: directivesOf(body, reading, unseen), line }];
  });
}

/** What an import stands for: the lines of a snippet; none of a file, which goes to `unseen`. */
function imported(args: readonly string[], line: number, reading: Reading, unseen: string[]): readonly Statement[] {
  const [name = '', ...more] = args;
  const snippet = reading.snippets.get(name);
  if (name === '' || more.length > 0) reading.problems.push(`line ${line}: import takes the name of one file or snippet`);
  if (snippet === undefined || more.length > 0) {
    unseen.push(name);
    if (name !== '') reading.problems.push(`line ${line}: ${name} is imported, and is not in the Corefile`);
    return [];
  }
  reading.imports += 1;
  if (reading.imports <= MAX_IMPORTS) return snippet;
  reading.problems.push(`line ${line}: snippets are imported more than ${MAX_IMPORTS} times`);
  return [];
}

function fromEnvironment(word: string): string {
  return `${word} comes from the environment of CoreDNS`;
}
