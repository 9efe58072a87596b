import { slicesOf } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isDnsService } from '../../facts/cluster-dns.ts';
import { endpointStateOf } from '../../facts/unready-pods.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX2010',
  title: 'DNS of the cluster has no ready endpoint',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: [],
  check(service, cluster) {
    if (!isDnsService(service) || service.spec.type === 'ExternalName') return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    const { ready, draining } = endpointStateOf(slices.items);
    if (ready.length > 0 || draining.length > 0) return [];
    const { namespace = '', name } = service.metadata;
    const listed = slices.items.flatMap(({ endpoints }) => endpoints).length;
    const says = listed === 0 ? 'its EndpointSlices list no endpoint' : 'its EndpointSlices list no ready endpoint';
    return [
      {
        args: { namespace, service: name, listed },
        evidence: [{ object: refTo('Service', service.metadata), field: 'metadata.name', value: name, says }] as const,
      },
    ];
  },
  message: ({ listed }) =>
    `it is the DNS of the cluster, and none of its endpoints is ready${listed === 0 ? ' (there are none)' : ''}: whoever asks it for a name gets no answer`,
  remedy: ({ namespace }) => `See what its pods say: kubectl get pods -n ${namespace} -l k8s-app=kube-dns.`,
});
