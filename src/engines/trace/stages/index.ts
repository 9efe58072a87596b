import type { Stage } from '../passage.ts';
import { hostPorts } from './host-ports.ts';
import { leftovers } from './leftovers.ts';
import { otherNode } from './other-node.ts';
import { ownAddress } from './own-address.ts';
import { podNetwork } from './pod-network.ts';
import { serviceRules } from './service-rules.ts';

/**
 * What a node does with a packet, in the order in which Linux does it: the rules that rewrite a destination (kube-proxy, then hostPorts),
 * then the route: to the node itself, to a pod, to another node, or away. The first stage that has to do with a packet decides.
 */
export const STAGES: readonly Stage[] = [serviceRules, hostPorts, ownAddress, podNetwork, otherNode, leftovers];
