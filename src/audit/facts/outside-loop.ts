import { fitOf, type IngressLine, linesOf, takesPath } from '../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { type Gap, knownItems } from '../../model/listing.ts';
import { nameOf, type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { HTTPRoute } from '../../model/resources/route.ts';
import type { Service } from '../../model/resources/service.ts';
import { groupBy, perCluster } from './by-value.ts';

/** A place of the cluster at which requests for a host come in, and the Service to which it sends them. */
interface Entry {
  readonly object: ObjectRef;
  readonly field: string;
  readonly path: string;
  readonly service: { readonly namespace: string; readonly name: string };
  /** What is known of it only by the names of its settings may send another path or host on. */
  readonly rewrites: boolean;
}

/** A way that a request takes out of the cluster and back to where it came from. */
export interface OutsideLoop {
  /** The entries by which it comes in again; the last leads to the Service where it began. */
  readonly by: readonly Entry[];
  readonly evidence: readonly Evidence[];
}

/** Where following a request ended: back where it began, elsewhere, or at something that could not be read. */
export type Followed = { readonly loop?: OutsideLoop; readonly gaps: readonly Gap[] };

/** Annotations that change what is sent on, of the common controllers, by a part of their names. */
const REWRITING = /rewrite|vhost|redirect|app-root|middleware|plugin|strip-path|preserve-host|snippet/;

/** Whether the annotations of an object name something that may change the host or the path of what is sent on. */
export function rewrites(annotations: Readonly<Record<string, string>>): boolean {
  return Object.keys(annotations).some((key) => REWRITING.test(key));
}

/** The host that a Service of type ExternalName stands for; undefined for any other. */
export function outsideHost({ spec }: Service): string | undefined {
  const host = (spec.externalName ?? '').toLowerCase().replace(/\.$/, '');
  return spec.type === 'ExternalName' && host !== '' ? host : undefined;
}

/**
 * Follows a request that a line sends to a Service of type ExternalName: to the entries of the cluster for the host that this stands for,
 * and on, as long as these lead to such Services again.
 * @param path that the request asks for, which is taken to be sent on as it is
 */
export function followOutside(start: Service, path: string, cluster: ClusterIndex): Followed {
  const home = nameOf(start.metadata);
  const seen = new Set([home]);
  const gaps: Gap[] = [];
  let here = [{ service: start, by: [] as readonly Entry[] }];
  while (here.length > 0) {
    const next: typeof here = [];
    for (const { service, by } of here) {
      for (const entry of entriesFor(outsideHost(service) ?? '', path, cluster)) {
        const passed = [...by, entry];
        if (nameOf(entry.service) === home) return { loop: { by: passed, evidence: passed.map(evidenceOf) }, gaps };
        const found = cluster.get('Service', entry.service.name, entry.service.namespace);
        if (found.state === 'unknown') gaps.push(...found.gaps);
        if (found.state !== 'found' || outsideHost(found.item) === undefined || seen.has(nameOf(entry.service))) continue;
        seen.add(nameOf(entry.service));
        next.push({ service: found.item, by: passed });
      }
    }
    here = next;
  }
  return { gaps };
}

function evidenceOf({ object, field, service }: Entry): Evidence {
  return { object, field, value: service.name, says: 'takes requests for that host' };
}

/** The entries that take a path of a host: those of the closest host, and there of the longest path; none where one may rewrite it. */
function entriesFor(host: string, path: string, cluster: ClusterIndex): readonly Entry[] {
  const wildcard = `*${host.slice(host.indexOf('.'))}`;
  const named = byHost(cluster).get(host) ?? byHost(cluster).get(wildcard) ?? [];
  const taking = named.filter(({ takes }) => takes(path)).map(({ entry }) => entry);
  const longest = Math.max(...taking.map((entry) => entry.path.length));
  const best = taking.filter((entry) => entry.path.length === longest);
  return best.some((entry) => entry.rewrites) ? [] : best;
}

interface HostEntry {
  readonly host: string;
  readonly entry: Entry;
  readonly takes: (path: string) => boolean;
}

const byHost = perCluster((cluster) =>
  groupBy(
    [...knownItems(cluster.list('Ingress')).flatMap(linesOf).flatMap(lineEntries), ...cluster.known('HTTPRoute').flatMap(routeEntries)],
    ({ host }) => [host],
  ),
);

function lineEntries(line: IngressLine): readonly HostEntry[] {
  const { of, ingress, host, path = '/', backend, field } = line;
  if (of !== 'path' || host === undefined || backend?.service === undefined) return [];
  const { namespace = '', annotations } = ingress.metadata;
  const entry: Entry = {
    object: refTo('Ingress', ingress.metadata),
    field: `${field}.backend.service.name`,
    path,
    service: { namespace, name: backend.service.name },
    rewrites: rewrites(annotations),
  };
  return [{ host: host.toLowerCase(), entry, takes: (requested) => takesPath(line, requested) === true }];
}

/** The rules of a route that look at nothing but the path, and change nothing of the request. */
function routeEntries(route: HTTPRoute): readonly HostEntry[] {
  const { namespace = '' } = route.metadata;
  return route.spec.hostnames.flatMap((host) =>
    route.spec.rules.flatMap(({ matches, filters, backendRefs }, index) =>
      matches
        .filter(
          ({ headers, queryParams, method, path }) =>
            headers.length + queryParams.length === 0 && method === undefined && path.type !== 'RegularExpression',
        )
        .flatMap(({ path }) =>
          backendRefs.flatMap((ref, at): readonly HostEntry[] => {
            if (ref.kind !== 'Service' || ref.group !== '' || ref.weight === 0) return [];
            const entry: Entry = {
              object: refTo('HTTPRoute', route.metadata),
              field: `spec.rules[${index}].backendRefs[${at}].name`,
              path: path.value,
              service: { namespace: ref.namespace ?? namespace, name: ref.name },
              rewrites: filters.length + ref.filters.length > 0,
            };
            const pathType = path.type === 'Exact' ? 'Exact' : 'Prefix';
            return [
              { host: host.toLowerCase(), entry, takes: (requested) => takesPath({ path: path.value, pathType }, requested) === true },
            ];
          }),
        ),
    ),
  );
}

/** Whether some rule of the Ingress of a line names a host. */
export function namesHost({ ingress }: IngressLine, host: string): boolean {
  return ingress.spec.rules.some((rule) => (rule.host ?? '') !== '' && fitOf(rule.host, host) !== undefined);
}
