import type { Rule } from '../rule.ts';
import selectorMatchesNoPod from './nx1002-selector-matches-no-pod/rule.ts';
import selectorNearMiss from './nx1003-selector-near-miss/rule.ts';
import labelsInAnotherNamespace from './nx1004-labels-in-another-namespace/rule.ts';
import workloadScaledToZero from './nx1005-workload-scaled-to-zero/rule.ts';
import onlyFinishedPods from './nx1006-only-finished-pods/rule.ts';
import noSelectedPodReady from './nx1007-no-selected-pod-ready/rule.ts';
import someSelectedPodsNotReady from './nx1008-some-selected-pods-not-ready/rule.ts';
import readinessGateUnmet from './nx1009-readiness-gate-unmet/rule.ts';
import podsWithoutAddress from './nx1010-pods-without-address/rule.ts';
import readyPodNotInSlices from './nx1011-ready-pod-not-in-slices/rule.ts';
import podLacksIpFamily from './nx1012-pod-lacks-ip-family/rule.ts';
import onlyTerminatingEndpoints from './nx1013-only-terminating-endpoints/rule.ts';
import selectorlessWithoutSlices from './nx1018-selectorless-without-slices/rule.ts';
import endpointsNotMirrored from './nx1019-endpoints-not-mirrored/rule.ts';
import orphanSlice from './nx1020-orphan-slice/rule.ts';
import staleEndpoint from './nx1021-stale-endpoint/rule.ts';
import endpointOnBadNode from './nx1022-endpoint-on-bad-node/rule.ts';
import forbiddenEndpointAddress from './nx1023-forbidden-endpoint-address/rule.ts';
import sliceOfWrongFamily from './nx1024-slice-of-wrong-family/rule.ts';
import ignoredByKubeProxy from './nx1027-ignored-by-kube-proxy/rule.ts';
import unreadyPodsGetTraffic from './nx1028-unready-pods-get-traffic/rule.ts';
import warningEvents from './nx1029-warning-events/rule.ts';
import targetPortNameUnknown from './nx1102-target-port-name-unknown/rule.ts';
import targetPortNameOtherProtocol from './nx1103-target-port-name-other-protocol/rule.ts';
import targetPortNameMissingInSomePods from './nx1104-target-port-name-missing-in-some-pods/rule.ts';
import targetPortNameDiffers from './nx1105-target-port-name-differs/rule.ts';
import targetPortUndeclared from './nx1106-target-port-undeclared/rule.ts';
import targetPortSwapped from './nx1107-target-port-swapped/rule.ts';
import targetPortProtocol from './nx1108-target-port-protocol/rule.ts';
import slicePortEmpty from './nx1109-slice-port-empty/rule.ts';
import headlessPortDiffers from './nx1110-headless-port-differs/rule.ts';
import externalNameIsAddress from './nx1112-external-name-is-address/rule.ts';
import externalNameMissingService from './nx1113-external-name-missing-service/rule.ts';
import externalNameLoop from './nx1114-external-name-loop/rule.ts';
import externalNameIgnoresFields from './nx1115-external-name-ignores-fields/rule.ts';
import externalNameOverHttp from './nx1116-external-name-over-http/rule.ts';
import internalLocalWithoutEndpoint from './nx1117-internal-local-without-endpoint/rule.ts';

/** Every rule, in the order of their codes. A rule's own argument type is its own affair, so the list forgets it. */
export const RULES = [
  selectorMatchesNoPod,
  selectorNearMiss,
  labelsInAnotherNamespace,
  workloadScaledToZero,
  onlyFinishedPods,
  noSelectedPodReady,
  someSelectedPodsNotReady,
  readinessGateUnmet,
  podsWithoutAddress,
  readyPodNotInSlices,
  podLacksIpFamily,
  onlyTerminatingEndpoints,
  selectorlessWithoutSlices,
  endpointsNotMirrored,
  orphanSlice,
  staleEndpoint,
  endpointOnBadNode,
  forbiddenEndpointAddress,
  sliceOfWrongFamily,
  ignoredByKubeProxy,
  unreadyPodsGetTraffic,
  warningEvents,
  targetPortNameUnknown,
  targetPortNameOtherProtocol,
  targetPortNameMissingInSomePods,
  targetPortNameDiffers,
  targetPortUndeclared,
  targetPortSwapped,
  targetPortProtocol,
  slicePortEmpty,
  headlessPortDiffers,
  externalNameIsAddress,
  externalNameMissingService,
  externalNameLoop,
  externalNameIgnoresFields,
  externalNameOverHttp,
  internalLocalWithoutEndpoint,
] as unknown as readonly Rule[];
