import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import type { Certificate } from '../../../model/resources/cert-manager.ts';
import type { Gateway } from '../../../model/resources/gateway.ts';
import type { Ingress } from '../../../model/resources/ingress.ts';
import { conditionOf } from '../../../model/resources/pod.ts';
import { annotatedIssuers, issuerOfRef, lookUpIssuer, type NamedIssuer } from '../../facts/issuers.ts';
import { hasLasted } from '../../facts/pod-readiness.ts';
import { shorten } from '../../facts/shorten.ts';
import { defineRule, type Hit, type Unjudged } from '../../rule.ts';

interface IssuerArgs extends Readonly<Record<string, string | null>> {
  readonly object: string;
  /** `ClusterIssuer letsencrypt`, where it is missing. */
  readonly issuer: string | null;
  /** What cert-manager says, where it does. */
  readonly why: string;
}

type Result = Hit<IssuerArgs> | Unjudged;

export default defineRule({
  code: 'NX3027',
  title: 'cert-manager cannot make a certificate',
  severity: 'error',
  proof: 'certain',
  subject: ['Ingress', 'Gateway', 'Certificate'],
  reads: ['Issuer', 'ClusterIssuer'],
  causes: ['NX3013'],
  check(item, cluster, kind): readonly Result[] {
    switch (kind) {
      case 'Ingress':
        return (item as Ingress).spec.tls.length === 0 ? [] : judgeAnnotations(kind, item, cluster);
      case 'Gateway':
        return (item as Gateway).spec.listeners.every(({ tls }) => tls === undefined) ? [] : judgeAnnotations(kind, item, cluster);
      case 'Certificate':
        return judgeCertificate(item as Certificate, cluster);
    }
  },
  message: ({ issuer, why }) =>
    issuer === null ? `its certificate is not ready: ${why}` : `${issuer} does not exist: cert-manager makes no certificate`,
  remedy: ({ object, issuer }) =>
    issuer === null
      ? `See what cert-manager says of ${object} and of its requests (kubectl describe certificate,certificaterequest,order,challenge).`
      : `Create ${issuer}, or name one that there is in ${object} (kubectl get issuers,clusterissuers -A).`,
});

function judgeAnnotations(kind: 'Ingress' | 'Gateway', { metadata }: Pick<Ingress, 'metadata'>, cluster: ClusterIndex): readonly Result[] {
  const object = refTo(kind, metadata);
  return annotatedIssuers(metadata).flatMap(({ annotation, issuer }): readonly Result[] => {
    const found = lookUpIssuer(issuer, cluster);
    if (found.state === 'found') return [];
    if (found.state === 'unknown') return [{ unjudged: found.gaps }];
    const asks = { object, field: `metadata.annotations["${annotation}"]`, value: issuer.name, says: 'who is to make its certificates' };
    return [{ args: { object: `${kind} ${nameOf(metadata)}`, issuer: describeIssuer(issuer), why: '' }, evidence: [asks] }];
  });
}

function judgeCertificate({ metadata, spec, status }: Certificate, cluster: ClusterIndex): readonly Result[] {
  const object = refTo('Certificate', metadata);
  const name = `Certificate ${nameOf(metadata)}`;
  const issuer = issuerOfRef(spec.issuerRef, metadata.namespace ?? '');
  const found = issuer && lookUpIssuer(issuer, cluster);
  if (issuer !== undefined && found?.state === 'absent') {
    // One that was made for an Ingress or a Gateway has the issuer of its annotation, which is told of that.
    if (metadata.ownerReferences.some(({ kind }) => kind === 'Ingress' || kind === 'Gateway')) return [];
    const asks = { object, field: 'spec.issuerRef.name', value: issuer.name, says: 'who is to make it' };
    return [{ args: { object: name, issuer: describeIssuer(issuer), why: '' }, evidence: [asks] }];
  }
  const ready = conditionOf(status.conditions, 'Ready');
  if (ready?.status !== 'False' || !hasLasted(ready.lastTransitionTime, cluster)) return [];
  const why = [ready.reason ?? '', shorten(ready.message ?? '')].filter((part) => part !== '').join(': ');
  const field = `status.conditions[${status.conditions.indexOf(ready)}].status`;
  return [
    {
      args: { object: name, issuer: null, why },
      evidence: [{ object, field, value: ready.status, says: `cert-manager says that it is not ready (${why})` }],
    },
  ];
}

function describeIssuer({ kind, namespace = '', name }: NamedIssuer): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}
