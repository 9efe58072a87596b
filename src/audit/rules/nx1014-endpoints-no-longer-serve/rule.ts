import { slicesOf } from '../../../engines/service/index.ts';
import { isHeadless } from '../../../model/resources/service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { listedEndpoints } from '../../facts/listed-endpoints.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1014',
  title: 'Terminating endpoints no longer serve',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: ['NX7008'],
  causesElsewhere: ['NX3003', 'NX4025'],
  check(service, cluster) {
    if (service.spec.type === 'ExternalName') return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    const endpoints = listedEndpoints(slices.items);
    const [example] = endpoints;
    const gone = endpoints.every(
      ({ endpoint: { conditions } }) => conditions.ready === false && conditions.terminating === true && conditions.serving === false,
    );
    if (example === undefined || !gone) return [];
    const { namespace = '', name } = service.metadata;
    const shown = { field: `${example.field}.conditions.serving`, value: false, says: 'this endpoint terminates and serves no longer' };
    return [
      {
        args: {
          namespace,
          service: name,
          count: endpoints.length,
          names: enumerate(endpoints.map(({ endpoint, address }) => endpoint.targetRef?.name ?? address)),
          headless: isHeadless(service),
        },
        evidence: [sliceEvidence(example.slice, cluster, shown)] as const,
      },
    ];
  },
  message: ({ count, names, headless }) => {
    const only =
      count === 1 ? `its only endpoint (${names}) terminates and serves` : `all its ${count} endpoints (${names}) terminate and serve`;
    return `${only} no longer: ${headless ? 'DNS gives out none' : 'there is none that kube-proxy could fall back to'}`;
  },
  remedy: ({ namespace, service }) => `Start what Service ${namespace}/${service} should lead to again, if it is still needed.`,
});
