/**
 * The ways of a packet. `walk` follows one connection through the rules of each node that it passes (`stages/`, in order); the others
 * tell the ways to one Service: inside the cluster, and each way in from outside.
 */
export { aliasTrace } from './alias.ts';
export type { GivenClient } from './client-groups.ts';
export { entriesOf, modeOf } from './entries.ts';
export { gatewayEntries } from './gateway-entries.ts';
export { clusterIPNameHop, nameHop, podHop, serviceEvidence } from './hops.ts';
export { inClusterTraces } from './in-cluster.ts';
export { ingressEntries } from './ingress-entries.ts';
export { isOwnAddress, type Network, type NodeView, networkOf, nodeNamed, ownerOf, ownIPs, primaryAddress } from './network.ts';
export { type Arrival, type Connection, hopOf, type Sender } from './passage.ts';
export { hostPortsFor } from './stages/host-ports.ts';
export { type Dialled, walk } from './walk.ts';
