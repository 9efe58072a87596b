import type { LoadBalancerIngress, Service, ServicePort, ServiceType, TrafficPolicy } from '../../model/resources/service.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import { metadataOf, present, type RawReader } from './raw.ts';

/**
 * A Service with the defaults that the API server writes (type, protocol, targetPort, policies), so that a manifest and a live
 * object read alike. Source: kubernetes pkg/apis/core/v1/defaults.go, SetDefaults_Service (1.36).
 */
export function serviceOf(raw: RawReader): Service {
  const spec = raw.object('spec');
  const type = (spec.text('type') ?? 'ClusterIP') as ServiceType;
  const clusterIP = spec.text('clusterIP');
  const clusterIPs = spec.has('clusterIPs') ? spec.texts('clusterIPs') : clusterIP === undefined || clusterIP === '' ? [] : [clusterIP];
  return {
    metadata: metadataOf(raw),
    spec: present({
      type,
      selector: spec.has('selector') ? spec.textMap('selector') : undefined,
      clusterIP: clusterIPs[0],
      clusterIPs,
      ipFamilies: spec.has('ipFamilies') ? (spec.texts('ipFamilies') as readonly IpFamily[]) : familiesOf(clusterIPs),
      ipFamilyPolicy: spec.text('ipFamilyPolicy'),
      ports: spec.objects('ports').map(servicePortOf),
      sessionAffinity: spec.text('sessionAffinity') === 'ClientIP' ? ('ClientIP' as const) : ('None' as const),
      sessionAffinityTimeoutSeconds: spec.object('sessionAffinityConfig').object('clientIP').number('timeoutSeconds'),
      internalTrafficPolicy: policyOf(spec.text('internalTrafficPolicy')),
      externalTrafficPolicy: policyOf(spec.text('externalTrafficPolicy')),
      trafficDistribution: spec.text('trafficDistribution'),
      publishNotReadyAddresses: spec.flag('publishNotReadyAddresses') ?? false,
      externalName: spec.text('externalName'),
      externalIPs: spec.texts('externalIPs'),
      loadBalancerSourceRanges: spec.texts('loadBalancerSourceRanges'),
      loadBalancerClass: spec.text('loadBalancerClass'),
      loadBalancerIP: spec.text('loadBalancerIP') || undefined,
      allocateLoadBalancerNodePorts: spec.flag('allocateLoadBalancerNodePorts') ?? true,
      healthCheckNodePort: spec.number('healthCheckNodePort') || undefined,
    }),
    status: { loadBalancer: { ingress: loadBalancerIngressOf(raw) } },
  };
}

/** The addresses that a load balancer reported, of a Service or an Ingress. */
export function loadBalancerIngressOf(raw: RawReader): readonly LoadBalancerIngress[] {
  const ingress = raw.object('status').object('loadBalancer').objects('ingress');
  return ingress.map((one) =>
    present({
      ip: one.text('ip') || undefined,
      hostname: one.text('hostname') || undefined,
      ipMode: one.text('ipMode') as 'VIP' | 'Proxy' | undefined,
      ports: one.has('ports') ? one.objects('ports').map(portStatusOf) : undefined,
    }),
  );
}

function portStatusOf(raw: RawReader) {
  return present({
    port: raw.number('port') ?? 0,
    protocol: (raw.text('protocol') ?? 'TCP') as Protocol,
    error: raw.text('error') || undefined,
  });
}

function servicePortOf(raw: RawReader): ServicePort {
  const port = raw.number('port') ?? 0;
  const targetPort = raw.intOrString('targetPort');
  return present({
    name: raw.text('name') ?? '',
    port,
    protocol: (raw.text('protocol') ?? 'TCP') as Protocol,
    targetPort: targetPort === undefined || targetPort === 0 || targetPort === '' ? port : targetPort,
    nodePort: raw.number('nodePort') || undefined,
    appProtocol: raw.text('appProtocol'),
  });
}

function policyOf(text: string | undefined): TrafficPolicy {
  return text === 'Local' ? 'Local' : 'Cluster';
}

function familiesOf(clusterIPs: readonly string[]): readonly IpFamily[] {
  return clusterIPs.map(familyOf).filter((family) => family !== undefined);
}
