import { nearest } from '../audit/facts/near-miss.ts';
import { announce } from '../engines/service/index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import { ClusterError } from '../model/errors.ts';
import { KINDS } from '../model/kind.ts';
import { canI, type Gap, gapsOf, knownItems, type Need } from '../model/listing.ts';
import type { ObjectRef } from '../model/object-ref.ts';

/** So many namespaces that have an object of the name are spelled out. */
const SPELLED_OUT = 5;

/** What `notFound` reads for "did you mean": the names in this namespace, the same name elsewhere, and whether the namespace exists. */
export function nearNeeds({ kind, namespace, name }: ObjectRef): readonly Need[] {
  if (namespace === undefined) return [{ kind, only: 'metadata' }];
  return [
    { kind, namespace, only: 'metadata' },
    { kind, fields: { 'metadata.name': name }, only: 'metadata' },
    { kind: 'Namespace', name: namespace },
  ];
}

/**
 * The error for an object that is not there, as kubectl words it, with what the person may have meant: a namespace that does not exist,
 * the same name in another namespace, or a similar name in this one. For one that may not be read: the server's refusal, undetermined.
 */
export function notFound(ref: ObjectRef, cluster: ClusterIndex): ClusterError {
  const { kind, namespace, name } = ref;
  const { plural } = KINDS[kind];
  const found = cluster.get(kind, name, namespace);
  if (found.state === 'unknown') return unreadable(`${plural} "${name}"`, found.gaps);
  announce(cluster, nearNeeds(ref));
  const hints = hintsFor(ref, cluster);
  return new ClusterError(
    [`Error from server (NotFound): ${plural} "${name}" not found`, ...hints.map((hint) => `hint: ${hint}`)].join('\n'),
  );
}

/** The error for something that decides and may not be read, as kubectl words a refusal: undetermined. */
export function unreadable(what: string, [gap]: readonly Gap[]): ClusterError {
  if (gap?.reason === 'forbidden') {
    return new ClusterError(`Error from server (Forbidden): ${gap.message}\nhint: to see what you may read: ${canI(gap)}`, 3);
  }
  return new ClusterError(`error: ${what} could not be looked up: ${gap?.message ?? 'not read'}`, 3);
}

function hintsFor({ kind, namespace, name }: ObjectRef, cluster: ClusterIndex): readonly string[] {
  if (namespace !== undefined && cluster.get('Namespace', namespace).state === 'absent') return [`namespace "${namespace}" does not exist`];
  const here = cluster.metadata(kind, namespace === undefined ? {} : { namespace });
  const near = nearest(
    name,
    knownItems(here).map(({ metadata }) => metadata.name),
  );
  const place = namespace === undefined ? 'the cluster' : `namespace ${namespace}`;
  return [
    namespace === undefined ? '' : elsewhereHint(kind, namespace, name, cluster),
    near === undefined ? '' : `${place} has ${withArticle(kind)} "${near}": did you mean that?`,
    gapsOf(here).length > 0 ? `similar names in ${place} could not be looked up` : '',
  ].filter((hint) => hint !== '');
}

function elsewhereHint(kind: ObjectRef['kind'], namespace: string, name: string, cluster: ClusterIndex): string {
  const everywhere = knownItems(cluster.metadata(kind, { fields: { 'metadata.name': name } }));
  const elsewhere = everywhere.map(({ metadata }) => metadata.namespace ?? '').filter((one) => one !== namespace);
  if (elsewhere.length === 0) return '';
  return `namespace ${listed(elsewhere)} ${elsewhere.length === 1 ? 'has' : 'have'} ${withArticle(kind)} "${name}": try -n ${elsewhere[0]}`;
}

function withArticle(kind: string): string {
  return `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, SPELLED_OUT).join(', ')}${names.length > SPELLED_OUT ? ` and ${names.length - SPELLED_OUT} more` : ''}`;
}
