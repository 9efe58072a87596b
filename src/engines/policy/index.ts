/**
 * Who may talk to whom, by the policies of both ends: NetworkPolicy (networking.k8s.io/v1), and around it the tiers of
 * ClusterNetworkPolicy (policy.networking.k8s.io/v1alpha2), AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1). Policies of
 * other makers are recognised and leave the verdict open.
 *
 * Per pod and per direction, and after translation of the destination: the Admin tier by priority, then NetworkPolicies, which isolate
 * the pods that they select and add up, then the Baseline tier; whatever nobody decides passes. A connection needs both ends, and its
 * answers pass with it. Every verdict is as if policies were enforced; whether they are is told by the programs of the nodes.
 * Source: kubernetes.io, "Network Policies" (1.36); kubernetes pkg/apis/networking; network-policy-api v0.2.0 and v0.1.1.
 */
export { isForPort, type PodPolicies, type PodRule, policiesAboutPod } from './about-pod.ts';
export { adminPolicyProblems } from './admin-validation.ts';
export { allowancesOf } from './allowances.ts';
export { type Contribution, contributionsOf, isolatedAlone } from './contribution.ts';
export type { PluginHabits, PolicyEnd, PolicyFlow } from './ends.ts';
export { sentencesOf } from './match.ts';
export { type MatrixRow, type PortMatrix, policyMatrix } from './matrix.ts';
export { allPolicyNeeds, mayHavePolicies, policyNeeds } from './needs.ts';
export { type JudgedEnds, type OpenPort, openPorts } from './open-ports.ts';
export { outsideAdmission, type SeenSource, type SendingNode } from './outside.ts';
export { type PodClass, podClasses } from './pod-classes.ts';
export { podsAlike, subjectSelectors } from './pods-alike.ts';
export { ADMIN_KINDS, OTHER_KINDS, type Policies, policiesOf } from './policies.ts';
export { type Direction, isDoubt, type Peer, type Policy, type Port, type Rule } from './policy.ts';
export { type Population, podsOfPeer, podsOfSubject } from './populations.ts';
export { isSubject } from './rule-match.ts';
export { type TellsApart, tellsApart } from './tells-apart.ts';
export { networkPolicyProblems } from './validation.ts';
export {
  type BriefVerdict,
  bareVerdict,
  bothEnds,
  type Decision,
  type PolicyVerdicts,
  policyVerdict,
  policyVerdicts,
} from './verdict.ts';
export { describePeer, describeSubject } from './words.ts';
