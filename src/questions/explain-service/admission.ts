import { policiesOf } from '../../engines/policy/index.ts';
import { slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import type { PortAdmission } from '../../model/pod-policies.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import type { Client } from '../client.ts';
import { portAdmission } from '../who-connects/service.ts';

/** Who may connect to a port of a Service; undefined where no endpoint takes connections. */
export function admissionOf(
  service: Service,
  port: ServicePort,
  client: Client | undefined,
  cluster: ClusterIndex,
): PortAdmission | undefined {
  const pod = client?.kind === 'Pod' ? cluster.get('Pod', client.name, client.namespace) : undefined;
  const question = {
    service,
    port,
    slices: knownItems(slicesOf(service, cluster)),
    ...(pod?.state === 'found' ? { client: pod.item } : {}),
  };
  return portAdmission(question, policiesOf(cluster), cluster);
}
