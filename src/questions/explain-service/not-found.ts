import { nearest } from '../../audit/facts/near-miss.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { ClusterError } from '../../model/errors.ts';
import { canI, gapsOf, knownItems } from '../../model/listing.ts';

/** So many namespaces that have a Service of the name are spelled out. */
const SPELLED_OUT = 5;

/**
 * The error for a Service that is not there, as kubectl words it, with what the person may have meant: a namespace that does not exist,
 * the same name in another namespace, or a similar name in this one. For one that may not be read: the server's refusal, undetermined.
 */
export function notFound(namespace: string, name: string, cluster: ClusterIndex): ClusterError {
  const service = cluster.get('Service', name, namespace);
  if (service.state === 'unknown') {
    const gap = service.gaps[0];
    if (gap?.reason === 'forbidden') {
      return new ClusterError(`Error from server (Forbidden): ${gap.message}\nhint: to see what you may read: ${canI(gap)}`, 3);
    }
    return new ClusterError(`error: services "${name}" could not be looked up: ${gap?.message ?? 'not read'}`, 3);
  }
  const hints = hintsFor(namespace, name, cluster);
  return new ClusterError(
    [`Error from server (NotFound): services "${name}" not found`, ...hints.map((hint) => `hint: ${hint}`)].join('\n'),
  );
}

function hintsFor(namespace: string, name: string, cluster: ClusterIndex): readonly string[] {
  if (cluster.get('Namespace', namespace).state === 'absent') return [`namespace "${namespace}" does not exist`];
  const everywhere = knownItems(cluster.metadata('Service', { fields: { 'metadata.name': name } }));
  const elsewhere = everywhere.map(({ metadata }) => metadata.namespace ?? '').filter((one) => one !== namespace);
  const here = cluster.metadata('Service', { namespace });
  const near = nearest(
    name,
    knownItems(here).map(({ metadata }) => metadata.name),
  );
  return [
    elsewhere.length === 0
      ? ''
      : `namespace ${listed(elsewhere)} ${elsewhere.length === 1 ? 'has' : 'have'} a Service "${name}": try -n ${elsewhere[0]}`,
    near === undefined ? '' : `namespace ${namespace} has a Service "${near}": did you mean that?`,
    gapsOf(here).length > 0 ? `similar names in namespace ${namespace} could not be looked up` : '',
  ].filter((hint) => hint !== '');
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, SPELLED_OUT).join(', ')}${names.length > SPELLED_OUT ? ` and ${names.length - SPELLED_OUT} more` : ''}`;
}
