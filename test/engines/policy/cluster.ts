import { readObjects } from '../../../src/cluster/objects.ts';
import { type PolicyEnd, type PolicyFlow, type PolicyVerdicts, policiesOf, policyVerdicts } from '../../../src/engines/policy/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../../src/model/cluster-index.ts';
import { ALL_KINDS, type Kind } from '../../../src/model/kind.ts';

/** What a test gives of a pod. */
export interface PodGiven {
  readonly labels?: object;
  readonly ip?: string;
  readonly node?: string;
  readonly hostNetwork?: boolean;
  readonly ports?: readonly object[];
  readonly containers?: readonly object[];
}

/** A pod `NAMESPACE/NAME` as the API has it. */
export function pod(
  key: string,
  { labels = {}, ip = '10.0.0.1', node = 'node1', hostNetwork = false, ports = [], containers }: PodGiven = {},
): object {
  const [namespace, name] = key.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { nodeName: node, hostNetwork, containers: containers ?? [{ name: 'c', ports }] },
    status: { phase: 'Running', podIPs: [{ ip }] },
  };
}

/** A namespace as the API has it. */
export function namespace(name: string, labels: object = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** A NetworkPolicy `NAMESPACE/NAME` as the API has it. */
export function networkPolicy(key: string, spec: object): object {
  const [own, name] = key.split('/');
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: own }, spec };
}

/** A ClusterNetworkPolicy as the API has it. */
export function clusterNetworkPolicy(name: string, spec: object): object {
  return { apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy', metadata: { name }, spec };
}

/** What is known of objects that are all there are; of hidden kinds nothing is. */
export function clusterOf(objects: readonly object[], hidden: readonly Kind[] = []): ClusterIndex {
  const given = objects.filter((one) => !hidden.includes((one as { readonly kind: Kind }).kind));
  const complete = ALL_KINDS.filter((kind) => !hidden.includes(kind));
  return indexSnapshot(readObjects(given, { complete, takenAt: '2026-01-01T00:00:00Z' }));
}

/** `a/web`: a pod; `node:n`; `outside` (nobody knows where); anything else is an address. */
export function endOf(text: string, cluster: ClusterIndex): PolicyEnd {
  if (text === 'outside') return { kind: 'address', address: null };
  if (text.startsWith('node:')) return { kind: 'node', name: text.slice(5) };
  const [own, name = ''] = text.split('/');
  if (name === '') return { kind: 'address', address: text };
  const found = cluster.get('Pod', name, own);
  if (found.state !== 'found') throw new Error(`no pod ${text}`);
  return { kind: 'pod', pod: found.item };
}

/** What policies say about `FROM → TO` on TCP 80, or on what `more` says. */
export function verdicts(
  flow: string,
  cluster: ClusterIndex,
  more: Partial<Omit<PolicyFlow, 'client' | 'server' | 'seenAs'>> & { readonly seenAs?: readonly string[] } = {},
  plugin: Parameters<typeof policyVerdicts>[2] = {},
): PolicyVerdicts {
  const [from = '', to = ''] = flow.split(' → ');
  const { seenAs = [], ...rest } = more;
  const [first, ...others] = seenAs.map((text) => endOf(text, cluster));
  return policyVerdicts(
    {
      client: endOf(from, cluster),
      server: endOf(to, cluster),
      port: 80,
      protocol: 'TCP',
      ...rest,
      ...(first === undefined ? {} : { seenAs: [first, ...others] }),
    },
    policiesOf(cluster),
    plugin,
  );
}
