import type { Pod } from '../../model/resources/pod.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import { type ParsedAddress, parseAddress } from './address-range.ts';
import type { AdminKind } from './compile.ts';

/**
 * One end of a connection. `ip` is the address by which it takes part; left out, the pod's of the connection's family, or not known.
 * An address that is null is some address outside the cluster.
 */
export type PolicyEnd =
  | { readonly kind: 'pod'; readonly pod: Pod; readonly ip?: string }
  | { readonly kind: 'node'; readonly name: string; readonly ip?: string }
  | { readonly kind: 'address'; readonly address: string | null };

/** The first packet of a connection, as policies judge it: after every translation of its destination. Answers pass with it. */
export interface PolicyFlow {
  readonly client: PolicyEnd;
  readonly server: PolicyEnd;
  /** The port of the server. */
  readonly port: number;
  readonly protocol: Protocol;
  /**
   * Whom the server's side may take for the client, where the source is or may be translated on the way; several where that is not
   * known. Left out: the client itself.
   */
  readonly seenAs?: readonly [PolicyEnd, ...PolicyEnd[]];
  /** The address that was dialled, where another than the server's was: a Cluster IP. */
  readonly dialled?: string;
}

/** What a network plugin may do this way or that. */
export interface PluginReading {
  /** `node`: a pod in its node's network is the node; `pod`: selectors pick it like any other. */
  readonly hostNetwork: 'node' | 'pod';
  /** Whether ipBlock matches the addresses of pods and nodes. */
  readonly ipBlocks: 'all-addresses' | 'outside';
  /** Whether ipBlock is held against the server's address, or against the one that was dialled. */
  readonly destination: 'translated' | 'dialled';
}

/** What is known of how a plugin follows policies; kinds that it is known not to follow do not count. */
export interface PluginHabits extends Partial<PluginReading> {
  readonly follows?: { readonly [K in AdminKind]?: boolean };
}

/** What is usual: most plugins, and the upstream test suites. */
export const USUAL: PluginReading = { hostNetwork: 'node', ipBlocks: 'all-addresses', destination: 'translated' };

/** An end as a policy sees it: at most one of pod and node, and the address, where it is known. */
export interface Party {
  readonly pod?: Pod;
  readonly node?: string;
  /** Absent: not known. */
  readonly address?: ParsedAddress;
  readonly family?: IpFamily;
}

/** How an end is seen by policies. Admin policies never see a pod of the node's network as a pod. */
export function partyOf(end: PolicyEnd, family: IpFamily | undefined, hostNetwork: PluginReading['hostNetwork']): Party {
  const text = addressOf(end, family);
  const address = text === undefined ? undefined : parseAddress(text);
  const own = family ?? address?.family;
  const base = { ...(address && { address }), ...(own && { family: own }) };
  switch (end.kind) {
    case 'address':
      return base;
    case 'node':
      return { ...base, node: end.name };
    case 'pod': {
      const { pod } = end;
      if (!pod.spec.hostNetwork || hostNetwork === 'pod') return { ...base, pod };
      return { ...base, node: pod.spec.nodeName ?? '' };
    }
  }
}

/** The address by which an end takes part in a connection of a family. */
export function addressOf(end: PolicyEnd, family: IpFamily | undefined): string | undefined {
  if (end.kind === 'address') return end.address ?? undefined;
  if (end.ip !== undefined || end.kind === 'node') return end.ip;
  const { podIPs } = end.pod.status;
  return podIPs.find(({ ip }) => family === undefined || familyOf(ip) === family)?.ip;
}

/** The family of a connection, by whichever address is known. */
export function familyOfFlow({ client, server }: Pick<PolicyFlow, 'client' | 'server'>): IpFamily | undefined {
  const given = [server, client]
    .map((end) => (end.kind === 'address' ? (end.address ?? undefined) : end.ip))
    .find((ip) => ip !== undefined);
  const text = given ?? addressOf(server, undefined) ?? addressOf(client, undefined);
  return text === undefined ? undefined : familyOf(text);
}

/** Whether two ends are the same pod. */
export function isSamePod(a: PolicyEnd, b: PolicyEnd): boolean {
  return (
    a.kind === 'pod' &&
    b.kind === 'pod' &&
    a.pod.metadata.name === b.pod.metadata.name &&
    a.pod.metadata.namespace === b.pod.metadata.namespace
  );
}

/** The node in whose network an end is, where it is in one. */
export function hostOf(end: PolicyEnd): string | undefined {
  if (end.kind === 'node') return end.name;
  return end.kind === 'pod' && end.pod.spec.hostNetwork ? end.pod.spec.nodeName : undefined;
}
