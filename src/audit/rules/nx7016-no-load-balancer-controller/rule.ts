import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Node } from '../../../model/resources/node.ts';
import type { Service } from '../../../model/resources/service.ts';
import { perCluster } from '../../facts/by-value.ts';
import { pendingLoadBalancer } from '../../facts/load-balancer.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** The classes of which some load balancer has an address; '' is that of Services without a class. */
const servedClasses = perCluster(
  (cluster) =>
    new Set(
      knownItems(cluster.list('Service'))
        .filter(({ spec, status }) => spec.type === 'LoadBalancer' && status.loadBalancer.ingress.length > 0)
        .map(({ spec }) => spec.loadBalancerClass ?? ''),
    ),
);

/** What kind sets, though it is no cloud. */
const KIND_PROVIDER = 'kind://';

export default defineRule({
  code: 'NX7016',
  title: 'Nothing sets up load balancers',
  severity: 'error',
  proof: 'likely',
  subject: 'Service',
  reads: ['Node', 'Service'],
  wholeKinds: ['Node', 'Service'],
  causes: ['NX7015'],
  check(service, cluster) {
    const pending = pendingLoadBalancer(service, cluster.takenAt);
    if (pending === undefined) return [];
    const gaps = [...gapsOf(cluster.list('Service')), ...gapsOf(cluster.list('Node'))];
    if (gaps.length > 0) return unjudged(gaps);
    const sign = signOf(service, cluster);
    if (sign === undefined) return [];
    const { namespace = '', name } = service.metadata;
    return [
      { args: { namespace, service: name, class: service.spec.loadBalancerClass ?? null }, evidence: [pending.shown, sign] as const },
    ];
  },
  message: ({ class: wanted }) =>
    wanted === null
      ? 'its load balancer has no address, likely because nothing sets any up: no Service of the cluster has one, and no node has the providerID that a cloud would have set'
      : `its load balancer has no address, likely because no controller serves loadBalancerClass ${wanted}: no Service of that class has one`,
  remedy: ({ namespace, service, class: wanted }) =>
    wanted === null
      ? `Install a controller (a cloud controller manager, MetalLB …), or take type NodePort for Service ${namespace}/${service}.`
      : `Install the controller of class ${wanted}, or create Service ${namespace}/${service} anew with a class that is served, or without one: the field cannot be changed.`,
});

/** What shows that nobody takes care of such load balancers. */
function signOf({ metadata, spec }: Service, cluster: ClusterIndex): Evidence | undefined {
  const served = servedClasses(cluster);
  if (spec.loadBalancerClass !== undefined) {
    const says = 'no load balancer of this class has an address';
    return served.has(spec.loadBalancerClass)
      ? undefined
      : { object: refTo('Service', metadata), field: 'spec.loadBalancerClass', value: spec.loadBalancerClass, says };
  }
  const nodes = knownItems(cluster.list('Node'));
  const [node] = nodes;
  if (node === undefined || served.size > 0 || nodes.some(isOfCloud)) return undefined;
  return { object: refTo('Node', node.metadata), field: 'spec', says: 'has no providerID of a cloud, nor has any other node' };
}

function isOfCloud({ spec }: Node): boolean {
  return spec.providerID !== undefined && !spec.providerID.startsWith(KIND_PROVIDER);
}
