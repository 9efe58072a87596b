import { ownIPs } from '../../../engines/trace/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Lookup } from '../../../model/listing.ts';
import { describeRef, type ObjectRef, refTo } from '../../../model/object-ref.ts';
import { isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { sameIp } from '../../../model/values/ip.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { type ListedEndpoint, listedEndpoints } from '../../facts/listed-endpoints.ts';
import { defineFlowRule, type FlowFacts } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX6014',
  title: 'The address was that of a pod that is gone',
  severity: 'warning',
  proof: 'likely',
  subject: 'Flow',
  reads: ['EndpointSlice', 'Pod'],
  causes: [],
  check(flow, cluster) {
    const lost = lostAddresses(flow).filter((address) => isFree(address, cluster));
    const listed = listedEndpoints(cluster.known('EndpointSlice'));
    return lost.flatMap((address) => {
      const [gone] = listed.filter((one) => sameIp(one.address, address)).flatMap((one) => goneFrom(one, cluster));
      if (gone === undefined) return [];
      const { pod, why, shown } = gone;
      return [{ subject: shown.object, args: { address, pod, why, slice: describeRef(shown.object) }, evidence: [shown] as const }];
    });
  },
  message: ({ address, pod, why, slice }) =>
    `nobody has ${address} now: it was the address of ${pod}, which ${why}; ${slice} still lists it`,
  remedy: ({ pod, slice }) =>
    `Use the address that ${pod} or its successor has now; correct ${slice}, or see whether kube-controller-manager runs if the control plane writes it.`,
});

/** The addresses that a pod may have had: those where ways of the flow are lost, and that of a client that is neither pod nor node. */
function lostAddresses({ sender, arrivals }: FlowFacts): readonly string[] {
  const lost = arrivals.filter(({ disposition }) => disposition === 'no-route' || disposition === 'leaves-cluster');
  const client = sender.kind === 'address' && sender.address !== null ? [sender.address] : [];
  return [...new Set([...lost.flatMap(({ towards }) => towards ?? []), ...client])];
}

/** Whether it is known that no pod has an address. */
function isFree(address: string, cluster: ClusterIndex): boolean {
  const having = cluster.list('Pod', { fields: { 'status.podIP': address } });
  return having.state === 'complete' && !cluster.known('Pod').some((pod) => ownIPs(pod).some((ip) => sameIp(ip, address)));
}

interface Gone {
  readonly pod: string;
  readonly why: string;
  readonly shown: Evidence;
}

/** The pod that an endpoint names, where it does not have the endpoint's address any more. */
function goneFrom({ slice, endpoint, address, field }: ListedEndpoint, cluster: ClusterIndex): readonly Gone[] {
  const ref = endpoint.targetRef;
  if (ref?.kind !== 'Pod') return [];
  const object: ObjectRef = { kind: 'Pod', namespace: ref.namespace ?? slice.metadata.namespace ?? '', name: ref.name };
  const pod = describeRef(object);
  const why = whyGone(cluster.get('Pod', object.name, object.namespace));
  const shown = {
    object: refTo('EndpointSlice', slice.metadata),
    field: `${field}.addresses[0]`,
    value: address,
    says: `listed as the address of ${pod}`,
  };
  return [{ pod, why, shown }];
}

/** What is known of the pod that had the address. Whether it still exists is often not: nobody asked for it by name. */
function whyGone(pod: Lookup<Pod>): string {
  if (pod.state === 'absent') return 'does not exist any more';
  if (pod.state === 'unknown') return 'does not have it any more';
  if (isPodFinished(pod.item)) return 'has ended';
  const addresses = ownIPs(pod.item);
  return `now has ${addresses.length === 0 ? 'no address' : enumerate(addresses)}`;
}
