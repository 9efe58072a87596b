import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { describeRef, type ObjectRef } from '../../../model/object-ref.ts';
import { sameIp } from '../../../model/values/ip.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { outcomesOf } from '../../facts/flow-ends.ts';
import { type ListedEndpoint, listedEndpoints } from '../../facts/listed-endpoints.ts';
import { defineFlowRule, type FlowFacts } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX6014',
  title: 'The address was a pod’s that is gone',
  severity: 'warning',
  proof: 'likely',
  subject: 'Flow',
  reads: ['EndpointSlice', 'Pod'],
  causes: [],
  check(flow, cluster) {
    const endpoints = listedEndpoints(cluster.known('EndpointSlice'));
    return lostAddresses(flow).flatMap((address) => {
      const taken = cluster.known('Pod').some(({ status }) => status.podIPs.some(({ ip }) => sameIp(ip, address)));
      const listed = taken ? [] : endpoints.filter((one) => sameIp(one.address, address));
      const [gone] = listed.flatMap((one) => goneFrom(one, cluster));
      return gone === undefined ? [] : [{ subject: gone.shown.object, args: { address, pod: gone.pod, why: gone.why, slice: describeRef(gone.shown.object) }, evidence: [gone.shown] as const }];
    });
  },
  message: ({ address, pod, why, slice }) => `${address} was the address of ${pod}, which ${why}; ${slice} still lists it`,
  remedy: ({ slice }) => `Correct or remove the endpoint in ${slice}; where the control plane writes it, see whether kube-controller-manager runs.`,
});

/** The addresses of a flow that a pod may have had: where ways are lost, and that of a client that is no known pod or node. */
function lostAddresses(flow: FlowFacts): readonly string[] {
  const { sender, arrivals } = flow;
  const lost = arrivals.flatMap(({ disposition, towards }) => (disposition === 'no-route' && towards !== undefined ? [towards] : []));
  const client = sender.kind === 'address' && sender.address !== null ? [sender.address] : [];
  return [...new Set([...lost, ...client])];
}
