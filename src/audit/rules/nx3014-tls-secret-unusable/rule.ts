import { type Secret, TLS_SECRET_TYPE } from '../../../model/resources/secret.ts';
import { TLS_OWNERS } from '../../facts/tls-places.ts';
import { judgeSecrets, TLS_READS } from '../../facts/tls-secrets.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3014',
  title: 'TLS Secret cannot be used',
  severity: 'error',
  proof: 'certain',
  subject: TLS_OWNERS,
  reads: TLS_READS,
  causes: [],
  check(item, cluster, kind) {
    return judgeSecrets(kind, item, cluster, (secret) => {
      const fault = faultOf(secret);
      return fault === undefined ? undefined : { args: { fault }, shows: { field: 'type', says: `it ${fault}` } };
    });
  },
  message: ({ secret, fault }) => `Secret ${secret} ${fault}: clients are shown another certificate, or none, and refuse the connection`,
  remedy: ({ owner, secret }) =>
    `Create Secret ${secret} anew with a certificate and its key (kubectl create secret tls), or name another one in ${owner}.`,
});

function faultOf({ type, data }: Secret): string | undefined {
  const entries = [
    ['tls.crt', data.certificate, 'certificate'],
    ['tls.key', data.key, 'private key'],
  ] as const;
  const missing = entries.filter(([, state]) => state === 'missing').map(([name]) => name);
  const unreadable = entries.find(([, state]) => state === 'unreadable');
  if (missing.length > 0) return `has no ${missing.join(' and no ')}`;
  if (unreadable !== undefined) return `has a ${unreadable[0]} that is no ${unreadable[2]} in PEM`;
  return type === TLS_SECRET_TYPE ? undefined : `is of type ${type}, not ${TLS_SECRET_TYPE}`;
}
