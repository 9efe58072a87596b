import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { hostPort, sameIp } from '../../../model/values/ip.ts';
import { declaredPorts } from '../../service/index.ts';
import { isOwnAddress, type Network, podsOn } from '../network.ts';
import { arrive, evidenceOf, hopOf, type Passage, type StageResult } from '../passage.ts';
import { gapWords } from '../words.ts';
import { sourceAt } from './source.ts';

/**
 * Ports on which nodes commonly run programs that are no pods, or that pods open without declaring it: SSH, DNS, portmapper, BGP, etcd, API
 * server, kubelet, kube-proxy, controllers, and what common plugins open.
 */
const NODE_PROGRAMS: readonly (readonly [number, number])[] = [
  ...([
    [1, 1023],
    [2379, 2382],
    [4240, 4245],
    [5473, 5473],
    [6443, 6443],
    [6783, 6784],
    [8080, 8080],
    [8443, 8443],
    [8472, 8472],
  ] as const),
  ...([
    [9090, 9101],
    [9153, 9153],
    [9234, 9234],
    [9253, 9254],
    [9345, 9345],
    [9878, 9893],
    [9962, 9965],
  ] as const),
  ...([
    [10010, 10010],
    [10244, 10260],
    [16443, 16443],
    [19099, 19100],
    [50000, 50001],
    [51820, 51871],
    [61678, 61679],
  ] as const),
];

/** The node itself is the destination: a hostNetwork pod that declares the port, or a program of the node. */
export function ownAddress(passage: Passage, network: Network): StageResult {
  const { packet, at, endpoint, intended } = passage;
  if (!isOwnAddress(at, packet.destination)) return undefined;
  const target = endpoint?.endpoint.targetRef;
  if (endpoint !== undefined && sameIp(endpoint.ip, packet.destination)) {
    return delivered(
      passage,
      network,
      target?.kind === 'Pod' ? `${target.namespace ?? endpoint.slice.metadata.namespace}/${target.name}` : undefined,
    );
  }
  if (intended?.spec.hostNetwork === true) return delivered(passage, network, nameOfPod(intended));
  const pods = podsOn(network, at.name);
  if (pods.state !== 'complete') {
    return undecided(passage, `who listens on ${at.name} is not known: ${gapWords(pods.gaps)}`);
  }
  const [listener, ...others] = pods.items.filter((pod) => listens(pod, passage));
  if (listener !== undefined && others.length === 0) return delivered(passage, network, nameOfPod(listener), listener);
  if (listener !== undefined) return undecided(passage, `${others.length + 1} hostNetwork pods declare this port; only one can have it`);
  return nobodyDeclares(passage);
}

function listens(pod: Pod, { packet }: Passage): boolean {
  if (!pod.spec.hostNetwork || isPodFinished(pod)) return false;
  return declaredPorts(pod).some((one) => one.port === packet.port && one.protocol === packet.protocol);
}

function nameOfPod(pod: Pod): string {
  return `${pod.metadata.namespace}/${pod.metadata.name}`;
}

function delivered(passage: Passage, network: Network, pod: string | undefined, listener?: Pod): StageResult {
  const { packet, at } = passage;
  const source = sourceAt('itself', passage, network);
  const [namespace = '', name = ''] = pod?.split('/') ?? [];
  const object = pod === undefined ? refTo('Node', { name: at.name }) : refTo('Pod', { namespace, name });
  const who = pod === undefined ? `a program on node ${at.name}` : `hostNetwork pod ${pod}, in the network of node ${at.name}`;
  const evidence = listener === undefined ? [] : [evidenceOf(object, 'spec.hostNetwork', true, "it listens on the node's own addresses")];
  const says = `${source.says}; the packet does not leave the node's own network namespace`;
  const step = { component: `network of node ${at.name}`, action: 'deliver', object, says, evidence } as const;
  const { address, kept } = source;
  return arrive(passage, 'delivered', hopOf('node', `${hostPort(packet.destination, packet.port)} ${who}`, step, object), {
    assumes: ['process'],
    destination: {
      kind: pod === undefined ? 'node' : 'pod',
      ip: packet.destination,
      port: packet.port,
      protocol: packet.protocol,
      node: at.name,
      ...(pod === undefined ? {} : { pod }),
      source: { address, kept },
    },
  });
}

/** The API shows pods, not programs: where nodes commonly run one, nobody can say. */
function nobodyDeclares(passage: Passage): StageResult {
  const { packet, at } = passage;
  if (NODE_PROGRAMS.some(([first, last]) => packet.port >= first && packet.port <= last)) {
    return undecided(
      passage,
      `no pod on ${at.name} declares the port, but nodes commonly run a program there, which the API does not show`,
    );
  }
  const object = refTo('Node', { name: at.name });
  const says = `refused: no NodePort, hostPort or hostNetwork pod of ${at.name} has this port`;
  const step = { component: `network of node ${at.name}`, action: 'reject', object, says, evidence: [] } as const;
  return arrive(passage, 'rejected', hopOf('node', `${hostPort(packet.destination, packet.port)} ${says}`, step, object), {
    assumes: ['node-programs'],
  });
}

function undecided(passage: Passage, says: string): StageResult {
  const { packet, at } = passage;
  const object = refTo('Node', { name: at.name });
  const step = { component: `network of node ${at.name}`, action: 'give-up', object, says, evidence: [] } as const;
  return arrive(passage, 'insufficient-info', hopOf('node', `${hostPort(packet.destination, packet.port)} ${says}`, step, object));
}
