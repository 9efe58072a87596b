import { clusterServiceOf } from '../../../engines/dns/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Gap } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import type { Service } from '../../../model/resources/service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1114',
  title: 'ExternalName loop',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['ConfigMap', 'Service'],
  causes: [],
  check(service, cluster) {
    if (service.spec.type !== 'ExternalName') return [];
    const chain = followAlias(service, cluster);
    if (chain.state === 'unknown') return unjudged(chain.gaps);
    if (chain.state === 'ends') return [];
    const names = chain.passed.map((one) => nameOf(one.metadata));
    return [
      {
        args: {
          namespace: service.metadata.namespace ?? '',
          service: service.metadata.name,
          chain: [...names, chain.back].join(' → '),
          loop: enumerate(names.slice(names.indexOf(chain.back))),
        },
        evidence: [aliasEvidence(service), ...chain.passed.slice(1).map(aliasEvidence)],
      },
    ];
  },
  message: ({ chain }) => `its name never leads to an address: ${chain}`,
  remedy: ({ loop }) => `Break the loop: set spec.externalName to a name that has addresses in one of ${loop}.`,
});

type AliasChain =
  | { readonly state: 'ends' }
  | { readonly state: 'unknown'; readonly gaps: readonly Gap[] }
  | { readonly state: 'returns'; readonly passed: readonly Service[]; readonly back: string };

/** Follows an ExternalName through those that it names inside the cluster, until one is met again. */
function followAlias(service: Service, cluster: ClusterIndex): AliasChain {
  const passed = new Map<string, Service>();
  let here = service;
  while (here.spec.type === 'ExternalName') {
    passed.set(nameOf(here.metadata), here);
    const named = clusterServiceOf(here.spec.externalName ?? '', cluster);
    if (named === undefined) return { state: 'ends' };
    if (passed.has(nameOf(named))) return { state: 'returns', passed: [...passed.values()], back: nameOf(named) };
    const next = cluster.get('Service', named.name, named.namespace);
    if (next.state === 'unknown') return { state: 'unknown', gaps: next.gaps };
    if (next.state === 'absent') return { state: 'ends' };
    here = next.item;
  }
  return { state: 'ends' };
}

function aliasEvidence({ metadata, spec }: Service): Evidence {
  const target = spec.externalName ?? '';
  return {
    object: refTo('Service', metadata),
    field: 'spec.externalName',
    value: target,
    says: `${nameOf(metadata)} is an alias of ${target}`,
  };
}
