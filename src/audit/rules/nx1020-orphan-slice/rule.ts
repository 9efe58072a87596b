import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { type EndpointSlice, SERVICE_NAME_LABEL, serviceNameOf } from '../../../model/resources/endpoint-slice.ts';
import { nearest } from '../../facts/near-miss.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** Slices that another cluster exports belong to a ServiceImport, by this label (KEP-1645). */
const IMPORT_LABEL = 'multicluster.kubernetes.io/service-name';

export default defineRule({
  code: 'NX1020',
  title: 'EndpointSlice without a Service',
  severity: 'warning',
  proof: 'certain',
  subject: 'EndpointSlice',
  reads: ['Service'],
  causes: [],
  check(slice, cluster) {
    const { metadata } = slice;
    const { name, namespace = '' } = metadata;
    if (metadata.deletionTimestamp !== undefined || metadata.labels[IMPORT_LABEL] !== undefined) return [];
    const object = refTo('EndpointSlice', metadata);
    const service = serviceNameOf(slice) ?? '';
    if (service === '') {
      return [
        {
          args: { namespace, slice: name, service, meant: likelyService(slice, cluster) ?? null },
          evidence: [{ object, field: 'metadata.labels', says: `without ${SERVICE_NAME_LABEL} it belongs to no Service` }],
        },
      ];
    }
    const found = cluster.get('Service', service, namespace);
    if (found.state === 'unknown') return unjudged(found.gaps);
    if (found.state === 'found') return [];
    const names = knownItems(cluster.metadata('Service', { namespace })).map((one) => one.metadata.name);
    return [
      {
        args: { namespace, slice: name, service, meant: nearest(service, names) ?? null },
        evidence: [{ object, field: `metadata.labels["${SERVICE_NAME_LABEL}"]`, value: service, says: 'there is no Service of this name' }],
      },
    ];
  },
  message: ({ namespace, service, meant }) => {
    const fault =
      service === ''
        ? `it has no label ${SERVICE_NAME_LABEL}, so no Service uses its endpoints`
        : `it belongs to Service ${namespace}/${service}, which does not exist`;
    return meant === null ? fault : `${fault}; is it meant for Service ${namespace}/${meant}?`;
  },
  remedy: ({ namespace, slice, meant }) =>
    meant === null
      ? `Set the label ${SERVICE_NAME_LABEL} of EndpointSlice ${namespace}/${slice} to the name of its Service, or delete the EndpointSlice.`
      : `If it is, label it so (kubectl label endpointslice ${slice} -n ${namespace} --overwrite ${SERVICE_NAME_LABEL}=${meant}); if not, delete it.`,
});

/** The Service that owns the slice, or that the slice's name begins with: `foo` for `foo-1`. */
function likelyService({ metadata }: EndpointSlice, cluster: ClusterIndex): string | undefined {
  const owners = metadata.ownerReferences.filter((owner) => owner.kind === 'Service').map((owner) => owner.name);
  const parts = metadata.name.split('-');
  const beginnings = parts.map((_part, index) => parts.slice(0, parts.length - index).join('-'));
  return [...owners, ...beginnings].find((name) => cluster.get('Service', name, metadata.namespace).state === 'found');
}
