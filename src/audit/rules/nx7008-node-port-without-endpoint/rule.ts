import { endpointsOfPort, isUsable, slicesOf, whySkipped } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { describePort } from '../../../model/values/port.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX7008',
  title: 'NodePort leads to no endpoint',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: [],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (whySkipped(service) !== undefined || !spec.ports.some(({ nodePort }) => nodePort !== undefined)) return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    const [slice] = slices.items;
    if (slice === undefined && hasSelector(service)) return [];
    return spec.ports.flatMap((port, index) => {
      const { nodePort, protocol } = port;
      if (nodePort === undefined || endpointsOfPort(slices.items, port).some(isUsable)) return [];
      const shown = {
        object: refTo('Service', metadata),
        field: `spec.ports[${index}].nodePort`,
        value: nodePort,
        says: 'opened on every node',
      };
      const lists = slice === undefined ? [] : [sliceEvidence(slice, cluster, { field: 'endpoints', says: 'none that takes connections' })];
      return [
        {
          args: { namespace: metadata.namespace ?? '', service: metadata.name, port: describePort(port), open: `${nodePort}/${protocol}` },
          evidence: [shown, ...lists] as const,
        },
      ];
    });
  },
  message: ({ port, open }) => `NodePort ${open} is refused on every node: port ${port} has no endpoint that takes connections`,
  remedy: ({ namespace, service }) =>
    `See why no endpoint is ready: kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${service}.`,
});
