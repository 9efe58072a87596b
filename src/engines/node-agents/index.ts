/** What runs on every node and moves packets there: the Service proxy (kube-proxy or what replaces it) and the network plugin. */
export { type AgentPod, agentDaemonSets, agentPodsOn, isOf, type NodeAgent } from './agent-pods.ts';
export { type NetworkPlugin, type NodeAgents, nodeAgentsOf, type Seen, type ServiceProxy } from './node-agents.ts';
export type { Answer, PodAddressing, Program } from './programs.ts';
