import type { BackendTLSPolicy } from '../../model/resources/backend-tls-policy.ts';
import { foreignRefOf, parentRefOf, SERVICE, specMetadataOf, statusConditionsOf } from './gateway-api.ts';
import { present, type RawReader } from './raw.ts';

/** A gateway.networking.k8s.io BackendTLSPolicy. */
export function backendTLSPolicyOf(raw: RawReader): BackendTLSPolicy {
  const spec = raw.object('spec');
  const validation = spec.object('validation');
  return {
    metadata: specMetadataOf(raw),
    spec: present({
      targetRefs: spec
        .objects('targetRefs')
        .map((one) => present({ ...foreignRefOf(one, SERVICE), sectionName: one.text('sectionName') || undefined })),
      hostname: validation.text('hostname') ?? '',
      caCertificateRefs: validation.objects('caCertificateRefs').map((one) => foreignRefOf(one, { group: '', kind: 'ConfigMap' })),
      wellKnownCACertificates: validation.text('wellKnownCACertificates') || undefined,
    }),
    status: {
      ancestors: raw
        .object('status')
        .objects('ancestors')
        .map((one) => ({ ancestorRef: parentRefOf(one.object('ancestorRef')), conditions: statusConditionsOf(one) })),
    },
  };
}
