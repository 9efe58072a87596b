import { perCluster } from '../../audit/facts/by-value.ts';
import { nodeAgentsOf } from '../../engines/node-agents/index.ts';
import {
  mayHavePolicies,
  outsideAdmission,
  type PluginHabits,
  policiesOf,
  type SeenSource,
  type SendingNode,
} from '../../engines/policy/index.ts';
import { isUsable, type PortEndpoint } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { OutsideAdmissionReport } from '../../model/pod-policies.ts';
import { nodeIPs } from '../../model/resources/node.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import type { Protocol } from '../../model/values/port.ts';

const policiesIn = perCluster(policiesOf);

const sendingNodes = perCluster((cluster) =>
  knownItems(cluster.list('Node')).map((node): SendingNode => {
    const [first] = nodeIPs(node);
    return { name: node.metadata.name, ...(first === undefined ? {} : { ip: first.address }) };
  }),
);

/**
 * Which policies are followed, as far as the network plugin is seen: of one namespace, that of the system is looked at. Whether it takes the
 * nodes through which clients come in by their addresses is left as usual.
 */
const followedIn = perCluster((cluster): PluginHabits => {
  const plugins = [{}, { namespace: 'kube-system' }].map((scope) => nodeAgentsOf(cluster, scope).plugin);
  const { follows = {} } = plugins.find((one) => one.state === 'seen')?.policies ?? {};
  return { follows };
});

const OPEN = { verdict: 'yes', sources: ['anywhere'], why: 'no policy is about its pods' } as const;

/**
 * Whether policies would let a client outside through to the pods behind a port of a Service; undefined where none of its endpoints that take
 * connections is a pod.
 */
export function admissionToService(
  service: Service,
  endpoints: readonly PortEndpoint[],
  protocol: Protocol,
  cluster: ClusterIndex,
): OutsideAdmissionReport | undefined {
  const { namespace = '' } = service.metadata;
  const receivers = new Map(
    endpoints.filter(isUsable).flatMap(({ endpoint: { targetRef }, slice, port }) => {
      if (targetRef?.kind !== 'Pod') return [];
      const named = { namespace: targetRef.namespace ?? slice.metadata.namespace ?? '', name: targetRef.name };
      const found = cluster.get('Pod', named.name, named.namespace);
      return [[`${nameOf(named)} ${port}`, { pod: found.state === 'found' ? found.item : undefined, port }] as const];
    }),
  );
  if (receivers.size === 0) return undefined;
  const policies = policiesIn(cluster);
  if (!mayHavePolicies(namespace, policies)) return OPEN;
  return outsideAdmission({ endpoints: [...receivers.values()], protocol, seen: seenBy(service), ...seenIn(cluster) }, policies);
}

/** The same of a port of a node that leads to a pod, which sees the client. Undefined in the host network, where policies commonly do not apply. */
export function admissionToPod(pod: Pod, port: number, protocol: Protocol, cluster: ClusterIndex): OutsideAdmissionReport | undefined {
  if (pod.spec.hostNetwork) return undefined;
  const policies = policiesIn(cluster);
  if (!mayHavePolicies(pod.metadata.namespace ?? '', policies)) return OPEN;
  return outsideAdmission({ endpoints: [{ pod, port }], protocol, seen: 'client', ...seenIn(cluster) }, policies);
}

function seenIn(cluster: ClusterIndex) {
  return { nodes: sendingNodes(cluster), plugin: followedIn(cluster) };
}

/** Under externalTrafficPolicy Cluster the node by which a client comes in gives the packet its own address; what a load balancer does that answers itself is not in the API. */
function seenBy({ spec, status }: Service): SeenSource {
  if (status.loadBalancer.ingress.some(({ ipMode }) => ipMode === 'Proxy')) return 'unknown';
  return spec.externalTrafficPolicy === 'Local' ? 'client' : 'node';
}
