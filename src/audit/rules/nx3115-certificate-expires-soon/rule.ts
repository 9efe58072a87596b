import { days } from '../../facts/days.ts';
import { TLS_OWNERS } from '../../facts/tls-places.ts';
import { certificateIn, judgeSecrets, TLS_READS } from '../../facts/tls-secrets.ts';
import { defineRule } from '../../rule.ts';

/** Whoever renews by hand wants a month; programs that renew (cert-manager) have done it by then, of certificates for 90 days. */
const SOON = 30 * 24 * 60 * 60 * 1000;

export default defineRule({
  code: 'NX3115',
  title: 'Certificate expires soon',
  severity: 'warning',
  proof: 'certain',
  subject: TLS_OWNERS,
  reads: TLS_READS,
  causes: [],
  check(item, cluster, kind) {
    const now = Date.parse(cluster.takenAt);
    return judgeSecrets(kind, item, cluster, (secret) => {
      const { notBefore, notAfter } = certificateIn(secret) ?? {};
      if (notBefore === undefined || notAfter === undefined) return undefined;
      const left = Date.parse(notAfter) - now;
      if (left < 0 || left >= SOON || now < Date.parse(notBefore)) return undefined;
      const shows = { field: 'data', says: `its certificate is valid to ${notAfter.slice(0, 10)}` };
      return { args: { at: notAfter, days: days(cluster.takenAt, notAfter) }, shows };
    });
  },
  message: ({ secret, at, days: left }) => `the certificate of Secret ${secret} expires on ${at.slice(0, 10)}, in ${left}`,
  remedy: ({ secret }) => `Renew the certificate in Secret ${secret}; where cert-manager makes it, see when its Certificate is renewed.`,
});
