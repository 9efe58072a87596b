/** What runs on every node and moves packets there: the Service proxy (kube-proxy or what replaces it) and the network plugin. */
export { agentDaemonSets, agentPodsOn, isOf, type NodeAgent } from './agent-pods.ts';
export { type NodeAgents, nodeAgentsOf } from './node-agents.ts';
export type { Program } from './programs.ts';
