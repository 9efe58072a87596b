import { nameOf, refTo } from '../../model/object-ref.ts';
import { type Node, nodeIPs, primaryNodeIP } from '../../model/resources/node.ts';
import { type Container, type ContainerPort, isPodFinished, type Pod, servingContainers } from '../../model/resources/pod.ts';
import { familyOf, rangeOf, sameIp } from '../../model/values/ip.ts';
import { hostPortsFor } from '../trace/index.ts';
import type { Claim } from './claims.ts';
import { isOnly, type OpenPortsInput } from './input.ts';
import type { Fate } from './service-fate.ts';

/** What the pods of a node open on it: hostPorts by the network plugin, and in the node's own network what they declare. */
export function podClaims({ pods, node, only }: OpenPortsInput, addresses: readonly string[]): readonly Claim[] {
  const live = pods.filter((pod) => !isPodFinished(pod));
  const { name } = node.metadata;
  const own = addresses.map((address) => onNode(address, node));
  const claims = [
    ...[...own, ...otherHostIPs(live, addresses)].flatMap((on) => hostPortClaims(live, on, name)),
    ...own.flatMap((on) => listeners(live, on, name)),
  ];
  return claims.filter(({ open }) => isOnly(open, only));
}

/** An address on which a port may be open. `doubt`: why that is not sure. */
interface On {
  readonly address: string;
  readonly doubt?: string;
}

/** An ExternalIP may not lead to the node unchanged; any other address of its status is the node's own. */
function onNode(address: string, node: Node): On {
  const type = nodeIPs(node).find((one) => sameIp(one.address, address))?.type;
  const primary = primaryNodeIP(node, familyOf(address) ?? 'IPv4') === address;
  return type === 'ExternalIP' && !primary
    ? { address, doubt: 'an ExternalIP: whether it leads to the node unchanged is not in the API' }
    : { address };
}

/** The addresses that a hostIP names beside those of the node's status. */
function otherHostIPs(pods: readonly Pod[], addresses: readonly string[]): readonly On[] {
  const named = pods.flatMap((pod) => pod.spec.containers.flatMap(({ ports }) => ports.flatMap(({ hostIP }) => hostIP ?? [])));
  const others = named.filter((ip) => rangeOf(ip) !== 'unspecified' && !addresses.some((one) => sameIp(one, ip)));
  const doubt = "the node's status does not name this address";
  return [...new Set(others)].map((address) => (rangeOf(address) === 'loopback' ? { address } : { address, doubt }));
}

function hostPortClaims(pods: readonly Pod[], { address, doubt }: On, node: string): readonly Claim[] {
  const wanted = pods.flatMap((pod) => pod.spec.containers.flatMap(({ ports }) => ports)).filter(({ hostPort }) => hostPort !== undefined);
  const distinct = [...new Map(wanted.map((one) => [`${one.hostPort}/${one.protocol}`, one])).values()];
  return distinct.flatMap(({ hostPort: port = 0, protocol }) =>
    hostPortsFor({ destination: address, port, protocol }, pods).map(({ pod, port: declared }): Claim => {
      const ip = pod.status.podIPs.find((one) => familyOf(one.ip) === familyOf(address))?.ip;
      const object = refTo('Pod', pod.metadata);
      const endpoints = ip === undefined ? [] : [{ ip, port: declared.containerPort, pod: nameOf(object), node }];
      const onlyHere = rangeOf(address) === 'loopback' ? ', from the node itself only' : '';
      const fate = doubt === undefined ? hostPortFate(pod, declared, ip, onlyHere) : unsure(doubt);
      return { open: { via: 'hostPort', address, port, protocol, object, ...fate, endpoints }, by: 'plugin', active: true };
    }),
  );
}

function hostPortFate(pod: Pod, declared: ContainerPort, ip: string | undefined, onlyHere: string): Fate {
  if (ip === undefined) return unsure('the pod has no address of this family');
  const container = pod.spec.containers.find(({ ports }) => ports.includes(declared));
  return ifRunning(container, pod, `the network plugin sends it to port ${declared.containerPort} of the pod${onlyHere}`);
}

function listeners(pods: readonly Pod[], { address, doubt }: On, node: string): readonly Claim[] {
  return pods
    .filter(({ spec }) => spec.hostNetwork)
    .flatMap((pod) =>
      servingContainers(pod).flatMap((container) =>
        container.ports.map(({ containerPort: port, protocol }): Claim => {
          const object = refTo('Pod', pod.metadata);
          const fate =
            doubt === undefined ? ifRunning(container, pod, "a container declares it, in the node's own network") : unsure(doubt);
          const endpoints = [{ ip: address, port, pod: nameOf(object), node }];
          return { open: { via: 'hostNetwork', address, port, protocol, object, ...fate, endpoints }, by: 'process', active: true };
        }),
      ),
    );
}

/** A container that does not run listens on nothing; one whose state is not told may. */
function ifRunning(container: Container | undefined, { status }: Pod, reason: string): Fate {
  const found = [...status.containerStatuses, ...status.initContainerStatuses].find(({ name }) => name === container?.name);
  switch (found?.state?.state) {
    case 'running':
      return { answers: 'yes', outcome: 'delivered', reason };
    case 'waiting':
    case 'terminated':
      return {
        answers: 'no',
        outcome: 'refused',
        reason: `container ${container?.name} does not run${found.state.reason === undefined ? '' : ` (${found.state.reason})`}`,
      };
    case undefined:
      return unsure(`whether container ${container?.name} runs is not known`);
  }
}

function unsure(reason: string): Fate {
  return { answers: 'unknown', outcome: 'unknown', reason };
}
