import { refTo } from '../../../model/object-ref.ts';
import type { Service } from '../../../model/resources/service.ts';
import { defineRule } from '../../rule.ts';

/**
 * Annotations from before a field took their place; no component reads them any more.
 * Source: kubernetes CHANGELOG-1.7, fields externalTrafficPolicy and healthCheckNodePort.
 */
const ANNOTATIONS: Readonly<Record<string, string>> = {
  'service.alpha.kubernetes.io/external-traffic': 'spec.externalTrafficPolicy',
  'service.beta.kubernetes.io/external-traffic': 'spec.externalTrafficPolicy',
  'service.alpha.kubernetes.io/healthcheck-nodeport': 'spec.healthCheckNodePort',
  'service.beta.kubernetes.io/healthcheck-nodeport': 'spec.healthCheckNodePort',
};

export default defineRule({
  code: 'NX7027',
  title: 'Deprecated field or annotation',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: [],
  causes: [],
  check(service) {
    const { metadata } = service;
    return outdated(service).map(({ name, field, value, instead }) => ({
      args: { namespace: metadata.namespace ?? '', service: metadata.name, name, value, instead },
      evidence: [{ object: refTo('Service', metadata), field, value, says: 'deprecated' }] as const,
    }));
  },
  message: ({ name, value, instead }) =>
    instead === null
      ? `${name} (${value}) is deprecated since Kubernetes 1.24: whether a load balancer heeds it depends on who makes it`
      : `annotation ${name} (${value}) has no effect: ${instead} took its place in Kubernetes 1.7`,
  remedy: ({ namespace, service, name, instead }) =>
    instead === null
      ? `Ask for the address as the load balancer's controller documents it (most have an annotation), and remove ${name} of Service ${namespace}/${service}.`
      : `Set ${instead} of Service ${namespace}/${service} as it is meant, and remove the annotation.`,
});

function outdated({ metadata, spec }: Service) {
  const annotations = Object.entries(ANNOTATIONS).flatMap(([name, instead]) => {
    const value = metadata.annotations[name];
    return value === undefined ? [] : [{ name, field: `metadata.annotations["${name}"]`, value, instead }];
  });
  const { loadBalancerIP } = spec;
  const asked = { name: 'spec.loadBalancerIP', field: 'spec.loadBalancerIP', instead: null };
  return [...(loadBalancerIP === undefined ? [] : [{ ...asked, value: loadBalancerIP }]), ...annotations];
}
