import { declaredPorts } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { NetworkPolicy } from '../../../model/resources/network-policy.ts';
import { type PeerPods, type PolicyRule, podsOfPeer, rulesOf, selectedPods } from '../../facts/policies.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface PortArgs extends Readonly<Record<string, string>> {
  readonly namespace: string;
  readonly name: string;
  readonly port: string;
  readonly direction: string;
}

export default defineRule({
  code: 'NX5008',
  title: 'Port by a name that no pod has',
  severity: 'error',
  proof: 'certain',
  subject: 'NetworkPolicy',
  reads: ['Pod', 'Namespace', 'Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet'],
  wholeKinds: ['Pod', 'Namespace'],
  causes: [],
  check(policy, cluster) {
    return rulesOf(policy).flatMap((rule) => {
      const named = rule.ports.filter(({ port }) => typeof port.port === 'string');
      if (named.length === 0) return [];
      const receivers = receiversOf(rule, policy, cluster);
      if (receivers === undefined || (receivers.pods.length === 0 && receivers.gaps.length === 0)) return [];
      const { namespace = '', name } = policy.metadata;
      return named.flatMap(({ field, port }): readonly (Hit<PortArgs> | Unjudged)[] => {
        const isThere = receivers.pods.some((pod) =>
          declaredPorts(pod).some((one) => one.name === port.port && one.protocol === port.protocol),
        );
        if (isThere) return [];
        if (receivers.gaps.length > 0) return unjudged(receivers.gaps);
        const says = 'no pod that it may be about declares a port of this name';
        const shown = { object: refTo('NetworkPolicy', policy.metadata), field: `${field}.port`, value: String(port.port), says };
        return [{ args: { namespace, name, port: `${port.port}/${port.protocol}`, direction: rule.direction }, evidence: [shown] }];
      });
    });
  },
  message: ({ port, direction }) =>
    `an entry of its ${direction} rules is for the port named ${port}, and no pod that would receive declares it: it allows nothing`,
  remedy: ({ namespace, name }) => `Write the name that the container port has, or its number, in NetworkPolicy ${namespace}/${name}.`,
});

/** The pods that would receive by a rule; undefined where it is for addresses or everybody, too. */
function receiversOf(
  { direction, peers, isForAll }: PolicyRule,
  policy: NetworkPolicy,
  cluster: ClusterIndex,
): Pick<PeerPods, 'pods' | 'gaps'> | undefined {
  if (direction === 'ingress') {
    const pods = selectedPods(policy, cluster);
    return { pods: knownItems(pods), gaps: gapsOf(pods) };
  }
  if (isForAll || peers.some(({ cidr }) => cidr !== undefined)) return undefined;
  const found = peers.map((peer) => podsOfPeer(peer, policy.metadata.namespace ?? '', cluster));
  return { pods: found.flatMap(({ pods }) => pods), gaps: found.flatMap(({ gaps }) => gaps) };
}
