import type { Evidence } from '../../../model/evidence.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import type { IPAddress } from '../../../model/resources/ip-address.ts';
import { clusterIPsOf, type Service } from '../../../model/resources/service.ts';
import { parseIp } from '../../../model/values/ip.ts';
import { serviceCIDRsOf } from '../../facts/service-cidrs.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1121',
  title: 'Cluster IP is not registered for the Service',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['IPAddress', 'ServiceCIDR'],
  wholeKinds: ['IPAddress'],
  causes: [],
  check(service, cluster) {
    const addresses = clusterIPsOf(service).flatMap((ip) => parseIp(ip)?.text ?? []);
    if (addresses.length === 0) return [];
    const ranges = serviceCIDRsOf(cluster);
    if (ranges.state === 'absent') return [];
    const judged = addresses.map((address, index) => {
      const found = cluster.get('IPAddress', address);
      if (found.state === 'unknown') return { unjudged: found.gaps };
      if (found.state === 'absent' && ranges.state === 'unknown') return { unjudged: ranges.gaps };
      const registration = found.state === 'found' ? { item: found.item, owner: ownerOf(found.item) } : undefined;
      const own = registration?.owner === `Service ${nameOf(service.metadata)}`;
      return own ? undefined : hitOf(service, address, index, registration);
    });
    return judged.filter((one) => one !== undefined);
  },
  message: ({ address, owner }) =>
    owner === null
      ? `no IPAddress object reserves its Cluster IP ${address}: the API server may give it to another Service`
      : `the IPAddress object of its Cluster IP ${address} belongs to ${owner}`,
  remedy: ({ namespace, service, owner }) =>
    owner === null
      ? 'The API server repairs this within minutes; if it stays, see the events of the Service and the log of kube-apiserver.'
      : `See which of the two is right, and create the other anew without clusterIP: kubectl get service ${service} -n ${namespace}.`,
});

/** Whom an IPAddress says that it belongs to: `Service a/foo`. */
function ownerOf({ spec: { parentRef } }: IPAddress): string {
  const { group, resource, ...named } = parentRef;
  return group === '' && resource === 'services'
    ? `Service ${nameOf(named)}`
    : `${resource}${group === '' ? '' : `.${group}`} ${nameOf(named)}`;
}

/** An IPAddress with whom it belongs to. */
interface Registration {
  readonly item: IPAddress;
  readonly owner: string;
}

function hitOf({ metadata }: Service, address: string, index: number, registration: Registration | undefined) {
  const says = registration === undefined ? `there is no IPAddress ${address}` : 'the Cluster IP';
  const evidence: [Evidence, ...Evidence[]] = [
    { object: refTo('Service', metadata), field: `spec.clusterIPs[${index}]`, value: address, says },
  ];
  if (registration !== undefined) {
    const { item, owner } = registration;
    evidence.push({ object: refTo('IPAddress', item.metadata), field: 'spec.parentRef', says: `IPAddress ${address} belongs to ${owner}` });
  }
  return { args: { namespace: metadata.namespace ?? '', service: metadata.name, address, owner: registration?.owner ?? null }, evidence };
}
