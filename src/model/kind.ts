/** How the API names one kind of object. */
export interface KindInfo {
  /** API group; '' is the core group. */
  readonly group: string;
  readonly version: string;
  /** Versions with the same fields that an older server may have instead, newest first. */
  readonly olderVersions?: readonly string[];
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  /** What the API calls it, where another of our kinds has that name and this one is told apart by its group. */
  readonly kind?: string;
  /** Whether a CustomResourceDefinition serves it, so that most clusters do not have it. */
  readonly custom?: true;
}

/**
 * Every kind that some question reads or that the command line must recognise.
 * Source: the discovery documents of Kubernetes 1.36 (`kubectl api-resources`).
 */
export const KINDS = {
  Service: { group: '', version: 'v1', plural: 'services', singular: 'service', shortNames: ['svc'], namespaced: true },
  EndpointSlice: {
    group: 'discovery.k8s.io',
    version: 'v1',
    plural: 'endpointslices',
    singular: 'endpointslice',
    shortNames: [],
    namespaced: true,
  },
  Endpoints: { group: '', version: 'v1', plural: 'endpoints', singular: 'endpoints', shortNames: ['ep'], namespaced: true },
  Pod: { group: '', version: 'v1', plural: 'pods', singular: 'pod', shortNames: ['po'], namespaced: true },
  Node: { group: '', version: 'v1', plural: 'nodes', singular: 'node', shortNames: ['no'], namespaced: false },
  Namespace: { group: '', version: 'v1', plural: 'namespaces', singular: 'namespace', shortNames: ['ns'], namespaced: false },
  Event: { group: '', version: 'v1', plural: 'events', singular: 'event', shortNames: ['ev'], namespaced: true },
  ConfigMap: { group: '', version: 'v1', plural: 'configmaps', singular: 'configmap', shortNames: ['cm'], namespaced: true },
  Deployment: {
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    singular: 'deployment',
    shortNames: ['deploy'],
    namespaced: true,
  },
  StatefulSet: {
    group: 'apps',
    version: 'v1',
    plural: 'statefulsets',
    singular: 'statefulset',
    shortNames: ['sts'],
    namespaced: true,
  },
  ReplicaSet: {
    group: 'apps',
    version: 'v1',
    plural: 'replicasets',
    singular: 'replicaset',
    shortNames: ['rs'],
    namespaced: true,
  },
  DaemonSet: {
    group: 'apps',
    version: 'v1',
    plural: 'daemonsets',
    singular: 'daemonset',
    shortNames: ['ds'],
    namespaced: true,
  },
  ServiceCIDR: {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'servicecidrs',
    singular: 'servicecidr',
    shortNames: [],
    namespaced: false,
  },
  IPAddress: {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'ipaddresses',
    singular: 'ipaddress',
    shortNames: ['ip'],
    namespaced: false,
  },
  NetworkPolicy: {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'networkpolicies',
    singular: 'networkpolicy',
    shortNames: ['netpol'],
    namespaced: true,
  },
  Ingress: {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'ingresses',
    singular: 'ingress',
    shortNames: ['ing'],
    namespaced: true,
  },
  IngressClass: {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'ingressclasses',
    singular: 'ingressclass',
    shortNames: [],
    namespaced: false,
  },
  Role: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    plural: 'roles',
    singular: 'role',
    shortNames: [],
    namespaced: true,
  },
  RoleBinding: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    plural: 'rolebindings',
    singular: 'rolebinding',
    shortNames: [],
    namespaced: true,
  },
  ClusterRole: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    plural: 'clusterroles',
    singular: 'clusterrole',
    shortNames: [],
    namespaced: false,
  },
  ClusterRoleBinding: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    plural: 'clusterrolebindings',
    singular: 'clusterrolebinding',
    shortNames: [],
    namespaced: false,
  },
  ValidatingWebhookConfiguration: {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    plural: 'validatingwebhookconfigurations',
    singular: 'validatingwebhookconfiguration',
    shortNames: [],
    namespaced: false,
  },
  MutatingWebhookConfiguration: {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    plural: 'mutatingwebhookconfigurations',
    singular: 'mutatingwebhookconfiguration',
    shortNames: [],
    namespaced: false,
  },
  CustomResourceDefinition: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    plural: 'customresourcedefinitions',
    singular: 'customresourcedefinition',
    shortNames: ['crd', 'crds'],
    namespaced: false,
  },
  APIService: {
    group: 'apiregistration.k8s.io',
    version: 'v1',
    plural: 'apiservices',
    singular: 'apiservice',
    shortNames: [],
    namespaced: false,
  },
  Secret: { group: '', version: 'v1', plural: 'secrets', singular: 'secret', shortNames: [], namespaced: true },
  GatewayClass: {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    olderVersions: ['v1beta1'],
    plural: 'gatewayclasses',
    singular: 'gatewayclass',
    shortNames: ['gc'],
    namespaced: false,
  },
  Gateway: {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    olderVersions: ['v1beta1'],
    plural: 'gateways',
    singular: 'gateway',
    shortNames: ['gtw'],
    namespaced: true,
  },
  ListenerSet: {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    plural: 'listenersets',
    singular: 'listenerset',
    shortNames: ['lset'],
    namespaced: true,
  },
  HTTPRoute: {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    olderVersions: ['v1beta1'],
    plural: 'httproutes',
    singular: 'httproute',
    shortNames: [],
    namespaced: true,
  },
  GRPCRoute: {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    olderVersions: ['v1alpha2'],
    plural: 'grpcroutes',
    singular: 'grpcroute',
    shortNames: [],
    namespaced: true,
  },
  TLSRoute: {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    olderVersions: ['v1alpha3', 'v1alpha2'],
    plural: 'tlsroutes',
    singular: 'tlsroute',
    shortNames: [],
    namespaced: true,
  },
  TCPRoute: {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    olderVersions: ['v1alpha2'],
    plural: 'tcproutes',
    singular: 'tcproute',
    shortNames: [],
    namespaced: true,
  },
  UDPRoute: {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    olderVersions: ['v1alpha2'],
    plural: 'udproutes',
    singular: 'udproute',
    shortNames: [],
    namespaced: true,
  },
  ReferenceGrant: {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    olderVersions: ['v1beta1'],
    plural: 'referencegrants',
    singular: 'referencegrant',
    shortNames: ['refgrant'],
    namespaced: true,
  },
  BackendTLSPolicy: {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    olderVersions: ['v1alpha3'],
    plural: 'backendtlspolicies',
    singular: 'backendtlspolicy',
    shortNames: ['btlspolicy'],
    namespaced: true,
  },
  ClusterNetworkPolicy: {
    group: 'policy.networking.k8s.io',
    version: 'v1alpha2',
    plural: 'clusternetworkpolicies',
    singular: 'clusternetworkpolicy',
    shortNames: ['cnp'],
    namespaced: false,
    custom: true,
  },
  AdminNetworkPolicy: {
    group: 'policy.networking.k8s.io',
    version: 'v1alpha1',
    plural: 'adminnetworkpolicies',
    singular: 'adminnetworkpolicy',
    shortNames: ['anp'],
    namespaced: false,
    custom: true,
  },
  BaselineAdminNetworkPolicy: {
    group: 'policy.networking.k8s.io',
    version: 'v1alpha1',
    plural: 'baselineadminnetworkpolicies',
    singular: 'baselineadminnetworkpolicy',
    shortNames: ['banp'],
    namespaced: false,
    custom: true,
  },
  CiliumNetworkPolicy: {
    group: 'cilium.io',
    version: 'v2',
    plural: 'ciliumnetworkpolicies',
    singular: 'ciliumnetworkpolicy',
    shortNames: ['ciliumnp'],
    namespaced: true,
    custom: true,
  },
  CiliumClusterwideNetworkPolicy: {
    group: 'cilium.io',
    version: 'v2',
    plural: 'ciliumclusterwidenetworkpolicies',
    singular: 'ciliumclusterwidenetworkpolicy',
    shortNames: ['ccnp'],
    namespaced: false,
    custom: true,
  },
  'NetworkPolicy.crd.projectcalico.org': {
    group: 'crd.projectcalico.org',
    version: 'v1',
    plural: 'networkpolicies',
    singular: 'networkpolicy',
    shortNames: [],
    namespaced: true,
    kind: 'NetworkPolicy',
    custom: true,
  },
  'GlobalNetworkPolicy.crd.projectcalico.org': {
    group: 'crd.projectcalico.org',
    version: 'v1',
    plural: 'globalnetworkpolicies',
    singular: 'globalnetworkpolicy',
    shortNames: [],
    namespaced: false,
    kind: 'GlobalNetworkPolicy',
    custom: true,
  },
  'NetworkPolicy.projectcalico.org': {
    group: 'projectcalico.org',
    version: 'v3',
    plural: 'networkpolicies',
    singular: 'networkpolicy',
    shortNames: [],
    namespaced: true,
    kind: 'NetworkPolicy',
    custom: true,
  },
  'GlobalNetworkPolicy.projectcalico.org': {
    group: 'projectcalico.org',
    version: 'v3',
    plural: 'globalnetworkpolicies',
    singular: 'globalnetworkpolicy',
    shortNames: ['gnp'],
    namespaced: false,
    kind: 'GlobalNetworkPolicy',
    custom: true,
  },
  AuthorizationPolicy: {
    group: 'security.istio.io',
    version: 'v1',
    olderVersions: ['v1beta1'],
    plural: 'authorizationpolicies',
    singular: 'authorizationpolicy',
    shortNames: ['ap'],
    namespaced: true,
    custom: true,
  },
  PeerAuthentication: {
    group: 'security.istio.io',
    version: 'v1',
    olderVersions: ['v1beta1'],
    plural: 'peerauthentications',
    singular: 'peerauthentication',
    shortNames: ['pa'],
    namespaced: true,
    custom: true,
  },
  VirtualService: {
    group: 'networking.istio.io',
    version: 'v1',
    olderVersions: ['v1beta1', 'v1alpha3'],
    plural: 'virtualservices',
    singular: 'virtualservice',
    shortNames: ['vs'],
    namespaced: true,
    custom: true,
  },
  DestinationRule: {
    group: 'networking.istio.io',
    version: 'v1',
    olderVersions: ['v1beta1', 'v1alpha3'],
    plural: 'destinationrules',
    singular: 'destinationrule',
    shortNames: ['dr'],
    namespaced: true,
    custom: true,
  },
  ServiceEntry: {
    group: 'networking.istio.io',
    version: 'v1',
    olderVersions: ['v1beta1', 'v1alpha3'],
    plural: 'serviceentries',
    singular: 'serviceentry',
    shortNames: ['se'],
    namespaced: true,
    custom: true,
  },
  Sidecar: {
    group: 'networking.istio.io',
    version: 'v1',
    olderVersions: ['v1beta1', 'v1alpha3'],
    plural: 'sidecars',
    singular: 'sidecar',
    shortNames: [],
    namespaced: true,
    custom: true,
  },
  'NetworkPolicy.crd.antrea.io': {
    group: 'crd.antrea.io',
    version: 'v1beta1',
    plural: 'networkpolicies',
    singular: 'networkpolicy',
    shortNames: ['annp'],
    namespaced: true,
    kind: 'NetworkPolicy',
    custom: true,
  },
  'ClusterNetworkPolicy.crd.antrea.io': {
    group: 'crd.antrea.io',
    version: 'v1beta1',
    plural: 'clusternetworkpolicies',
    singular: 'clusternetworkpolicy',
    shortNames: ['acnp'],
    namespaced: false,
    kind: 'ClusterNetworkPolicy',
    custom: true,
  },
  Certificate: {
    group: 'cert-manager.io',
    version: 'v1',
    plural: 'certificates',
    singular: 'certificate',
    shortNames: ['cert', 'certs'],
    namespaced: true,
    custom: true,
  },
  Issuer: {
    group: 'cert-manager.io',
    version: 'v1',
    plural: 'issuers',
    singular: 'issuer',
    shortNames: [],
    namespaced: true,
    custom: true,
  },
  ClusterIssuer: {
    group: 'cert-manager.io',
    version: 'v1',
    plural: 'clusterissuers',
    singular: 'clusterissuer',
    shortNames: [],
    namespaced: false,
    custom: true,
  },
} as const satisfies Record<string, KindInfo>;

export type Kind = keyof typeof KINDS;

/** All kinds, in the order of the table. */
export const ALL_KINDS = Object.keys(KINDS) as readonly Kind[];

/** A kind as the API spells it in `kind`. */
export function apiKindOf(kind: Kind): string {
  const { kind: spelled = kind }: KindInfo = KINDS[kind];
  return spelled;
}

/** The API's group/version of a kind, as `apiVersion` spells it: `v1`, `apps/v1`; of another version than the preferred one if it is named. */
export function apiVersionOf(kind: Kind, version: string = KINDS[kind].version): string {
  const { group } = KINDS[kind];
  return group === '' ? version : `${group}/${version}`;
}

/** The versions in which a kind is read, the one that we prefer first. */
export function versionsOf(kind: Kind): readonly string[] {
  const { version, olderVersions = [] }: KindInfo = KINDS[kind];
  return [version, ...olderVersions];
}

/**
 * The resource in a sentence: `services`, `endpointslices`; with its group for kinds that not every server has, since some of these share
 * their plural: `networkpolicies.crd.antrea.io`.
 */
export function resourceInWords(kind: Kind): string {
  const { plural, custom }: KindInfo = KINDS[kind];
  return custom === true ? resourceOf(kind) : plural;
}

/** The resource as kubectl names it in errors and RBAC: `services`, `endpointslices.discovery.k8s.io`. */
export function resourceOf(kind: Kind): string {
  const { group, plural } = KINDS[kind];
  return group === '' ? plural : `${plural}.${group}`;
}

/**
 * Finds a kind by any name that kubectl accepts, in any case: `svc`, `service`, `Services`, `services.v1.`,
 * `endpointslices.discovery.k8s.io`, `endpointslices.v1.discovery.k8s.io`. Undefined when no kind has that name.
 */
export function findKind(name: string): Kind | undefined {
  const [resource = '', ...rest] = name.toLowerCase().split('.');
  const suffix = rest.join('.');
  return ALL_KINDS.find((kind) => {
    const info: KindInfo = KINDS[kind];
    const named = resource === info.plural || resource === info.singular || info.shortNames.includes(resource);
    return (
      named && (rest.length === 0 || suffix === info.group || versionsOf(kind).some((version) => suffix === `${version}.${info.group}`))
    );
  });
}
