import { knownItems } from '../../../model/listing.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import { type ContainerPort, isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { familyOf, hostPort, parseIp, rangeOf, sameIp } from '../../../model/values/ip.ts';
import type { Packet } from '../../service/index.ts';
import { isOwnAddress, type Network, ownIPs, podsOn } from '../network.ts';
import { arrive, evidenceOf, hopOf, type Passage, type StageResult } from '../passage.ts';

/** A port of a node that leads to a container of a pod on it. */
export interface HostPort {
  readonly pod: Pod;
  readonly port: ContainerPort;
  readonly field: string;
}

/**
 * The hostPorts of pods on a node that take a packet: same number and protocol, and no other hostIP. hostNetwork pods have none: their
 * ports are the node's own. Source: containernetworking/plugins plugins/meta/portmap.
 */
export function hostPortsFor(packet: Pick<Packet, 'destination' | 'port' | 'protocol'>, pods: readonly Pod[]): readonly HostPort[] {
  return pods
    .filter((pod) => !pod.spec.hostNetwork && !isPodFinished(pod) && pod.status.podIPs.length > 0)
    .flatMap((pod) =>
      [...pod.spec.containers.entries()].flatMap(([at, container]) =>
        container.ports.map((port, index) => ({ pod, port, field: `spec.containers[${at}].ports[${index}].hostPort` })),
      ),
    )
    .filter(({ port }) => port.hostPort === packet.port && port.protocol === packet.protocol && listensOn(port.hostIP, packet.destination));
}

/** portmap has no rules for ::1: the kernel does not route it. */
function listensOn(hostIP: string | undefined, address: string): boolean {
  if (address === '::1') return false;
  if (hostIP === undefined || sameIp(hostIP, address)) return true;
  return rangeOf(hostIP) === 'unspecified' && familyOf(hostIP) === familyOf(address);
}

/**
 * The network plugin's hostPorts (portmap). The source stays, but for pods of the same node and for loopback: there the server sees the
 * bridge.
 */
export function hostPorts(passage: Passage, network: Network): StageResult {
  const { packet, at } = passage;
  if (passage.translated || !isOwnAddress(at, packet.destination)) return undefined;
  const [found, ...others] = hostPortsFor(packet, knownItems(podsOn(network, at.name)));
  if (found === undefined) return undefined;
  const object = refTo('Pod', found.pod.metadata);
  const where = hostPort(packet.destination, packet.port);
  const component = `network plugin (portmap) on ${at.name}`;
  const evidence = [evidenceOf(object, found.field, found.port.hostPort, 'the port of the node that leads to this pod')];
  const family = parseIp(packet.destination)?.family;
  const ip = ownIPs(found.pod).find((one) => parseIp(one)?.family === family);
  if (others.length > 0 || ip === undefined) {
    const says =
      others.length > 0
        ? `not known: several pods on ${at.name} claim this hostPort`
        : `not known: ${describeRef(object)} has no ${family} address`;
    return arrive(
      passage,
      'insufficient-info',
      hopOf('node', `${where} ${says}`, { component, action: 'give-up', object, says, evidence }, object),
    );
  }
  const hairpin = passage.entered === 'pod' || rangeOf(packet.source ?? '') === 'loopback' || rangeOf(packet.destination) === 'loopback';
  const says = `hostPort of ${describeRef(object)} → ${hostPort(ip, found.port.containerPort)}`;
  return {
    onward: [
      {
        ...passage,
        packet: { ...packet, destination: ip, port: found.port.containerPort },
        translated: true,
        masquerade: hairpin,
        intended: found.pod,
        assumes: [...passage.assumes, 'host-port'],
        hops: [...passage.hops, hopOf('node', `${where} ${says}`, { component, action: 'translate', object, says, evidence }, object)],
      },
    ],
  };
}
