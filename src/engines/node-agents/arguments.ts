import type { DaemonContainer, DaemonSet } from '../../model/resources/daemon-set.ts';

/**
 * The value of a flag on a container's command line: `--name=value`, or `true` for a bare `--name`; the last one counts, as with Go's
 * flag packages. Shell commands (`sh -c "kube-proxy --v=2"`) are split at blanks. Undefined where the flag is not given.
 */
export function flagOf(container: DaemonContainer, name: string): string | undefined {
  const words = container.arguments.flatMap((argument) => argument.split(/\s+/));
  const at = words.findLastIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = words[at];
  if (word === undefined) return undefined;
  if (word !== `--${name}`) return word.slice(name.length + 3);
  const next = words[at + 1];
  return next === undefined || next.startsWith('-') ? 'true' : next;
}

/** The container of a DaemonSet that `fits`, with the path of its field. */
export function containerOf(
  { spec }: DaemonSet,
  fits: (container: DaemonContainer) => boolean,
): { readonly container: DaemonContainer; readonly field: string } | undefined {
  const { containers } = spec.template.spec;
  const at = containers.findIndex(fits);
  const container = containers[at];
  return container === undefined ? undefined : { container, field: `spec.template.spec.containers[${at}]` };
}

/** The last part of an image's repository, without tag and digest: `node` of `quay.io/calico/node:v3.30.1`. */
export function imageName(image: string): string {
  const repository = image.split('@')[0] ?? '';
  return (repository.split('/').at(-1) ?? '').split(':')[0] ?? '';
}
