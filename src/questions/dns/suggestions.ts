import { nearest } from '../../audit/facts/near-miss.ts';
import { announce } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { DnsOutcome, DnsSuggestion } from '../../model/dns-report.ts';
import { knownItems, type Need } from '../../model/listing.ts';
import type { LookedUp } from './report.ts';

/**
 * Names that would have worked where one did not: the Service in another namespace, a similar name in the one that was meant, a similar
 * namespace. Only for names that look like a Service's.
 */
export function suggestionsOf(looked: LookedUp, outcome: DnsOutcome, cluster: ClusterIndex): readonly DnsSuggestion[] {
  if (outcome !== 'nxdomain' && outcome !== 'nodata' && outcome !== 'asked-upstream') return [];
  const meant = meantOf(looked);
  if (meant === undefined) return [];
  const { name, namespace } = meant;
  const own = looked.client.pod.metadata.namespace ?? '';
  const needs: readonly Need[] = [
    { kind: 'Service', namespace, only: 'metadata' },
    { kind: 'Service', fields: { 'metadata.name': name }, only: 'metadata' },
    { kind: 'Namespace' },
  ];
  announce(cluster, needs);
  const elsewhere = knownItems(cluster.metadata('Service', { fields: { 'metadata.name': name } })).map(
    ({ metadata }) => metadata.namespace ?? '',
  );
  const here = knownItems(cluster.metadata('Service', { namespace })).map(({ metadata }) => metadata.name);
  const namespaces = knownItems(cluster.metadata('Namespace')).map(({ metadata }) => metadata.name);
  const similar = nearest(name, here);
  const similarNamespace = namespaces.includes(namespace) ? undefined : nearest(namespace, namespaces);
  const spelled = (service: string, of: string) => (of === own ? service : `${service}.${of}`);
  return [
    ...elsewhere
      .filter((one) => one !== namespace)
      .map((one) => ({ name: spelled(name, one), says: `Service "${name}" is in namespace ${one}` })),
    ...(similar === undefined ? [] : [{ name: spelled(similar, namespace), says: `namespace ${namespace} has a Service "${similar}"` }]),
    ...(similarNamespace === undefined
      ? []
      : [{ name: spelled(name, similarNamespace), says: `there is a namespace "${similarNamespace}"` }]),
  ];
}

/** The Service that a person may have meant: `foo`, `foo.a`, `foo.a.svc` and so on, by the cluster's domain. */
function meantOf({ host, kubelet, client, type }: LookedUp): { readonly name: string; readonly namespace: string } | undefined {
  if (type === 'PTR') return undefined;
  const bare = host.name.toLowerCase().replace(/\.$/, '');
  const below = [`svc.${kubelet.clusterDomain}`, 'svc'].reduce(
    (name, suffix) => (name.endsWith(`.${suffix}`) ? name.slice(0, -suffix.length - 1) : name),
    bare,
  );
  const labels = below.split('.');
  const [name = '', namespace = client.pod.metadata.namespace ?? ''] = labels;
  return labels.length > 2 || name === '' || name.startsWith('_') ? undefined : { name, namespace };
}
