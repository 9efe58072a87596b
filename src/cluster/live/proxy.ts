import { ClusterError } from '../../model/errors.ts';
import { cidrContains } from '../../model/values/cidr.ts';
import { parseIp, rangeOf, sameIp } from '../../model/values/ip.ts';

/**
 * The proxy that the environment names for a server: HTTPS_PROXY or HTTP_PROXY in either case, unless NO_PROXY lists the host (a name,
 * `.suffix`, address, CIDR, with or without a port, or `*`). Loopback addresses and `localhost` never use one.
 * Source: golang.org/x/net/http/httpproxy, as kubectl uses it.
 * @throws ClusterError when the variable holds no address
 */
export function proxyFor(server: string, env: NodeJS.ProcessEnv): string | undefined {
  const { protocol, hostname, port } = new URL(server);
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = env[name] || env[name.toLowerCase()];
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (proxy === undefined || proxy === '' || host === 'localhost' || rangeOf(host) === 'loopback') return undefined;
  const exceptions = (env['NO_PROXY'] || env['no_proxy'] || '').split(',').map((one) => one.trim().toLowerCase());
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  if (exceptions.some((one) => one !== '' && matches(one, host, actualPort))) return undefined;
  const url = /^[a-z0-9]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  if (!URL.canParse(url)) throw new ClusterError(`Unable to connect to the server: invalid proxy address "${withoutUser(url)}"`);
  return url;
}

function matches(exception: string, host: string, port: string): boolean {
  if (exception === '*') return true;
  if (exception.includes('/')) return cidrContains(exception, host);
  const [, bracketed, named, onlyPort] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(exception) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const name = bracketed ?? named ?? exception;
  if (parseIp(name) !== undefined) return sameIp(name, host);
  const suffix = name.startsWith('*.') ? name.slice(1) : name;
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

/** An address as messages may show it: without the user and password that it may carry, even where it is no URL. */
export function withoutUser(address: string): string {
  return address.replace(/^(.*:\/\/)?.*@/s, '$1');
}
