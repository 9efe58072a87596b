/** The ways of a packet to a Service, hop by hop: name, service network, pod network; and each way in from outside. */
export { aliasTrace } from './alias.ts';
export type { GivenClient } from './client-groups.ts';
export { entriesOf, modeOf } from './entries.ts';
export { inClusterTraces } from './in-cluster.ts';
