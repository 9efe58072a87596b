import { CERT_MANAGER_GROUP, type Certificate, type Issuer } from '../../model/resources/cert-manager.ts';
import { conditionsOf, metadataOf, type RawReader } from './raw.ts';

/** A cert-manager.io/v1 Issuer or ClusterIssuer, of which only the name matters. */
export function issuerOf(raw: RawReader): Issuer {
  return { metadata: metadataOf(raw) };
}

/** A cert-manager.io/v1 Certificate. */
export function certificateOf(raw: RawReader): Certificate {
  const spec = raw.object('spec');
  const issuer = spec.object('issuerRef');
  return {
    metadata: metadataOf(raw),
    spec: {
      secretName: spec.text('secretName') ?? '',
      issuerRef: {
        group: issuer.text('group') || CERT_MANAGER_GROUP,
        kind: issuer.text('kind') || 'Issuer',
        name: issuer.text('name') ?? '',
      },
    },
    status: { conditions: conditionsOf(raw.object('status')) },
  };
}
