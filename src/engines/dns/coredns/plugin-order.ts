import type { DnsQuestion } from './answer.ts';
import { type Directive, isFromEnvironment, type ServerBlock } from './corefile.ts';
import { zonesOf } from './corefile-zones.ts';
import { originsOf } from './plugin-settings.ts';
import { zoneOf } from './zone-name.ts';

/**
 * What a plugin has to do with the meaning of a name. `quiet`: nothing that an answer over plain DNS shows, but how old it may be;
 * `followed`: what it does is predicted; `open`: it may answer, refuse or change a question, and what it makes of it is not predicted.
 */
export type PluginRole = 'quiet' | 'followed' | 'open';

/** A plugin of a server block at its place. */
export interface PlacedPlugin {
  readonly directive: Directive;
  readonly role: PluginRole;
}

/** In the order of plugin.cfg (1.11 to 1.14; what 1.14.7 and later move about, `rewrite`, `acl` and `cache`, keeps the order of what is followed). */
const ROLES: readonly (readonly [name: string, role: PluginRole])[] = [
  ...quiet('root', 'metadata', 'geoip', 'cancel', 'proxyproto', 'tls', 'quic', 'grpc_server', 'https', 'https3', 'timeouts', 'multisocket'),
  ...quiet(
    'reload',
    'nsid',
    'bufsize',
    'bind',
    'debug',
    'trace',
    'ready',
    'health',
    'pprof',
    'shed',
    'prometheus',
    'errors',
    'log',
    'dnstap',
  ),
  ...open('local', 'dns64', 'acl', 'any'),
  ...quiet('chaos', 'loadbalance'),
  ...open('tsig'),
  ...quiet('cache'),
  ...followed('rewrite'),
  ...quiet('header', 'dnssec'),
  ...followed('autopath'),
  ...quiet('minimal'),
  ...followed('template'),
  ...quiet('transfer'),
  ...followed('hosts'),
  ...open('route53', 'azure', 'clouddns'),
  ...followed('k8s_external', 'kubernetes'),
  ...open('file', 'auto', 'secondary', 'etcd'),
  ...quiet('loop'),
  ...followed('forward'),
  ...open('grpc', 'erratic', 'whoami'),
  ...quiet('on', 'sign'),
  ...open('view', 'nomad'),
];

const PLACES: ReadonlyMap<string, { readonly place: number; readonly role: PluginRole }> = new Map(
  ROLES.map(([name, role], place) => [name, { place, role }]),
);

/**
 * The plugins of a block in the order in which CoreDNS asks them, whatever the order written; lines of the same plugin keep theirs. What
 * is no plugin of CoreDNS's own stands apart, for its place is not known: it is compiled into other builds.
 * Source: coredns plugin.cfg (1.11 to 1.14).
 */
export function pluginsInOrder({ plugins }: ServerBlock): {
  readonly placed: readonly PlacedPlugin[];
  readonly unknown: readonly Directive[];
} {
  const placed = plugins.flatMap((directive) => {
    const known = PLACES.get(directive.name);
    return known === undefined ? [] : [{ directive, ...known }];
  });
  return {
    placed: placed.toSorted((a, b) => a.place - b.place).map(({ directive, role }) => ({ directive, role })),
    unknown: plugins.filter(({ name }) => !PLACES.has(name)),
  };
}

/**
 * Whether an `open` plugin may have to do with a question, by the zones that it is told; those from the environment may be any.
 * Source: the setup.go of each in coredns plugin/ (1.14); plugin/local/local.go; plugin/any/any.go; plugin/dns64/dns64.go.
 */
export function mayTouch({ name, args, body }: Directive, block: ServerBlock, question: DnsQuestion): boolean {
  if (args.some(isFromEnvironment)) return true;
  const isIn = (zones: readonly string[]): boolean => zoneOf(question.name, zones) !== undefined;
  switch (name) {
    case 'any':
      return question.type === 'ANY';
    case 'dns64':
      return question.type === 'AAAA';
    case 'local':
      return /(^|\.)localhost\.$|^localhost\./i.test(question.name) || isIn(['0.in-addr.arpa.', '127.in-addr.arpa.', '255.in-addr.arpa.']);
    case 'file':
      return isIn(originsOf(args.slice(1), block));
    case 'grpc':
      return isIn(zonesOf(args.slice(0, 1)));
    case 'route53':
    case 'clouddns':
      return isIn(zonesOf(args.map((arg) => arg.split(':')[0] ?? '')));
    case 'azure':
      return isIn(zonesOf(args.map((arg) => arg.split(':')[1] ?? '')));
    case 'tsig':
      return body.some((line) => line.name === 'require') && isIn(originsOf(args, block));
    case 'acl':
    case 'auto':
    case 'secondary':
    case 'etcd':
    case 'nomad':
      return isIn(originsOf(args, block));
    default:
      return true;
  }
}

function quiet(...names: readonly string[]): readonly (readonly [string, PluginRole])[] {
  return names.map((name) => [name, 'quiet']);
}

function followed(...names: readonly string[]): readonly (readonly [string, PluginRole])[] {
  return names.map((name) => [name, 'followed']);
}

function open(...names: readonly string[]): readonly (readonly [string, PluginRole])[] {
  return names.map((name) => [name, 'open']);
}
