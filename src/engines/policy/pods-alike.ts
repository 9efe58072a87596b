import type { Pod } from '../../model/resources/pod.ts';
import { declaredPorts } from '../service/index.ts';
import { type AddressRange, parseAddress, rangeHolds } from './address-range.ts';
import { isDoubt, type Peer, type Policy, type Selector } from './policy.ts';

/** By what pods are told apart, beside their namespaces. */
interface Telling {
  readonly selectors: readonly Selector[];
  readonly ranges?: readonly AddressRange[];
  /** Whether ports by name tell them apart. */
  readonly ports: boolean;
}

/** Puts pods together that agree in the labels that selectors ask for, in the ranges that hold them, and in their ports. */
export function podsAlike(pods: readonly Pod[], { selectors, ranges = [], ports }: Telling): readonly (readonly [Pod, ...Pod[]])[] {
  const keys = [...new Set(selectors.flatMap((selector) => (isDoubt(selector) ? [] : selector.map(({ key }) => key))))];
  const groups = new Map<string, [Pod, ...Pod[]]>();
  for (const pod of pods) {
    const { namespace, labels } = pod.metadata;
    const addresses = pod.status.podIPs.flatMap(({ ip }) => parseAddress(ip) ?? []);
    const key = JSON.stringify([
      namespace,
      keys.map((one) => (Object.hasOwn(labels, one) ? labels[one] : null)),
      addresses.map((address) => [address.family, ranges.map((range) => Number(rangeHolds(range, address))).join('')]),
      ports ? declaredPorts(pod).map(({ name, port, protocol }) => [name, port, protocol]) : [],
    ]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pod]);
    else group.push(pod);
  }
  return [...groups.values()];
}

/** The selectors of pods by which policies pick whom they are about. */
export function subjectSelectors(policies: readonly Policy[]): readonly Selector[] {
  return policies.flatMap(({ subject }) => (isDoubt(subject) ? [] : [subject.pods]));
}

/** The selectors and ranges of entries of peers. */
export function peersTelling(peers: readonly Peer[]): Pick<Required<Telling>, 'selectors' | 'ranges'> {
  return {
    selectors: peers.flatMap((peer) => (peer.is === 'pods' ? [peer.pods] : [])),
    ranges: peers.flatMap((peer) => (peer.is === 'addresses' ? [peer.range, ...peer.except] : [])),
  };
}
