import type { Kind } from '../kind.ts';
import type { BackendTLSPolicy } from './backend-tls-policy.ts';
import type { ConfigMap } from './config-map.ts';
import type { DaemonSet } from './daemon-set.ts';
import type { EndpointSlice } from './endpoint-slice.ts';
import type { Endpoints } from './endpoints.ts';
import type { Event } from './event.ts';
import type { Gateway, GatewayClass, ListenerSet } from './gateway.ts';
import type { Ingress } from './ingress.ts';
import type { IPAddress } from './ip-address.ts';
import type { MetadataOnly } from './metadata.ts';
import type { NetworkPolicy } from './network-policy.ts';
import type { Node } from './node.ts';
import type { Pod } from './pod.ts';
import type { Role, RoleBinding } from './rbac.ts';
import type { ReferenceGrant } from './reference-grant.ts';
import type { GRPCRoute, HTTPRoute, Route } from './route.ts';
import type { Service } from './service.ts';
import type { ServiceCIDR } from './service-cidr.ts';
import type { Workload } from './workload.ts';

/** The trimmed type of each kind. Field paths are those of the API, so that evidence can point into the real object. */
export interface ResourceTypes {
  Service: Service;
  EndpointSlice: EndpointSlice;
  Endpoints: Endpoints;
  Pod: Pod;
  Node: Node;
  Namespace: MetadataOnly;
  Event: Event;
  ConfigMap: ConfigMap;
  Deployment: Workload;
  StatefulSet: Workload;
  ReplicaSet: Workload;
  DaemonSet: DaemonSet;
  ServiceCIDR: ServiceCIDR;
  IPAddress: IPAddress;
  NetworkPolicy: NetworkPolicy;
  Ingress: Ingress;
  Role: Role;
  RoleBinding: RoleBinding;
  ClusterRole: Role;
  ClusterRoleBinding: RoleBinding;
  Secret: MetadataOnly;
  GatewayClass: GatewayClass;
  Gateway: Gateway;
  ListenerSet: ListenerSet;
  HTTPRoute: HTTPRoute;
  GRPCRoute: GRPCRoute;
  TLSRoute: Route;
  TCPRoute: Route;
  UDPRoute: Route;
  ReferenceGrant: ReferenceGrant;
  BackendTLSPolicy: BackendTLSPolicy;
}

export type Resource<K extends Kind = Kind> = ResourceTypes[K];
