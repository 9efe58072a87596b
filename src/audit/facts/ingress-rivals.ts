import { CLASS_ANNOTATION, type IngressLine, linesOf } from '../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import { groupBy, perCluster } from './by-value.ts';

/** A path of an Ingress, and the same path of the same host in older Ingresses of its class, with other backends. */
export interface RivalLines {
  readonly line: IngressLine;
  readonly rivals: readonly IngressLine[];
}

/** Annotations with which two Ingresses share a path on purpose. Source: ingress-nginx, "Canary". */
const CANARY = 'nginx.ingress.kubernetes.io/canary';

const linesByRequest = perCluster((cluster) =>
  groupBy(
    knownItems(cluster.list('Ingress'))
      .filter(({ metadata }) => metadata.annotations[CANARY] !== 'true')
      .flatMap(linesOf)
      .filter(({ of }) => of === 'path'),
    (line) => [requestKey(line)],
  ),
);

/** The paths of an Ingress that older ones of its class have, too (of equally old ones, the first by name); an Ingress without a class has no rivals, since who serves it is not known. */
export function rivalLines(ingress: Ingress, cluster: ClusterIndex): readonly RivalLines[] {
  if (className(ingress) === undefined) return [];
  return linesOf(ingress)
    .filter(({ of }) => of === 'path')
    .map((line) => ({
      line,
      rivals: (linesByRequest(cluster).get(requestKey(line)) ?? []).filter(
        (other) => age(other.ingress) < age(ingress) && !sameBackend(line, other),
      ),
    }))
    .filter(({ line, rivals }) => rivals.length > 0 && line.ingress.metadata.annotations[CANARY] !== 'true');
}

function age({ metadata }: Ingress): string {
  return `${metadata.creationTimestamp ?? ''} ${nameOf(metadata)}`;
}

function className({ metadata, spec }: Ingress): string | undefined {
  return spec.ingressClassName ?? metadata.annotations[CLASS_ANNOTATION];
}

function requestKey({ ingress, host = '', path = '', pathType = '' }: IngressLine): string {
  return JSON.stringify([className(ingress), host.toLowerCase(), path, pathType]);
}

function sameBackend(a: IngressLine, b: IngressLine): boolean {
  const key = ({ ingress, backend }: IngressLine) => JSON.stringify([ingress.metadata.namespace, backend]);
  return key(a) === key(b);
}
