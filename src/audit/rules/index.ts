import type { FlowRule } from '../flow-rule.ts';
import type { LookUpRule } from '../look-up-rule.ts';
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
import endpointsNoLongerServe from './nx1014-endpoints-no-longer-serve/rule.ts';
import littleRedundancy from './nx1015-little-redundancy/rule.ts';
import selectsSeveralWorkloads from './nx1016-selects-several-workloads/rule.ts';
import servicesDisagreeAboutPort from './nx1017-services-disagree-about-port/rule.ts';
import selectorlessWithoutSlices from './nx1018-selectorless-without-slices/rule.ts';
import endpointsNotMirrored from './nx1019-endpoints-not-mirrored/rule.ts';
import orphanSlice from './nx1020-orphan-slice/rule.ts';
import staleEndpoint from './nx1021-stale-endpoint/rule.ts';
import endpointOnBadNode from './nx1022-endpoint-on-bad-node/rule.ts';
import forbiddenEndpointAddress from './nx1023-forbidden-endpoint-address/rule.ts';
import sliceOfWrongFamily from './nx1024-slice-of-wrong-family/rule.ts';
import endpointsTruncated from './nx1025-endpoints-truncated/rule.ts';
import v1EndpointsInUse from './nx1026-v1-endpoints-in-use/rule.ts';
import ignoredByKubeProxy from './nx1027-ignored-by-kube-proxy/rule.ts';
import unreadyPodsGetTraffic from './nx1028-unready-pods-get-traffic/rule.ts';
import warningEvents from './nx1029-warning-events/rule.ts';
import serviceStuckDeleting from './nx1030-service-stuck-deleting/rule.ts';
import workloadWithoutPods from './nx1031-workload-without-pods/rule.ts';
import flappingPods from './nx1032-flapping-pods/rule.ts';
import noReadinessProbe from './nx1033-no-readiness-probe/rule.ts';
import probePortUnknown from './nx1034-probe-port-unknown/rule.ts';
import slicesLeftBehind from './nx1035-slices-left-behind/rule.ts';
import livenessProbeNeverRuns from './nx1036-liveness-probe-never-runs/rule.ts';
import portNotOnService from './nx1101-port-not-on-service/rule.ts';
import targetPortNameUnknown from './nx1102-target-port-name-unknown/rule.ts';
import targetPortNameOtherProtocol from './nx1103-target-port-name-other-protocol/rule.ts';
import targetPortNameMissingInSomePods from './nx1104-target-port-name-missing-in-some-pods/rule.ts';
import targetPortNameDiffers from './nx1105-target-port-name-differs/rule.ts';
import targetPortUndeclared from './nx1106-target-port-undeclared/rule.ts';
import targetPortSwapped from './nx1107-target-port-swapped/rule.ts';
import targetPortProtocol from './nx1108-target-port-protocol/rule.ts';
import slicePortEmpty from './nx1109-slice-port-empty/rule.ts';
import headlessPortDiffers from './nx1110-headless-port-differs/rule.ts';
import headlessWithoutVirtualIp from './nx1111-headless-without-virtual-ip/rule.ts';
import externalNameIsAddress from './nx1112-external-name-is-address/rule.ts';
import externalNameMissingService from './nx1113-external-name-missing-service/rule.ts';
import externalNameLoop from './nx1114-external-name-loop/rule.ts';
import externalNameIgnoresFields from './nx1115-external-name-ignores-fields/rule.ts';
import externalNameOverHttp from './nx1116-external-name-over-http/rule.ts';
import internalLocalWithoutEndpoint from './nx1117-internal-local-without-endpoint/rule.ts';
import hintsIgnored from './nx1118-hints-ignored/rule.ts';
import affinityFromOutside from './nx1119-affinity-from-outside/rule.ts';
import clusterIpOutsideRanges from './nx1120-cluster-ip-outside-ranges/rule.ts';
import clusterIpNotRegistered from './nx1121-cluster-ip-not-registered/rule.ts';
import clusterIpShared from './nx1122-cluster-ip-shared/rule.ts';
import statefulSetWithoutService from './nx1123-stateful-set-without-service/rule.ts';
import webhookUnanswered from './nx1124-webhook-unanswered/rule.ts';
import apiServiceUnanswered from './nx1125-api-service-unanswered/rule.ts';
import virtualIpDoesNotAnswerPing from './nx1126-virtual-ip-does-not-answer-ping/rule.ts';
import conversionWebhookUnanswered from './nx1127-conversion-webhook-unanswered/rule.ts';
import statefulSetServiceNotHeadless from './nx1133-stateful-set-service-not-headless/rule.ts';
import webhookPassedOver from './nx1134-webhook-passed-over/rule.ts';
import nameOfAnotherNamespace from './nx2001-name-of-another-namespace/rule.ts';
import searchListCapturesName from './nx2002-search-list-captures-name/rule.ts';
import externalNameSearched from './nx2003-external-name-searched/rule.ts';
import dnsPolicyDefault from './nx2004-dns-policy-default/rule.ts';
import hostNetworkClusterFirst from './nx2005-host-network-cluster-first/rule.ts';
import dnsPolicyNoneIncomplete from './nx2006-dns-policy-none-incomplete/rule.ts';
import ndotsLowered from './nx2007-ndots-lowered/rule.ts';
import resolvConfCut from './nx2008-resolv-conf-cut/rule.ts';
import clusterDnsMissing from './nx2009-cluster-dns-missing/rule.ts';
import dnsWithoutEndpoint from './nx2010-dns-without-endpoint/rule.ts';
import dnsPortMissing from './nx2011-dns-port-missing/rule.ts';
import dnsPodCrashes from './nx2012-dns-pod-crashes/rule.ts';
import corednsLacksRights from './nx2013-coredns-lacks-rights/rule.ts';
import corefileFault from './nx2014-corefile-fault/rule.ts';
import corefileOverridesName from './nx2015-corefile-overrides-name/rule.ts';
import wrongClusterDomain from './nx2016-wrong-cluster-domain/rule.ts';
import nodeLocalDnsNotReady from './nx2017-node-local-dns-not-ready/rule.ts';
import policyBlocksDns from './nx2018-policy-blocks-dns/rule.ts';
import dnsRuleMisses from './nx2019-dns-rule-misses/rule.ts';
import subdomainWithoutService from './nx2020-subdomain-without-service/rule.ts';
import unreadyPodHasNoName from './nx2021-unready-pod-has-no-name/rule.ts';
import srvOfUnnamedPort from './nx2022-srv-of-unnamed-port/rule.ts';
import podNamesDisabled from './nx2023-pod-names-disabled/rule.ts';
import fqdnTooLong from './nx2024-fqdn-too-long/rule.ts';
import whoCanRewriteDns from './nx2025-who-can-rewrite-dns/rule.ts';
import backendServiceMissing from './nx3001-backend-service-missing/rule.ts';
import backendPortMissing from './nx3002-backend-port-missing/rule.ts';
import backendWithoutEndpoints from './nx3003-backend-without-endpoints/rule.ts';
import backendByController from './nx3004-backend-by-controller/rule.ts';
import resourceBackend from './nx3005-resource-backend/rule.ts';
import noClass from './nx3006-no-class/rule.ts';
import classMissing from './nx3007-class-missing/rule.ts';
import severalDefaultClasses from './nx3008-several-default-classes/rule.ts';
import classAnnotationDisagrees from './nx3009-class-annotation-disagrees/rule.ts';
import controllerNotSeen from './nx3010-controller-not-seen/rule.ts';
import noAddress from './nx3011-no-address/rule.ts';
import addressOfNobody from './nx3012-address-of-nobody/rule.ts';
import tlsSecretMissing from './nx3013-tls-secret-missing/rule.ts';
import tlsSecretUnusable from './nx3014-tls-secret-unusable/rule.ts';
import certificateNotValid from './nx3015-certificate-not-valid/rule.ts';
import certificateOfOtherHost from './nx3016-certificate-of-other-host/rule.ts';
import keyOfOtherCertificate from './nx3017-key-of-other-certificate/rule.ts';
import tlsHostsDiffer from './nx3018-tls-hosts-differ/rule.ts';
import sameHostAndPath from './nx3019-same-host-and-path/rule.ts';
import pathNeverMatches from './nx3020-path-never-matches/rule.ts';
import pathReadByController from './nx3021-path-read-by-controller/rule.ts';
import noDefaultBackend from './nx3022-no-default-backend/rule.ts';
import ingressNginxRetired from './nx3023-ingress-nginx-retired/rule.ts';
import annotationOfOtherController from './nx3024-annotation-of-other-controller/rule.ts';
import rewriteWithoutGroup from './nx3025-rewrite-without-group/rule.ts';
import snippetAnnotations from './nx3026-snippet-annotations/rule.ts';
import certificateNotMade from './nx3027-certificate-not-made/rule.ts';
import backendNeedsNodePort from './nx3028-backend-needs-node-port/rule.ts';
import policyKeepsControllerOut from './nx3029-policy-keeps-controller-out/rule.ts';
import loadBalancerPortError from './nx3030-load-balancer-port-error/rule.ts';
import certificateExpiresSoon from './nx3115-certificate-expires-soon/rule.ts';
import selfSignedCertificate from './nx3117-self-signed-certificate/rule.ts';
import gatewayClassMissing from './nx4001-gateway-class-missing/rule.ts';
import gatewayClassNotAccepted from './nx4002-gateway-class-not-accepted/rule.ts';
import apiVersionUnsupported from './nx4003-api-version-unsupported/rule.ts';
import gatewayNotAccepted from './nx4004-gateway-not-accepted/rule.ts';
import gatewayNotProgrammed from './nx4005-gateway-not-programmed/rule.ts';
import gatewayWithoutAddress from './nx4006-gateway-without-address/rule.ts';
import staleStatus from './nx4007-stale-status/rule.ts';
import listenerConflict from './nx4008-listener-conflict/rule.ts';
import listenerRejected from './nx4009-listener-rejected/rule.ts';
import listenerCertificate from './nx4010-listener-certificate/rule.ts';
import overlappingTls from './nx4011-overlapping-tls/rule.ts';
import listenerPortNotServed from './nx4012-listener-port-not-served/rule.ts';
import parentMissing from './nx4013-parent-missing/rule.ts';
import noSuchListener from './nx4014-no-such-listener/rule.ts';
import routeNotAllowed from './nx4015-route-not-allowed/rule.ts';
import hostnamesDoNotMeet from './nx4016-hostnames-do-not-meet/rule.ts';
import routeNotReconciled from './nx4017-route-not-reconciled/rule.ts';
import routeBackendMissing from './nx4018-route-backend-missing/rule.ts';
import routeBackendPort from './nx4019-route-backend-port/rule.ts';
import routeBackendNotPermitted from './nx4020-route-backend-not-permitted/rule.ts';
import grantDoesNotMatch from './nx4021-grant-does-not-match/rule.ts';
import routeBackendKind from './nx4022-route-backend-kind/rule.ts';
import allWeightsZero from './nx4023-all-weights-zero/rule.ts';
import ruleWithoutValidBackend from './nx4024-rule-without-valid-backend/rule.ts';
import routeBackendWithoutEndpoints from './nx4025-route-backend-without-endpoints/rule.ts';
import ruleNeverMatches from './nx4026-rule-never-matches/rule.ts';
import sameMatchInTwoRoutes from './nx4027-same-match-in-two-routes/rule.ts';
import partiallyInvalid from './nx4028-partially-invalid/rule.ts';
import listenerSetNotAdmitted from './nx4029-listener-set-not-admitted/rule.ts';
import backendTlsPolicyBroken from './nx4030-backend-tls-policy-broken/rule.ts';
import protocolMix from './nx4031-protocol-mix/rule.ts';
import policyAffectsRoute from './nx4032-policy-affects-route/rule.ts';
import policySelectsNoPod from './nx5001-policy-selects-no-pod/rule.ts';
import noNamespaceOfPeer from './nx5002-no-namespace-of-peer/rule.ts';
import noPodOfPeer from './nx5003-no-pod-of-peer/rule.ts';
import peerInAnotherNamespace from './nx5004-peer-in-another-namespace/rule.ts';
import namespaceByWrongLabel from './nx5005-namespace-by-wrong-label/rule.ts';
import entriesThatAddUp from './nx5006-entries-that-add-up/rule.ts';
import policyOnServicePort from './nx5007-policy-on-service-port/rule.ts';
import namedPortOfNobody from './nx5008-named-port-of-nobody/rule.ts';
import protocolLeftOut from './nx5009-protocol-left-out/rule.ts';
import rulesWithoutEffect from './nx5010-rules-without-effect/rule.ts';
import defaultDeny from './nx5011-default-deny/rule.ts';
import allowAll from './nx5012-allow-all/rule.ts';
import podsNotIsolated from './nx5013-pods-not-isolated/rule.ts';
import namespaceWithoutPolicy from './nx5014-namespace-without-policy/rule.ts';
import ipblockOfClusterIps from './nx5015-ipblock-of-cluster-ips/rule.ts';
import ipblockOfMaskedClients from './nx5016-ipblock-of-masked-clients/rule.ts';
import ipblockOfPods from './nx5017-ipblock-of-pods/rule.ts';
import deniedByPolicies from './nx5018-denied-by-policies/rule.ts';
import noCommonPort from './nx5019-no-common-port/rule.ts';
import someEndpointsAdmit from './nx5020-some-endpoints-admit/rule.ts';
import hostNetworkAndPolicies from './nx5021-host-network-and-policies/rule.ts';
import neverDenied from './nx5022-never-denied/rule.ts';
import policiesNotEnforced from './nx5023-policies-not-enforced/rule.ts';
import policyOfAnotherMaker from './nx5024-policy-of-another-maker/rule.ts';
import adminTierDecides from './nx5025-admin-tier-decides/rule.ts';
import samePriority from './nx5026-same-priority/rule.ts';
import ruleNeverReached from './nx5027-rule-never-reached/rule.ts';
import baselineDenies from './nx5028-baseline-denies/rule.ts';
import needsPluginSupport from './nx5029-needs-plugin-support/rule.ts';
import policyKeepsApiServerOut from './nx5030-policy-keeps-api-server-out/rule.ts';
import policyKeepsGatewayOut from './nx5031-policy-keeps-gateway-out/rule.ts';
import duplicatePolicy from './nx5032-duplicate-policy/rule.ts';
import meshRouting from './nx5034-mesh-routing/rule.ts';
import policyNobodyCanRead from './nx5035-policy-nobody-can-read/rule.ts';
import nodeNotReady from './nx6001-node-not-ready/rule.ts';
import nodeNetworkUnavailable from './nx6002-node-network-unavailable/rule.ts';
import nodeWithoutAddress from './nx6003-node-without-address/rule.ts';
import nodeNotInitialized from './nx6004-node-not-initialized/rule.ts';
import nodeWithoutPodCidr from './nx6005-node-without-pod-cidr/rule.ts';
import overlappingRanges from './nx6006-overlapping-ranges/rule.ts';
import duplicatePodIp from './nx6007-duplicate-pod-ip/rule.ts';
import podIpOutsidePodCidr from './nx6008-pod-ip-outside-pod-cidr/rule.ts';
import duplicateNodeAddress from './nx6009-duplicate-node-address/rule.ts';
import kubeProxyNotReady from './nx6010-kube-proxy-not-ready/rule.ts';
import networkPluginNotReady from './nx6011-network-plugin-not-ready/rule.ts';
import cordonedNodeWithOnlyEndpoint from './nx6012-cordoned-node-with-only-endpoint/rule.ts';
import destinationBelongsToNothing from './nx6013-destination-belongs-to-nothing/rule.ts';
import addressWasHere from './nx6014-address-was-here/rule.ts';
import ipFamilyMismatch from './nx6015-ip-family-mismatch/rule.ts';
import endNotRunning from './nx6016-end-not-running/rule.ts';
import hairpinOnly from './nx6017-hairpin-only/rule.ts';
import everyDestinationInAnotherZone from './nx6018-every-destination-in-another-zone/rule.ts';
import loopThroughTheOutside from './nx6019-loop-through-the-outside/rule.ts';
import namespaceTerminating from './nx6025-namespace-terminating/rule.ts';
import kubeProxyMode from './nx6114-kube-proxy-mode/rule.ts';
import nodePortOpen from './nx7001-node-port-open/rule.ts';
import nodePortOnPublicAddress from './nx7002-node-port-on-public-address/rule.ts';
import nodePortsOnControlPlane from './nx7003-node-ports-on-control-plane/rule.ts';
import unneededNodePorts from './nx7004-unneeded-node-ports/rule.ts';
import externalLocalDrops from './nx7005-external-local-drops/rule.ts';
import externalLocalFromInside from './nx7006-external-local-from-inside/rule.ts';
import clientAddressHidden from './nx7007-client-address-hidden/rule.ts';
import nodePortWithoutEndpoint from './nx7008-node-port-without-endpoint/rule.ts';
import hostPortEqualsNodePort from './nx7009-host-port-equals-node-port/rule.ts';
import hostNetworkPortIsNodePort from './nx7010-host-network-port-is-node-port/rule.ts';
import sensitivePortExposed from './nx7011-sensitive-port-exposed/rule.ts';
import nodePortOutsideDefaultRange from './nx7012-node-port-outside-default-range/rule.ts';
import nodePortOnFewerAddresses from './nx7013-node-port-on-fewer-addresses/rule.ts';
import loadBalancerPending from './nx7015-load-balancer-pending/rule.ts';
import noLoadBalancerController from './nx7016-no-load-balancer-controller/rule.ts';
import loadBalancerControllerFails from './nx7017-load-balancer-controller-fails/rule.ts';
import loadBalancerCouldNotOpenPort from './nx7018-load-balancer-could-not-open-port/rule.ts';
import loadBalancerOpenToTheWorld from './nx7019-load-balancer-open-to-the-world/rule.ts';
import sourceRangesWithoutEffect from './nx7020-source-ranges-without-effect/rule.ts';
import clientOutsideSourceRanges from './nx7021-client-outside-source-ranges/rule.ts';
import loadBalancerFromInside from './nx7022-load-balancer-from-inside/rule.ts';
import noNodeForLoadBalancer from './nx7023-no-node-for-load-balancer/rule.ts';
import loadBalancersShareAPort from './nx7024-load-balancers-share-a-port/rule.ts';
import externalIpsInUse from './nx7025-external-ips-in-use/rule.ts';
import externalIpOfAnother from './nx7026-external-ip-of-another/rule.ts';
import deprecatedFields from './nx7027-deprecated-fields/rule.ts';
import hostPortOpen from './nx7028-host-port-open/rule.ts';
import hostNetworkPod from './nx7029-host-network-pod/rule.ts';
import exposedWithoutPolicy from './nx7030-exposed-without-policy/rule.ts';
import privilegedPort from './nx7031-privileged-port/rule.ts';
import hostPortTaken from './nx7032-host-port-taken/rule.ts';
import sensitiveHostPort from './nx7111-sensitive-host-port/rule.ts';

/** Every rule about one object, in the order of their codes. A rule's own argument type is its own affair, so the list forgets it. */
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
  endpointsNoLongerServe,
  littleRedundancy,
  selectsSeveralWorkloads,
  servicesDisagreeAboutPort,
  selectorlessWithoutSlices,
  endpointsNotMirrored,
  orphanSlice,
  staleEndpoint,
  endpointOnBadNode,
  forbiddenEndpointAddress,
  sliceOfWrongFamily,
  endpointsTruncated,
  v1EndpointsInUse,
  ignoredByKubeProxy,
  unreadyPodsGetTraffic,
  warningEvents,
  serviceStuckDeleting,
  workloadWithoutPods,
  flappingPods,
  noReadinessProbe,
  probePortUnknown,
  slicesLeftBehind,
  livenessProbeNeverRuns,
  targetPortNameUnknown,
  targetPortNameOtherProtocol,
  targetPortNameMissingInSomePods,
  targetPortNameDiffers,
  targetPortUndeclared,
  targetPortSwapped,
  targetPortProtocol,
  slicePortEmpty,
  headlessPortDiffers,
  headlessWithoutVirtualIp,
  externalNameIsAddress,
  externalNameMissingService,
  externalNameLoop,
  externalNameIgnoresFields,
  externalNameOverHttp,
  internalLocalWithoutEndpoint,
  hintsIgnored,
  affinityFromOutside,
  clusterIpOutsideRanges,
  clusterIpNotRegistered,
  clusterIpShared,
  statefulSetWithoutService,
  webhookUnanswered,
  apiServiceUnanswered,
  conversionWebhookUnanswered,
  statefulSetServiceNotHeadless,
  webhookPassedOver,
  dnsPolicyDefault,
  hostNetworkClusterFirst,
  dnsPolicyNoneIncomplete,
  ndotsLowered,
  resolvConfCut,
  clusterDnsMissing,
  dnsWithoutEndpoint,
  dnsPortMissing,
  dnsPodCrashes,
  corednsLacksRights,
  corefileFault,
  nodeLocalDnsNotReady,
  policyBlocksDns,
  dnsRuleMisses,
  subdomainWithoutService,
  unreadyPodHasNoName,
  fqdnTooLong,
  whoCanRewriteDns,
  backendServiceMissing,
  backendPortMissing,
  backendWithoutEndpoints,
  backendByController,
  resourceBackend,
  noClass,
  classMissing,
  severalDefaultClasses,
  classAnnotationDisagrees,
  controllerNotSeen,
  noAddress,
  addressOfNobody,
  tlsSecretMissing,
  tlsSecretUnusable,
  certificateNotValid,
  certificateOfOtherHost,
  keyOfOtherCertificate,
  tlsHostsDiffer,
  sameHostAndPath,
  pathNeverMatches,
  pathReadByController,
  noDefaultBackend,
  ingressNginxRetired,
  annotationOfOtherController,
  rewriteWithoutGroup,
  snippetAnnotations,
  certificateNotMade,
  backendNeedsNodePort,
  policyKeepsControllerOut,
  loadBalancerPortError,
  certificateExpiresSoon,
  selfSignedCertificate,
  gatewayClassMissing,
  gatewayClassNotAccepted,
  apiVersionUnsupported,
  gatewayNotAccepted,
  gatewayNotProgrammed,
  gatewayWithoutAddress,
  staleStatus,
  listenerConflict,
  listenerRejected,
  listenerCertificate,
  overlappingTls,
  listenerPortNotServed,
  parentMissing,
  noSuchListener,
  routeNotAllowed,
  hostnamesDoNotMeet,
  routeNotReconciled,
  routeBackendMissing,
  routeBackendPort,
  routeBackendNotPermitted,
  grantDoesNotMatch,
  routeBackendKind,
  allWeightsZero,
  ruleWithoutValidBackend,
  routeBackendWithoutEndpoints,
  ruleNeverMatches,
  sameMatchInTwoRoutes,
  partiallyInvalid,
  listenerSetNotAdmitted,
  backendTlsPolicyBroken,
  protocolMix,
  policyAffectsRoute,
  policySelectsNoPod,
  noNamespaceOfPeer,
  noPodOfPeer,
  peerInAnotherNamespace,
  namespaceByWrongLabel,
  entriesThatAddUp,
  policyOnServicePort,
  namedPortOfNobody,
  protocolLeftOut,
  rulesWithoutEffect,
  defaultDeny,
  allowAll,
  podsNotIsolated,
  namespaceWithoutPolicy,
  ipblockOfClusterIps,
  ipblockOfMaskedClients,
  ipblockOfPods,
  policiesNotEnforced,
  policyOfAnotherMaker,
  adminTierDecides,
  samePriority,
  ruleNeverReached,
  baselineDenies,
  needsPluginSupport,
  policyKeepsApiServerOut,
  policyKeepsGatewayOut,
  duplicatePolicy,
  meshRouting,
  policyNobodyCanRead,
  nodeNotReady,
  nodeNetworkUnavailable,
  nodeWithoutAddress,
  nodeNotInitialized,
  nodeWithoutPodCidr,
  overlappingRanges,
  duplicatePodIp,
  podIpOutsidePodCidr,
  duplicateNodeAddress,
  kubeProxyNotReady,
  networkPluginNotReady,
  cordonedNodeWithOnlyEndpoint,
  loopThroughTheOutside,
  namespaceTerminating,
  kubeProxyMode,
  nodePortOpen,
  nodePortOnPublicAddress,
  nodePortsOnControlPlane,
  unneededNodePorts,
  externalLocalDrops,
  clientAddressHidden,
  nodePortWithoutEndpoint,
  hostPortEqualsNodePort,
  hostNetworkPortIsNodePort,
  sensitivePortExposed,
  nodePortOutsideDefaultRange,
  nodePortOnFewerAddresses,
  loadBalancerPending,
  noLoadBalancerController,
  loadBalancerControllerFails,
  loadBalancerCouldNotOpenPort,
  loadBalancerOpenToTheWorld,
  sourceRangesWithoutEffect,
  noNodeForLoadBalancer,
  loadBalancersShareAPort,
  externalIpsInUse,
  externalIpOfAnother,
  deprecatedFields,
  hostPortOpen,
  hostNetworkPod,
  exposedWithoutPolicy,
  privilegedPort,
  hostPortTaken,
  sensitiveHostPort,
] as unknown as readonly Rule[];

/** Every rule about a flow between two ends, in the order of their codes. */
export const FLOW_RULES = [
  portNotOnService,
  virtualIpDoesNotAnswerPing,
  deniedByPolicies,
  noCommonPort,
  someEndpointsAdmit,
  hostNetworkAndPolicies,
  neverDenied,
  destinationBelongsToNothing,
  addressWasHere,
  ipFamilyMismatch,
  endNotRunning,
  hairpinOnly,
  everyDestinationInAnotherZone,
  externalLocalFromInside,
  clientOutsideSourceRanges,
  loadBalancerFromInside,
] as unknown as readonly FlowRule[];

/** Every rule about a looked-up name, in the order of their codes. */
export const LOOK_UP_RULES = [
  nameOfAnotherNamespace,
  searchListCapturesName,
  externalNameSearched,
  corefileOverridesName,
  wrongClusterDomain,
  srvOfUnnamedPort,
  podNamesDisabled,
] as unknown as readonly LookUpRule[];
