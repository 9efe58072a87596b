import { nameOf, refTo } from '../../../model/object-ref.ts';
import { conditionOf } from '../../../model/resources/pod.ts';
import { unanswered } from '../../facts/referred-service.ts';
import { shorten } from '../../facts/shorten.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1125',
  title: 'Part of the API that nobody serves',
  severity: 'error',
  proof: 'certain',
  subject: 'APIService',
  reads: ['Service', 'EndpointSlice', 'Endpoints'],
  causes: [],
  check({ metadata, spec, status }, cluster) {
    if (spec.service === undefined) return [];
    const object = refTo('APIService', metadata);
    const service = nameOf(spec.service);
    const result = unanswered(spec.service, { object, field: 'spec.service' }, cluster);
    if (result !== undefined && 'why' in result) {
      const { backend, why, remedy, evidence } = result;
      return [{ args: { api: metadata.name, backend, service, why, fix: remedy }, evidence }];
    }
    const available = conditionOf(status.conditions, 'Available');
    if (available?.status !== 'False') return result === undefined ? [] : [result];
    const { reason = 'no reason given', message = '' } = available;
    const field = `status.conditions[${status.conditions.indexOf(available)}].status`;
    return [
      {
        args: {
          api: metadata.name,
          backend: `${service}:${spec.service.port}`,
          service,
          why: `is not available: ${reason}${message === '' ? '' : `, ${shorten(message)}`}`,
          fix: `See what the pods of Service ${service} log, and whether the control plane reaches them.`,
        },
        evidence: [{ object, field, value: 'False', says: reason }],
      },
    ];
  },
  message: ({ api, service, why }) => `${api} is served by Service ${service}, which ${why}: requests for it fail`,
  remedy: ({ fix }) => fix,
});
