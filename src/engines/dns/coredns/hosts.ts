import type { DnsRecord } from '../../../model/dns-report.ts';
import { parseIp } from '../../../model/values/ip.ts';
import { answerWith, type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import type { Directive, ReadFiles, ServerBlock } from './corefile.ts';
import { fqdn } from './corefile-zones.ts';
import {
  type Fallthrough,
  fallsThrough,
  fallthroughOf,
  named,
  originsOf,
  secondsOf,
  settingOf,
  unknownSettings,
} from './plugin-settings.ts';
import { addressOfReverse, zoneOf } from './zone-name.ts';

/** An address and a name of it, lower case, with last dot. */
export interface HostsEntry {
  readonly address: string;
  readonly name: string;
}

/** What the `hosts` plugin is told. */
export interface HostsSettings {
  readonly zones: readonly string[];
  /** A file of the CoreDNS pod that it reads besides, and that cannot be seen; as a rule kubelet's /etc/hosts, which has no names of others. */
  readonly unseen?: string;
  readonly entries: readonly HostsEntry[];
  /** In seconds. */
  readonly ttl: number;
  /** Whether addresses have names as well. */
  readonly reverse: boolean;
  readonly fallthrough: Fallthrough;
  /** Whether other types than A and AAAA are passed on for names that it does not have. */
  readonly fallthroughUnsupported: boolean;
  readonly problems: readonly string[];
}

const POD_HOSTS = '/etc/hosts';
const SETTINGS = ['fallthrough', 'fallthrough_unsupported', 'no_reverse', 'ttl', 'reload'];

/** Reads a `hosts` line, what stands in its braces, and its file where `read` knows it. Source: coredns plugin/hosts/setup.go; plugin/hosts/hostsfile.go, parse (1.14). */
export function hostsSettings(directive: Directive, block: ServerBlock, read: ReadFiles = () => undefined): HostsSettings {
  const [file = POD_HOSTS, ...zoneArgs] = directive.args;
  const zones = originsOf(zoneArgs, block);
  const end = directive.body.findIndex(({ name }) => name === 'fallthrough');
  const isInline = ({ name }: Directive, index: number): boolean => !SETTINGS.includes(name) && (end === -1 || index < end);
  const inline = directive.body.filter(isInline);
  const settings = { ...directive, body: directive.body.filter((line) => !inline.includes(line)) };
  const ttl = secondsOf(settings, 3600, [1, 65535]);
  const text = read(file);
  const lines = [...(text ?? []).flatMap(linesOf), ...inline.map(({ name, args }) => [name, ...args])];
  return {
    zones,
    ...(text === undefined && { unseen: file }),
    entries: lines.flatMap(entriesOf).filter(({ name }) => zoneOf(name, zones) !== undefined),
    ttl: ttl.seconds,
    reverse: settingOf(settings, 'no_reverse') === undefined,
    fallthrough: fallthroughOf(settings),
    fallthroughUnsupported: settingOf(settings, 'fallthrough_unsupported') !== undefined,
    problems: named(directive, [...unknownSettings(settings, SETTINGS), ...ttl.problems]),
  };
}

/**
 * What the `hosts` plugin answers; undefined: it asks the next plugin. A name that it does not have and does not pass on is SERVFAIL, for
 * lack of an SOA record. Names with `*` count since CoreDNS 1.14.5 alone: what depends on them is UNKNOWN, and so is what another file than
 * the pod's own /etc/hosts may have.
 * Source: coredns plugin/hosts/hosts.go, ServeDNS; plugin/hosts/hostsfile.go (1.11 to 1.14).
 */
export function hostsAnswer(question: DnsQuestion, settings: HostsSettings): DnsAnswer | undefined {
  const { name, type } = question;
  const isServed = zoneOf(name, settings.zones) !== undefined;
  if (!isServed && type !== 'PTR') return undefined;
  const { unseen } = settings;
  if (unseen !== undefined && (unseen !== POD_HOSTS || isOfPodItself(question))) {
    return emptyAnswer('UNKNOWN', `the plugin hosts reads ${unseen} of the CoreDNS pods, which is not in the API`);
  }
  if (type === 'PTR') return reverse(question, settings);
  const own = settings.entries.filter((entry) => entry.name === name.toLowerCase());
  const answers = own.filter(({ address }) => typeOf(address) === type).map(({ address }) => record(question, address, settings));
  if (answers.length > 0) return answerWith(answers, `the plugin hosts in the Corefile has ${name}`);
  const wildcard = `*.${name.toLowerCase().split('.').slice(1).join('.')}`;
  if (settings.entries.some((entry) => entry.name === wildcard)) {
    return emptyAnswer('UNKNOWN', `the plugin hosts in the Corefile has ${wildcard}, which CoreDNS understands since 1.14.5`);
  }
  if (own.length > 0) {
    const isPassedOn = settings.fallthroughUnsupported && type !== 'A' && type !== 'AAAA' && fallsThrough(settings.fallthrough, name);
    return isPassedOn ? undefined : emptyAnswer('NODATA', `the plugin hosts in the Corefile has ${name}, but no ${type} record of it`);
  }
  if (fallsThrough(settings.fallthrough, name)) return undefined;
  return emptyAnswer('SERVFAIL', `the plugin hosts in the Corefile does not have ${name}, and passes nothing on`);
}

/** The words of each line of a hosts file. */
function linesOf(file: string): readonly (readonly string[])[] {
  return file.split('\n').map((line) => line.replace(/#.*$/, '').trim().split(/\s+/));
}

function entriesOf([address = '', ...names]: readonly string[]): readonly HostsEntry[] {
  const ip = parseIp(address.replace(/%.*$/, ''))?.text;
  return ip === undefined ? [] : names.map((name) => ({ address: ip, name: fqdn(name) }));
}

/** A reverse look-up that finds nothing is passed on, whatever `fallthrough` says. */
function reverse(question: DnsQuestion, settings: HostsSettings): DnsAnswer | undefined {
  const address = addressOfReverse(question.name);
  const names = settings.entries.filter((entry) => entry.address === address);
  if (!settings.reverse || names.length === 0) return undefined;
  if (names.some(({ name }) => name.startsWith('*.'))) {
    return emptyAnswer('UNKNOWN', `the plugin hosts in the Corefile has ${address} with a *, which CoreDNS understands since 1.14.5`);
  }
  return answerWith(
    names.map(({ name }) => record(question, name, settings)),
    `the plugin hosts in the Corefile has ${address}`,
  );
}

function record({ name, type }: DnsQuestion, data: string, { ttl }: HostsSettings): DnsRecord {
  return { name, type, data, ttl };
}

function typeOf(address: string): 'A' | 'AAAA' {
  return address.includes(':') ? 'AAAA' : 'A';
}

/** What kubelet writes into a pod's /etc/hosts: the loopback's names, and the pod's own. */
function isOfPodItself({ name, type }: DnsQuestion): boolean {
  if (type === 'PTR') return /^(127\.0\.0\.1|::1)$/.test(addressOfReverse(name) ?? '');
  return /^(localhost|ip6-[a-z]+|coredns-[^.]+)\.$/i.test(name);
}
