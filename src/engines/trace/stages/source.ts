import type { SeenSource } from '../../../model/path-report.ts';
import { familyOf, rangeOf } from '../../../model/values/ip.ts';
import { bridgeAddress, isInPodNetwork, type Network, primaryAddress } from '../network.ts';
import type { Passage } from '../passage.ts';

/** Where a packet goes from the root network namespace of a node. */
export type Exit = 'own-pod' | 'network' | 'itself';

/** The source of a packet once it has left the node's rules, and why it is that. */
export interface LeavingSource extends SeenSource {
  readonly says: string;
  /** Who rewrites it, where somebody does. */
  readonly by?: 'kube-proxy' | 'network plugin';
}

/**
 * The source address with which a packet leaves a node's rules.
 *
 * A masquerading node takes the address of the interface by which the packet leaves: the bridge's towards its own pods, the Node IP towards
 * everything else. What the node itself receives passes no such rule, so its source stays. A process of the node sends with the address of
 * the interface, too. Most plugins masquerade what a pod sends out of the pod network. Observed with the bridge plugin; the bridge's address
 * is an assumption for others.
 */
export function sourceAt(exit: Exit, passage: Passage, network: Network): LeavingSource {
  const { packet, at, entered, masquerade, source } = passage;
  const family = familyOf(packet.destination);
  const kept = 'source address kept (no NAT)';
  const ofNode = exit === 'own-pod' ? bridgeAddress(at.node, family) : primaryAddress(at, family);
  if (exit === 'itself') return sourceAtItself(passage, ofNode);
  if (masquerade === null) return { address: null, kept: null, says: 'whether the source is masqueraded is not known' };
  if (masquerade) {
    const whose = exit === 'own-pod' ? `the bridge of ${at.name}` : at.name;
    return {
      address: ofNode ?? null,
      kept: false,
      says: `source masqueraded: the server sees ${addressOf(whose, ofNode)}`,
      by: 'kube-proxy',
    };
  }
  if (entered === 'process' && !passage.translated) {
    return { address: ofNode ?? null, kept: true, says: `the node's own address${ofNode === undefined ? '' : ` ${ofNode}`}` };
  }
  if (exit === 'network' && entered === 'pod' && network.assumed.podMasquerade && !isInPodNetwork(packet.destination, network)) {
    return {
      address: ofNode ?? null,
      kept: false,
      says: `source masqueraded on leaving the pod network: seen as ${addressOf(at.name, ofNode)}`,
      by: 'network plugin',
    };
  }
  return { ...source, says: kept };
}

/** A packet that the node itself receives leaves it by no interface, so a mark for masquerading has no effect on it, unless it sent it. */
function sourceAtItself({ packet, entered, masquerade, source }: Passage, ofNode: string | undefined): LeavingSource {
  const loopback = rangeOf(packet.destination) === 'loopback';
  if (masquerade === true && entered === 'process') {
    return {
      address: ofNode ?? null,
      kept: false,
      says: `source masqueraded: the server sees ${addressOf('the node', ofNode)}`,
      by: 'kube-proxy',
    };
  }
  if (masquerade === true) {
    const says = "marked for masquerading, which only takes effect on leaving the node: the server here still sees the client's address";
    return { address: source.address, kept: false, says };
  }
  if (entered === 'process') {
    return { address: loopback ? packet.destination : packet.source, kept: true, says: 'source address kept (no NAT)' };
  }
  return { ...source, says: source.kept === false ? 'source address as it came' : 'source address kept (no NAT)' };
}

function addressOf(whose: string, address: string | undefined): string {
  return address === undefined ? `an address of ${whose}` : `${address} (${whose})`;
}
