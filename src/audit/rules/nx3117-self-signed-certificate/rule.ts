import { TLS_OWNERS } from '../../facts/tls-places.ts';
import { certificateIn, judgeSecrets, TLS_READS } from '../../facts/tls-secrets.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3117',
  title: 'Certificate is self-signed',
  severity: 'info',
  proof: 'certain',
  subject: TLS_OWNERS,
  reads: TLS_READS,
  causes: [],
  check(item, cluster, kind) {
    return judgeSecrets(kind, item, cluster, (secret) => {
      const certificate = certificateIn(secret);
      if (certificate?.selfSigned !== true) return undefined;
      return {
        args: { subject: certificate.subject },
        shows: { field: 'data', says: `its certificate (${certificate.subject}) is signed with its own key` },
      };
    });
  },
  message: ({ secret, subject }) =>
    `the certificate of Secret ${secret} (${subject}) is self-signed: only clients that were given it trust it`,
  remedy: ({ secret }) => `Have the certificate in Secret ${secret} signed by an authority that its clients trust, or give it to them.`,
});
