import { KINDS, type Kind } from '../model/kind.ts';

/** Whether the server has a kind: true, false, or undefined where no document says. */
export type Served = (kind: Kind) => boolean | undefined;

interface DiscoveryDocument {
  readonly kind?: unknown;
  readonly groupVersion?: unknown;
  readonly resources?: unknown;
  readonly groups?: unknown;
  readonly items?: unknown;
}

/**
 * What the discovery documents among some objects say about which kinds are served: APIResourceList (one group and version),
 * APIGroupDiscoveryList (all groups with their resources) and APIGroupList (the names of all groups but the core one).
 * Source: kubernetes staging/src/k8s.io/api/apidiscovery/v2, apimachinery meta/v1 (1.36).
 */
export function servedBy(objects: readonly unknown[]): Served {
  const versions = new Map<string, ReadonlySet<string>>();
  const groups = new Set<string>();
  let allGroups = false;
  for (const object of objects) {
    const document = (object ?? {}) as DiscoveryDocument;
    if (document.kind === 'APIResourceList' && typeof document.groupVersion === 'string') {
      versions.set(document.groupVersion, new Set(records(document.resources).map((one) => String(one['name']))));
    }
    if (document.kind === 'APIGroupList') {
      allGroups = true;
      for (const group of records(document.groups)) groups.add(String(group['name']));
    }
    if (document.kind === 'APIGroupDiscoveryList') {
      for (const { group, version, resources } of aggregated(document)) {
        groups.add(group);
        versions.set(group === '' ? version : `${group}/${version}`, resources);
      }
    }
  }
  return (kind) => {
    const { group, version, plural } = KINDS[kind];
    const resources = versions.get(group === '' ? version : `${group}/${version}`);
    if (resources !== undefined) return resources.has(plural);
    return allGroups && group !== '' && !groups.has(group) ? false : undefined;
  };
}

function aggregated(document: DiscoveryDocument) {
  return records(document.items).flatMap((item) => {
    const group = String(record(item['metadata'])['name'] ?? '');
    return records(item['versions']).map((version) => ({
      group,
      version: String(version['version']),
      resources: new Set(records(version['resources']).map((one) => String(one['resource']))),
    }));
  });
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
