/**
 * What is open on nodes, and who answers a new connection there: on one node (`openPortsOf`), and on all of them, where nodes that do the same
 * are told together (`openAcrossNodes`, `openOnVirtualAddresses`). Follows kube-proxy (kubernetes 1.36, pkg/proxy) and the portmap plugin.
 */
export { type OpenOnNodes, openAcrossNodes } from './across-nodes.ts';
export { firstOf, type NodesBut } from './nodes-alike.ts';
export { openPortsOf } from './open-ports.ts';
export { sensitiveTarget } from './sensitive-target.ts';
export { opensOnNode } from './service-claims.ts';
export { openOnVirtualAddresses } from './virtual-addresses.ts';
