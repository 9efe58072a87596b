import { parseTypedHost } from '../../engines/dns/index.ts';
import { UsageError } from '../../model/errors.ts';
import { findKind, type Kind } from '../../model/kind.ts';
import { hostPort, parseIp } from '../../model/values/ip.ts';

/** The kinds of workload whose pods may send. */
export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet';

/** Who sends. */
export type From =
  | { readonly kind: 'Pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: WorkloadKind; readonly namespace: string; readonly name: string }
  | { readonly kind: 'Node'; readonly name: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'internet' };

/** What is dialled. A port by number or, of a Service or pod, by name; absent where the object has only one. */
export type To =
  | { readonly kind: 'Service' | 'Pod'; readonly namespace: string; readonly name: string; readonly port?: number | string }
  | { readonly kind: 'Node'; readonly name: string; readonly port: number }
  | { readonly kind: 'address'; readonly address: string; readonly port: number; readonly url?: TypedUrl }
  /** A name as typed in a program. */
  | { readonly kind: 'name'; readonly name: string; readonly port: number; readonly url?: TypedUrl };

/** The parts of a URL of the web beside its name and port. `text` is as typed, without what stands before an @. */
export interface TypedUrl {
  readonly text: string;
  readonly scheme: 'http' | 'https';
  readonly path: string;
  readonly query?: string;
}

const WORKLOADS: readonly Kind[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

const FROM_FORMS = 'expected pod/NAME, deploy/NAME, sts/NAME, ds/NAME, rs/NAME, node/NAME, an IP address or "internet"';
const TO_FORMS = 'expected svc/NAME:PORT, pod/NAME:PORT, node/NAME:PORT, IP:PORT, or NAME:PORT as typed in a program';

/** Reads who sends: `pod/x`, `pod/NAMESPACE/x`, a workload, `node/x`, an address or `internet`. Refuses anything else with a UsageError. */
export function parseFrom(text: string, namespace: string): From {
  if (text === 'internet') return { kind: 'internet' };
  const address = parseIp(text.replace(/^\[(.*)\]$/, '$1'));
  if (address !== undefined) return { kind: 'address', address: address.text };
  const object = parseObject(text, namespace);
  if (object?.kind === 'Node') return { kind: 'Node', name: object.name };
  if (object?.kind === 'Pod' || isWorkload(object?.kind)) return object as From;
  throw new UsageError(`invalid FROM "${text}": ${FROM_FORMS}`);
}

/**
 * Reads what is dialled: `svc/x:port`, `pod/x:port`, `node/x:port`, `IP:port`, and names as programs take them (`foo.a:80`, `http://foo`).
 * Refuses anything else, and bad ports, with a UsageError.
 */
export function parseTo(text: string, namespace: string): To {
  const bare = parseIp(text.replace(/^\[(.*)\]$/, '$1'));
  if (bare !== undefined) throw new UsageError(`invalid TO "${text}": a port is needed, e.g. ${hostPort(bare.text, 80)}`);
  const [, target = '', said] = /^(.*?)(?::([^:\]]*))?$/.exec(text) ?? [];
  const object = parseObject(target, namespace);
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const port = said === undefined || isUrl ? undefined : parsePort(said, text);
  const address = parseIp(target.replace(/^\[(.*)\]$/, '$1'));
  if (address !== undefined) return { kind: 'address', address: address.text, port: numbered(port, text) };
  if (object?.kind === 'Node') return { kind: 'Node', name: object.name, port: numbered(port, text) };
  if (object?.kind === 'Service' || object?.kind === 'Pod') {
    const { kind, name } = object;
    return { kind, namespace: object.namespace, name, ...(port === undefined ? {} : { port }) };
  }
  const typed = object === undefined && !/^[^:/]+\//.test(text) ? parseTypedHost(text) : undefined;
  if (typed === undefined) throw new UsageError(`invalid TO "${text}": ${TO_FORMS}`);
  if (typed.port === undefined) throw new UsageError(`invalid TO "${text}": a port is needed, e.g. ${typed.name}:80`);
  const number = numbered(parsePort(`${typed.port}`, text), text);
  const web = webUrl(text);
  const url = web === undefined ? {} : { url: web };
  return typed.address === undefined
    ? { kind: 'name', name: typed.name, port: number, ...url }
    : { kind: 'address', address: typed.address, port: number, ...url };
}

function webUrl(text: string): TypedUrl | undefined {
  const { scheme, authority, path, query } =
    /^(?<scheme>https?):\/\/(?:[^@/?#]*@)?(?<authority>[^/?#]*)(?<path>[^?#]*)(?:\?(?<query>[^#]*))?/i.exec(text)?.groups ?? {};
  if (scheme === undefined) return undefined;
  const secure = scheme.toLowerCase() === 'https' ? 'https' : 'http';
  return {
    text: `${secure}://${authority}${path === '' ? '/' : path}${query === undefined ? '' : `?${query}`}`,
    scheme: secure,
    path: path || '/',
    ...(query === undefined ? {} : { query }),
  };
}

function isWorkload(kind: Kind | undefined): kind is WorkloadKind {
  return kind !== undefined && WORKLOADS.includes(kind);
}

function parseObject(text: string, namespace: string) {
  const [type = '', ...parts] = text.split('/');
  const kind = findKind(type);
  const name = parts.at(-1) ?? '';
  if (kind === undefined || parts.length === 0 || parts.length > 2 || parts.some((part) => part === '')) return undefined;
  if (kind === 'Node') return parts.length === 1 ? ({ kind, name } as const) : undefined;
  if (kind !== 'Pod' && kind !== 'Service' && !isWorkload(kind)) return undefined;
  return { kind, namespace: parts.length === 2 ? (parts[0] ?? '') : namespace, name } as const;
}

/** A number from 1 to 65535, or a name as ports have it: lower-case letters, digits and dashes, at least one letter. */
function parsePort(said: string, text: string): number | string {
  if (/^\d+$/.test(said)) {
    const number = Number(said);
    if (number >= 1 && number <= 65535) return number;
    throw new UsageError(`invalid TO "${text}": port must be between 1 and 65535`);
  }
  if (/^(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(said)) return said;
  throw new UsageError(`invalid TO "${text}": "${said}" is no port`);
}

function numbered(port: number | string | undefined, text: string): number {
  if (typeof port === 'number') return port;
  throw new UsageError(`invalid TO "${text}": a port number is needed`);
}

/** `pod/a/web-0`: who sends, in the form that the command takes. */
export function formatFrom(from: From): string {
  switch (from.kind) {
    case 'internet':
      return 'internet';
    case 'address':
      return from.address;
    case 'Node':
      return `node/${from.name}`;
    default:
      return `${TYPE[from.kind]}/${from.namespace}/${from.name}`;
  }
}

/** `svc/a/foo:80`: what is dialled, in the form that the command takes. */
export function formatTo(to: To): string {
  if (to.kind === 'address') return hostPort(to.address, to.port);
  if (to.kind === 'name') return `${to.name}:${to.port}`;
  const port = to.port === undefined ? '' : `:${to.port}`;
  return to.kind === 'Node' ? `node/${to.name}${port}` : `${TYPE[to.kind]}/${to.namespace}/${to.name}${port}`;
}

/** The URL that was typed; '' where it was none. */
export function formatUrl(to: To): string {
  return ('url' in to ? to.url?.text : undefined) ?? '';
}

const TYPE = { Pod: 'pod', Service: 'svc', Deployment: 'deploy', StatefulSet: 'sts', DaemonSet: 'ds', ReplicaSet: 'rs' } as const;
