import { hostPort, parseIp } from '../../../model/values/ip.ts';
import { type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import { type Directive, isFromEnvironment } from './corefile.ts';
import { zonesOf } from './corefile-zones.ts';
import { named, settingOf, unknownSettings } from './plugin-settings.ts';
import { isInZone, zoneOf } from './zone-name.ts';

/**
 * Whom `forward` asks. `file`: the name servers of a file of the CoreDNS pod; /etc/resolv.conf is as a rule the node's. `unknown`: a host's
 * name, or a word that is filled in when CoreDNS starts (NodeLocal DNSCache: `__PILLAR__CLUSTER__DNS__`).
 */
export type ForwardTarget =
  | { readonly kind: 'address'; readonly address: string; readonly port: number; readonly scheme: 'dns' | 'tls' | 'https' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'unknown'; readonly text: string };

/** What the `forward` plugin is told. */
export interface ForwardSettings {
  /** The zone whose names it takes, with last dot. */
  readonly from: string;
  readonly to: readonly ForwardTarget[];
  /** Zones below it whose names it leaves to the next plugin. */
  readonly except: readonly string[];
  /** What others may say for the next `forward` to be asked instead: response codes, and an answer without records. */
  readonly next: readonly string[];
  readonly nextOnNodata: boolean;
  readonly problems: readonly string[];
}

const DEFAULT_PORTS = { dns: 53, tls: 853, https: 443 } as const;

const SETTINGS = [
  ...[
    'except',
    'max_fails',
    'max_connect_attempts',
    'health_check',
    'force_tcp',
    'prefer_udp',
    'tls',
    'tls_servername',
    'expire',
    'max_age',
  ],
  ...['max_idle_conns', 'read_timeout', 'doh_method', 'policy', 'max_concurrent', 'next', 'next_on_nodata', 'failover', 'resolver'],
  ...['failfast_all_unhealthy_upstreams', 'source_address'],
];

/** Reads a `forward` line and what stands in its braces. Source: coredns plugin/forward/setup.go; plugin/pkg/parse/host.go (1.14). */
export function forwardSettings(directive: Directive): ForwardSettings {
  const [from = '', ...to] = directive.args;
  const [zone] = zonesOf([from]);
  const problems = [...unknownSettings(directive, SETTINGS)];
  if (zone === undefined) problems.push(`${from} is not a zone`);
  if (to.length === 0) problems.push('nobody is named to forward to');
  return {
    from: zone ?? '.',
    to: to.map(targetOf),
    except: zonesOf(directive.body.filter(({ name }) => name === 'except').flatMap(({ args }) => args)),
    next: directive.body.filter(({ name }) => name === 'next').flatMap(({ args }) => args.map((rcode) => rcode.toUpperCase())),
    nextOnNodata: settingOf(directive, 'next_on_nodata') !== undefined,
    problems: named(directive, problems),
  };
}

/**
 * UPSTREAM where `forward` takes the question; undefined: it asks the next plugin. What others answer is not in the API. `pods`: whose
 * plugin it is.
 * Source: coredns plugin/forward/forward.go, match and isAllowedDomain (1.14).
 */
export function forwardAnswer({ name }: DnsQuestion, { from, to, except }: ForwardSettings, pods = 'CoreDNS'): DnsAnswer | undefined {
  const isApex = name.toLowerCase() === from;
  if (!isInZone(name, from) || (!isApex && zoneOf(name, except) !== undefined)) return undefined;
  return emptyAnswer('UPSTREAM', `asked upstream: ${to.map((target) => targetText(target, pods)).join(', ')}`);
}

/** Whether what others said is not the last word, where another `forward` follows. Source: coredns plugin/forward/forward.go, ServeDNS (1.14). */
export function asksNext({ next, nextOnNodata }: ForwardSettings, { kind }: DnsAnswer): boolean {
  const rcode = kind === 'ANSWER' || kind === 'NODATA' ? 'NOERROR' : kind;
  return next.includes(rcode) || (nextOnNodata && kind === 'NODATA');
}

/** A target in words: `10.0.0.1:53`, `tls://9.9.9.9:853`, `the servers in /etc/resolv.conf of the CoreDNS pods`. */
function targetText(target: ForwardTarget, pods: string): string {
  if (target.kind === 'file') return `the servers in ${target.path} of the ${pods} pods`;
  if (target.kind === 'unknown') return target.text;
  return `${target.scheme === 'dns' ? '' : `${target.scheme}://`}${hostPort(target.address, target.port)}`;
}

function targetOf(text: string): ForwardTarget {
  const { scheme = 'dns', rest = text } = /^(?<scheme>dns|tls|https):\/\/(?<rest>.*)$/s.exec(text)?.groups ?? {};
  const bare = parseIp(withoutZone(rest.replace(/^\[(.*)\]$/s, '$1')));
  const { bracketed, host, port } = /^(?:\[(?<bracketed>.*)\]|(?<host>[^:]*)):(?<port>\d+)$/s.exec(rest)?.groups ?? {};
  const address = bare ?? parseIp(withoutZone(bracketed ?? host ?? ''));
  const named = scheme === 'tls' || scheme === 'https' ? scheme : 'dns';
  if (address !== undefined) return { kind: 'address', address: address.text, port: Number(port ?? DEFAULT_PORTS[named]), scheme: named };
  return rest.startsWith('/') && !isFromEnvironment(rest) ? { kind: 'file', path: rest } : { kind: 'unknown', text };
}

/** `fe80::1%eth0`, `9.9.9.9%dns.quad9.net`: what follows is a network device, or the name in the server's certificate. */
function withoutZone(host: string): string {
  return host.replace(/%.*$/s, '');
}
