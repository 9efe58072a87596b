import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../model/listing.ts';
import { nameOf, type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { ReferenceGrant } from '../../model/resources/reference-grant.ts';
import { listServed } from './served.ts';
import { type Judgement, judged } from './truth.ts';

/** Who names an object of another namespace. */
export interface Referrer {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

/** What is named. */
export interface Referred {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Whether a reference may be used, and the ReferenceGrant that says so where one is needed. */
export interface Permission extends Judgement {
  readonly grant?: ObjectRef;
}

/**
 * Whether an object may name another: in its own namespace always; elsewhere where a ReferenceGrant of the target's namespace lists the
 * referrer's group, kind and namespace, and the target's group and kind, and its name or none.
 * Source: gateway-api apis/v1/referencegrant_types.go (1.6).
 */
export function permission(from: Referrer, to: Referred, cluster: ClusterIndex): Permission {
  if (from.namespace === to.namespace) return judged('yes', 'SameNamespace', 'in the same namespace');
  const listing = listServed('ReferenceGrant', cluster, { namespace: to.namespace });
  const grant = knownItems(listing).find((one) => grants(one, from, to));
  const target = `${to.kind} ${nameOf(to)}`;
  const referrer = `${from.kind}s of namespace ${from.namespace}`;
  if (grant !== undefined) {
    const ref = refTo('ReferenceGrant', grant.metadata);
    return { ...judged('yes', 'Granted', `ReferenceGrant ${nameOf(ref)} lets ${referrer} name ${target}`), grant: ref };
  }
  if (listing.state === 'complete') {
    return judged('no', 'RefNotPermitted', `no ReferenceGrant in namespace ${to.namespace} lets ${referrer} name ${target}`);
  }
  return judged('unknown', 'RefNotPermitted', `the ReferenceGrants of namespace ${to.namespace} were not read`, gapsOf(listing));
}

function grants({ spec }: ReferenceGrant, from: Referrer, to: Referred): boolean {
  return (
    spec.from.some((one) => one.group === from.group && one.kind === from.kind && one.namespace === from.namespace) &&
    spec.to.some((one) => one.group === to.group && one.kind === to.kind && (one.name === undefined || one.name === to.name))
  );
}
