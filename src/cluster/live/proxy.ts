import ipaddr from 'ipaddr.js';
import { ClusterError } from '../../model/errors.ts';
import { cidrContains } from '../../model/values/cidr.ts';

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
  if (proxy === undefined || proxy === '' || isLoopback(host)) return undefined;
  const exceptions = (env['NO_PROXY'] || env['no_proxy'] || '').split(',').map((one) => one.trim().toLowerCase());
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  if (exceptions.some((one) => one !== '' && matches(one, host, actualPort))) return undefined;
  const url = /^[a-z0-9]+:\/\//.test(proxy) ? proxy : `http://${proxy}`;
  if (!URL.canParse(url)) throw new ClusterError(`Unable to connect to the server: invalid proxy address "${proxy}"`);
  return url;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || (ipaddr.isValid(host) && ipaddr.parse(host).range() === 'loopback');
}

function matches(exception: string, host: string, port: string): boolean {
  if (exception === '*') return true;
  if (exception.includes('/')) return cidrContains(exception, host);
  const [, name = exception, onlyPort] = /^(.+):(\d+)$/.exec(exception) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const suffix = name.startsWith('*.') ? name.slice(1) : name;
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}
