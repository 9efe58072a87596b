import { clusterDomainOf, podHostName } from '../../../engines/dns/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { selectorOfLabels, selects } from '../../../model/values/label-selector.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX2020',
  title: 'Subdomain without its Service',
  severity: 'warning',
  proof: 'certain',
  subject: 'Pod',
  reads: ['Service', 'ConfigMap', 'StatefulSet'],
  holdsForTemplates: true,
  causes: [],
  check(pod, cluster) {
    const { namespace = '', labels } = pod.metadata;
    const { subdomain } = pod.spec;
    if (subdomain === undefined || isPodFinished(pod)) return [];
    const own = podHostName(pod, clusterDomainOf(cluster.get('ConfigMap', 'coredns', 'kube-system')).domain);
    if (own.domain === undefined) return [];
    const found = cluster.get('Service', subdomain, namespace);
    if (found.state === 'unknown') return unjudged(found.gaps);
    const service = found.state === 'found' ? found.item : undefined;
    // Somebody else writes the endpoints of a Service without a selector, names included.
    if (
      service !== undefined &&
      service.spec.type !== 'ExternalName' &&
      (!hasSelector(service) || selects(selectorOfLabels(service.spec.selector), labels))
    )
      return [];
    const state = service === undefined ? 'missing' : service.spec.type === 'ExternalName' ? 'an alias' : 'not selecting';
    const shown = { object: refTo('Pod', pod.metadata), field: 'spec.subdomain', value: subdomain, says: `Service ${subdomain}: ${state}` };
    const args = { name: `${own.name}.${own.domain}`, service: `${namespace}/${subdomain}`, state };
    return [{ args, evidence: [shown, ...statefulSetOf(pod, cluster)] as const }];
  },
  message: ({ name, service, state }) => {
    const why = { missing: 'does not exist', 'an alias': 'is an alias (ExternalName)', 'not selecting': 'does not select it' }[state];
    return `its name ${name} does not resolve, for Service ${service} ${why}`;
  },
  remedy: ({ service, state }) =>
    state === 'not selecting'
      ? `Let the selector of Service ${service} match the pod's labels, or correct spec.subdomain.`
      : `Create a headless Service ${service} that selects the pod, or correct spec.subdomain.`,
});

/** Shows the StatefulSet that gave the pod its subdomain, where it is known. */
function statefulSetOf({ metadata }: Pod, cluster: ClusterIndex): readonly Evidence[] {
  const owner = metadata.ownerReferences.find((one) => one.controller === true && one.kind === 'StatefulSet');
  const found = owner === undefined ? undefined : cluster.get('StatefulSet', owner.name, metadata.namespace);
  if (found?.state !== 'found') return [];
  return [{ object: refTo('StatefulSet', found.item.metadata), field: 'spec.serviceName', says: 'it gives its pods this subdomain' }];
}
