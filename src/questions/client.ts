import type { ClusterIndex } from '../model/cluster-index.ts';
import { ClusterError, UsageError } from '../model/errors.ts';
import { findKind, KINDS } from '../model/kind.ts';
import { zoneOf } from '../model/resources/node.ts';

/** The client that a question is asked for: a pod, or a node itself. */
export type Client =
  | { readonly kind: 'Pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'Node'; readonly name: string };

/** Where a client's packets enter the cluster's rules. `zone` is absent where the node has none, or could not be read. */
export interface ClientNode {
  readonly node: string;
  readonly zone?: string;
  /** Whether the node itself could be read: without it, the zone is unknown rather than absent. */
  readonly zoneKnown: boolean;
}

/** Reads `pod/x`, `pod/NAMESPACE/x` or `node/x`; short names as in kubectl. Refuses anything else with a UsageError. */
export function parseClient(text: string, namespace: string): Client {
  const [type = '', ...parts] = text.split('/');
  const kind = findKind(type);
  const name = parts.at(-1);
  if (name !== undefined && name !== '' && parts.every((part) => part !== '')) {
    if (kind === 'Pod' && parts.length <= 2) return { kind, namespace: parts.length === 2 ? (parts[0] ?? '') : namespace, name };
    if (kind === 'Node' && parts.length === 1) return { kind, name };
  }
  throw new UsageError(`invalid --from "${text}": expected pod/NAME, pod/NAMESPACE/NAME or node/NAME`);
}

/** `pod/a/web-0` or `node/node1`: a client in the form that every command takes. */
export function formatClient(client: Client): string {
  return client.kind === 'Pod' ? `pod/${client.namespace}/${client.name}` : `node/${client.name}`;
}

/** `pod a/web-0` or `node node1`, as sentences say it. */
export function describeClient(client: Client): string {
  return client.kind === 'Pod' ? `pod ${client.namespace}/${client.name}` : `node ${client.name}`;
}

/**
 * The node on which a client's packets start. Throws the ClusterError of a client that does not exist (as kubectl words it), of one
 * that may not be read, and of a pod that no node has yet.
 */
export function locateClient(client: Client, cluster: ClusterIndex): ClientNode {
  const { kind, name } = client;
  const found = kind === 'Pod' ? cluster.get('Pod', name, client.namespace) : cluster.get('Node', name);
  const { plural } = KINDS[kind];
  if (found.state === 'absent') throw new ClusterError(`Error from server (NotFound): ${plural} "${name}" not found`);
  if (found.state === 'unknown') {
    throw new ClusterError(`error: cannot tell where ${describeClient(client)} runs: ${found.gaps[0]?.message ?? 'not read'}`);
  }
  const node = 'podCIDRs' in found.item.spec ? name : found.item.spec.nodeName;
  if (node === undefined) throw new ClusterError(`error: ${describeClient(client)} is not on a node yet, so it sends nothing`);
  return onNode(node, cluster);
}

function onNode(node: string, cluster: ClusterIndex): ClientNode {
  const listed = cluster.metadata('Node', { name: node });
  const item = listed.state === 'unknown' ? undefined : listed.items[0];
  const zone = item === undefined ? undefined : zoneOf(item.metadata.labels);
  return zone === undefined ? { node, zoneKnown: item !== undefined } : { node, zone, zoneKnown: true };
}
