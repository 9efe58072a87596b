import { TLS_OWNERS } from '../../facts/tls-places.ts';
import { judgeSecrets, TLS_READS } from '../../facts/tls-secrets.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3017',
  title: 'Key does not belong to the certificate',
  severity: 'error',
  proof: 'certain',
  subject: TLS_OWNERS,
  reads: TLS_READS,
  causes: [],
  check(item, cluster, kind) {
    return judgeSecrets(kind, item, cluster, ({ data }) =>
      data.key === 'differs'
        ? { args: {}, shows: { field: 'data', says: 'tls.key is not the key of the first certificate in tls.crt' } }
        : undefined,
    );
  },
  message: ({ secret }) =>
    `tls.key of Secret ${secret} is not the key of the first certificate in tls.crt: no server can use the two together`,
  remedy: ({ secret }) =>
    `Put the key that the certificate was made with into Secret ${secret}; in tls.crt the server's own certificate comes first, then the chain.`,
});
