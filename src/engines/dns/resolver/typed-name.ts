import ipaddr from 'ipaddr.js';
import { parseIp } from '../../../model/values/ip.ts';
import type { IntOrString } from '../../../model/values/port.ts';

/** What a person typed where a program takes a host. */
export interface TypedHost {
  /** What is looked up: the name as a DNS message spells it, with its last dot if it was typed; of an address the name for its reverse look-up. */
  readonly name: string;
  /** The type of record that alone makes sense for it. Absent: addresses. */
  readonly type?: 'PTR' | 'SRV';
  /** What was typed is an address, in any spelling that a C library takes for one: a program dials it without asking anybody. */
  readonly address?: string;
  /** Its letters beyond ASCII, as typed: browsers and curl ask for `name`, a program that does not convert asks for something else. */
  readonly unicode?: string;
  /** After the name, or what the scheme of a URL means. */
  readonly port?: IntOrString;
}

const SCHEME_PORTS: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443, wss: 443 };

const IN_URL = /^(?<scheme>[a-z][a-z0-9+.:-]*):\/\/(?:[^@/?#]*@)?(?<host>[^/?#]*)/i;
const HOST_AND_PORT = /^(?:\[(?<bracketed>[^\]]*)\]|(?<host>[^:]*))(?::(?<port>\d+|[a-z0-9-]+))?$/i;

/**
 * Reads what was typed: `foo`, `foo.a:80`, `http://user@foo:8080/x`, `10.96.0.10`, `[fd00::1]:80`, `_http._tcp.foo.a.svc.cluster.local`.
 * Undefined for what is none of it: blanks, `TYPE/NAME`, a CIDR, a name of dots alone.
 */
export function parseTypedHost(text: string): TypedHost | undefined {
  const { scheme, host: authority = text } = IN_URL.exec(text)?.groups ?? {};
  const { bracketed, host = authority, port } = (parseIp(authority) ? undefined : HOST_AND_PORT.exec(authority))?.groups ?? {};
  const name = bracketed ?? host;
  const number = port === undefined ? SCHEME_PORTS[scheme?.toLowerCase() ?? ''] : /^\d+$/.test(port) ? Number(port) : port;
  const rest = number === undefined ? {} : { port: number };
  const address = libcAddress(name) ?? parseIp(name)?.text;
  if (address !== undefined) return { name: reverseName(address), type: 'PTR', address, ...rest };
  if (bracketed !== undefined || !/^[^\s\p{Cc}:/?#@[\]%]+$/u.test(name) || /^\.+$/.test(name)) return undefined;
  const ascii = asciiName(name);
  if (ascii === undefined) return undefined;
  const type = typeOf(ascii);
  return { name: ascii, ...(type === undefined ? {} : { type }), ...(ascii === name ? {} : { unicode: name }), ...rest };
}

/** The name by which an address is looked up: `10.0.96.10.in-addr.arpa.`, or nibbles in `ip6.arpa.`; the search list does not count. */
export function reverseName(address: string): string {
  const bytes = ipaddr.parse(address).toByteArray();
  if (bytes.length === 4) return `${bytes.toReversed().join('.')}.in-addr.arpa.`;
  const nibbles = bytes.flatMap((byte) => [byte >> 4, byte & 15]).map((nibble) => nibble.toString(16));
  return `${nibbles.toReversed().join('.')}.ip6.arpa.`;
}

/**
 * An IPv4 address in the spellings of old: `10.1` is 10.0.0.1, `0x7f.1` is 127.0.0.1, and so is `2130706433`; a part with a zero before it is octal.
 * Source: glibc resolv/inet_addr.c, __inet_aton_exact (2.42); musl src/network/inet_aton.c (1.2.5).
 */
function libcAddress(text: string): string | undefined {
  const parts = text.split('.');
  if (!parts.every((part) => /^(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.test(part)) || parts.length > 4) return undefined;
  const numbers = parts.map((part) => (/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part)));
  const last = numbers.pop() ?? 0;
  if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) return undefined;
  const tail = Array.from({ length: 4 - numbers.length }, (_, index) => Math.floor(last / 256 ** (3 - numbers.length - index)) % 256);
  return [...numbers, ...tail].join('.');
}

function asciiName(name: string): string | undefined {
  const labels = name.split(/[.\u3002]/).map((label) => (/^[\x20-\x7e]*$/.test(label) ? label : asciiLabel(label)));
  return labels.includes(undefined) ? undefined : labels.join('.');
}

function asciiLabel(label: string): string | undefined {
  const url = `http://${label}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function typeOf(name: string): TypedHost['type'] {
  if (/\.(in-addr|ip6)\.arpa\.?$/i.test(name)) return 'PTR';
  return /^_[^.]+\._(tcp|udp|sctp)\./i.test(name) ? 'SRV' : undefined;
}
