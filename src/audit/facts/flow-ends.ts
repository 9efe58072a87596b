import { isOwnAddress, ownIPs, primaryAddress } from '../../engines/trace/index.ts';
import { describeRef, type ObjectRef, refTo } from '../../model/object-ref.ts';
import { DISPOSITIONS, type Outcome } from '../../model/trace.ts';
import { familyOf } from '../../model/values/ip.ts';
import type { FlowFacts } from '../flow-rule.ts';

/** The object that sends: the pod, or the node; undefined for an address outside. */
export function clientObject({ sender }: FlowFacts): ObjectRef | undefined {
  switch (sender.kind) {
    case 'pod':
      return refTo('Pod', sender.pod.metadata);
    case 'node':
      return { kind: 'Node', name: sender.node.name };
    case 'address':
      return undefined;
  }
}

/** Who sends, in words: `Pod a/web-0`, `Node node1`, `203.0.113.9`, `a client outside`. */
export function describeClient(flow: FlowFacts): string {
  const object = clientObject(flow);
  if (object !== undefined) return describeRef(object);
  return (flow.sender.kind === 'address' ? flow.sender.address : null) ?? 'a client outside';
}

/** The address with which the packet starts out; undefined where it is not known, or where the client has none of that family. */
export function sourceAddress({ sender, dialled }: FlowFacts): string | undefined {
  if (dialled === undefined) return undefined;
  const { destination } = dialled;
  const family = familyOf(destination);
  if (sender.kind === 'address') return sender.address ?? undefined;
  if (sender.kind === 'pod' && !sender.pod.spec.hostNetwork) return ownIPs(sender.pod).find((ip) => familyOf(ip) === family);
  if (sender.kind === 'node' && sender.address !== undefined) return sender.address;
  return isOwnAddress(sender.node, destination) ? destination : primaryAddress(sender.node, family);
}

/** Whether the client can send at all: a pod that has ended, or has no address of the family that is dialled, cannot. */
export function canSend(flow: FlowFacts): boolean {
  return flow.sender.kind === 'address' || sourceAddress(flow) !== undefined;
}

/** What the client notices, over all ways of a flow. */
export function outcomesOf({ arrivals }: FlowFacts): ReadonlySet<Outcome> {
  return new Set(arrivals.map(({ disposition }) => DISPOSITIONS[disposition].outcome));
}

/** The Service whose rules rewrote the destination; undefined where none did. */
export function leadingService({ arrivals }: FlowFacts): ObjectRef | undefined {
  const hops = arrivals.flatMap((arrival) => arrival.hops);
  return hops.find(({ at, steps: [step] }) => at.layer === 'service' && step.action === 'translate')?.at.object;
}
