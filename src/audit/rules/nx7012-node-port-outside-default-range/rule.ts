import { refTo } from '../../../model/object-ref.ts';
import { defineRule } from '../../rule.ts';

/** Source: kubernetes pkg/kubeapiserver/options/options.go, DefaultServiceNodePortRange (1.36). */
const DEFAULT_RANGE = { first: 30000, last: 32767 };

export default defineRule({
  code: 'NX7012',
  title: 'NodePort outside the default range',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: [],
  auditOnly: true,
  causes: [],
  check({ metadata, spec }) {
    return spec.ports.flatMap(({ nodePort, protocol }, index) => {
      if (nodePort === undefined || (nodePort >= DEFAULT_RANGE.first && nodePort <= DEFAULT_RANGE.last)) return [];
      const says = 'outside 30000-32767';
      return [
        {
          args: { namespace: metadata.namespace ?? '', service: metadata.name, port: nodePort, protocol },
          evidence: [{ object: refTo('Service', metadata), field: `spec.ports[${index}].nodePort`, value: nodePort, says }] as const,
        },
      ];
    });
  },
  message: ({ port, protocol }) =>
    `NodePort ${port}/${protocol} is outside 30000-32767: the API server runs, or once ran, with another --service-node-port-range`,
  remedy: () =>
    'See that firewalls know the range, and that it holds no port that programs of the nodes use, nor those from which the kernel takes ports for outgoing connections.',
});
