import { refTo } from '../../../model/object-ref.ts';
import { coversHost } from '../../facts/certificate-names.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { TLS_OWNERS, tlsPlaces } from '../../facts/tls-places.ts';
import { certificateIn, lookUpCertificate, type SecretArgs, TLS_READS } from '../../facts/tls-secrets.ts';
import { defineRule, type Hit, type Unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX3016',
  title: 'Certificate does not cover the host',
  severity: 'error',
  proof: 'certain',
  subject: TLS_OWNERS,
  reads: TLS_READS,
  causes: [],
  check(item, cluster, kind) {
    return tlsPlaces(kind, item, cluster).flatMap(({ hosts, certificates }): readonly (Hit<SecretArgs> | Unjudged)[] => {
      const found = certificates.map((named) => ({ named, ...lookUpCertificate(named, cluster) }));
      const known = found.flatMap(({ named, secret }) => {
        const certificate = secret && certificateIn(secret);
        return secret === undefined || certificate === undefined ? [] : [{ named, secret, certificate }];
      });
      const [first] = known;
      const bare = hosts.filter((host) => !known.some(({ certificate }) => coversHost(certificate, host)));
      const gaps = found.flatMap((one) => one.gaps);
      if (bare.length === 0) return [];
      if (gaps.length > 0) return [{ unjudged: gaps }];
      // Without a certificate that can be read, that is what is wrong.
      if (first === undefined || known.length < certificates.length) return [];
      const names = known.flatMap(({ certificate: { dnsNames, ipAddresses } }) => [...dnsNames, ...ipAddresses]);
      const args = {
        owner: `${kind} ${item.metadata.namespace ?? ''}/${item.metadata.name}`,
        secret: enumerate(known.map(({ named }) => `${named.namespace}/${named.name}`)),
        hosts: enumerate(bare),
        names: enumerate([...new Set(names)]),
      };
      const covers = {
        object: refTo('Secret', first.secret.metadata),
        field: 'data',
        says: `its certificate is for ${args.names || 'no name'}`,
      };
      return [{ args, evidence: [first.named.asks, covers] as const }];
    });
  },
  message: ({ secret, hosts, names }) =>
    `the certificate of Secret ${secret} is ${names === '' ? 'for no host (subjectAltName is empty, and nothing else counts)' : `for ${names}`}, not for ${hosts}: clients refuse the connection`,
  remedy: ({ owner, secret, hosts }) =>
    `Have the certificate in Secret ${secret} made for ${hosts}, too (as subjectAltName), or name another Secret for it in ${owner}.`,
});
