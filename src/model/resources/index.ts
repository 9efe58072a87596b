import type { Kind } from '../kind.ts';
import type { AdminPolicy } from './admin-policy.ts';
import type { ConfigMap } from './config-map.ts';
import type { DaemonSet } from './daemon-set.ts';
import type { EndpointSlice } from './endpoint-slice.ts';
import type { Endpoints } from './endpoints.ts';
import type { Event } from './event.ts';
import type { Ingress } from './ingress.ts';
import type { IPAddress } from './ip-address.ts';
import type { MetadataOnly } from './metadata.ts';
import type { NetworkPolicy } from './network-policy.ts';
import type { Node } from './node.ts';
import type { OtherPolicy } from './other-policy.ts';
import type { Pod } from './pod.ts';
import type { Role, RoleBinding } from './rbac.ts';
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
  ClusterNetworkPolicy: AdminPolicy;
  AdminNetworkPolicy: AdminPolicy;
  BaselineAdminNetworkPolicy: AdminPolicy;
  CiliumNetworkPolicy: OtherPolicy;
  CiliumClusterwideNetworkPolicy: OtherPolicy;
  'NetworkPolicy.crd.projectcalico.org': OtherPolicy;
  'GlobalNetworkPolicy.crd.projectcalico.org': OtherPolicy;
  'NetworkPolicy.projectcalico.org': OtherPolicy;
  'GlobalNetworkPolicy.projectcalico.org': OtherPolicy;
  AuthorizationPolicy: OtherPolicy;
  PeerAuthentication: OtherPolicy;
  'NetworkPolicy.crd.antrea.io': OtherPolicy;
  'ClusterNetworkPolicy.crd.antrea.io': OtherPolicy;
}

export type Resource<K extends Kind = Kind> = ResourceTypes[K];
