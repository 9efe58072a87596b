import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../model/listing.ts';
import { nameOf, refTo } from '../../model/object-ref.ts';
import type { BackendTLSPolicy } from '../../model/resources/backend-tls-policy.ts';
import type { ForeignRef } from '../../model/resources/gateway-api.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import { byAge } from './age.ts';
import { listServed } from './served.ts';
import { allOf, type Judgement, judged } from './truth.ts';

/** How a Gateway speaks TLS to a port of a Service. `holds`: whether what the policy names is there. */
export interface BackendTls extends Judgement {
  readonly policy: BackendTLSPolicy;
}

/**
 * The BackendTLSPolicy for a port of a Service: one that names the port by its name goes before one for the whole Service, among equals the
 * oldest. 'unknown' where they could not be read; undefined where there is none, so that no TLS is spoken.
 * Source: gateway-api apis/v1/backendtlspolicy_types.go (1.6).
 */
export function backendTlsOf(service: Service, port: ServicePort, cluster: ClusterIndex): BackendTls | 'unknown' | undefined {
  const { namespace = '', name } = service.metadata;
  const listing = listServed('BackendTLSPolicy', cluster, { namespace });
  if (listing.state !== 'complete') return 'unknown';
  const targets = (policy: BackendTLSPolicy, section: string | undefined) =>
    policy.spec.targetRefs.some((one) => one.group === '' && one.kind === 'Service' && one.name === name && one.sectionName === section);
  const policies = [...listing.items].sort(byAge);
  const policy = policies.find((one) => port.name !== '' && targets(one, port.name)) ?? policies.find((one) => targets(one, undefined));
  return policy === undefined ? undefined : { policy, ...authorities(policy, namespace, cluster) };
}

/** Whether the certificates of authorities that a policy names are there; those of the system always are. */
function authorities({ spec, metadata }: BackendTLSPolicy, namespace: string, cluster: ClusterIndex): Judgement {
  const name = nameOf(refTo('BackendTLSPolicy', metadata));
  if (spec.wellKnownCACertificates !== undefined) {
    return judged('yes', 'Accepted', `${name}: TLS to ${spec.hostname}, with the ${spec.wellKnownCACertificates} certificates`);
  }
  const all = spec.caCertificateRefs.map((ref) => authority(ref, namespace, cluster));
  const decisive = all.find(({ holds }) => holds === 'no') ?? all.find(({ holds }) => holds === 'unknown');
  return decisive === undefined
    ? judged('yes', 'Accepted', `${name}: TLS to ${spec.hostname}`)
    : judged(allOf(all.map(({ holds }) => holds)), decisive.reason, `${name}: ${decisive.says}`, decisive.gaps);
}

function authority({ group, kind, name }: ForeignRef, namespace: string, cluster: ClusterIndex): Judgement {
  if (group !== '' || kind !== 'ConfigMap') {
    return judged('unknown', 'InvalidKind', `whether a ${kind} holds certificates of authorities the implementation decides`);
  }
  const listing = cluster.metadata('ConfigMap', { namespace, name });
  if (knownItems(listing).length > 0) return judged('yes', 'ResolvedRefs', `ConfigMap ${namespace}/${name} exists`);
  if (listing.state === 'complete') return judged('no', 'InvalidCACertificateRef', `ConfigMap ${namespace}/${name} does not exist`);
  return judged('unknown', 'InvalidCACertificateRef', `whether ConfigMap ${namespace}/${name} exists was not read`, gapsOf(listing));
}
