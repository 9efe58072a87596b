import { ClusterError } from '../../model/errors.ts';
import { KINDS, type Kind } from '../../model/kind.ts';
import { canI, type Lookup } from '../../model/listing.ts';

/** The error of an object that a question names, or of a kind that decides: NotFound as kubectl words it, or the refusal, undetermined. */
export function missing(
  kind: Kind,
  { name }: { readonly name?: string },
  lookup: Exclude<Lookup<unknown>, { state: 'found' }>,
): ClusterError {
  const { plural } = KINDS[kind];
  if (lookup.state === 'absent') return new ClusterError(`Error from server (NotFound): ${plural} "${name}" not found`);
  const [gap] = lookup.gaps;
  if (gap?.reason === 'forbidden') {
    return new ClusterError(`Error from server (Forbidden): ${gap.message}\nhint: to see what you may read: ${canI(gap)}`, 3);
  }
  return new ClusterError(
    `error: ${plural}${name === undefined ? '' : ` "${name}"`} could not be looked up: ${gap?.message ?? 'not read'}`,
    3,
  );
}
