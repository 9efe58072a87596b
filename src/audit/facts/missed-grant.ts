import type { Referred, Referrer } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { knownItems } from '../../model/listing.ts';
import { refTo } from '../../model/object-ref.ts';
import type { ReferenceGrant } from '../../model/resources/reference-grant.ts';

/**
 * The ReferenceGrant of the target's namespace that fails to permit a reference by one field alone, shown by that field: the kind or the
 * namespace of `from`, the kind or the name of `to`. Undefined where none comes so near.
 */
export function missedGrant(from: Referrer, to: Referred, cluster: ClusterIndex): Evidence | undefined {
  const grants = knownItems(cluster.list('ReferenceGrant', { namespace: to.namespace }));
  return grants.map((grant) => missedBy(grant, from, to)).find((one) => one !== undefined);
}

function missedBy(grant: ReferenceGrant, from: Referrer, to: Referred): Evidence | undefined {
  const object = refTo('ReferenceGrant', grant.metadata);
  for (const [f, given] of grant.spec.from.entries()) {
    for (const [t, target] of grant.spec.to.entries()) {
      const differing = [
        differs(`spec.from[${f}].kind`, groupKind(given), groupKind(from)),
        differs(`spec.from[${f}].namespace`, given.namespace, from.namespace),
        differs(`spec.to[${t}].kind`, groupKind(target), groupKind(to)),
        differs(`spec.to[${t}].name`, target.name ?? to.name, to.name),
      ].filter((one) => one !== undefined);
      const [only] = differing;
      if (only !== undefined && differing.length === 1) return { object, ...only };
    }
  }
  return undefined;
}

function differs(field: string, has: string, needs: string): Pick<Evidence, 'field' | 'value' | 'says'> | undefined {
  return has === needs ? undefined : { field, value: has, says: `says ${has} where ${needs} is needed` };
}

function groupKind({ group, kind }: { readonly group: string; readonly kind: string }): string {
  return group === '' ? kind : `${kind}.${group}`;
}
