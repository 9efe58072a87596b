import { type Answer, json } from './answer.ts';
import { grouped } from './grouped.ts';
import { type ApiRequest, accepted, isJson } from './request.ts';
import { groupVersion, type ServedKind } from './served-kind.ts';
import type { Store } from './stored-objects.ts';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/**
 * Answers /version and the discovery documents: aggregated (apidiscovery.k8s.io/v2) or one by one, as the Accept header asks.
 * Undefined for other paths. Source: kubernetes staging/src/k8s.io/api/apidiscovery/v2, apimachinery meta/v1 (1.36).
 */
export function discoveryAnswer(request: ApiRequest, { kinds, version }: Store): Answer | undefined {
  const groups = grouped(kinds, ({ group }) => group);
  const named = [...groups].filter(([group]) => group !== '');
  const path = request.path.replace(/\/$/, '');
  if (path === '/version') return json(version);
  if (path === '/api') {
    return prefersAggregated(request) ? aggregated([['', groups.get('') ?? []]]) : json(API_VERSIONS);
  }
  if (path === '/apis') {
    if (prefersAggregated(request)) return aggregated(named);
    return json({ kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(([group, own]) => apiGroup(group, own)) });
  }
  const [, root, group = '', groupsVersion] = path.split('/');
  const own = groups.get(root === 'api' ? '' : group) ?? [];
  if (root === 'apis' && groupsVersion === undefined && own.length > 0) {
    return json({ kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, own) });
  }
  const ofVersion = own.filter((kind) => path === (kind.group === '' ? `/api/${kind.version}` : `/apis/${groupVersion(kind)}`));
  return ofVersion.length === 0 ? undefined : json(apiResourceList(ofVersion));
}

const API_VERSIONS = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }],
};

function prefersAggregated(request: ApiRequest): boolean {
  const first = accepted(request).find(
    (type) => isJson(type) && (type.as === undefined || (type.g === 'apidiscovery.k8s.io' && type.v === 'v2')),
  );
  return first?.as === 'APIGroupDiscoveryList';
}

function apiGroup(name: string, kinds: readonly ServedKind[]): object {
  const versions = [...new Set(kinds.map(({ version }) => version))].map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

function apiResourceList(kinds: readonly ServedKind[]): object {
  const resources = kinds.map(({ plural, singular, namespaced, kind, shortNames }) => ({
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: VERBS,
    ...(shortNames.length > 0 && { shortNames }),
  }));
  const [first] = kinds;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: first && groupVersion(first), resources };
}

function aggregated(groups: readonly (readonly [string, readonly ServedKind[]])[]): Answer {
  const items = groups.map(([group, kinds]) => ({
    metadata: group === '' ? {} : { name: group },
    versions: [...grouped(kinds, ({ version }) => version)].map(([version, own]) => ({
      version,
      freshness: 'Current',
      resources: own.map(aggregatedResource),
    })),
  }));
  return json({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }, AGGREGATED);
}

function aggregatedResource({ group, version, plural, singular, namespaced, kind, shortNames }: ServedKind): object {
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: VERBS,
    ...(shortNames.length > 0 && { shortNames }),
  };
}
