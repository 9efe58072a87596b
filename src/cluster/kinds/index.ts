import type { Kind } from '../../model/kind.ts';
import type { Resource, ResourceTypes } from '../../model/resources/index.ts';
import type { MetadataOnly } from '../../model/resources/metadata.ts';
import { adminNetworkPolicyOf, baselineAdminNetworkPolicyOf, clusterNetworkPolicyOf } from './admin-policy.ts';
import { antreaPolicyOf } from './antrea-policy.ts';
import { apiServiceOf } from './api-service.ts';
import { backendTLSPolicyOf } from './backend-tls-policy.ts';
import { calicoPolicyOf } from './calico-policy.ts';
import { certificateOf, issuerOf } from './cert-manager.ts';
import { ciliumPolicyOf } from './cilium-policy.ts';
import { configMapOf } from './config-map.ts';
import { customResourceDefinitionOf } from './custom-resource-definition.ts';
import { daemonSetOf } from './daemon-set.ts';
import { endpointSliceOf } from './endpoint-slice.ts';
import { endpointsOf } from './endpoints.ts';
import { eventOf } from './event.ts';
import { gatewayClassOf, gatewayOf, listenerSetOf } from './gateway.ts';
import { ingressOf } from './ingress.ts';
import { ingressClassOf } from './ingress-class.ts';
import { ipAddressOf } from './ip-address.ts';
import { authorizationPolicyOf, peerAuthenticationOf } from './istio-policy.ts';
import { namespaceOf } from './namespace.ts';
import { networkPolicyOf } from './network-policy.ts';
import { nodeOf } from './node.ts';
import { podOf } from './pod.ts';
import { metadataOf, type RawReader, rawReader } from './raw.ts';
import { roleBindingOf, roleOf } from './rbac.ts';
import { referenceGrantOf } from './reference-grant.ts';
import { grpcRouteOf, httpRouteOf, routeOf } from './route.ts';
import { secretOf } from './secret.ts';
import { serviceOf } from './service.ts';
import { serviceCIDROf } from './service-cidr.ts';
import { webhookConfigurationOf } from './webhook-configuration.ts';
import { workloadOf } from './workload.ts';

const PROJECTIONS: { readonly [K in Kind]: (raw: RawReader) => ResourceTypes[K] } = {
  Service: serviceOf,
  EndpointSlice: endpointSliceOf,
  Endpoints: endpointsOf,
  Pod: podOf,
  Node: nodeOf,
  Namespace: namespaceOf,
  Event: eventOf,
  ConfigMap: configMapOf,
  Deployment: workloadOf,
  StatefulSet: workloadOf,
  ReplicaSet: workloadOf,
  DaemonSet: daemonSetOf,
  ServiceCIDR: serviceCIDROf,
  IPAddress: ipAddressOf,
  NetworkPolicy: networkPolicyOf,
  Ingress: ingressOf,
  IngressClass: ingressClassOf,
  Role: roleOf,
  RoleBinding: roleBindingOf,
  ClusterRole: roleOf,
  ClusterRoleBinding: roleBindingOf,
  ValidatingWebhookConfiguration: webhookConfigurationOf,
  MutatingWebhookConfiguration: webhookConfigurationOf,
  CustomResourceDefinition: customResourceDefinitionOf,
  APIService: apiServiceOf,
  Secret: secretOf,
  GatewayClass: gatewayClassOf,
  Gateway: gatewayOf,
  ListenerSet: listenerSetOf,
  HTTPRoute: httpRouteOf,
  GRPCRoute: grpcRouteOf,
  TLSRoute: routeOf,
  TCPRoute: routeOf,
  UDPRoute: routeOf,
  ReferenceGrant: referenceGrantOf,
  BackendTLSPolicy: backendTLSPolicyOf,
  ClusterNetworkPolicy: clusterNetworkPolicyOf,
  AdminNetworkPolicy: adminNetworkPolicyOf,
  BaselineAdminNetworkPolicy: baselineAdminNetworkPolicyOf,
  CiliumNetworkPolicy: ciliumPolicyOf,
  CiliumClusterwideNetworkPolicy: ciliumPolicyOf,
  'NetworkPolicy.crd.projectcalico.org': calicoPolicyOf,
  'GlobalNetworkPolicy.crd.projectcalico.org': calicoPolicyOf,
  'NetworkPolicy.projectcalico.org': calicoPolicyOf,
  'GlobalNetworkPolicy.projectcalico.org': calicoPolicyOf,
  AuthorizationPolicy: authorizationPolicyOf,
  PeerAuthentication: peerAuthenticationOf,
  // Only named.
  VirtualService: (raw) => ({ metadata: metadataOf(raw) }),
  DestinationRule: (raw) => ({ metadata: metadataOf(raw) }),
  ServiceEntry: (raw) => ({ metadata: metadataOf(raw) }),
  Sidecar: (raw) => ({ metadata: metadataOf(raw) }),
  'NetworkPolicy.crd.antrea.io': antreaPolicyOf,
  'ClusterNetworkPolicy.crd.antrea.io': antreaPolicyOf,
  Certificate: certificateOf,
  Issuer: issuerOf,
  ClusterIssuer: issuerOf,
};

/** A raw object as the trimmed type of its kind, defaults applied. Throws MalformedObject, naming the field. */
export function project<K extends Kind>(kind: K, raw: unknown): Resource<K> {
  return PROJECTIONS[kind](rawReader(raw));
}

/** A raw object of which only the metadata is wanted. Throws MalformedObject. */
export function projectMetadata(raw: unknown): MetadataOnly {
  return { metadata: metadataOf(rawReader(raw)) };
}
