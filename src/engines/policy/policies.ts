import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Kind } from '../../model/kind.ts';
import { type Gap, gapsOf, knownItems, type Listing, mapListing } from '../../model/listing.ts';
import type { AdminPolicy } from '../../model/resources/admin-policy.ts';
import type { NetworkPolicy } from '../../model/resources/network-policy.ts';
import type { OtherPolicy } from '../../model/resources/other-policy.ts';
import { type AdminKind, compileAdminPolicy, compileNetworkPolicy } from './compile.ts';
import type { KnownLabels } from './labels.ts';
import type { Policy } from './policy.ts';

/** The label that the API server puts on every namespace. Source: kubernetes.io, "Automatic labelling" (1.22). */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Kinds whose policies are named and not followed. */
export const OTHER_KINDS = [
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'NetworkPolicy.crd.projectcalico.org',
  'GlobalNetworkPolicy.crd.projectcalico.org',
  'NetworkPolicy.projectcalico.org',
  'GlobalNetworkPolicy.projectcalico.org',
  'AuthorizationPolicy',
  'PeerAuthentication',
  'NetworkPolicy.crd.antrea.io',
  'ClusterNetworkPolicy.crd.antrea.io',
] as const satisfies readonly Kind[];

export type OtherKind = (typeof OTHER_KINDS)[number];

/** Kinds of the cluster's administrators, by the group of policies that one implementation knows. */
export const ADMIN_KINDS = [
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'ClusterNetworkPolicy',
] as const satisfies readonly AdminKind[];

/** Policies of one kind, and what is missing of them. */
export interface Known<T> {
  readonly items: readonly T[];
  readonly gaps: readonly Gap[];
}

/** A policy of another maker, with its kind. */
export interface NamedOther {
  readonly kind: OtherKind;
  readonly policy: OtherPolicy;
}

/** All that decides about connections, looked up when it is first asked for and kept: for one state of what is known. */
export interface Policies {
  /** The NetworkPolicies of a namespace. */
  networkPolicies(namespace: string): Known<Policy>;
  admin(kind: AdminKind): Known<Policy>;
  /** The policies of others, of one kind: in a namespace, or (undefined) in none. */
  others(kind: OtherKind, namespace: string | undefined): Known<NamedOther>;
  namespace(name: string): KnownLabels;
  node(name: string): KnownLabels;
}

const compiled = new WeakMap<NetworkPolicy | AdminPolicy, Policy>();

/** The policies of a cluster, and the labels that they ask for. */
export function policiesOf(cluster: ClusterIndex): Policies {
  const labels = (kind: Kind, name: string): KnownLabels => {
    const listing = cluster.metadata(kind, { name });
    const [object] = knownItems(listing);
    const of = `${kind === 'Node' ? 'node' : 'namespace'} ${name}`;
    const given = kind === 'Namespace' ? { [NAMESPACE_NAME]: name } : {};
    if (object !== undefined) return { of, labels: { ...object.metadata.labels, ...given } };
    const gaps: readonly Gap[] = listing.state === 'complete' ? [absent(kind, name, of)] : gapsOf(listing);
    return { of, labels: given, missing: gaps };
  };
  const others = kept((_key: string, kind: OtherKind, namespace: string | undefined) => {
    const scope = namespace === undefined ? {} : { namespace };
    return known(mapListing(cluster.list(kind, scope), (all) => all.map((policy) => ({ kind, policy }))));
  });
  return {
    networkPolicies: kept((namespace) =>
      known(
        mapListing(cluster.list('NetworkPolicy', { namespace }), (all) => all.map((one) => once(one, () => compileNetworkPolicy(one)))),
      ),
    ),
    admin: kept((kind) => known(mapListing(cluster.list(kind), (all) => all.map((one) => once(one, () => compileAdminPolicy(kind, one)))))),
    others: (kind, namespace) => others(`${kind} ${namespace ?? ''}`, kind, namespace),
    namespace: kept((name) => labels('Namespace', name)),
    node: kept((name) => labels('Node', name)),
  };
}

/** The same without the policies of some kinds, which whoever enforces policies does not follow. */
export function withoutKinds(policies: Policies, isLeftOut: (kind: AdminKind) => boolean): Policies {
  return { ...policies, admin: (kind) => (isLeftOut(kind) ? { items: [], gaps: [] } : policies.admin(kind)) };
}

function once<T extends NetworkPolicy | AdminPolicy>(object: T, compile: () => Policy): Policy {
  const policy = compiled.get(object) ?? compile();
  compiled.set(object, policy);
  return policy;
}

/** A kind that the server does not have, has no objects. */
function known<T>(listing: Listing<T>): Known<T> {
  return { items: knownItems(listing), gaps: gapsOf(listing).filter(({ reason }) => reason !== 'not-served') };
}

function absent(kind: Kind, name: string, of: string): Gap {
  return { kind, scope: { name }, reason: 'not-read', message: `${of} is not there` };
}

function kept<K, V, R extends readonly unknown[]>(find: (key: K, ...rest: R) => V): (key: K, ...rest: R) => V {
  const found = new Map<K, V>();
  return (key, ...rest) => {
    const value = found.get(key) ?? find(key, ...rest);
    found.set(key, value);
    return value;
  };
}
