import type { DnsAnswer } from '../../engines/dns/index.ts';
import { DNS_SERVICE_SCOPE } from '../../engines/dns/index.ts';
import { endpointsOfPort, isUsable, slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { refTo } from '../../model/object-ref.ts';

/** The answer that everybody gets while the cluster's DNS cannot answer: nobody behind its Service. Undefined where somebody is, or it is not known. */
export function serverHealth(cluster: ClusterIndex): DnsAnswer | undefined {
  const { namespace, labels } = DNS_SERVICE_SCOPE;
  const services = cluster.list('Service', { namespace, labels });
  if (services.state !== 'complete') return undefined;
  const service = services.items.find(({ metadata }) => metadata.name === 'kube-dns') ?? services.items[0];
  if (service === undefined) return undefined;
  const slices = slicesOf(service, cluster);
  if (slices.state !== 'complete') return undefined;
  const port = service.spec.ports.find((one) => one.protocol === 'UDP' && one.port === 53);
  const object = refTo('Service', service.metadata);
  const silent = (says: string, field: string): DnsAnswer => ({
    kind: 'TIMEOUT',
    answers: [],
    additional: [],
    says,
    evidence: [{ object, field, says: 'where pods ask for names' }],
    gaps: [],
  });
  if (port === undefined) return silent(`Service ${namespace}/${service.metadata.name} has no port 53/UDP`, 'spec.ports');
  if (endpointsOfPort(slices.items, port).some(isUsable)) return undefined;
  return silent(`no pod of Service ${namespace}/${service.metadata.name} is ready: queries are refused`, 'metadata.name');
}
