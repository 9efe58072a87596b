import { clusterServiceOf, type NamedService } from '../../../engines/dns/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { type Gap, knownItems } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { nearest } from '../../facts/near-miss.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1113',
  title: 'ExternalName of a Service that does not exist',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['ConfigMap', 'Namespace', 'Service'],
  causes: [],
  check({ metadata, spec }, cluster) {
    if (spec.type !== 'ExternalName') return [];
    const target = spec.externalName ?? '';
    const named = clusterServiceOf(target, cluster);
    if (named === undefined) return [];
    const found = cluster.get('Service', named.name, named.namespace);
    if (found.state === 'unknown') return unjudged(found.gaps);
    if (found.state === 'found') return [];
    const namespaced = cluster.get('Namespace', named.namespace);
    if (namespaced.state === 'unknown' && saysNothingOf(named.namespace, namespaced.gaps, cluster)) return unjudged(namespaced.gaps);
    const noNamespace = namespaced.state === 'absent';
    return [
      {
        args: {
          namespace: metadata.namespace ?? '',
          service: metadata.name,
          missing: nameOf(named),
          noNamespace: noNamespace ? named.namespace : null,
          meant: likelyService(named, cluster) ?? null,
        },
        evidence: [
          {
            object: refTo('Service', metadata),
            field: 'spec.externalName',
            value: target,
            says: `this is the name of Service ${nameOf(named)}, which does not exist`,
          },
        ],
      },
    ];
  },
  message: ({ missing, noNamespace, meant }) => {
    const why = noNamespace === null ? '' : ` (there is no namespace ${noNamespace})`;
    return `it is an alias of Service ${missing}, which does not exist${why}${meant === null ? '' : `; did you mean ${meant}?`}`;
  },
  remedy: ({ namespace, service, missing, meant }) =>
    meant === null
      ? `Correct spec.externalName of Service ${namespace}/${service}, or create Service ${missing}.`
      : `Set spec.externalName of Service ${namespace}/${service} to the DNS name of Service ${meant} if that is meant, or create Service ${missing}.`,
});

/** Manifests of some namespaces hold no Service of another: that does not make it missing. */
function saysNothingOf(namespace: string, gaps: readonly Gap[], cluster: ClusterIndex): boolean {
  const notGiven = gaps.some(({ reason }) => reason === 'not-read');
  return notGiven && !cluster.known('Service').some(({ metadata }) => metadata.namespace === namespace);
}

/** Among the Services that are known: one spelled alike in that namespace, else one of that name in another. */
function likelyService({ namespace, name }: NamedService, cluster: ClusterIndex): string | undefined {
  const names = knownItems(cluster.metadata('Service', { namespace })).map((one) => one.metadata.name);
  const near = nearest(name, names);
  if (near !== undefined) return nameOf({ namespace, name: near });
  const [elsewhere] = knownItems(cluster.metadata('Service', { fields: { 'metadata.name': name } }));
  return elsewhere === undefined ? undefined : nameOf(elsewhere.metadata);
}
