import { UsageError } from '../model/errors.ts';
import { EXPLAINED, type ExplainedKind, explainedKind } from '../questions/explain/index.ts';

/**
 * Reads TYPE/NAME … or TYPE NAME … as kubectl does, into `svc/NAME` (`pod/NAME`, `node/NAME`) for each name, or the types alone. Refuses with kubectl's
 * own words. Source: kubernetes staging/src/k8s.io/cli-runtime/pkg/resource/builder.go, ResourceTypeOrNameArgs (1.36).
 */
export function objectsOf(
  words: readonly string[],
  options: { readonly selector?: string; readonly allNamespaces?: boolean },
): readonly string[] {
  const [type, ...names] = words;
  if (type === undefined) throw new UsageError('You must provide one or more resources by argument or filename.');
  const slashed = words.filter((word) => word.includes('/'));
  if (slashed.length > 0 && slashed.length < words.length) {
    throw new UsageError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  }
  const named = slashed.length > 0 ? words.map(splitSlashed) : typesOf(type).flatMap((one) => names.map((name) => ({ kind: one, name })));
  if (named.length === 0) return typesOf(type).map((kind) => EXPLAINED[kind]);
  if (options.selector !== undefined) throw new UsageError('name cannot be provided when a selector is specified');
  if (options.allNamespaces === true) throw new UsageError('a resource cannot be retrieved by name across all namespaces');
  return named.map(({ kind, name }) => `${EXPLAINED[kind]}/${name}`);
}

function splitSlashed(word: string): { readonly kind: ExplainedKind; readonly name: string } {
  const [type = '', name = '', ...more] = word.split('/');
  if (more.length > 0) throw new UsageError('arguments in resource/name form may not have more than one slash');
  if (type === '' || name === '') throw new UsageError('arguments in resource/name form must have a single resource and name');
  return { kind: explainedKind(type), name };
}

function typesOf(word: string): readonly ExplainedKind[] {
  return word
    .split(',')
    .filter((one) => one !== '')
    .map(explainedKind);
}
