import { days } from '../../facts/days.ts';
import { TLS_OWNERS } from '../../facts/tls-places.ts';
import { certificateIn, judgeSecrets, TLS_READS } from '../../facts/tls-secrets.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3015',
  title: 'Certificate is not valid now',
  severity: 'error',
  proof: 'certain',
  subject: TLS_OWNERS,
  reads: TLS_READS,
  causes: [],
  check(item, cluster, kind) {
    const now = Date.parse(cluster.takenAt);
    return judgeSecrets(kind, item, cluster, (secret) => {
      const certificate = certificateIn(secret);
      if (certificate === undefined) return undefined;
      const { notBefore, notAfter } = certificate;
      const shows = { field: 'data', says: `its certificate is valid from ${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}` };
      if (now > Date.parse(notAfter)) return { args: { state: 'expired', at: notAfter, days: days(notAfter, cluster.takenAt) }, shows };
      return now < Date.parse(notBefore)
        ? { args: { state: 'not yet valid', at: notBefore, days: days(cluster.takenAt, notBefore) }, shows }
        : undefined;
    });
  },
  message: ({ secret, state, at, days: distance }) =>
    state === 'expired'
      ? `the certificate of Secret ${secret} expired on ${at.slice(0, 10)}, ${distance} ago: clients refuse the connection`
      : `the certificate of Secret ${secret} is not valid before ${at.slice(0, 10)}, in ${distance}: clients refuse the connection`,
  remedy: ({ secret, state }) =>
    state === 'expired'
      ? `Renew the certificate in Secret ${secret}; where cert-manager makes it, see why its Certificate was not renewed.`
      : `Wait, or put a certificate that is valid now into Secret ${secret}; see that the clock of whoever made it is right.`,
});
