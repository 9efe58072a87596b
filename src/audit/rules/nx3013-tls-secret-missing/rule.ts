import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3013',
  title: 'TLS Secret does not exist',
  severity: 'error',
  proof: 'certain',
  subject: 'Ingress',
  reads: ['Secret'],
  causes: [],
  check({ metadata, spec }, cluster) {
    const { namespace = '', name } = metadata;
    // Without a name the controller shows its own certificate.
    const named = spec.tls.flatMap(({ hosts, secretName }, index) => (secretName === undefined ? [] : [{ hosts, secretName, index }]));
    return named
      .map(({ hosts, secretName, index }) => {
        const found = cluster.metadata('Secret', { namespace, name: secretName });
        if (found.state !== 'complete') return { unjudged: found.gaps };
        if (found.items.length > 0) return undefined;
        const asks = {
          object: refTo('Ingress', metadata),
          field: `spec.tls[${index}].secretName`,
          value: secretName,
          says: 'the certificate',
        };
        return { args: { namespace, ingress: name, secret: secretName, hosts: enumerate(hosts) }, evidence: [asks] as const };
      })
      .filter((result) => result !== undefined);
  },
  message: ({ namespace, secret, hosts }) =>
    `Secret ${namespace}/${secret} does not exist: https://${hosts === '' ? '*' : hosts} gets a certificate of the controller's own, which clients refuse`,
  remedy: ({ namespace, ingress, secret }) =>
    `Create Secret ${namespace}/${secret} (kubectl create secret tls), or correct its name in Ingress ${namespace}/${ingress}.`,
});
