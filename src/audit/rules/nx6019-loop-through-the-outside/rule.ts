import { describeLine, type IngressLine, linesOf } from '../../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { describeRef, nameOf, refTo } from '../../../model/object-ref.ts';
import type { Service } from '../../../model/resources/service.ts';
import { followOutside, namesHost, outsideHost, rewrites } from '../../facts/outside-loop.ts';
import { defineRule, type Hit, type Unjudged } from '../../rule.ts';

interface LoopArgs extends Readonly<Record<string, string>> {
  readonly ingress: string;
  readonly line: string;
  readonly backend: string;
  readonly host: string;
  /** `this Ingress`, `Ingress b/other`. */
  readonly by: string;
}

export default defineRule({
  code: 'NX6019',
  title: 'Loop through the outside',
  severity: 'warning',
  proof: 'likely',
  subject: 'Ingress',
  reads: ['HTTPRoute', 'Ingress', 'Service'],
  wholeKinds: ['Ingress'],
  causes: [],
  check(ingress, cluster): readonly (Hit<LoopArgs> | Unjudged)[] {
    if (rewrites(ingress.metadata.annotations)) return [];
    return linesOf(ingress).flatMap((line) => judgeLine(line, cluster));
  },
  message: ({ line, backend, host, by }) =>
    `${line} is sent to Service ${backend}, which stands for ${host}: requests leave the cluster and come back by ${by}, again and again`,
  remedy: ({ ingress, backend, host }) =>
    `Set spec.externalName of Service ${backend} to a name that does not lead back here, or let Ingress ${ingress} name the Service that is to answer for ${host}.`,
});

function judgeLine(line: IngressLine, cluster: ClusterIndex): readonly (Hit<LoopArgs> | Unjudged)[] {
  const { ingress, backend, path = '/' } = line;
  const { namespace = '' } = ingress.metadata;
  if (line.of === 'rule' || backend?.service === undefined) return [];
  const found = cluster.get('Service', backend.service.name, namespace);
  if (found.state === 'unknown') return [{ unjudged: found.gaps }];
  const host = found.state === 'found' ? outsideHost(found.item) : undefined;
  if (found.state === 'absent' || host === undefined) return [];
  // Proxies send the client's own Host on: what comes back for any host of the Ingress is the same request again.
  if (namesHost(line, host)) return [hitOf(line, found.item, host, 'this Ingress', [])];
  const { loop, gaps } = followOutside(found.item, path, cluster);
  const last = loop?.by.at(-1);
  if (loop !== undefined && last !== undefined) return [hitOf(line, found.item, host, describeRef(last.object), loop.evidence)];
  return gaps.length === 0 ? [] : [{ unjudged: gaps }];
}

function hitOf(line: IngressLine, service: Service, host: string, by: string, more: readonly Evidence[]): Hit<LoopArgs> {
  const { ingress, backend, field } = line;
  const object = refTo('Ingress', ingress.metadata);
  const at = line.of === 'default' ? `${field}.service.name` : `${field}.backend.service.name`;
  const alias = service.spec.externalName ?? '';
  return {
    args: { ingress: nameOf(object), line: describeLine(line), backend: nameOf(service.metadata), host, by },
    evidence: [
      { object, field: at, value: backend?.service?.name ?? '', says: 'the backend' },
      { object: refTo('Service', service.metadata), field: 'spec.externalName', value: alias, says: `it is an alias of ${alias}` },
      ...more,
    ],
  };
}
