import { nameOf, refTo } from '../../../model/object-ref.ts';
import { unanswered } from '../../facts/referred-service.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1127',
  title: 'Conversion webhook that nobody answers',
  severity: 'error',
  proof: 'certain',
  subject: 'CustomResourceDefinition',
  reads: ['Service', 'EndpointSlice', 'Endpoints'],
  causes: [],
  check({ metadata, spec }, cluster) {
    const service = spec.conversion?.webhook.clientConfig.service;
    if (service === undefined) return [];
    const object = refTo('CustomResourceDefinition', metadata);
    const result = unanswered(service, { object, field: 'spec.conversion.webhook.clientConfig.service' }, cluster);
    if (result === undefined) return [];
    if ('unjudged' in result) return [result];
    const { backend, why, remedy, evidence } = result;
    return [{ args: { resource: metadata.name, backend, service: nameOf(service), why, fix: remedy }, evidence }];
  },
  message: ({ resource, service, why }) =>
    `Service ${service} converts ${resource} between versions, and ${why}: objects stored in another version than asked for cannot be read`,
  remedy: ({ fix }) => fix,
});
