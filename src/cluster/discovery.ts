import { apiVersionOf, KINDS, type Kind, versionsOf } from '../model/kind.ts';

/** Whether the server has a kind, in a version that we read: true, false, or undefined where no document says. */
export type Served = (kind: Kind) => boolean | undefined;

type Fields = Readonly<Record<string, unknown>>;

/**
 * What discovery documents say about which kinds are served: APIResourceList (the resources of one group and version), APIGroupList (all
 * groups but the core one, with their versions) and APIGroupDiscoveryList (of /api: the core group; of /apis: all others; with versions and
 * resources). A version whose server did not answer (`freshness: Stale`) says nothing about its resources.
 * Source: kubernetes staging/src/k8s.io/api/apidiscovery/v2, apimachinery meta/v1 (1.36).
 */
export function servedBy(documents: readonly unknown[]): Served {
  const resources = new Map<string, readonly string[]>();
  const groups = new Map<string, readonly string[]>();
  for (const document of documents.map(record)) {
    switch (document['kind']) {
      case 'APIResourceList':
        resources.set(String(document['groupVersion']), names(document['resources'], 'name'));
        break;
      case 'APIGroupList':
        for (const group of records(document['groups'])) groups.set(String(group['name']), names(group['versions'], 'groupVersion'));
        break;
      case 'APIGroupDiscoveryList':
        for (const item of records(document['items'])) {
          const group = record(item['metadata'])['name'];
          const versions = records(item['versions']).map((version) => ({ version, name: groupVersion(group, version['version']) }));
          if (group !== undefined)
            groups.set(
              String(group),
              versions.map(({ name }) => name),
            );
          for (const { version, name } of versions) {
            if (version['freshness'] !== 'Stale') resources.set(name, names(version['resources'], 'resource'));
          }
        }
        break;
    }
  }
  return (kind) => {
    const { group, plural } = KINDS[kind];
    const answers = versionsOf(kind).map((version) => {
      const name = apiVersionOf(kind, version);
      const known = resources.get(name);
      if (known !== undefined) return known.includes(plural);
      // Documents that name groups name all of them; none names the core group.
      const isMissing = group !== '' && groups.size > 0 && !groups.get(group)?.includes(name);
      return isMissing ? false : undefined;
    });
    return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
  };
}

function groupVersion(group: unknown, version: unknown): string {
  return group === undefined ? String(version) : `${String(group)}/${String(version)}`;
}

function names(list: unknown, field: string): readonly string[] {
  return records(list).map((one) => String(one[field]));
}

function records(value: unknown): readonly Fields[] {
  // Not map: a list that a program made may have holes, which map would keep.
  return Array.isArray(value) ? Array.from(value, record) : [];
}

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
